"""The guides name only commands and options that there are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from archive.cli import cli

FOLDER = Path(__file__).resolve().parents[2] / "docs"
PAGES = [*sorted(FOLDER.glob("guide-*.md")), FOLDER / "operating.md", FOLDER / "deploy/README.md"]
_LINE = re.compile(r"(?:^|`|&& )khronika ([^`\n]+)", re.MULTILINE)
_IN_CONTAINER = re.compile(r"docker compose run --rm (?:-v \S+ )?node-1 ([^`\n]+)")


def commands_of(page: Path) -> list[list[str]]:
    """The words of each command, in blocks and in sentences."""
    text = re.sub(r"\\\n\s*", "", page.read_text("utf-8"))
    shell = [
        line.split(" > ")[0].split(" && ")[0]
        for line in [*_LINE.findall(text), *_IN_CONTAINER.findall(text)]
    ]
    return [words for words in map(shlex.split, shell) if words[0] not in ("…", "=")]


def unknown_in(words: list[str]) -> list[str]:
    """Which words of a command line the program does not know."""
    command: click.Command = cli
    given = list(words)
    while given[0] in ("--archive", "--as"):
        given = given[2:]
    while isinstance(command, click.Group) and given and not given[0].startswith("-"):
        found = command.get_command(click.Context(command), given[0])
        if found is None:
            return [given[0]]
        command, given = found, given[1:]
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    return [word for word in given if re.match(r"--[a-z]", word) and word not in known]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_the_page_is_one(page: Path) -> None:
    commands = commands_of(page)
    assert commands
    assert [(words, unknown_in(words)) for words in commands if unknown_in(words)] == []


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("serve --behind 127.0.0.1 --cloud", ["--cloud"]),
        ("packet burn --out x", ["burn"]),
        ("--archive drill verify --quick", []),
    ],
)
def test_what_the_program_does_not_know_is_found(line: str, unknown: list[str]) -> None:
    assert unknown_in(line.split()) == unknown
