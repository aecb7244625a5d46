"""Encrypting to a recipient's key: age (https://age-encryption.org/v1), and SSH keys as age takes.

What is encrypted is not signed by it: age does not say who sent a file. The packet inside is.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, TypeAlias

import pyrage

from evidence.errors import BadIdentity, BadRecipient, EvidenceError
from evidence.packing.zip_stream import Target

__all__ = [
    "Identity",
    "Recipient",
    "decrypt",
    "encrypting_to",
    "is_encrypted",
    "read_identity",
    "read_recipient",
]

AGE = b"age-encryption.org/v1\n"
"""How a file begins that is encrypted (https://age-encryption.org/v1)."""

Recipient: TypeAlias = Any
"""A public key that was read; pyrage has no types for it."""
Identity: TypeAlias = Any
"""A private key that opens what was encrypted to its public one."""


def read_recipient(text: str) -> Recipient:
    """The public key of a recipient: `age1…`, or one line of OpenSSH (Ed25519 or RSA).

    Raises:
        BadRecipient: it is no such key.
    """
    words = text.strip()
    if "PRIVATE" in words or words.startswith("AGE-SECRET-KEY"):
        raise BadRecipient("a private key, which only its owner may have")
    try:
        if words.startswith("age1"):
            return pyrage.x25519.Recipient.from_str(words)
        return pyrage.ssh.Recipient.from_str(words)
    except pyrage.RecipientError as error:
        raise BadRecipient(f"{words[:60]!r} ({error})") from error


@contextmanager
def encrypting_to(target: Target, recipients: Sequence[Recipient]) -> Iterator[BinaryIO]:
    """A stream: what is written into it comes out encrypted in `target`, a little at a time.

    Raises:
        EvidenceError: the encryption failed; what is in `target` is of no use.
    """
    inner, outer = os.pipe()
    failed: list[BaseException] = []

    def work() -> None:
        with os.fdopen(inner, "rb") as source:
            try:
                pyrage.encrypt_io(source, target, list(recipients))
            except (pyrage.EncryptError, OSError) as error:
                failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        with os.fdopen(outer, "wb", buffering=1 << 20) as plain:
            yield plain
    except BrokenPipeError:
        pass  # the reason is in `failed`
    finally:
        thread.join()
    if failed:
        raise EvidenceError(f"expected to encrypt to the recipient, found {failed[0]}")


def read_identity(text: str) -> Identity:
    """The private key in the text of a file: `AGE-SECRET-KEY-1…`, or an SSH key without passphrase.

    Raises:
        BadIdentity: it is no such key.
    """
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    try:
        if lines and lines[0].startswith("AGE-SECRET-KEY-"):
            return pyrage.x25519.Identity.from_str(lines[0].strip())
        return pyrage.ssh.Identity.from_buffer(text.encode())
    except pyrage.IdentityError as error:
        raise BadIdentity(f"no private key of age or SSH ({error})") from error


def is_encrypted(head: bytes) -> bool:
    """Whether a file that begins so is encrypted."""
    return head.startswith(AGE)


def decrypt(source: BinaryIO, target: BinaryIO, identity: Identity) -> None:
    """Write what `source` holds into `target`, in the clear.

    Raises:
        BadIdentity: it is for another key, or damaged; what is in `target` is of no use.
    """
    try:
        pyrage.decrypt_io(source, target, [identity])
    except pyrage.DecryptError as error:
        raise BadIdentity(f"one that this key does not open ({error})") from error
