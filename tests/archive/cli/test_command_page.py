"""The page of commands: complete, and as committed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from archive.cli.command_page import page

ROOT = Path(__file__).resolve().parents[3]


def test_the_committed_page_is_what_the_commands_say_today() -> None:
    # In a process of its own: click keeps the help option under the names of its first caller.
    done = subprocess.run(
        [sys.executable, "-m", "archive.cli.command_page"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == done.stdout.decode()


def test_the_page_shows_commands_inside_groups_and_those_of_other_packages() -> None:
    titles = re.findall(r"^## .*</a>(.+)$", page(), re.MULTILINE)
    assert {"khronika", "khronika packet build", "khronika serve"} <= set(titles)
    assert len(titles) == len(set(titles))
