"""What every command gets: one archive, opened once, and closed whatever becomes of the command."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from archive.cli.desk import Desk
from archive.disclosure import CONFIDENTIAL
from archive.workspace import Archive


@pytest.fixture
def desk(archive: Archive) -> Iterator[Desk]:
    """A desk at which `khronika show` is run."""
    program = click.Context(click.Group("khronika"), info_name="khronika")
    command = click.Context(click.Command("show"), parent=program, info_name="show")
    with command.scope():
        yield Desk(str(archive.settings.folder), None)


def test_the_archive_that_told_the_audience_is_the_one_that_is_opened(desk: Desk) -> None:
    assert desk.audience(None) == CONFIDENTIAL
    asked = desk._waiting
    taken = desk.open()
    assert taken is asked
    other = desk.open()
    assert other is not taken
    taken.close()
    other.close()


def test_an_archive_that_no_command_took_is_let_go(desk: Desk) -> None:
    desk.audience(None)
    desk.close()
    assert desk._waiting is None
    desk.close()
