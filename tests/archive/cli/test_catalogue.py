"""The list of commands: complete, true to the commands, and shown without importing them."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import click
import pytest

import archive.cli
from archive.cli.catalogue import CATALOGUE, load, outline

HEAVY = ("alembic", "flask", "numpy", "openpyxl", "PIL", "pypdfium2", "sqlalchemy", "typst")


def commands_of_modules() -> dict[str, str]:
    """Every command that a module of the command line brings, and which module that is."""
    found = {}
    for module in iter_modules(archive.cli.__path__):
        brought = getattr(import_module(f"archive.cli.{module.name}"), "COMMANDS", ())
        found |= {command.name: module.name for command in brought}
    return found


def test_every_command_is_in_the_catalogue() -> None:
    assert commands_of_modules() == {name: one.module for name, one in CATALOGUE.items()}


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_summary_is_the_first_paragraph_of_the_commands_help(name: str) -> None:
    command = load(name)
    assert command.name == name
    assert not command.hidden
    assert command.help is not None
    assert " ".join(command.help.split("\n\n")[0].split()) == CATALOGUE[name].summary
    for width in (30, 60, 100):
        assert outline(name).get_short_help_str(width) == command.get_short_help_str(width)


def test_the_list_of_commands_is_shown_without_what_they_need() -> None:
    program = f"""
import sys
from click.testing import CliRunner
from archive.cli import cli
print(CliRunner().invoke(cli, ["--help"]).output)
print("imported:", [name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "  verify " in done.stdout
    assert "  serve " in done.stdout
    assert done.stdout.endswith("imported: []\n")


def test_a_command_that_nobody_brings_is_told_as_unknown() -> None:
    context = click.Context(archive.cli.cli)
    assert archive.cli.cli.get_command(context, "enchant") is None
