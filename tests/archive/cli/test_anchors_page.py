"""The page about anchors and keys names commands and options that there are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from archive.cli import cli

PAGE = Path(__file__).resolve().parents[3] / "docs" / "anchors.md"
LINES = sorted(set(re.findall(r"(?:^|`)(khronika [a-z][^`\n]*)", PAGE.read_text("utf-8"), re.M)))


def test_the_page_has_its_commands() -> None:
    assert len(LINES) > 20


@pytest.mark.parametrize("line", LINES)
def test_a_command_on_the_page_is_understood(line: str, tmp_path: Path) -> None:
    words = shlex.split(line)[1:]
    command: click.Command = cli
    context = click.Context(cli, info_name="khronika")
    while isinstance(command, click.Group) and words:
        name = words.pop(0)
        found = command.get_command(context, name)
        assert found is not None, name
        command, context = found, click.Context(found, parent=context, info_name=name)
    known = {text for option in command.params for text in option.opts}
    used = {word for word in words if word.startswith("--")}
    assert used <= known
