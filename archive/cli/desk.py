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

from archive.errors import NoArchiveHere, NotAnArchive, NotPermitted
from archive.settings import find_archive
from schemas.access import LEVELS

if TYPE_CHECKING:
    from archive.disclosure import Audience
    from archive.people import Person
    from archive.workspace import Archive

F = TypeVar("F", bound=Callable[..., Any])


class Desk:
    """The archive and the person that the command line names."""

    def __init__(self, folder: str | None, person: str | None) -> None:
        self._folder = folder
        self.person = person
        """Who is at work, as named; None: who made the archive."""
        self._waiting: Archive | None = None
        """Opened to ask who is at work, for the command to take."""

    def archive_folder(self) -> Path:
        """The folder of the archive that is meant.

        Raises:
            NoArchiveHere: none was named and none lies above the working folder.
        """
        return find_archive(self._folder, Path.cwd())

    def open(self) -> Archive:
        """The archive, to be closed by the caller, if the command is a task of who is at work.

        Raises:
            NotPermitted: it is not.
        """
        archive = self._opened()
        try:
            check_task(archive)
        except BaseException:
            archive.close()
            raise
        return archive

    def audience(self, wanted: Audience | None) -> Audience:
        """The audience that is wanted, or the widest one that the person at work belongs to.

        Raises:
            NotPermitted: the person at work is not cleared for as much.
        """
        from archive.accounts import granting

        self._waiting = self._opened()
        return granting.audience_of(_at_work(self._waiting), wanted)

    def close(self) -> None:
        """Let go of an archive that no command has taken."""
        if self._waiting:
            self._waiting.close()
        self._waiting = None

    def _opened(self) -> Archive:
        """The archive that was opened already, or opened now."""
        from archive.founding import open_archive

        waiting, self._waiting = self._waiting, None
        return waiting or open_archive(self.archive_folder(), self.person)

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


def _at_work(archive: Archive) -> Person:
    from archive import people

    with archive.reading() as connection:
        return people.at_work(connection, archive.person)


def check_task(archive: Archive) -> None:
    """See that the command that runs is a task of the person at work.

    Raises:
        NotPermitted: it is not, or the command names no operation.
    """
    from archive.accounts import granting
    from archive.cli.operations import OPERATIONS, words_of

    at_work, words = _at_work(archive), words_of(click.get_current_context())
    if words not in OPERATIONS:
        expected = "a command that names its operation for the policy"
        raise NotPermitted(what="run it", expected=expected, found=repr(words))
    granting.check(OPERATIONS[words], at_work.standing, at_work.name)


def check_sees_everything(archive: Archive, what: str) -> None:
    """See that nothing is withheld from the person at work, where something may tell all of it.

    Raises:
        NotPermitted: something is.
    """
    from archive import policy
    from archive.accounts import granting

    at_work = _at_work(archive)
    if not granting.audience_of(at_work).sees_everything:
        found = f"{at_work.name!r}, {policy.in_words(at_work.standing)}"
        raise NotPermitted(
            what=what, expected="somebody from whom nothing is withheld", found=found
        )


def _size(archive: Archive) -> int:
    from archive import log

    with archive.reading() as connection:
        return log.head(connection).size


def audience_option(function: F) -> F:
    """The option --audience, as an Audience; all that the person at work may see if left out."""
    option = click.option(
        "--audience",
        metavar="LEVEL[+COMPARTMENT…]",
        callback=_audience,
        help="See the archive as these people see it, such as restricted or restricted+team-a; "
        "+* stands for all compartments. Else all that you may see.",
    )
    return option(function)


def _audience(context: click.Context, _option: click.Parameter, value: str | None) -> Audience:
    from archive.disclosure import CONFIDENTIAL, audience

    desk = context.find_object(Desk)
    assert desk is not None
    context.find_root().call_on_close(desk.close)
    try:
        wanted = audience.read(value) if value else None
    except ValueError:
        levels = ", ".join(level.value for level in LEVELS)
        why = f"expected {levels}, or one of them with compartments behind +, found {value!r}"
        raise click.BadParameter(why) from None
    try:
        return desk.audience(wanted)
    except (NoArchiveHere, NotAnArchive):  # the command says so itself, unless its words are wrong
        return wanted or CONFIDENTIAL


def json_option(function: F) -> F:
    """The option --json."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def show_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
