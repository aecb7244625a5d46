"""Commands about a whole archive: making one, the worked example."""

from __future__ import annotations

from pathlib import Path

import click

from archive import demo as worked
from archive.cli.sealing import encrypt_option, new_passphrase, sealed_by
from archive.database.encryption import How
from archive.founding import found_archive
from archive.places import Wanted, wanted_by_environment


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--person", metavar="NAME", help="Who will work with it; else your login name.")
@click.option("--database", metavar="URL", help="Keep the records on this PostgreSQL server.")
@click.option("--evidence", metavar="URL", help="Keep the bytes in this bucket: s3://NAME/PREFIX.")
@click.option("--passphrase", is_flag=True, help="Put the signing key under a passphrase.")
@encrypt_option
def init(
    folder: Path,
    *,
    person: str | None,
    database: str | None,
    evidence: str | None,
    passphrase: bool,
    encrypt: str | None,
) -> None:
    """Make a new archive in FOLDER, with a signing key of its own.

    With --passphrase the key is never written without one: KHRONIKA_PASSPHRASE_FILE,
    KHRONIKA_PASSPHRASE or the terminal gives it, now and whenever something is signed. With
    --encrypt the database is encrypted as well (needs khronika[sqlcipher]): by the same passphrase,
    or by the key file that KHRONIKA_DATABASE_KEY_FILE names, which is made if it is not there.

    \b
    Example: khronika init casework
             khronika init casework --database postgresql://khronika@db.example.org/casework
    """
    said = wanted_by_environment()
    wanted = Wanted(database or said.server, evidence or said.bucket)
    words = new_passphrase() if passphrase or encrypt == How.PASSPHRASE else None
    secret = sealed_by(encrypt, words)
    archive = found_archive(
        folder,
        person=person,
        wanted=wanted,
        passphrase=words if passphrase else None,
        secret=secret,
    )
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
