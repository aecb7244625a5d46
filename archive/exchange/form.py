"""The form of a bundle: the names in it, and the note under which it is signed.

A bundle is a ZIP in which nothing is compressed, with these files in this order:

```
khronika-bundle.json    the list: who sends what, for whom, and the digest of each file below
bundle.note             the digest of the list, signed by the key of the sender's log
log/checkpoint          whole bundles only: a signed head of that log
log/entries.jsonl       whole bundles only: entries, each with its proof under that head
records.jsonl           one record a line, by id
evidence/<SHA-256>      files, by their digests
```
"""

from __future__ import annotations

import re

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence.proof.notes import Note, VerifierKey, sign_note, verify_note

__all__ = [
    "CHECKPOINT",
    "ENTRIES",
    "EVIDENCE",
    "KNOWN",
    "LIST",
    "NOTE",
    "RECORDS",
    "signature_of",
    "signed_digest",
]

LIST = "khronika-bundle.json"
NOTE = "bundle.note"
CHECKPOINT = "log/checkpoint"
ENTRIES = "log/entries.jsonl"
RECORDS = "records.jsonl"
EVIDENCE = "evidence/"
KNOWN = re.compile(rf"{LIST}|{NOTE}|{CHECKPOINT}|{ENTRIES}|{RECORDS}|{EVIDENCE}[0-9a-f]{{64}}")
"""Every name that a bundle may hold."""
TITLE = "khronika-bundle/1"
"""First line of what is signed: no head of a log begins so, and none has such a second line."""


def signature_of(digest: str, *, origin: str, name: str, key: Ed25519PrivateKey) -> str:
    """The signed note over the SHA-256 of a list."""
    return sign_note(f"{TITLE}\n{origin}\n{digest}\n", name=name, key=key).to_text()


def signed_digest(text: str, *, origin: str, vkey: str) -> str | None:
    """The SHA-256 of the list that a note is about; None if it is about something else.

    Raises:
        BadNote: it is no signed note. UnknownSigner, BadSignature: the key has not signed it.
    """
    signed = verify_note(Note.from_text(text), VerifierKey.from_text(vkey))
    title, told, digest, *more = signed.split("\n")
    return digest if (title, told, more) == (TITLE, origin, [""]) else None
