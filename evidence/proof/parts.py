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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidence.proof.canonical import Json, decode, encode, encoder_for, is_plain
from evidence.proof.errors import BadProof, BadSecret, NotCanonical
from evidence.proof.pointers import assemble, cut
from evidence.proof.writing import texts_of

__all__ = [
    "Sealed",
    "Written",
    "assemble",
    "check_disclosed",
    "cut",
    "digest_of",
    "part_digest",
    "part_text",
    "record_digest",
    "seal",
    "write",
]

SECRET_BYTES = 32
"""Length of the secret of a revision."""

_SALT_BYTES = 16
_DIGESTS_IN_STEPS_OF = 8
_FILL = bytes(2)
"""Makes 18 bytes of the 16 of a salt; of their 24 signs the first 22 are the salt's."""
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


@dataclass(frozen=True, slots=True)
class Written:
    """One revision, as it is kept and as the log names it."""

    text: str
    """Canonical JSON of the body."""
    digest: str
    """Record digest, hexadecimal."""


def part_text(secret: bytes, pointer: str, value: Json) -> str:
    """The text that whoever may see this part is given.

    Raises:
        NotCanonical: the value has no canonical form.
        BadSecret: the secret is not 32 bytes long.
    """
    return _PartWriter(secret).parts([(pointer, encode(value).decode())])[0].decode()


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
    writer, written = _PartWriter(secret), encoder_for(body)
    parts = writer.parts([(pointer, written(value).decode()) for pointer, value in cut(body)])
    digests = sorted(writer.digests(parts))
    texts = tuple(part.decode() for part in parts)
    return Sealed(_digest_of_sorted(digests), texts, tuple(digests))


def digest_of(body: dict[str, Json], secret: bytes) -> str:
    """The record digest alone.

    Raises:
        NotCanonical: a value in `body` has no canonical form.
        BadSecret: the secret is not 32 bytes long.
    """
    return write(body, secret).digest


def write(body: dict[str, Json], secret: bytes, *, plain: bool | None = None) -> Written:
    """What is kept of a revision: what the way of writing needs of `seal`, and the whole text.

    `plain` is what `canonical.is_plain(body)` said, where it was asked already.

    Raises:
        NotCanonical: a value in `body` has no canonical form.
        BadSecret: the secret is not 32 bytes long.
    """
    writer = _PartWriter(secret)
    if is_plain(body) if plain is None else plain:
        texts, text = texts_of(body)
    else:
        texts = [(pointer, encode(value).decode()) for pointer, value in cut(body)]
        text = encode(body).decode()
    try:
        digests = writer.digests(writer.parts(texts))
    except UnicodeEncodeError as cause:
        raise NotCanonical("a lone surrogate in a text") from cause
    return Written(text, _digest_of_sorted(sorted(digests)))


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
def _name(pointer: str) -> tuple[bytes, str]:
    """A pointer in UTF-8 and as canonical JSON. Records have few different ones."""
    name = encode(pointer)
    return pointer.encode(), name.decode()


class _PartWriter:
    """Writes part texts and decoys under one secret.

    HMAC (RFC 2104 §2) spends most of its time on the key; its two inner states are made once and
    copied for each part.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise BadSecret(expected_bytes=SECRET_BYTES, found_bytes=len(secret))
        block = secret.ljust(64, b"\0")
        self._inner = hashlib.sha256(block.translate(hmac.trans_36))
        self._outer = hashlib.sha256(block.translate(hmac.trans_5C))

    def parts(self, texts: Sequence[tuple[str, str]]) -> list[bytes]:
        """The part texts, in UTF-8, of these pointers and texts of values."""
        named = [_name(pointer) for pointer, _ in texts]
        salts = self._salts([message for message, _ in named])
        return [
            f'["{salt}",{name},{text}]'.encode()
            for salt, (_, name), (_, text) in zip(salts, named, texts, strict=True)
        ]

    def _salts(self, messages: list[bytes]) -> list[str]:
        """The salts of these pointers, written in base64 by one call for all of them."""
        found = [self._hmac(message)[:_SALT_BYTES] + _FILL for message in messages]
        written = binascii.b2a_base64(b"".join(found), newline=False)
        signs = written.translate(_BASE64URL).decode()
        return [signs[at : at + 22] for at in range(0, len(signs), 24)]

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
