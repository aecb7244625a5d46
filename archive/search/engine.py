"""The search of one archive: from a question and an audience to an answer.

1. Columns and text index are brought up to the log. 2. Words give candidate rows. 3. Every filter
gives each row a verdict; the weakest counts. 4. Phrases are looked for in the texts of what is
left. 5. What is left is counted and put in order. 6. One page is read from the database. From the
first step on only rows that the audience sees are touched.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Engine, select

from archive import database, models, seeing
from archive.disclosure import Audience
from archive.search import choosing
from archive.search.answering import answer, find
from archive.search.following import Following, Progress
from archive.search.index_form import TextEngine
from archive.search.kept_columns import KeptColumns
from archive.search.query import SearchQuery
from archive.search.query_text import read_text
from archive.search.results import Hit, NamedPerson, SearchResults
from archive.search.sight import Sight
from archive.search.text_index import TextIndex
from archive.search.verdicts import VERDICTS
from archive.unhurried import unhurried
from archive.workspace import Archive
from evidence.store.blobs import BlobStore
from schemas.verdict import Verdict

__all__ = ["Hit", "NamedPerson", "Progress", "SearchEngine", "SearchResults", "engine_of"]

PATIENCE_SECONDS = 1.0
"""How long a question waits for what is new to be indexed."""
MOST_SIGHTS = 12
"""Audiences of which is kept what they see: some 30 bytes a row each."""


class SearchEngine:
    """Answers questions to the archive in one database. May be used by several threads."""

    def __init__(
        self,
        archive_engine: Engine,
        index_folder: Path,
        token_file: Path,
        *,
        index: Callable[[Path, Path], TextEngine] = TextIndex,
        store: BlobStore | None = None,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._engine = archive_engine
        kept = KeptColumns(index_folder, token_file)
        self._following = Following(index(index_folder, token_file), kept, store)
        self._patience = patience
        self._lock = threading.RLock()
        self._known = Progress(0, 0)
        self._sights: dict[Audience, tuple[int, Sight]] = {}

    def refresh(self) -> Progress:
        """Take over what is new in the log; how far the text index is."""
        with self._lock, database.reading(self._engine) as connection:
            self._following.refresh(connection, self._patience)
            return self._following.progress()

    def progress(self) -> Progress:
        """How far the text index is, as far as is known now: nothing is taken over or indexed.

        While somebody else asks or indexes, it is what was known before.
        """
        if self._lock.acquire(blocking=False):
            try:
                self._known = self._following.progress()
            finally:
                self._lock.release()
        return self._known

    def index_all(self, report: Callable[[Progress], None] | None = None) -> Progress:
        """Index whatever is not indexed yet, however long it takes; `report` hears of each step."""
        before = -1
        while True:
            with unhurried(), self._lock, database.reading(self._engine) as connection:
                progress = self._following.index_more(connection)
                complete = self._following.is_complete()
            if report:
                report(progress)
            if complete or progress.indexed <= before:
                return progress
            before = progress.indexed

    def settle(self) -> None:
        """Let Python's collector of cycles leave alone what is here now.

        For a process that goes on asking: at 100,000 records it otherwise stops somebody's answer
        for a tenth of a second now and then (https://docs.python.org/3/library/gc.html#gc.freeze).
        """
        gc.collect()
        gc.freeze()

    def search(self, query: SearchQuery, audience: Audience) -> SearchResults:
        """What `audience` finds.

        Raises:
            BadQuery: a part of the query cannot be understood; the sentence says which.
        """
        parts = read_text(query.words)
        with self._lock, database.reading(self._engine) as connection:
            sight = self._sight(connection, audience)
            found = find(query, parts, sight, connection)
            return answer(query, parts, sight, found, connection)

    def verdicts(self, query: SearchQuery, audience: Audience) -> dict[str, Verdict]:
        """Every record that meets `query` certainly or possibly, by id, in no particular order.

        Raises:
            BadQuery: a part of the query cannot be understood; the sentence says which.
        """
        parts = read_text(query.words)
        with self._lock, database.reading(self._engine) as connection:
            sight = self._sight(connection, audience)
            answers = find(query, parts, sight, connection).answers
            columns = sight.columns
            return {
                columns.ids[columns.record[row]]: VERDICTS[answers[row]]
                for row in np.flatnonzero(answers)
            }

    def newest(self, audience: Audience) -> int:
        """One past the newest entry of the log of which `audience` sees what the entry made."""
        with self._lock, database.reading(self._engine) as connection:
            return self._sight(connection, audience, 0).until

    def people(self, text: str, audience: Audience, limit: int = 20) -> tuple[NamedPerson, ...]:
        """The actors whom `audience` may see and who are called nearly so, the likest first."""
        with self._lock, database.reading(self._engine) as connection:
            sight = self._sight(connection, audience)
            named = sight.naming.find(text, ("actor",))[:limit]
            columns, table = sight.columns, models.views
            people = []
            for one in named:
                record_id = columns.ids[columns.record[one.row]]
                query = select(table.c.ref, table.c.title).where(
                    table.c.record_id == record_id, *seeing.its_views(audience)
                )
                ref = connection.execute(query).first()
                if ref is not None:
                    title = columns.names[one.row][0]
                    people.append(NamedPerson(record_id, ref[0], title, one.name, one.likeness))
            return tuple(people)

    def _sight(
        self, connection: Connection, audience: Audience, patience: float | None = None
    ) -> Sight:
        """What an audience sees of the newest state."""
        seconds = self._patience if patience is None else patience
        self._following.refresh(connection, seconds, audience)
        version, alike = self._following.version, self._following.columns.alike(audience)
        kept = self._sights.pop(alike, None)
        if kept is None or kept[0] != version:
            kept = (version, Sight(self._following, alike))
        self._sights[alike] = kept  # at the end: the one that was asked for last
        for longest_ago in list(self._sights)[:-MOST_SIGHTS]:
            del self._sights[longest_ago]
        return kept[1]


def engine_of(archive: Archive, *, patience: float = PATIENCE_SECONDS) -> SearchEngine:
    """The search of an archive that is open, with the text index that was chosen for it.

    Raises:
        NoTantivy: that index needs a package which is not installed.
    """
    settings = archive.settings
    token = settings.folder / ".index-token"
    index = choosing.index_of(settings)
    return SearchEngine(
        archive.engine,
        settings.index,
        token,
        index=index,
        store=archive.blobs,
        patience=patience,
    )
