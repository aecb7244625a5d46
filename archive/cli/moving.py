"""The command migrate."""

from __future__ import annotations

import click

from archive.cli.desk import Desk, json_option, show_json
from archive.settings import read_settings
from archive.upkeep import migrating

FILE, FOLDER = "file", "folder"


@click.command()
@click.option("--database", metavar="URL", help=f"postgresql://USER@HOST/NAME, or {FILE!r}.")
@click.option("--evidence", metavar="URL", help=f"s3://BUCKET/PREFIX, or {FOLDER!r}.")
@click.option("--abandon", is_flag=True, help="Take back a move that was broken off.")
@json_option
@click.pass_obj
def migrate(
    desk: Desk, database: str | None, evidence: str | None, *, abandon: bool, as_json: bool
) -> None:
    """Move the archive's records to another database, its files to another store, or both.

    What is not named stays where it is. The log is the same before and after; the old place is left
    as it was, for you to remove. A move that was broken off goes on when it is asked for again.

    \b
    Example: khronika migrate --database postgresql://khronika@db.example.org/casework
             khronika migrate --evidence s3://casework/evidence
             khronika migrate --database file --evidence folder
    """
    if not (database or evidence or abandon):
        raise click.UsageError("name a --database or an --evidence to move to, or --abandon")
    if abandon:
        desk.open().close()  # whose task it is
        taken_back = migrating.abandon(read_settings(desk.archive_folder().absolute()))
        click.echo(f"taken back: {taken_back}" if taken_back else "no move was begun")
        return
    archive = desk.open()
    try:
        now = archive.settings
        move = migrating.plan_move(
            now,
            server=None if database == FILE else database or now.server,
            bucket=None if evidence == FOLDER else evidence or now.bucket,
        )
        done = migrating.migrate(archive, move)
    finally:
        archive.close()
    if as_json:
        show_json(
            {
                "database": done.move.after.server,
                "evidence": done.move.after.bucket,
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


COMMANDS = (migrate,)
