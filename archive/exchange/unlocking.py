"""The bundle in a file, in the clear: as it is, or opened with a private key while it is read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import Unreadable
from archive.exchange.errors import NotEncryptedToUs
from archive.settings import Settings
from evidence.errors import BadIdentity
from evidence.packing.encryption import decrypt, is_encrypted, read_identity
from evidence.store.durable import writing_to

__all__ = ["FOLDER", "unlocked"]

FOLDER = "exchange"
"""In the archive's folder: what is on its way; may be deleted when nothing is."""
_HEAD_BYTES = 64


@contextmanager
def unlocked(path: Path, identity: Path | None, settings: Settings) -> Iterator[Path]:
    """The file of the bundle; what had to be decrypted is gone at the end.

    Raises:
        Unreadable: there is no such file.
        NotEncryptedToUs: it is encrypted, and no key that was given opens it.
        NoRoom, UnwritableStore: there is no room to decrypt it.
    """
    try:
        with path.open("rb") as file:
            encrypted = is_encrypted(file.read(_HEAD_BYTES))
    except OSError as error:
        raise Unreadable(str(path), f"none ({error.strerror})") from error
    if not encrypted:
        yield path
        return
    if identity is None:
        raise NotEncryptedToUs(str(path), "an encrypted file, and no --identity")
    with writing_to(settings.folder):
        (settings.folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
        site = Path(tempfile.mkdtemp(dir=settings.folder / FOLDER, prefix="opened-"))
    try:
        with writing_to(site), path.open("rb") as source, (site / "bundle").open("wb") as clear:
            decrypt(source, clear, read_identity(identity.read_text("utf-8")))
        yield site / "bundle"
    except BadIdentity as error:
        raise NotEncryptedToUs(str(path), error.found) from error
    finally:
        shutil.rmtree(site, ignore_errors=True)
