"""The order of hits, and how often each value occurs among them.

Relevance is BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", section
3.4) over the rows that the audience sees: what it does not see moves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from archive.search.columns import EARLIEST, LATEST, TYPES
from archive.search.cursor import Cursor
from archive.search.lean_whoosh import Bits, Ints
from archive.search.matching import Matched
from archive.search.query import SearchQuery
from archive.search.sight import Sight
from archive.search.verdicts import CERTAINLY, POSSIBLY, Answers, distance_km

K1, B = 1.2, 0.75
"""How soon more of a word counts no more, and how much the length of a text counts."""
MOST_VALUES = 50
"""Values of a field that are counted one by one."""

FARTHEST_KM = 50_000.0
"""Stands for a distance that is not known; farther than any on earth."""

Keys = npt.NDArray[Any]


def relevance(sight: Sight, matches: Sequence[Matched], searched: Bits, rows: Ints) -> Keys:
    """How well each of `rows` fits the words, among all rows that were `searched`."""
    lengths = sight.following.lengths
    total = max(1, int(np.count_nonzero(searched)))
    mean = max(1.0, float(lengths[searched].sum()) / total)
    scores = np.zeros(len(rows), np.float64)
    length = lengths[rows]
    for matched in matches:
        having = int(np.count_nonzero(matched.rows & searched))
        rarity = np.log1p((total - having + 0.5) / (having + 0.5))
        weight = matched.weights[rows].astype(np.float64)
        scores += rarity * weight * (K1 + 1) / (weight + K1 * (1 - B + B * length / mean))
    return scores


def sort_keys(sight: Sight, query: SearchQuery, rows: Ints) -> Keys:
    """What orders rows where words do not: a number for each, the smallest first."""
    columns = sight.columns
    match query.sort:
        case "newest":
            last = columns.date_hi[rows]
            first = columns.date_lo[rows]
            latest = np.where(last < LATEST, last, first)
            keys: Keys = np.where(latest > EARLIEST, -latest, LATEST)
            return keys
        case "recorded":
            return -columns.seq[rows]
        case "distance" if query.near:
            where = sight.positions
            away = distance_km(where.lat[rows], where.lon[rows], *query.near[:2])
            return np.nan_to_num(away, nan=FARTHEST_KM)
        case _:
            first = columns.date_lo[rows]
            last = columns.date_hi[rows]
            return np.where(first > EARLIEST, first, last)


@dataclass(frozen=True)
class Ordered:
    """All hits in their order: certain ones first, each group by its keys, then as recorded."""

    rows: tuple[Ints, Ints]
    """Certain and possible ones."""
    keys: tuple[Keys, Keys]
    seqs: Keys
    """Of every row of the columns, the entry that made it."""

    def after(self, cursor: Cursor) -> Ordered:
        """What comes after a hit that was shown."""
        rows, keys = list(self.rows), list(self.keys)
        for at, verdict in enumerate((CERTAINLY, POSSIBLY)):
            key = keys[at].astype(np.float64)
            later = (key > cursor.key) | ((key == cursor.key) & (self.seqs[rows[at]] > cursor.seq))
            left = later & (verdict == cursor.verdict) | (verdict < cursor.verdict)
            rows[at], keys[at] = rows[at][left], keys[at][left]
        return Ordered((rows[0], rows[1]), (keys[0], keys[1]), self.seqs)

    def before(self, cursor: Cursor) -> Ordered:
        """What comes before a hit that was shown."""
        rows, keys = list(self.rows), list(self.keys)
        for at, verdict in enumerate((CERTAINLY, POSSIBLY)):
            key = keys[at].astype(np.float64)
            earlier = (key < cursor.key) | (
                (key == cursor.key) & (self.seqs[rows[at]] < cursor.seq)
            )
            left = earlier & (verdict == cursor.verdict) | (verdict > cursor.verdict)
            rows[at], keys[at] = rows[at][left], keys[at][left]
        return Ordered((rows[0], rows[1]), (keys[0], keys[1]), self.seqs)

    def __len__(self) -> int:
        return len(self.rows[0]) + len(self.rows[1])

    def page(self, start: int, stop: int) -> Ints:
        """The rows from one place to another."""
        found: list[Ints] = []
        for rows, key in zip(self.rows, self.keys, strict=True):
            if start < len(rows) and stop > 0:
                found.append(_first(rows, key, self.seqs, stop)[max(start, 0) :])
            start, stop = start - len(rows), stop - len(rows)
        return np.concatenate(found) if found else np.zeros(0, np.int32)

    def key_of(self, row: int) -> float:
        """What a row is ordered by."""
        at = 0 if row in self.rows[0] else 1
        return float(self.keys[at][np.flatnonzero(self.rows[at] == row)[0]])


def _first(rows: Ints, key: Keys, seqs: Keys, most: int) -> Ints:
    """The first of `rows` by key, then by entry of the log; no more than `most`."""
    if len(rows) > 4 * most:
        worst = np.partition(key, most - 1)[most - 1]
        near = key <= worst
        rows, key = rows[near], key[near]
    order = np.lexsort((rows, seqs[rows], key))
    return rows[order[:most]]


def facet(sight: Sight, field: str, found: Answers) -> list[tuple[str, int, int]]:
    """How often each value of a field occurs: (value, certainly, possibly), most frequent first.

    `found` is the verdict on each row, no for those that were not found.
    """
    sure, maybe = found == CERTAINLY, found == POSSIBLY
    if field == "type":
        values: Sequence[str] = TYPES
        places: Ints = np.argsort(np.argsort(np.array(values)))
        of_type = [sight.columns.type == number for number in range(len(TYPES))]
        certain = np.array([np.count_nonzero(sure & rows) for rows in of_type])
        possible = np.array([np.count_nonzero(maybe & rows) for rows in of_type])
    else:
        known = sight.columns.fields.get(field)
        if known is None:
            return []
        values, places = known.values, known.places
        certain = known.counted(sure)
        possible = known.counted(maybe) if maybe.any() else np.zeros_like(certain)
    together = certain + possible
    there: Ints = np.flatnonzero(together)
    if len(there) > MOST_VALUES:
        least = np.partition(together[there], -MOST_VALUES)[-MOST_VALUES]
        often = there[together[there] > least]
        rest = there[together[there] == least]
        rest = rest[np.argsort(places[rest])][: MOST_VALUES - len(often)]
        there = np.concatenate((often, rest))
    counted = [(values[code], int(certain[code]), int(possible[code])) for code in there.tolist()]
    counted.sort(key=lambda row: (-row[1] - row[2], row[0]))
    return counted
