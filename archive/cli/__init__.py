"""The command `khronika`. Each command reads its input, makes one call and shows the result."""

from __future__ import annotations

import os
import sys
from importlib.metadata import entry_points
from io import TextIOWrapper
from typing import NoReturn

import click

from archive.cli.catalogue import CATALOGUE, load, outline
from archive.cli.exits import ExitCode, sentence_and_code, unreadable_file
from archive.errors import ArchiveError
from evidence.errors import EvidenceError
from schemas.errors import SchemaError


class _Commands(click.Group):
    """The commands of the catalogue, and those that other packages bring by entry points."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        brought = [point.name for point in entry_points(group="khronika.commands")]
        return sorted({*CATALOGUE, *brought})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in CATALOGUE:
            return load(cmd_name)
        for point in entry_points(group="khronika.commands", name=cmd_name):
            found: click.Command = point.load()
            return found
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        names = self.list_commands(ctx)
        room = formatter.width - 6 - max(map(len, names))  # as click's own list has it
        rows = [(name, self._listed(ctx, name).get_short_help_str(room)) for name in names]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _listed(self, ctx: click.Context, name: str) -> click.Command:
        found = outline(name) if name in CATALOGUE else self.get_command(ctx, name)
        assert found is not None, name
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--archive", "folder", metavar="DIR", help="The archive; else KHRONIKA_ARCHIVE.")
@click.option("--as", "person", metavar="NAME", help="Who is at work; else who made the archive.")
@click.version_option(package_name="khronika", prog_name="khronika")
@click.pass_context
def cli(context: click.Context, folder: str | None, person: str | None) -> None:
    """Keep incidents and their evidence, with exact uncertainty and a provable log of custody.

    The archive is --archive DIR, or KHRONIKA_ARCHIVE, or the nearest one above the working folder.

    \b
    Exit codes: 0 done; 1 findings; 2 wrong usage; 3 input refused, nothing changed;
    4 not found; 5 not allowed; 6 busy or unavailable, try again.
    """
    from archive.cli.desk import Desk

    context.obj = Desk(folder, person)


def main() -> None:
    """Run the command line; every error becomes one sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a sign that cannot be written is no reason to stop
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(cli.main(standalone_mode=False, prog_name="khronika") or 0)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as error:
        if (sentence := unreadable_file(error)) is not None:
            _end(sentence, ExitCode.REFUSED)
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("khronika: stopped; what was reported as done is done", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (ArchiveError, EvidenceError, SchemaError, OSError, UnicodeEncodeError) as error:
        _end(*sentence_and_code(error))


def _end(sentence: str, code: ExitCode) -> NoReturn:
    click.echo(f"khronika: {sentence}", err=True)
    sys.exit(code)
