"""The commands backup and restore."""

from __future__ import annotations

from pathlib import Path

import click

from archive.cli.desk import Desk, json_option, show_json
from archive.cli.exits import ExitCode
from archive.upkeep.backing_up import back_up
from archive.upkeep.restoring import restore as restore_from

FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--keep", type=click.IntRange(1), metavar="N", help="Remove older states but N.")
@json_option
@click.pass_context
def backup(context: click.Context, folder: Path, keep: int | None, *, as_json: bool) -> None:
    """Back the archive up into FOLDER, while it is in use; only what is new is copied.

    Private keys without a passphrase stay behind: keep a copy of keys/log.key in another place.

    \b
    Example: khronika backup /media/stick/casework --keep 10
    """
    desk: Desk = context.obj
    with desk.archive() as archive:
        made = back_up(archive, folder.absolute(), keep=keep)
    if as_json:
        show_json(
            {
                "state": str(made.state),
                "size": made.size,
                "root": made.root,
                "files": made.files,
                "copied": made.copied,
                "copied_bytes": made.copied_bytes,
                "forgotten": made.forgotten,
                "keys_left_out": list(made.keys_left_out),
                "findings": [str(finding) for finding in made.findings],
            }
        )
    else:
        copied = f"{made.copied:,} of {made.files:,} files new ({made.copied_bytes:,} bytes)"
        click.echo(f"backed up {made.size:,} entries, {copied}: {made.state}")
        if made.forgotten:
            click.echo(f"{made.forgotten:,} older states removed")
        for name in made.keys_left_out:
            click.echo(f"not in it, as no passphrase protects it: keys/{name}", err=True)
        for finding in made.findings:
            click.echo(str(finding), err=True)
    if made.findings:
        context.exit(ExitCode.FINDINGS)


@click.command()
@click.argument("backup_folder", metavar="BACKUP", type=FOLDER)
@click.argument("folder", type=FOLDER)
@click.option("--entries", type=int, metavar="N", help="The state of N entries; else the newest.")
@click.option("--checkpoint", type=FOLDER, help="A head that was kept elsewhere.")
@click.option("--key", type=FOLDER, help="The private key of the log, from where you keep it.")
@json_option
def restore(
    backup_folder: Path,
    folder: Path,
    entries: int | None,
    checkpoint: Path | None,
    key: Path | None,
    *,
    as_json: bool,
) -> None:
    """Make an archive in the empty FOLDER out of BACKUP; nothing, unless all of it verifies.

    \b
    Example: khronika restore /media/stick/casework casework --checkpoint head --key log.key
    """
    made = restore_from(backup_folder, folder, size=entries, outside=checkpoint, key=key)
    if as_json:
        show_json({"folder": str(made.folder), "size": made.size, "files": made.files})
        return
    click.echo(f"restored {made.size:,} entries and {made.files:,} files, verified: {made.folder}")
    if made.is_behind:
        click.echo(
            "the head that you gave is of a longer log: what came after this backup is lost. "
            "Begin a new log before you go on: khronika log fork --reason TEXT",
            err=True,
        )
    else:
        click.echo(
            "if anything was written after this backup, begin a new log before you go on: "
            "khronika log fork --reason TEXT",
            err=True,
        )
    if not made.can_sign:
        click.echo(
            "without its private key nothing can be added: put it into keys/log.key, mode 0600",
            err=True,
        )


COMMANDS = (backup, restore)
