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

from archive.search.bitmaps import Marked
from archive.search.columns import TYPES
from archive.search.cursor import Cursor
from archive.search.lean_whoosh import Bits, Ints
from archive.search.matching import Matched
from archive.search.query import SearchQuery
from archive.search.sight import Sight
from archive.search.verdicts import CERTAINLY, POSSIBLY, distance_km

K1, B = 1.2, 0.75
"""How soon more of a word counts no more, and how much the length of a text counts."""
MOST_VALUES = 50
"""Values of a field that are counted one by one."""

FARTHEST_KM = 50_000.0
"""Stands for a distance that is not known; farther than any on earth."""
LARGE_GROUP = 20_000
"""Hits from which it pays to look at a part of them first."""
EVERY = 64
"""One row of so many is in that part."""

Keys = npt.NDArray[Any]


def relevance(sight: Sight, matches: Sequence[Matched], searched: Bits, rows: Ints) -> Keys:
    """How well each of `rows` fits the words, among all rows that were `searched`."""
    size, words = sight.words_in(searched)
    total = max(1, size)
    mean = max(1.0, words / total)
    scores = np.zeros(len(rows), np.float64)
    length = sight.following.lengths[rows]
    for matched in matches:
        having = int(np.count_nonzero(matched.rows & searched))
        rarity = np.log1p((total - having + 0.5) / (having + 0.5))
        weight = matched.weights[rows].astype(np.float64)
        scores += rarity * weight * (K1 + 1) / (weight + K1 * (1 - B + B * length / mean))
    return scores


def sort_keys(sight: Sight, query: SearchQuery) -> Keys:
    """What orders rows where words do not: a number for each, the smallest first."""
    match query.sort:
        case "newest":
            return sight.timeline.latest_first
        case "recorded":
            return -sight.columns.seq
        case "distance" if query.near:
            where = sight.positions
            away = distance_km(where.lat, where.lon, *query.near[:2])
            return np.nan_to_num(away, nan=FARTHEST_KM)
        case _:
            return sight.timeline.earliest_first


@dataclass(frozen=True)
class Ordered:
    """All hits in their order: certain ones first, each group by its keys, then as recorded."""

    groups: tuple[Marked, Marked]
    """Certain and possible ones."""
    keys: Keys
    """Of every row of the columns, what it is ordered by; of those that are no hits, anything."""
    seqs: Keys
    """Of every row of the columns, the entry that made it."""

    def __len__(self) -> int:
        return sum(group.count for group in self.groups)

    def until(self, cursor: Cursor, *, with_it: bool) -> int:
        """How many come before a hit that was shown, and whether it is counted itself."""
        found = 0
        for group, verdict in zip(self.groups, (CERTAINLY, POSSIBLY), strict=True):
            if verdict > cursor.verdict:
                found += group.count
            elif verdict == cursor.verdict:
                rows = group.where
                key, seq = self.keys[rows].astype(np.float64), self.seqs[rows]
                beside = seq <= cursor.seq if with_it else seq < cursor.seq
                found += int(np.count_nonzero((key < cursor.key) | ((key == cursor.key) & beside)))
        return found

    def page(self, start: int, stop: int) -> Ints:
        """The rows from one place to another."""
        found: list[Ints] = []
        for group in self.groups:
            if start < group.count and stop > 0:
                found.append(self._first(group, stop)[max(start, 0) :])
            start, stop = start - group.count, stop - group.count
        return np.concatenate(found) if found else np.zeros(0, np.int32)

    def _first(self, group: Marked, most: int) -> Ints:
        """The first rows of a group by key, then by entry of the log; no more than `most`."""
        rows = _among_first(group, self.keys, most)
        key = self.keys[rows]
        if len(rows) > 4 * most:
            near = key <= np.partition(key, most - 1)[most - 1]
            rows, key = rows[near], key[near]
        order = np.lexsort((rows, self.seqs[rows], key))
        return rows[order[:most]].astype(np.int32)


def _among_first(group: Marked, keys: Keys, most: int) -> Ints:
    """Rows of a group, at least the first `most` by their key, and not many more.

    Of a large group a part shows which keys may be among the first ones.
    """
    wanted = most
    while group.count > LARGE_GROUP and wanted * 8 < group.count:
        part = keys[::EVERY][group.rows[::EVERY]]
        at = min(2 * wanted // EVERY + 8, len(part) - 1)
        if at < 0:
            break
        near = group.rows & (keys <= np.partition(part, at)[at])
        if np.count_nonzero(near) >= most:
            return np.flatnonzero(near)
        wanted *= 8
    return group.where


def facet(sight: Sight, field: str, sure: Marked, maybe: Marked) -> list[tuple[str, int, int]]:
    """How often each value of a field occurs: (value, certainly, possibly), most frequent first.

    `sure` and `maybe` are the rows that were found certainly and possibly.
    """
    if field == "type":
        values: Sequence[str] = TYPES
        places: Ints = np.argsort(np.argsort(np.array(values)))
        certain, possible = _by_type(sight, sure), _by_type(sight, maybe)
    else:
        known = sight.columns.fields.get(field)
        if known is None:
            return []
        values, places = known.values, known.places
        certain = known.counted(sure)
        possible = known.counted(maybe) if maybe.count else np.zeros_like(certain)
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


def _by_type(sight: Sight, rows: Marked) -> Ints:
    """By place in `TYPES`, how many of the rows are of each type."""
    size = len(TYPES)
    if not rows.count:
        return np.zeros(size, np.int64)
    first = int(np.argmax(rows.rows))
    alone = sight.searched([TYPES[sight.columns.type[first]]], retired=True)
    if np.count_nonzero(rows.rows & alone) == rows.count:
        return np.bincount(sight.columns.type[first : first + 1], minlength=size) * rows.count
    return np.bincount(sight.columns.type[rows.rows], minlength=size)
