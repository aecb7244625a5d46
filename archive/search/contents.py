"""What an audience sees of some rows: their views, read from the database in one go.

Rows that show the whole of a record are taken from the stored JSON as it is; the others are
disclosed again.
"""

from __future__ import annotations

import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select, tuple_

from archive import entry_words, models, repository
from archive.derived import text_in
from archive.disclosure import Audience, View
from archive.repository import CHUNK
from archive.search import exact
from archive.search.columns import TYPES, Columns
from archive.search.feed import CUSTODY, FILE_TEXT
from evidence.errors import DamagedEvidence, MissingEvidence
from evidence.store.blobs import BlobStore
from schemas.access import LEVELS
from schemas.record import ID_PATTERN
from schemas.records import Record, read_record

ITEM = TYPES.index("item")
_log = logging.getLogger(__name__)

_MAYBE_ID = re.compile(f'"({ID_PATTERN.pattern})"')
_MAYBE_ACT = '"act"'
NARROWEST = 2
"""Rank of the audience that sees most."""


def views_of(
    connection: Connection,
    columns: Columns,
    rows: Iterable[int],
    store: BlobStore | None = None,
    *,
    rank: int = NARROWEST,
) -> Iterator[tuple[int, View]]:
    """Each row with its view. Rows whose record has changed in the meantime are left out.

    The view of an item has the words of its file with it, if they are in `store` and it shows them;
    and what was written into its custody entries, as far as an audience of `rank` may know it.
    """
    rows = list(rows)
    items = [int(row) for row in rows if columns.type[row] == ITEM]
    custody = _custody_words(connection, columns, items, rank) if items else {}
    for row, view in _as_recorded(connection, columns, rows):
        shown = _with_file_text(view, store) if store and view.type == "item" else view
        if row in custody:
            shown = replace(shown, content={**shown.content, CUSTODY: custody[row]})
        yield row, shown


def _custody_words(
    connection: Connection, columns: Columns, rows: Sequence[int], rank: int
) -> dict[int, dict[int, list[str]]]:
    """By row of an item, and rank from which they are known: the sentences of its entries."""
    written = entry_words.written_about(connection, {_id_of(columns, row) for row in rows})
    summaries = list(repository.find_many(connection, written).values())
    records = repository.current(connection, summaries)
    found: dict[int, dict[int, list[str]]] = {}
    for row in rows:
        key = _id_of(columns, row)
        if key in written and key in records:
            narrowest = min(rank, int(columns.hi[row]))
            found[row] = _by_rank(written[key], records[key], narrowest)
    return found


def _by_rank(details: Sequence[dict[str, Any]], record: Record, rank: int) -> dict[int, list[str]]:
    by_rank: dict[int, list[str]] = defaultdict(list)
    for detail in details:
        told: set[str] = set()
        for level in LEVELS[: rank + 1]:
            shown = entry_words.shown(detail, Audience(level), lambda: record)
            new = [one for one in entry_words.sentences(shown) if one not in told]
            told.update(new)
            if new:
                by_rank[level.rank] += new
    return dict(by_rank)


def _id_of(columns: Columns, row: int) -> str:
    key: str = columns.ids[columns.record[row]]
    return key


def _with_file_text(view: View, store: BlobStore) -> View:
    try:
        text = text_in(store, view.content)
    except (MissingEvidence, DamagedEvidence) as error:
        # The check of the archive tells people; a search goes on with what it has.
        _log.warning("the words of the file of %s are not searched: %s", view.ref, error)
        return view
    return replace(view, content={**view.content, FILE_TEXT: text}) if text else view


def _as_recorded(
    connection: Connection, columns: Columns, rows: Iterable[int]
) -> Iterator[tuple[int, View]]:
    by_record: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_record[_id_of(columns, row)].append(int(row))
    ids = list(by_record)
    records, revisions = models.records, models.revisions
    query = select(revisions.c.record_id, revisions.c.seq, revisions.c.body).join(
        records,
        (records.c.id == revisions.c.record_id) & (records.c.revision == revisions.c.revision),
    )
    for start in range(0, len(ids), CHUNK):
        some = query.where(tuple_(records.c.id).in_([(key,) for key in ids[start : start + CHUNK]]))
        for record_id, seq, body in connection.execute(some):
            wanted = [row for row in by_record[record_id] if columns.seq[row] == seq]
            if body is not None and wanted:
                yield from _views(columns, record_id, body, wanted)


def _views(
    columns: Columns, record_id: str, body: str, rows: list[int]
) -> Iterator[tuple[int, View]]:
    record = None
    for row in rows:
        if _shows_all(columns, row, body):
            content = json.loads(body)
            content.pop("access", None)
            ref = content.get("ref", "")
            yield row, View(record_id, ref, TYPES[columns.type[row]], content)
            continue
        record = record or read_record(body)
        view = exact.view(record, columns.known, int(columns.lo[row]), columns.group_of(row))
        if view is not None:
            yield row, view


def _shows_all(columns: Columns, row: int, body: str) -> bool:
    """Whether a row shows all of its record, so that its JSON can be taken as it is.

    Those who may see most see all of every record, but for what points to a record that is gone,
    and for the acts of which an item is evidence (`exact.view`).
    """
    if columns.hi[row] != NARROWEST or columns.group_of(row).unseen:
        return False
    if columns.type[row] == ITEM and _MAYBE_ACT in body:
        return False
    if columns.stamp[row] == columns.seq[row]:  # it points to nothing that some do not see
        return True
    return all(key in columns.levels for key in _MAYBE_ID.findall(body))
