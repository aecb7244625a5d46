"""Steps 2 to 6 of a search, as `archive.search.engine` counts them: from a query to its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Connection

from archive.search.bitmaps import Marked
from archive.search.cursor import Cursor, read_cursor
from archive.search.extent import extent, square_of
from archive.search.filters import Filtered, filters_of, types_of
from archive.search.growing import NONE
from archive.search.lean_whoosh import Bits, Ints
from archive.search.matching import Matched, Matching
from archive.search.paging import hits_of
from archive.search.query import SearchQuery
from archive.search.query_text import Narrowing, Part, Words
from archive.search.ranking import Keys, Ordered, facet, relevance, sort_keys
from archive.search.results import SearchResults
from archive.search.sight import Sight, count
from archive.search.suggesting import did_you_mean
from archive.search.tallies import Cell, Histogram, cells, histogram
from archive.search.timeline import STEPS
from archive.search.verdicts import CERTAINLY, NO, POSSIBLY, Answers, Box, Hits

T = TypeVar("T")


@dataclass(frozen=True)
class Found:
    """Steps 2 to 4 of a search."""

    answers: Answers
    """The verdict on every row; no for those that do not match."""
    searched: Bits
    """Rows of the types that were asked for."""
    matches: tuple[tuple[Words, Matched], ...]
    filters: tuple[Filtered, ...]
    notes: tuple[str, ...]
    whole: tuple[frozenset[str], bool] | None = None
    """If nothing narrows the search: the types, and whether with what is no longer in use."""

    @cached_property
    def hits(self) -> Hits:
        """The rows that match, with the verdict on each."""
        rows = np.flatnonzero(self.answers)
        return Hits(rows, self.answers[rows])

    @cached_property
    def groups(self) -> tuple[Marked, Marked]:
        """The rows that match certainly and possibly."""
        return Marked(self.answers == CERTAINLY), Marked(self.answers == POSSIBLY)


def find(query: SearchQuery, parts: Sequence[Part], sight: Sight, connection: Connection) -> Found:
    """Which rows match, and how: steps 2 to 4."""
    narrowings = [part for part in parts if isinstance(part, Narrowing)]
    types = frozenset(types_of(query, narrowings))
    searched = everything = sight.searched(types, retired=query.include_retired)
    if query.since is not None:
        searched = searched & (sight.columns.seq >= query.since)
    if query.cursor and (until := read_cursor(query.cursor).until) < sight.until:
        searched = searched & (sight.columns.seq < until)
    matching = Matching(sight, connection)
    matches = [(part, matching.match(part)) for part in parts if isinstance(part, Words)]
    left = searched
    for part, matched in matches:
        if part.wanted:
            left = left & matched.rows
        elif not matched.phrase:
            left = left & ~matched.rows
    filters = tuple(filters_of(query, narrowings, sight, connection))
    if searched is everything and not matches and not filters:
        return _everything(sight, types, retired=query.include_retired)
    weakest = _weakest(filters, len(sight.columns))
    wanted = left & (weakest != NO)
    for filtered in filters:
        if filtered.unstated is not None:
            wanted |= left & filtered.unstated
    for part, matched in matches:
        if matched.phrase:
            confirmed = matching.confirmed(matched, wanted)
            wanted = confirmed if part.wanted else wanted & ~confirmed
    notes = tuple(_left_out(filters, wanted))
    answers: Answers = weakest * wanted.view(np.uint8)
    if query.certain_only:
        answers[answers == POSSIBLY] = NO
    return Found(answers, searched, tuple(matches), filters, notes)


def _everything(sight: Sight, types: frozenset[str], *, retired: bool) -> Found:
    """What is found where nothing is asked for; the same each time."""

    def made() -> Found:
        rows = sight.searched(types, retired=retired)
        return Found(rows * np.uint8(CERTAINLY), rows, (), (), (), whole=(types, retired))

    return sight.once(("found", types, retired), made)


def _weakest(filters: Sequence[Filtered], size: int) -> Answers:
    some = [filtered.answers for filtered in filters]
    return np.minimum.reduce(some) if some else np.full(size, CERTAINLY, np.uint8)


def _left_out(filters: Sequence[Filtered], left: Bits) -> list[str]:
    """What is to be said of filters, and of rows that do not state what they ask for."""
    notes = [filtered.note for filtered in filters if filtered.note]
    for at, filtered in enumerate(filters):
        if filtered.unstated is None:
            continue
        others = _weakest([*filters[:at], *filters[at + 1 :]], len(left))
        unstated = count(left & filtered.unstated & (others != NO))
        if unstated:
            notes.append(
                f"{unstated:,} that would match otherwise {filtered.unstated_words}, "
                "and are left out"
            )
    return notes


def answer(
    query: SearchQuery,
    parts: Sequence[Part],
    sight: Sight,
    found: Found,
    connection: Connection,
) -> SearchResults:
    """What is told of the rows that match: steps 5 and 6."""
    certain, possible = found.groups
    ordered = _ordered(query, sight, found)
    start, stop = _page(query, ordered)
    rows = ordered.page(start, stop)
    around = _extent(query, sight, found)
    nothing = not certain.count and not possible.count
    return SearchResults(
        certain=certain.count,
        possible=possible.count,
        hits=hits_of(connection, sight, rows, found.answers, found.filters, matches=found.matches),
        facets={field: _facet(sight, found, field) for field in query.facets},
        notes=(*_about_index(sight, parts), *found.notes),
        did_you_mean=did_you_mean(sight, query.words, parts) if nothing else (),
        histogram=_histogram(query, sight, found) if query.histogram else None,
        cells=_cells(query, sight, found, around),
        extent=around,
        next=_cursor(query, sight, found, ordered, rows[-1:] if stop < len(ordered) else NONE),
        previous=_cursor(query, sight, found, ordered, rows[:1] if start > 0 else NONE),
        first=start,
    )


def _page(query: SearchQuery, ordered: Ordered) -> tuple[int, int]:
    """From which place to which one the page goes."""
    if query.before:
        stop = ordered.until(read_cursor(query.before), with_it=False)
        return max(0, stop - query.limit), stop
    start = query.offset
    if query.after:
        start += ordered.until(read_cursor(query.after), with_it=True)
    return start, start + query.limit


def _facet(sight: Sight, found: Found, field: str) -> list[tuple[str, int, int]]:
    counted = _told(sight, found, (field,), lambda: facet(sight, field, *found.groups))
    return list(counted)


def _histogram(query: SearchQuery, sight: Sight, found: Found) -> Histogram:
    step, most = query.histogram or STEPS[0], query.bars
    return _told(sight, found, (step, most), lambda: histogram(sight, found.hits, step, most))


def _extent(query: SearchQuery, sight: Sight, found: Found) -> Box | None:
    if not query.cells and not query.cells_across:
        return None
    return _told(sight, found, ("extent",), lambda: extent(sight, found.hits))


def _told(sight: Sight, found: Found, asked: tuple[Any, ...], count: Callable[[], T]) -> T:
    """What is counted; once for all who ask for nothing else."""
    return count() if found.whole is None else sight.once((*found.whole, *asked), count)


def _ordered(query: SearchQuery, sight: Sight, found: Found) -> Ordered:
    matches = [matched for part, matched in found.matches if part.wanted]
    if query.sort == "relevance" and matches:
        rows = found.hits.rows
        keys: Keys = np.zeros(len(sight.columns), np.float64)
        keys[rows] = -relevance(sight, matches, found.searched, rows)
    else:
        keys = sort_keys(sight, query)
    return Ordered(found.groups, keys, sight.columns.seq)


def _cells(
    query: SearchQuery, sight: Sight, found: Found, around: Box | None
) -> tuple[Cell, ...] | None:
    side, box = query.cells, query.cells_in
    if side is None and query.cells_across is not None:
        side = square_of(around, query.cells_across) if around else 90.0
    if side is None:
        return None
    degrees = side
    return _told(sight, found, (degrees, box), lambda: cells(sight, found.hits, degrees, box))


def _cursor(
    query: SearchQuery, sight: Sight, found: Found, ordered: Ordered, rows: Ints
) -> str | None:
    """Where the list goes on from the one row of `rows`; None if there is none."""
    if not len(rows):
        return None
    row, seqs = int(rows[0]), sight.columns.seq
    until = read_cursor(query.cursor).until if query.cursor else sight.until
    return Cursor(until, int(found.answers[row]), float(ordered.keys[row]), int(seqs[row])).text()


def _about_index(sight: Sight, parts: Sequence[Part]) -> list[str]:
    """What words cannot find yet."""
    if not any(isinstance(part, Words) for part in parts):
        return []
    progress = sight.following.progress(sight.visible)
    if progress.rows == progress.indexed:
        return []
    because = f": {progress.trouble}" if progress.trouble else ""
    so_far = f"{progress.indexed:,} of {progress.rows:,} records"
    return [f"indexing: {so_far} can be found by words so far{because}"]
