"""The search of one archive: from a question and an audience to an answer.

1. Columns and text index are brought up to the log. 2. Words give candidate rows. 3. Every filter
gives each row a verdict; the weakest counts. 4. Phrases are looked for in the texts of what is
left. 5. What is left is counted and put in order. 6. One page is read from the database. From the
first step on only rows that the audience sees are touched.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Engine, select

from archive import database, models
from archive.disclosure import Audience
from archive.search.columns import TYPES
from archive.search.filters import Filtered, filters_of, types_of
from archive.search.following import Following, Progress
from archive.search.lean_whoosh import Bits
from archive.search.matching import Matched, Matching
from archive.search.paging import hits_of
from archive.search.query import SearchQuery
from archive.search.query_text import Narrowing, Part, Words, read_text
from archive.search.ranking import facet, page, relevance, sort_keys
from archive.search.results import Hit, NamedPerson, SearchResults
from archive.search.sight import Sight, count
from archive.search.suggesting import did_you_mean
from archive.search.text_index import TextIndex
from archive.search.verdicts import CERTAINLY, NO, POSSIBLY, VERDICTS, Answers
from archive.workspace import Archive
from schemas.verdict import Verdict

__all__ = ["Hit", "NamedPerson", "Progress", "SearchEngine", "SearchResults", "engine_of"]

PATIENCE_SECONDS = 1.0
"""How long a question waits for what is new to be indexed."""


@dataclass(frozen=True)
class _Found:
    """Steps 2 to 4 of a search."""

    answers: Answers
    """The verdict on every row; no for those that do not match."""
    searched: Bits
    """Rows of the types that were asked for."""
    matches: tuple[tuple[Words, Matched], ...]
    filters: tuple[Filtered, ...]
    notes: tuple[str, ...]


class SearchEngine:
    """Answers questions to the archive in one database. May be used by several threads."""

    def __init__(
        self,
        archive_engine: Engine,
        index_folder: Path,
        token_file: Path,
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._engine = archive_engine
        self._following = Following(TextIndex(index_folder, token_file))
        self._patience = patience
        self._lock = threading.RLock()
        self._sights: dict[int, tuple[int, Sight]] = {}

    def refresh(self) -> Progress:
        """Take over what is new in the log; how far the text index is."""
        with self._lock, database.reading(self._engine) as connection:
            self._following.refresh(connection, self._patience)
            return self._following.progress()

    def index_all(self, report: Callable[[Progress], None] | None = None) -> Progress:
        """Index whatever is not indexed yet, however long it takes; `report` hears of each step."""
        before = -1
        while True:
            with self._lock, database.reading(self._engine) as connection:
                progress = self._following.index_more(connection)
                complete = self._following.is_complete()
            if report:
                report(progress)
            if complete or progress.indexed <= before:
                return progress
            before = progress.indexed

    def search(self, query: SearchQuery, audience: Audience) -> SearchResults:
        """What `audience` finds.

        Raises:
            BadQuery: a part of the query cannot be understood; the sentence says which.
        """
        parts = read_text(query.words)
        with self._lock, database.reading(self._engine) as connection:
            self._following.refresh(connection, self._patience)
            sight = self._sight(audience.rank)
            found = _found(query, parts, sight, connection)
            return _answer(query, parts, sight, found, connection)

    def verdicts(self, query: SearchQuery, audience: Audience) -> dict[str, Verdict]:
        """Every record that meets `query` certainly or possibly, by id, in no particular order.

        Raises:
            BadQuery: a part of the query cannot be understood; the sentence says which.
        """
        parts = read_text(query.words)
        with self._lock, database.reading(self._engine) as connection:
            self._following.refresh(connection, self._patience)
            sight = self._sight(audience.rank)
            answers = _found(query, parts, sight, connection).answers
            columns = sight.columns
            return {
                columns.ids[columns.record[row]]: VERDICTS[answers[row]]
                for row in np.flatnonzero(answers)
            }

    def people(self, text: str, audience: Audience, limit: int = 20) -> tuple[NamedPerson, ...]:
        """The actors whom `audience` may see and who are called nearly so, the likest first."""
        with self._lock, database.reading(self._engine) as connection:
            self._following.refresh(connection, self._patience)
            sight = self._sight(audience.rank)
            named = sight.naming.find(text, ("actor",))[:limit]
            columns, table = sight.columns, models.views
            people = []
            for one in named:
                record_id = columns.ids[columns.record[one.row]]
                query = select(table.c.ref, table.c.title).where(
                    table.c.record_id == record_id,
                    table.c.view_lo <= audience.rank,
                    table.c.view_hi >= audience.rank,
                )
                ref = connection.execute(query).first()
                if ref is not None:
                    title = columns.names[one.row][0]
                    people.append(NamedPerson(record_id, ref[0], title, one.name, one.likeness))
            return tuple(people)

    def _sight(self, rank: int) -> Sight:
        version = self._following.version
        kept = self._sights.get(rank)
        if kept is None or kept[0] != version:
            kept = self._sights[rank] = (version, Sight(self._following, rank))
        return kept[1]


def engine_of(archive: Archive) -> SearchEngine:
    """The search of an archive that is open."""
    settings = archive.settings
    return SearchEngine(archive.engine, settings.index, settings.folder / ".index-token")


def _found(
    query: SearchQuery, parts: Sequence[Part], sight: Sight, connection: Connection
) -> _Found:
    narrowings = [part for part in parts if isinstance(part, Narrowing)]
    types = [TYPES.index(name) for name in types_of(query, narrowings)]
    searched = sight.visible & np.isin(sight.columns.type, types)
    if not query.include_retired:
        searched &= ~sight.columns.retired
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
    return _Found(answers, searched, tuple(matches), filters, notes)


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


def _answer(
    query: SearchQuery,
    parts: Sequence[Part],
    sight: Sight,
    found: _Found,
    connection: Connection,
) -> SearchResults:
    certain = np.flatnonzero(found.answers == CERTAINLY).astype(np.int32)
    possible = np.flatnonzero(found.answers == POSSIBLY).astype(np.int32)
    matches = [matched for part, matched in found.matches if part.wanted]
    by_words = query.sort == "relevance" and bool(matches)
    keys = tuple(
        -relevance(sight, matches, found.searched, rows)
        if by_words
        else sort_keys(sight, query.sort, rows)
        for rows in (certain, possible)
    )
    span = slice(query.offset, query.offset + query.limit)
    rows = page(certain, possible, (keys[0], keys[1]), sight.columns.seq, span)
    nothing = not len(certain) and not len(possible)
    return SearchResults(
        certain=len(certain),
        possible=len(possible),
        hits=hits_of(connection, sight, rows, found.answers, found.filters, matches=found.matches),
        facets={field: facet(sight, field, found.answers) for field in query.facets},
        notes=(*_about_index(sight, parts), *found.notes),
        did_you_mean=did_you_mean(sight, query.words, parts) if nothing else (),
    )


def _about_index(sight: Sight, parts: Sequence[Part]) -> list[str]:
    """What words cannot find yet."""
    progress = sight.following.progress(sight.visible)
    missing = progress.rows - progress.indexed
    if not missing or not any(isinstance(part, Words) for part in parts):
        return []
    because = f": {progress.trouble}" if progress.trouble else ""
    so_far = f"{progress.indexed:,} of {progress.rows:,} records"
    return [f"indexing: {so_far} can be found by words so far{because}"]
