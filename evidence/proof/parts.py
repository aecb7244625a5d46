"""Parts of a record, each with a digest of its own, and the record digest over them.

A packet that withholds a name still proves the rest: who gets the text of a part can check that its
digest is among those that the log has sealed, and learns nothing of the others. The idea is that of
SD-JWT (RFC 9901 §4.2); pointers are RFC 6901, texts RFC 8785.

    part text     canonical JSON of [salt, pointer, value]
    salt          first 16 bytes of HMAC-SHA-256(secret, pointer), base64url without padding
    part digest   SHA-256 of the part text, hexadecimal
    decoys        SHA-256(HMAC-SHA-256(secret, 00 "decoy" 00 number)), up to a multiple of eight
    record digest SHA-256 of the canonical JSON of the sorted list of all these digests

The secret belongs to one revision. Without it a digest tells nothing about a short value, and a
decoy looks like a part. Who may see which part is decided elsewhere.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidence.errors import BadProof, BadSecret, NotCanonical
from evidence.proof.canonical import Json, decode, encode, encoder_for
from evidence.proof.pointers import assemble, cut

__all__ = [
    "Sealed",
    "assemble",
    "check_disclosed",
    "cut",
    "digest_of",
    "part_digest",
    "part_text",
    "record_digest",
    "seal",
]

SECRET_BYTES = 32
"""Length of the secret of a revision."""

_SALT_BYTES = 16
_DIGESTS_IN_STEPS_OF = 8
_BASE64URL = bytes.maketrans(b"+/", b"-_")
_HEX_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Sealed:
    """One revision, ready to be named by a log entry and to be disclosed part by part."""

    digest: str
    """Record digest, hexadecimal: what the entry names."""
    texts: tuple[str, ...]
    """Part texts in the order of `cut`: fields by name, elements by number."""
    digests: tuple[str, ...]
    """Digests of all parts and of the decoys, sorted."""


def part_text(secret: bytes, pointer: str, value: Json) -> str:
    """The text that whoever may see this part is given.

    Raises:
        NotCanonical: the value has no canonical form.
        BadSecret: the secret is not 32 bytes long.
    """
    return _PartWriter(secret).part(pointer, value).decode()


def part_digest(text: str) -> str:
    """SHA-256 of a part text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def record_digest(digests: Iterable[str]) -> str:
    """The digest over all part digests and decoys, in whatever order they come."""
    return hashlib.sha256(encode(sorted(digests))).hexdigest()


def seal(body: dict[str, Json], secret: bytes) -> Sealed:
    """All part texts of a revision, all digests, and the record digest.

    Raises:
        NotCanonical: a value in `body` has no canonical form.
        BadSecret: the secret is not 32 bytes long.
    """
    writer = _PartWriter(secret, encoder_for(body))
    parts = [writer.part(pointer, value) for pointer, value in cut(body)]
    digests = sorted(writer.digests(parts))
    texts = tuple(part.decode() for part in parts)
    return Sealed(_digest_of_sorted(digests), texts, tuple(digests))


def digest_of(
    body: dict[str, Json], secret: bytes, encode_value: Callable[[Json], bytes] | None = None
) -> str:
    """The record digest alone: what the way of writing needs of `seal`.

    `encode_value` is what `encoder_for(body)` gave, where it was asked already.

    Raises:
        NotCanonical: a value in `body` has no canonical form.
        BadSecret: the secret is not 32 bytes long.
    """
    writer = _PartWriter(secret, encode_value or encoder_for(body))
    parts = [writer.part(pointer, value) for pointer, value in cut(body)]
    return _digest_of_sorted(sorted(writer.digests(parts)))


def check_disclosed(texts: Iterable[str], digests: Sequence[str], digest: str) -> dict[str, Json]:
    """The body that the disclosed parts `texts` prove, under the record digest `digest`.

    Raises:
        BadProof: `digests` do not hash to `digest`, are malformed, unsorted or repeated; a text is
            not among them, or is no part text; two parts contradict each other.
    """
    if not all(_HEX_DIGEST.fullmatch(one) for one in digests):
        raise BadProof("a part digest is not 64 hexadecimal digits in lower case")
    if list(digests) != sorted(set(digests)):
        raise BadProof("the part digests are not sorted, or one is given twice")
    found = record_digest(digests)
    if found != digest:
        raise BadProof("the part digests hash to another record", expected=digest, found=found)
    known = frozenset(digests)
    return assemble([_disclosed_part(text, known) for text in texts])


def _disclosed_part(text: str, known: frozenset[str]) -> tuple[str, Json]:
    try:
        data = text.encode()
        part = decode(data)
    except (NotCanonical, UnicodeEncodeError) as cause:
        raise BadProof(f"a part is not canonical JSON: {cause}") from cause
    match part:
        case [str(), str(pointer), value]:
            found = hashlib.sha256(data).hexdigest()
            if found not in known:
                raise BadProof(f"the part {pointer!r} is not in the record", found=found)
            return pointer, value
        case _:
            raise BadProof("a part is not [salt, pointer, value]")


def _digest_of_sorted(digests: list[str]) -> str:
    """The same bytes as `record_digest`, without asking again what the texts hold."""
    listed = '","'.join(digests)
    return hashlib.sha256(f'["{listed}"]'.encode()).hexdigest()


@lru_cache(maxsize=4096)
def _name(pointer: str) -> tuple[bytes, bytes]:
    """A pointer in UTF-8 and as canonical JSON. Records have few different ones."""
    name = encode(pointer)
    return pointer.encode(), name


class _PartWriter:
    """Writes part texts and decoys under one secret.

    HMAC (RFC 2104 §2) spends most of its time on the key; its two inner states are made once and
    copied for each part.
    """

    def __init__(self, secret: bytes, encode_value: Callable[[Json], bytes] = encode) -> None:
        if len(secret) != SECRET_BYTES:
            raise BadSecret(expected_bytes=SECRET_BYTES, found_bytes=len(secret))
        self._encode = encode_value
        block = secret.ljust(64, b"\0")
        self._inner = hashlib.sha256(block.translate(hmac.trans_36))
        self._outer = hashlib.sha256(block.translate(hmac.trans_5C))

    def part(self, pointer: str, value: Json) -> bytes:
        """The part text, in UTF-8."""
        message, name = _name(pointer)
        salt = binascii.b2a_base64(self._hmac(message)[:_SALT_BYTES])[:22]
        return b'["%b",%b,%b]' % (salt.translate(_BASE64URL), name, self._encode(value))

    def digests(self, parts: list[bytes]) -> list[str]:
        """The digests of `parts`, then as many decoys as make the count a multiple of eight."""
        found = [hashlib.sha256(part).hexdigest() for part in parts]
        missing = -len(parts) % _DIGESTS_IN_STEPS_OF if parts else _DIGESTS_IN_STEPS_OF
        for number in range(missing):
            seed = self._hmac(b"\x00decoy\x00%d" % number)
            found.append(hashlib.sha256(seed).hexdigest())
        return found

    def _hmac(self, message: bytes) -> bytes:
        inner = self._inner.copy()
        inner.update(message)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()
