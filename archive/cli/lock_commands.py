"""The commands lock and unlock: the doors of an archive that is being served."""

from __future__ import annotations

import click

from archive.accounts import shutting
from archive.cli.desk import Desk
from archive.database.errors import DatabaseLocked
from archive.errors import LockedKey
from archive.settings import read_settings
from archive.workspace import now


@click.command()
@click.pass_obj
def lock(desk: Desk) -> None:
    """Shut the doors: whoever serves the archive forgets its passphrases and answers nothing.

    It works from any terminal, at once, and needs no passphrase; all sessions end. The log says so,
    now if its key can be opened, else before the doors open again. What is in memory or lies on the
    disk of a machine that somebody takes as it stands is not reached: shut the machine down.

    \b
    Example: khronika lock
    """
    settings = read_settings(desk.archive_folder())
    shutting.shut(settings, now())
    click.echo(f"the doors of {settings.folder} are shut; open them with khronika unlock")
    try:
        with desk.archive() as archive:
            ended = shutting.enter(archive)
    except (LockedKey, DatabaseLocked):
        click.echo(
            "a passphrase is needed for more: that they were shut is entered, and the "
            "sessions end, when they are opened",
            err=True,
        )
    else:
        click.echo(f"{ended} sessions ended")


@click.command()
@click.pass_obj
def unlock(desk: Desk) -> None:
    """Open the doors again, for whoever can open the key of the log; the log says who did.

    A server that was given its passphrase at a terminal asks for it on its first page.

    \b
    Example: khronika unlock
    """
    with desk.archive() as archive:
        shutting.reopen(archive)
    click.echo(f"the doors of {archive.settings.folder} are open; everybody signs in anew")


COMMANDS = (lock, unlock)
