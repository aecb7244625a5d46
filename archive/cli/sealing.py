"""Passphrases and key files that are set at the command line, for a key or for the database."""

from __future__ import annotations

import os
from pathlib import Path

import click

from archive import passphrases
from archive.database.encryption import How, Secret, new_key_file

encrypt_option = click.option(
    "--encrypt",
    type=click.Choice([one.value for one in How]),
    help="Encrypt the database: a passphrase or a key file opens it.",
)


def new_passphrase(*, anew: bool = False) -> str:
    """From the file or the environment that sets one; else, and to set another, asked twice."""
    if not anew and (found := passphrases.preset()) is not None:
        return found
    asked: str = click.prompt("New passphrase", hide_input=True, confirmation_prompt=True)
    return asked


def sealed_by(how: str | None, words: str | None) -> Secret | None:
    """What is to open an encrypted database; None if it is not to be one.

    Raises:
        NoDatabaseKey: the key file holds none.
    """
    if how is None:
        return None
    if how == How.PASSPHRASE:
        return Secret(How.PASSPHRASE, words or "")
    named = os.environ.get(passphrases.KEY_FILE)
    if not named:
        raise click.UsageError(f"name the key file by {passphrases.KEY_FILE}")
    return Secret(How.KEY_FILE, new_key_file(Path(named)))
