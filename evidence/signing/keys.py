"""Keys: making, keeping and naming Ed25519 keys, in the forms that other tools read.

Ed25519 is RFC 8032. Private keys are PKCS #8 (RFC 5958) in PEM, with a passphrase encrypted by
PBES2; public keys are SubjectPublicKeyInfo (RFC 8410) for openssl, one line for OpenSSH, and the
vkey of C2SP notes. Which key is for what (log, packets, identity) is decided elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evidence.errors import BadKey, KeyExists
from evidence.proof.notes import ED25519, VerifierKey
from evidence.signing.sealed_key import sealed_pem
from evidence.store.durable import sync_file, sync_folder, writing_to
from evidence.store.regular import read_regular
from evidence.store.shelves import place_if_absent

__all__ = [
    "allowed_signers_line",
    "blob_of_line",
    "fingerprint",
    "fingerprint_of_blob",
    "generate",
    "load_private",
    "load_public",
    "private_pem",
    "public_bytes",
    "public_pem",
    "read_private",
    "replace_private",
    "short_fingerprint",
    "short_fingerprint_of_blob",
    "signers_line",
    "ssh_blob",
    "ssh_line",
    "vkey",
    "write_private",
]

_SSH_KIND = b"ssh-ed25519"
_SHORT_GROUPS = 8


def generate() -> Ed25519PrivateKey:
    """A new private key from the system's randomness."""
    return Ed25519PrivateKey.generate()


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public key (RFC 8032 §5.1.5)."""
    return key.public_key().public_bytes_raw()


def private_pem(key: Ed25519PrivateKey, passphrase: str | None = None) -> bytes:
    """The private key as PEM; encrypted if a passphrase is given.

    Raises:
        BadKey: the passphrase is empty.
    """
    if passphrase == "":
        raise BadKey("a passphrase that is not empty")
    open_for_all = serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    if passphrase is None:
        return key.private_bytes(serialization.Encoding.PEM, pkcs8, open_for_all)
    return sealed_pem(
        key.private_bytes(serialization.Encoding.DER, pkcs8, open_for_all), passphrase
    )


def load_private(pem: bytes, passphrase: str | None = None) -> Ed25519PrivateKey:
    """The private key in a PEM that `private_pem` or openssl wrote.

    A key of ssh-keygen is read too, if it was made without a passphrase.

    Raises:
        BadKey: it is no Ed25519 key, or the passphrase is missing, not needed, or another one.
    """
    secret = None if passphrase is None else passphrase.encode()
    by_openssh = b"BEGIN OPENSSH PRIVATE KEY" in pem
    try:
        if by_openssh:
            key: object = serialization.load_ssh_private_key(pem, secret)
        else:
            key = serialization.load_pem_private_key(pem, secret)
    except (ValueError, TypeError, UnsupportedAlgorithm) as cause:
        raise BadKey(f"a private key in PEM and its passphrase; it was refused: {cause}") from cause
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(f"an Ed25519 key, found {type(key).__name__}")
    return key


def write_private(path: Path, key: Ed25519PrivateKey, passphrase: str | None = None) -> None:
    """Write the private key to a new file that only its owner can read (mode 0600).

    It is there wholly and on the disk, or not at all. A key that is there already stays.

    Raises:
        BadKey: the passphrase is empty.
        KeyExists: there is a file of that name. Nothing was written.
        NoRoom, UnwritableStore: the system refused. Nothing was kept.
    """
    pem = private_pem(key, passphrase)
    with _scratch(path, pem) as scratch:
        if not place_if_absent(scratch, path):
            raise KeyExists(path)


def replace_private(path: Path, key: Ed25519PrivateKey, passphrase: str | None = None) -> None:
    """Write a private key in the place of the file that is there, in one step (mode 0600).

    Raises:
        BadKey: the passphrase is empty.
        NoRoom, UnwritableStore: the system refused. The file is as it was.
    """
    pem = private_pem(key, passphrase)
    with _scratch(path, pem) as scratch:
        scratch.replace(path)


@contextmanager
def _scratch(path: Path, pem: bytes) -> Iterator[Path]:
    """A file beside `path` with this content, on the disk; it is gone afterwards if not moved."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with writing_to(path.parent):
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(pem)
                file.flush()
                sync_file(file.fileno())
            yield scratch
        finally:
            scratch.unlink(missing_ok=True)
        sync_folder(path.parent)


def read_private(path: Path, passphrase: str | None = None) -> Ed25519PrivateKey:
    """The private key in a file.

    Raises:
        BadKey: the file cannot be read or is no Ed25519 key, or the passphrase is another one.
    """
    try:
        pem = read_regular(path)
    except OSError as cause:
        raise BadKey(f"a private key in the file {str(path)!r}: {cause.strerror}") from cause
    return load_private(pem, passphrase)


