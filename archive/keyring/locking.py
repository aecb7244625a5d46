"""Putting a private key under a passphrase, another one, or none."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from archive.accounts import seeds
from archive.keyring.custodian import custodian_key
from archive.passphrases import private_key
from archive.workspace import Archive
from evidence.errors import BadKey
from evidence.signing import keys


class Which(StrEnum):
    """A private key that lies in the archive."""

    LOG = "log"
    PACKET = "packet"
    SECOND_FACTOR = "second-factor"
    """Of the seeds of second factors; there is one once somebody has set theirs up."""


def lock(archive: Archive, which: Which, passphrase: str | None) -> Path:
    """Write a private key anew under a passphrase; None: under none. Where it lies.

    A log whose key is locked signs only while somebody, or a file, gives the passphrase.

    Raises:
        LockedKey: it is locked, and its passphrase was not given.
        BadKey: the key is not ours to lock (an SSH key of the custodian's own), or the new
            passphrase is empty. Nothing was changed, in each case.
    """
    path = _path(archive, which)
    keys.replace_private(path, private_key(path), passphrase)
    return path


def _path(archive: Archive, which: Which) -> Path:
    match which:
        case Which.LOG:
            return archive.settings.keys / "log.key"
        case Which.SECOND_FACTOR:
            return archive.settings.keys / seeds.FILE
        case Which.PACKET:
            key = custodian_key(archive)
            if key.by_ssh_keygen:
                raise BadKey(f"a key that was made here; lock {key.private} with ssh-keygen -p")
            return key.private
