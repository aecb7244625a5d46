"""SSH signatures: what people with nothing but `ssh-keygen` can check.

PROTOCOL.sshsig of OpenSSH
(https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig), for Ed25519 keys. The
namespace says what a signature is for, so that one for a packet can never pass as one for a
checkpoint. Whose key it is, and whether to trust it, is left to the reader.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evidence.errors import BadSignature, UnknownSigner
from evidence.signing.keys import fingerprint, public_bytes, ssh_blob

__all__ = ["CHECKPOINT", "PACKET", "SshSignature", "sign", "signer_of", "verify"]

CHECKPOINT = "checkpoint@khronika"
"""Namespace of signatures on checkpoints."""
PACKET = "packet@khronika"
"""Namespace of signatures on the tag manifest of a packet."""

_MAGIC = b"SSHSIG"
_VERSION = (1).to_bytes(4, "big")
_KEY_KIND = b"ssh-ed25519"
_HASHES = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}
_ARMOUR = re.compile(
    r"-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END SSH SIGNATURE-----\s*"
)
_LINE_CHARACTERS = 70  # as ssh-keygen writes; a reader takes any


@dataclass(frozen=True, slots=True)
class SshSignature:
    """What a signature file says of itself. Nothing of it is proved before `verify`."""

    public: bytes
    """The 32 bytes of the signer's Ed25519 key."""
    namespace: str
    """What the signature is for."""
    hash_name: bytes
    """sha512 or sha256."""
    signature: bytes
    """64 bytes (RFC 8032)."""

    def to_text(self) -> str:
        """The signature in its armour."""
        blob = _MAGIC + _VERSION
        blob += _string(ssh_blob(self.public)) + _string(self.namespace.encode()) + _string(b"")
        blob += _string(self.hash_name) + _string(_string(_KEY_KIND) + _string(self.signature))
        encoded = base64.b64encode(blob).decode()
        steps = range(0, len(encoded), _LINE_CHARACTERS)
        lines = "\n".join(encoded[at : at + _LINE_CHARACTERS] for at in steps)
        return f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----\n"

    @classmethod
    def from_text(cls, text: str) -> SshSignature:
        """The signature in an armoured text by us or by ssh-keygen.

        Raises:
            BadSignature: it is no such text, of a later version, or by a key of another kind.
        """
        key, namespace, _reserved, hash_name, signed = _strings(_blob_of(text)[10:], 5)
        kind, public = _strings(key, 2)
        signed_kind, signature = _strings(signed, 2)
        if (kind, signed_kind) != (_KEY_KIND, _KEY_KIND) or hash_name not in _HASHES:
            raise BadSignature(f"expected ssh-ed25519 and SHA-2, found {kind!r} and {hash_name!r}")
        if len(public) != 32 or len(signature) != 64 or not namespace.isascii():
            raise BadSignature("expected a key of 32 bytes and a signature of 64")
        return cls(public, namespace.decode(), hash_name, signature)


def sign(message: bytes, *, namespace: str, key: Ed25519PrivateKey) -> str:
    """The armoured signature of `message` for one namespace, with SHA-512."""
    signature = key.sign(_signed_data(message, namespace.encode(), b"sha512"))
    return SshSignature(public_bytes(key), namespace, b"sha512", signature).to_text()


def signer_of(text: str) -> bytes:
    """The key that an armoured signature says it is by, as SSH sends it; of any kind. Not proved.

    Raises:
        BadSignature: it is no SSH signature of version 1.
    """
    return _strings(_blob_of(text)[10:], 5)[0]


def verify(message: bytes, signature: str, *, namespace: str, public: bytes) -> None:
    """Check that the key with the 32 bytes `public` signed `message` for this namespace.

    Raises:
        UnknownSigner: it is by another key.
        BadSignature: it is no such signature, for another namespace, or does not fit the message.
    """
    found = SshSignature.from_text(signature)
    if found.public != public:
        raise UnknownSigner("the SSH signature is by another key", key=fingerprint(found.public))
    if found.namespace != namespace:
        raise BadSignature(f"expected a signature for {namespace}, found {found.namespace!r}")
    data = _signed_data(message, found.namespace.encode(), found.hash_name)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(found.signature, data)
    except InvalidSignature as cause:
        raise BadSignature(
            "the SSH signature does not fit the content", key=fingerprint(public)
        ) from cause


def _signed_data(message: bytes, namespace: bytes, hash_name: bytes) -> bytes:
    digest = _HASHES[hash_name](message).digest()
    return _MAGIC + b"".join(_string(one) for one in (namespace, b"", hash_name, digest))


def _blob_of(text: str) -> bytes:
    found = _ARMOUR.fullmatch(text)
    if found is None:
        raise BadSignature("expected an SSH signature between its BEGIN and END lines")
    try:
        blob = base64.b64decode("".join(found[1].split()), validate=True)
    except ValueError as cause:
        raise BadSignature("expected base64 within the SSH signature") from cause
    if not blob.startswith(_MAGIC + _VERSION):
        raise BadSignature("expected an SSH signature of version 1")
    return blob


def _string(data: bytes) -> bytes:
    """RFC 4251 §5: four bytes of length, then the bytes."""
    return len(data).to_bytes(4, "big") + data


def _strings(data: bytes, count: int) -> list[bytes]:
    found: list[bytes] = []
    at = 0
    for _ in range(count):
        start = at + 4
        at = start + int.from_bytes(data[at:start], "big")
        found.append(data[start:at])
    if at != len(data):
        raise BadSignature("the SSH signature has another length than its fields")
    return found
