"""The key by which forms and challenges of this archive are known again.

It lies in `keys/forms.key`, beside the other keys: every process that serves the archive, on
whatever machine, signs with the same one, and a form that was open before a restart is taken after
it. It is an Ed25519 key in PEM like the others, so that a backup leaves it behind; from it what is
needed is derived by HKDF-SHA-256 (RFC 5869). A restored archive draws a new one.
"""

from __future__ import annotations

from contextlib import suppress
from enum import Enum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from archive.passphrases import private_key
from archive.settings import Settings
from evidence.errors import KeyExists
from evidence.signing import keys

FILE = "forms.key"


class Use(Enum):
    """What the derived bytes are for; none can stand in for another."""

    FORMS = b"khronika forms"
    CHALLENGES = b"khronika challenges"


def derived(settings: Settings, use: Use) -> bytes:
    """32 bytes that are the same in every process that serves this archive.

    Raises:
        BadKey: the file of the key cannot be read. NoRoom, UnwritableStore: none can be made.
    """
    path = settings.keys / FILE
    if not path.exists():
        with suppress(KeyExists):  # another process was faster, and its key is taken
            keys.write_private(path, keys.generate())
    return HKDF(SHA256(), 32, salt=None, info=use.value).derive(
        private_key(path).private_bytes_raw()
    )


def draw_anew(settings: Settings) -> None:
    """Let another key follow: no form and no challenge of before is good any more.

    Raises:
        NoRoom, UnwritableStore: the system refused. The key is as it was.
    """
    keys.replace_private(settings.keys / FILE, keys.generate())
