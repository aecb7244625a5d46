"""The command migrate."""

from __future__ import annotations

from pathlib import Path

import click

from archive.cli.desk import Desk, json_option, show_json
from archive.cli.sealing import new_passphrase, sealed_by
from archive.database import cipher_of
from archive.database.encryption import How, reseal
from archive.settings import read_settings
from archive.upkeep import migrating

FILE, FOLDER, NONE = "file", "folder", "none"
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@click.option("--database", metavar="URL", help=f"postgresql://USER@HOST/NAME, or {FILE!r}.")
@click.option("--evidence", metavar="URL", help=f"s3://BUCKET/PREFIX, or {FOLDER!r}.")
@click.option(
    "--encrypt",
    type=click.Choice([*(one.value for one in How), NONE]),
    help="Encrypt the database file, let something else open it, or encrypt it no more.",
)
@click.option("--new-passphrase-file", "words", type=_FILE, help="Its first line opens it then.")
@click.option("--abandon", is_flag=True, help="Take back a move that was broken off.")
@json_option
@click.pass_obj
def migrate(
    desk: Desk,
    *,
    database: str | None,
    evidence: str | None,
    encrypt: str | None,
    words: Path | None,
    abandon: bool,
    as_json: bool,
) -> None:
    """Move the archive's records to another database, its files to another store, or both.

    What is not named stays where it is. The log is the same before and after; the old place is left
    as it was, for you to remove; but a database that is encrypted leaves no open file behind. A
    move that was broken off goes on when it is asked for again.

    \b
    Example: khronika migrate --database postgresql://khronika@db.example.org/casework
             khronika migrate --evidence s3://casework/evidence
             khronika migrate --database file --evidence folder
             khronika migrate --encrypt passphrase
    """
    if not (database or evidence or encrypt or abandon):
        raise click.UsageError(
            "name a --database or an --evidence to move to, --encrypt, or --abandon"
        )
    if abandon:
        desk.open().close()  # whose task it is
        taken_back = migrating.abandon(read_settings(desk.archive_folder().absolute()))
        click.echo(f"taken back: {taken_back}" if taken_back else "no move was begun")
        return
    archive = desk.open()
    try:
        now = archive.settings
        finished = migrating.finish(now)
        cipher = cipher_of(now)
        secret = None
        if encrypt not in (None, NONE):
            secret = sealed_by(encrypt, _words(words, encrypt, anew=cipher is not None))
        if cipher is not None and secret is not None and not (database or evidence or finished):
            reseal(cipher, secret)
            click.echo(f"a {encrypt} opens the database from now on; older backups open as before")
            return
        move = migrating.plan_move(
            now,
            server=None if database == FILE or secret else database or now.server,
            bucket=None if evidence == FOLDER else evidence or now.bucket,
            encrypted=now.encrypted if encrypt is None and not database else secret is not None,
        )
        done = migrating.migrate(archive, move, secret=secret)
    finally:
        archive.close()
    if as_json:
        show_json(
            {
                "database": done.move.after.server,
                "evidence": done.move.after.bucket,
                "encrypted": done.move.after.encrypted,
                "size": done.head.size,
                "root": done.head.root.hex(),
                "rows": done.rows,
                "files": done.files,
                "left": list(done.left),
            }
        )
        return
    click.echo(f"moved {done.head.size:,} entries; {done.rows:,} rows and {done.files:,} files")
    click.echo(f"the log is the same: root {done.head.root.hex()}")
    for place in done.left:
        click.echo(f"still there, and no longer used: {place}", err=True)


def _words(path: Path | None, how: str | None, *, anew: bool) -> str | None:
    """The passphrase that is set; None where it is no passphrase."""
    if how != How.PASSPHRASE:
        return None
    if path is None:
        return new_passphrase(anew=anew)
    return next(iter(path.read_text(encoding="utf-8").splitlines()), "")


COMMANDS = (migrate,)
