"""Signed notes: a short text that one or more keys have signed, in a form that people can read.

C2SP signed-note (https://c2sp.org/signed-note). Lines by keys that nobody here knows are kept and
never judged: so a log key can be rotated and witnesses can add theirs. What the text says is left
to others (`evidence.proof.checkpoint`).
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evidence.errors import BadKey, BadSignature, UnknownSigner
from evidence.proof.errors import BadNote

__all__ = [
    "COSIGNATURE_V1",
    "ED25519",
    "Note",
    "NoteSignature",
    "VerifierKey",
    "add_signature",
    "sign_note",
    "verify_note",
]

ED25519 = 0x01
"""Signature type: Ed25519 over the note text (C2SP signed-note, "Signature types")."""
COSIGNATURE_V1 = 0x04
"""Signature type: a witness's Ed25519 cosignature with a time (C2SP tlog-cosignature)."""

MAX_NOTE_CHARACTERS = 1_000_000
MAX_SIGNATURES = 100
"""A reader must take 16; post-quantum signatures of 5 kB each have room here."""

_NO_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_SIGNATURE_LINE = re.compile(r"— (\S+) (\S+)")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name that it signs under ("vkey")."""

    name: str
    """Without spaces and plus signs; by custom an address without its scheme."""
    kind: int
    """Signature type: `ED25519` or `COSIGNATURE_V1`."""
    public: bytes
    """The 32 bytes of RFC 8032."""

    def __post_init__(self) -> None:
        if not _is_name(self.name):
            raise BadKey(f"a key name without spaces and plus signs, found {self.name!r}")
        if self.kind not in (ED25519, COSIGNATURE_V1):
            raise BadKey(f"signature type 1 or 4, found {self.kind}")
        if len(self.public) != 32:
            raise BadKey(f"32 bytes of public key, found {len(self.public)}")

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart. Not a fingerprint: too short to trust."""
        named = self.name.encode() + b"\n" + bytes((self.kind,)) + self.public
        return sha256(named).digest()[:4]

    def to_text(self) -> str:
        """The form `name+hex+base64`."""
        encoded = base64.b64encode(bytes((self.kind,)) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def from_text(cls, text: str) -> VerifierKey:
        """The key that `to_text` wrote; one newline at the end is allowed, as in a file.

        Raises:
            BadKey: the text is not of that form, or its key id belongs to another key.
        """
        pieces = text.removesuffix("\n").split("+", 2)  # base64 has plus signs, names have none
        if len(pieces) != 3:
            raise BadKey(f"the form name+hex+base64, found {text!r}")
        name, key_id, encoded = pieces
        try:
            data = base64.b64decode(encoded, validate=True)
        except ValueError as cause:
            raise BadKey(f"base64 at the end of {text!r}") from cause
        key = cls(name, data[0] if data else 0, data[1:])
        if key.to_text() != text.removesuffix("\n"):
            raise BadKey(f"the key id {key.key_id.hex()} and plain base64, found {key_id!r}")
        return key

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check a plain Ed25519 signature by this key.

        Raises:
            BadSignature: it does not fit the message.
        """
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature as cause:
            raise BadSignature("a signature does not fit its text", key=self.to_text()) from cause


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line, not yet verified."""

    name: str
    """Key name."""
    key_id: bytes
    """Four bytes."""
    signature: bytes
    """As the algorithm of the key made it."""

    def to_text(self) -> str:
        """The line, with its newline."""
        encoded = base64.b64encode(self.key_id + self.signature).decode()
        return f"— {self.name} {encoded}\n"

    @classmethod
    def from_text(cls, line: str) -> NoteSignature:
        """The signature that `to_text` wrote.

        Raises:
            BadNote: the line is not of that form.
        """
        found = _SIGNATURE_LINE.fullmatch(line.removesuffix("\n"))
        if found is None or not _is_name(found[1]):
            raise BadNote(f"no signature line: {line!r}")
        try:
            data = base64.b64decode(found[2], validate=True)
        except ValueError as cause:
            raise BadNote(f"no base64 in the signature line {line!r}") from cause
        made = cls(found[1], data[:4], data[4:])
        if not made.signature or made.to_text().removesuffix("\n") != line.removesuffix("\n"):
            raise BadNote(f"no plain base64 of a key id and a signature: {line!r}")
        return made


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signature lines under it. Trust the text only after `verify_note`."""

    text: str
    """Ends with a newline; may hold empty lines."""
    signatures: tuple[NoteSignature, ...]
    """In their order; never empty."""

    def to_text(self) -> str:
        """The whole note: text, empty line, signature lines."""
        return self.text + "\n" + "".join(one.to_text() for one in self.signatures)

    @classmethod
    def from_text(cls, text: str) -> Note:
        """The note that `to_text` wrote; signature lines of unknown kinds are kept as they are.

        Raises:
            BadNote: the text is too long, holds control characters, or lacks the empty line or
                well-formed signature lines.
        """
        if len(text) > MAX_NOTE_CHARACTERS:
            raise BadNote(f"{len(text)} characters, more than {MAX_NOTE_CHARACTERS}")
        if strange := _NO_TEXT.search(text):
            raise BadNote(f"the character {strange[0]!r}, which no note may hold")
        body, blank, lines = text.rpartition("\n\n")
        if not blank or not lines.endswith("\n"):
            raise BadNote("no text, empty line and signature lines, each ending with a newline")
        found = lines.removesuffix("\n").split("\n")
        if len(found) > MAX_SIGNATURES:
            raise BadNote(f"{len(found)} signatures, more than {MAX_SIGNATURES}")
        return cls(body + "\n", tuple(NoteSignature.from_text(line) for line in found))


def sign_note(text: str, *, name: str, key: Ed25519PrivateKey) -> Note:
    """The note of `text`, signed by `key` under `name`.

    Raises:
        BadNote: the text is none that a note may hold.
        BadKey: the name has a space or a plus sign.
    """
    signer = VerifierKey(name, ED25519, key.public_key().public_bytes_raw())
    if not text.endswith("\n"):
        raise BadNote("the text has to end with a newline")
    note = Note(text, (NoteSignature(name, signer.key_id, key.sign(text.encode())),))
    Note.from_text(note.to_text())  # what cannot be read again must not be signed
    return note


def add_signature(note: Note, line: NoteSignature) -> Note:
    """The note with one more signature line, as a second key or a witness adds it."""
    return Note(note.text, (*note.signatures, line))


def verify_note(note: Note, key: VerifierKey) -> str:
    """The text of the note, after `key` was found to have signed it.

    Raises:
        UnknownSigner: no line is by this key.
        BadSignature: a line names this key, but its signature does not fit.
    """
    lines = [one for one in note.signatures if (one.name, one.key_id) == (key.name, key.key_id)]
    if not lines or key.kind != ED25519:
        raise UnknownSigner("no line of the note is signed by the expected key", key=key.to_text())
    for line in lines:
        key.verify(note.text.encode(), line.signature)
    return note.text


def _is_name(name: str) -> bool:
    if not name or "+" in name or _NO_TEXT.search(name):
        return False
    return not any(character.isspace() for character in name)
