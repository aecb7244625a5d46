"""What an audience sees of some rows: their views, read from the database in one go.

Rows that show the whole of a record are taken from the stored JSON as it is; the others are
disclosed again.
"""

from __future__ import annotations

import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy import Connection, select, tuple_

from archive import models
from archive.derived import text_in
from archive.disclosure import View
from archive.repository import CHUNK
from archive.search import exact
from archive.search.columns import TYPES, Columns
from archive.search.feed import FILE_TEXT
from evidence.errors import DamagedEvidence, MissingEvidence
from evidence.store.blobs import BlobStore
from schemas.record import ID_PATTERN
from schemas.records import read_record

_log = logging.getLogger(__name__)

_MAYBE_ID = re.compile(f'"({ID_PATTERN.pattern})"')
NARROWEST = 2
"""Rank of the audience that sees most."""


def views_of(
    connection: Connection, columns: Columns, rows: Iterable[int], store: BlobStore | None = None
) -> Iterator[tuple[int, View]]:
    """Each row with its view. Rows whose record has changed in the meantime are left out.

    The view of an item has the words of its file with it, if they are in `store` and it shows them.
    """
    for row, view in _as_recorded(connection, columns, rows):
        yield row, _with_file_text(view, store) if store and view.type == "item" else view


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
        by_record[columns.ids[columns.record[row]]].append(int(row))
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
        view = exact.view(record, columns.levels, int(columns.lo[row]))
        if view is not None:
            yield row, view


def _shows_all(columns: Columns, row: int, body: str) -> bool:
    """Whether a row shows all of its record, so that its JSON can be taken as it is.

    Those who may see most see all of every record, but for what points to a record that is gone.
    """
    if columns.hi[row] != NARROWEST:
        return False
    if columns.stamp[row] == columns.seq[row]:  # it points to nothing that some do not see
        return True
    return all(key in columns.levels for key in _MAYBE_ID.findall(body))
