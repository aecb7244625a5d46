"""What the process has loaded from which commands are forked: all that a command would load."""

from __future__ import annotations

import PIL.Image
import rfc8785
import whoosh.index

import archive.cli
import archive.demo
import archive.migrations
import evidence.standalone
import webui.command

LOADED = (
    PIL.Image,
    archive.cli,
    archive.demo,
    archive.migrations,
    evidence.standalone,
    rfc8785,
    webui.command,
    whoosh.index,
)
