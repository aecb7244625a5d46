"""Other items with the same bytes, or with a picture that looks alike.

Every hash is compared: a million take some milliseconds once they are read. Pictures differ in a
few bits of 64 when they were saved again smaller or worse; of two that have nothing in common about
half the bits differ. Pictures of hardly anything (a wall, the sky) have hardly any bits set and
look alike without meaning anything; they are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, func, select, tuple_

from archive import models, seeing
from archive.disclosure import Audience
from archive.repository import CHUNK

NEAR_BITS = 10
"""Of 1,800 copies of 45 public sample pictures, saved again at 12 to 170 % of their size and at
quality 20 to 92, 98 in 100 differ in at most so many bits; of 743 pairs of unrelated ones the
nearest differs in 18."""
PLAIN_BITS = 4
"""Fewer bits set, or unset, say too little."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Another item."""

    record_id: str
    bits: int
    """Of its picture's hash, in how many it differs."""
    same_file: bool


def items_like(
    connection: Connection, audience: Audience, *, digest: str | None, picture: str | None
) -> list[Alike]:
    """Items that this audience may know, the most alike first; the item itself among them."""
    found = {
        record_id: Alike(record_id, 0, same_file=True)
        for record_id in _holders(connection, audience, digest)
    }
    if picture is not None and not is_plain(picture):
        for record_id, bits in _near(connection, audience, int(picture, 16)):
            found.setdefault(record_id, Alike(record_id, bits, same_file=False))
    return sorted(found.values(), key=lambda one: (not one.same_file, one.bits, one.record_id))


def is_plain(picture: str) -> bool:
    """Whether a hash is that of a picture of hardly anything."""
    return not PLAIN_BITS <= int(picture, 16).bit_count() <= 64 - PLAIN_BITS


def _holders(connection: Connection, audience: Audience, digest: str | None) -> list[str]:
    if digest is None:
        return []
    terms = models.terms
    query = select(terms.c.record_id, terms.c.view_lo).where(
        terms.c.field == "sha256", terms.c.value == digest
    )
    rows = [(row[0], row[1]) for row in connection.execute(query)]
    return list(_visible(connection, audience, rows))


def _near(connection: Connection, audience: Audience, picture: int) -> list[tuple[str, int]]:
    terms = models.terms
    together = select(func.aggregate_strings(terms.c.value, "")).where(terms.c.field == "picture")
    written = connection.execute(together).scalar_one() or ""  # one text: rows would take longer
    hashes = np.unique(np.frombuffer(bytes.fromhex(written), np.dtype(">u8")))
    apart = np.bitwise_count(hashes ^ np.uint64(picture))
    near = {f"{hashes[at]:016x}": int(apart[at]) for at in np.flatnonzero(apart <= NEAR_BITS)}
    nearest = sorted(near, key=lambda one: near[one])[:CHUNK]
    query = select(terms.c.record_id, terms.c.view_lo, terms.c.value).where(
        terms.c.field == "picture", terms.c.value.in_(nearest)
    )
    rows = {(row[0], row[1]): near[row[2]] for row in connection.execute(query)}
    seen = _visible(connection, audience, list(rows))
    return [(record_id, bits) for (record_id, _), bits in rows.items() if record_id in seen]


def _visible(
    connection: Connection, audience: Audience, rows: Sequence[tuple[str, int]]
) -> set[str]:
    """The records of those views (by their lowest rank) that this audience has before it."""
    views = models.views
    seen: set[str] = set()
    for start in range(0, len(rows), CHUNK):
        query = select(views.c.record_id).where(
            tuple_(views.c.record_id, views.c.view_lo).in_(rows[start : start + CHUNK]),
            *seeing.its_views(audience),
        )
        seen.update(connection.execute(query).scalars())
    return seen
