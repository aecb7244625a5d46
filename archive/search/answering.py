"""Steps 2 to 6 of a search, as `archive.search.engine` counts them: from a query to its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from archive.search.columns import TYPES
from archive.search.cursor import Cursor, read_cursor
from archive.search.extent import Box, extent, square_of
from archive.search.filters import Filtered, filters_of, types_of
from archive.search.growing import NONE
from archive.search.lean_whoosh import Bits, Ints
from archive.search.matching import Matched, Matching
from archive.search.paging import hits_of
from archive.search.query import SearchQuery
from archive.search.query_text import Narrowing, Part, Words
from archive.search.ranking import Ordered, facet, relevance, sort_keys
from archive.search.results import SearchResults
from archive.search.sight import Sight, count
from archive.search.suggesting import did_you_mean
from archive.search.tallies import Cell, Histogram, cells, histogram
from archive.search.verdicts import CERTAINLY, NO, POSSIBLY, Answers


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


def find(query: SearchQuery, parts: Sequence[Part], sight: Sight, connection: Connection) -> Found:
    """Which rows match, and how: steps 2 to 4."""
    narrowings = [part for part in parts if isinstance(part, Narrowing)]
    wanted_types = np.isin(TYPES, types_of(query, narrowings))
    searched = sight.visible & wanted_types.take(sight.columns.type)
    if not query.include_retired:
        searched &= ~sight.columns.retired
    if query.since is not None:
        searched &= sight.columns.seq >= query.since
    if query.cursor:
        searched &= sight.columns.seq < read_cursor(query.cursor).until
    matching = Matching(sight, connection)
    matches = [(part, matching.match(part)) for part in parts if isinstance(part, Words)]
    left = searched.copy()
    for part, matched in matches:
        if part.wanted:
            left &= matched.rows
        elif not matched.phrase:
            left &= ~matched.rows
    filters = tuple(filters_of(query, narrowings, sight, connection))
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
    answers = np.where(wanted, weakest, NO).astype(np.uint8)
    if query.certain_only:
        answers[answers == POSSIBLY] = NO
    return Found(answers, searched, tuple(matches), filters, notes)


def _weakest(filters: Sequence[Filtered], size: int) -> Answers:
    weakest = np.full(size, CERTAINLY, np.uint8)
    for filtered in filters:
        weakest = np.minimum(weakest, filtered.answers)
    return weakest


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
    certain = np.flatnonzero(found.answers == CERTAINLY).astype(np.int32)
    possible = np.flatnonzero(found.answers == POSSIBLY).astype(np.int32)
    ordered = _ordered(query, sight, found, (certain, possible))
    start, stop = _page(query, ordered)
    rows = ordered.page(start, stop)
    around = extent(sight, found.answers) if query.cells or query.cells_across else None
    nothing = not len(certain) and not len(possible)
    return SearchResults(
        certain=len(certain),
        possible=len(possible),
        hits=hits_of(connection, sight, rows, found.answers, found.filters, matches=found.matches),
        facets={field: facet(sight, field, found.answers) for field in query.facets},
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
        stop = len(ordered.before(read_cursor(query.before)))
        return max(0, stop - query.limit), stop
    start = query.offset
    if query.after:
        start += len(ordered) - len(ordered.after(read_cursor(query.after)))
    return start, start + query.limit


def _histogram(query: SearchQuery, sight: Sight, found: Found) -> Histogram:
    assert query.histogram
    return histogram(sight, found.answers, query.histogram, query.bars)


def _ordered(query: SearchQuery, sight: Sight, found: Found, groups: tuple[Ints, Ints]) -> Ordered:
    matches = [matched for part, matched in found.matches if part.wanted]
    by_words = query.sort == "relevance" and bool(matches)
    first, second = (
        -relevance(sight, matches, found.searched, rows)
        if by_words
        else sort_keys(sight, query, rows)
        for rows in groups
    )
    return Ordered(groups, (first, second), sight.columns.seq)


def _cells(
    query: SearchQuery, sight: Sight, found: Found, around: Box | None
) -> tuple[Cell, ...] | None:
    if query.cells:
        return cells(sight, found.answers, query.cells, query.cells_in)
    if query.cells_across is None:
        return None
    side = square_of(around, query.cells_across) if around else 90.0
    return cells(sight, found.answers, side, query.cells_in)


def _cursor(
    query: SearchQuery, sight: Sight, found: Found, ordered: Ordered, rows: Ints
) -> str | None:
    """Where the list goes on from the one row of `rows`; None if there is none."""
    if not len(rows):
        return None
    row, seqs = int(rows[0]), sight.columns.seq
    until = read_cursor(query.cursor).until if query.cursor else sight.until
    return Cursor(until, int(found.answers[row]), ordered.key_of(row), int(seqs[row])).text()


def _about_index(sight: Sight, parts: Sequence[Part]) -> list[str]:
    """What words cannot find yet."""
    progress = sight.following.progress(sight.visible)
    missing = progress.rows - progress.indexed
    if not missing or not any(isinstance(part, Words) for part in parts):
        return []
    because = f": {progress.trouble}" if progress.trouble else ""
    so_far = f"{progress.indexed:,} of {progress.rows:,} records"
    return [f"indexing: {so_far} can be found by words so far{because}"]
