"""Challenges: what a security key signs, so that an answer that was overheard opens nothing.

A challenge holds when it was made, 16 random bytes and a seal over both, over what it is for and
for whom (HMAC-SHA-256, RFC 2104). So none has to be kept before it is answered, and a stranger who
asks for many fills nothing. One that was answered, rightly or not, is kept until it is too old, and
counts no more (Web Authentication Level 3, §13.4.3).
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, select

from archive import database, models
from archive.accounts.forms_key import Use, derived
from archive.settings import Settings

GOOD_SECONDS = 300
"""§15.1 recommends five minutes for a person to answer."""
RANDOM_BYTES, TIME_BYTES, SEAL_BYTES = 16, 8, 32
SIGNING_IN = "sign-in"
"""What a challenge is for that anybody may ask for; one for a new key is for its person."""


def new(settings: Settings, purpose: str, *, at: datetime) -> bytes:
    """A challenge for this purpose."""
    head = int(at.timestamp()).to_bytes(TIME_BYTES, "big") + secrets.token_bytes(RANDOM_BYTES)
    return head + _seal(settings, purpose, head)


def is_ours(settings: Settings, purpose: str, challenge: bytes, *, at: datetime) -> bool:
    """Whether a challenge was made here, for this purpose, a short while ago."""
    head, seal = challenge[:-SEAL_BYTES], challenge[-SEAL_BYTES:]
    if len(head) != TIME_BYTES + RANDOM_BYTES:
        return False
    age = int(at.timestamp()) - int.from_bytes(head[:TIME_BYTES], "big")
    known = hmac.compare_digest(seal, _seal(settings, purpose, head))
    return known and 0 <= age <= GOOD_SECONDS


def spend(connection: Connection, challenge: bytes, *, at: datetime) -> bool:
    """Use a challenge of ours up; False if it was used before. Part of the only write transaction.

    It is kept among the attempts, which are forgotten long after it is too old.
    """
    table = models.attempts
    bucket = sha256(b"challenge\0" + challenge).hexdigest()
    if connection.execute(select(table.c.last).where(table.c.bucket == bucket)).first():
        return False
    row = {"bucket": bucket, "failures": 0, "last": int(at.timestamp())}
    database.insert(connection, table, [row])
    return True


def _seal(settings: Settings, purpose: str, head: bytes) -> bytes:
    key = derived(settings, Use.CHALLENGES)
    return hmac.digest(key, purpose.encode() + b"\0" + head, "sha256")
