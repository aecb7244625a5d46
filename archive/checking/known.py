"""What people call the records that findings are about: ref, title, file, incident.

Read as well as a damaged database allows: a name that cannot be read is left out, and the finding
keeps the id.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from archive import repository
from archive.errors import ArchiveError
from evidence.errors import EvidenceError
from schemas.errors import SchemaError
from schemas.item import Item
from schemas.records import Record


def names_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """For each of these records that can be read, what people call it."""
    names = {}
    for key in sorted(set(ids)):
        try:
            summary, record = repository.load(connection, key)
            names[key] = _words(connection, summary.ref, record)
        except (ArchiveError, EvidenceError, SchemaError, SQLAlchemyError, ValueError, TypeError):
            continue
    return names


def _words(connection: Connection, ref: str, record: Record) -> str:
    title = getattr(record, "title", None)
    words = f"{record.type} {ref} “{title}”" if title else f"{record.type} {ref}"
    if not isinstance(record, Item):
        return words
    if record.names:
        words += f", received as {', '.join(record.names)}"
    incidents = dict.fromkeys(row.incident for row in record.documents)
    known = names_of(connection, incidents)
    return ", of ".join([words, *(known.get(key, f"incident {key}") for key in incidents)])
