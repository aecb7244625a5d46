"""Commands about a whole archive: making one, the worked example."""

from __future__ import annotations

from pathlib import Path

import click

from archive import demo as worked
from archive.founding import found_archive
from archive.places import Wanted, wanted_by_environment


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--person", metavar="NAME", help="Who will work with it; else your login name.")
@click.option("--database", metavar="URL", help="Keep the records on this PostgreSQL server.")
@click.option("--evidence", metavar="URL", help="Keep the bytes in this bucket: s3://NAME/PREFIX.")
def init(folder: Path, person: str | None, database: str | None, evidence: str | None) -> None:
    """Make a new archive in FOLDER, with a signing key of its own.

    \b
    Example: khronika init casework
             khronika init casework --database postgresql://khronika@db.example.org/casework
    """
    said = wanted_by_environment()
    wanted = Wanted(database or said.server, evidence or said.bucket)
    archive = found_archive(folder, person=person, wanted=wanted)
    archive.close()
    click.echo(f"Made the archive {archive.settings.folder}")
    click.echo(f"Its log is called {archive.settings.origin}; its public key is in keys/log.vkey.")
    click.echo("Keep a copy of that key, and of checkpoints/head, somewhere else.")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo-archive"))
@click.option(
    "--source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The original document, if you have it: quotes are then found in it.",
)
def demo(folder: Path, source: Path | None) -> None:
    """Show the whole way on the worked example, from recording to a verified packet.

    \b
    Example: khronika demo demo-archive
    """
    for line in worked.run(folder, source=source):
        click.echo(line)


COMMANDS = (init, demo)
