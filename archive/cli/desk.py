"""What every command gets: which archive is meant and who is at work; and how results are shown.

What opens an archive is imported when one is opened: the list of commands needs none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archive.settings import find_archive
from schemas.access import LEVELS, Level

if TYPE_CHECKING:
    from archive.disclosure import Audience
    from archive.workspace import Archive

F = TypeVar("F", bound=Callable[..., Any])


class Desk:
    """The archive and the person that the command line names."""

    def __init__(self, folder: str | None, person: str | None) -> None:
        self._folder = folder
        self.person = person
        """Who is at work, as named; None: who made the archive."""

    def archive_folder(self) -> Path:
        """The folder of the archive that is meant.

        Raises:
            NoArchiveHere: none was named and none lies above the working folder.
        """
        return find_archive(self._folder, Path.cwd())

    def open(self) -> Archive:
        """The archive, to be closed by the caller."""
        from archive.founding import open_archive

        return open_archive(self.archive_folder(), self.person)

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """The archive, closed at the end; before, a timestamp is asked for if one is due.

        Only where an authority was set up to be asked by itself, and the command entered something.
        """
        from archive.anchors import due

        archive = self.open()
        try:
            before = _size(archive) if due.asked_by_itself(archive) else None
            yield archive
            if before is not None and _size(archive) > before:
                due.anchor_quietly(archive, lambda line: click.echo(line, err=True))
        finally:
            archive.close()


def _size(archive: Archive) -> int:
    from archive import log

    with archive.reading() as connection:
        return log.head(connection).size


def audience_option(function: F) -> F:
    """The option --audience, as an Audience; everything if it is left out."""
    option = click.option(
        "--audience",
        type=click.Choice([level.value for level in LEVELS]),
        default=Level.CONFIDENTIAL.value,
        show_default=True,
        callback=_audience,
        help="See the archive as these people see it.",
    )
    return option(function)


def _audience(_context: Any, _option: Any, value: str) -> Audience:
    from archive.disclosure import Audience

    return Audience(Level(value))


def json_option(function: F) -> F:
    """The option --json."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def show_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
