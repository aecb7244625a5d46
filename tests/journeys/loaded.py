"""What the process has loaded from which commands are forked: all that a command would load."""

from __future__ import annotations

import PIL.Image
import rfc8785
import whoosh.index

import archive.cli
import archive.demo
import archive.migrations
import evidence.standalone
import webui.application
import webui.command
from archive.cli.catalogue import CATALOGUE, load

LOADED = (
    PIL.Image,
    archive.cli,
    archive.demo,
    archive.migrations,
    evidence.standalone,
    rfc8785,
    webui.application,
    webui.command,
    whoosh.index,
    *map(load, CATALOGUE),
)