def public_pem(public: bytes) -> bytes:
    """The public key as openssl reads it (`BEGIN PUBLIC KEY`)."""
    return _public_key(public).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def load_public(pem: bytes) -> bytes:
    """The 32 bytes of a public key that `public_pem` or openssl wrote.

    Raises:
        BadKey: it is no Ed25519 public key in PEM.
    """
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as cause:
        raise BadKey(f"a public key in PEM; it was refused: {cause}") from cause
    if not isinstance(key, Ed25519PublicKey):
        raise BadKey(f"an Ed25519 key, found {type(key).__name__}")
    return key.public_bytes_raw()


def ssh_blob(public: bytes) -> bytes:
    """The public key as SSH sends it (RFC 8709 §4)."""
    _public_key(public)
    return _sized(_SSH_KIND) + _sized(public)


def ssh_line(public: bytes, comment: str = "") -> str:
    """The public key as a line of OpenSSH: `ssh-ed25519 AAAA… comment`, without newline.

    Raises:
        BadKey: the comment would break the line.
    """
    _refuse_newline(comment)
    encoded = base64.b64encode(ssh_blob(public)).decode()
    return f"{_SSH_KIND.decode()} {encoded} {comment}".rstrip()


def blob_of_line(line: str) -> bytes:
    """The public key in a line of OpenSSH, as SSH sends it; of any kind that SSH knows.

    Raises:
        BadKey: it is no such line.
    """
    kind, _, rest = line.strip().partition(" ")
    try:
        blob = base64.b64decode(rest.partition(" ")[0], validate=True)
    except ValueError as cause:
        raise BadKey("a public key of OpenSSH on one line") from cause
    if not kind or not line.strip().isprintable() or not blob.startswith(_sized(kind.encode())):
        raise BadKey("a public key of OpenSSH on one line")
    return blob


def allowed_signers_line(public: bytes, *, principal: str, namespace: str) -> str:
    """The line of `signers_line` for an Ed25519 key of 32 bytes.

    Raises:
        BadKey: as `signers_line`.
    """
    return signers_line(ssh_line(public), principal=principal, namespace=namespace)


def signers_line(line: str, *, principal: str, namespace: str) -> str:
    """A line that lets `ssh-keygen -Y verify` accept a key for one namespace, without newline.

    `line` is the key as OpenSSH writes it; its comment is left out. ssh-keygen(1), ALLOWED SIGNERS.

    Raises:
        BadKey: the principal or the namespace has a space, a comma or a quotation mark, is a
            pattern or is empty.
    """
    for word in (principal, namespace):
        _refuse_newline(word)
        if not word or any(one.isspace() or one in ',"*?!#' for one in word):
            raise BadKey(f"a plain word as principal and namespace, found {word!r}")
    blob_of_line(line)
    kind, encoded = line.split()[:2]
    return f'{principal} namespaces="{namespace}" {kind} {encoded}'


def vkey(public: bytes, *, name: str) -> str:
    """The key in the form of C2SP notes: `name+hex+base64`.

    Raises:
        BadKey: the name has a space or a plus sign.
    """
    return VerifierKey(name, ED25519, public).to_text()


def fingerprint(public: bytes) -> str:
    """The fingerprint as `ssh-keygen -l` prints it: `SHA256:` and base64 without padding."""
    return fingerprint_of_blob(ssh_blob(public))


def fingerprint_of_blob(blob: bytes) -> str:
    """The fingerprint of a key of any kind that SSH knows."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def short_fingerprint(public: bytes) -> str:
    """The same digest for reading aloud: its first 128 bits, in eight groups of four hex digits."""
    return short_fingerprint_of_blob(ssh_blob(public))


def short_fingerprint_of_blob(blob: bytes) -> str:
    """The short fingerprint of a key of any kind that SSH knows."""
    digits = hashlib.sha256(blob).hexdigest()
    return " ".join(digits[4 * at : 4 * at + 4] for at in range(_SHORT_GROUPS))


def _sized(data: bytes) -> bytes:
    """RFC 4251 §5: four bytes of length, then the bytes."""
    return len(data).to_bytes(4, "big") + data


def _public_key(public: bytes) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(public)
    except ValueError as cause:
        raise BadKey(f"32 bytes of public key, found {len(public)}") from cause


def _refuse_newline(word: str) -> None:
    if not word.isprintable():
        raise BadKey(f"a word on one line, found {word!r}")
