"""Codes about the tables that follow the log."""

from __future__ import annotations

from evidence.checks.finding_codes.row import BACKUP, PARTS, REPLAY, Row

SUBJECTS = {"row": "Tables", "record": "Records", "schema": "The database"}
"""What the first word of a code is about, as the page says it."""

ROWS: tuple[Row, ...] = (
    (
        "row.edited",
        "error",
        REPLAY,
        "A row of the database differs from what the log says.",
        "Find out who had access to the database; rebuild the tables from records and log.",
    ),
    (
        "row.missing",
        "error",
        REPLAY,
        "The log names a record that the database does not hold, and no erasure is recorded.",
        BACKUP,
    ),
    (
        "row.added",
        "error",
        REPLAY,
        "The database holds a record that no entry of the log names.",
        "Do not rely on it. Find out how it came there.",
    ),
    (
        "record.digest_differs",
        "error",
        PARTS,
        "A record does not hash to the digest that its last entry names.",
        BACKUP,
    ),
    (
        "schema.differs",
        "error",
        REPLAY,
        "The tables, triggers or indexes of the database are not those that this version makes.",
        "Run khronika migrate; if that changes nothing, find out who changed them.",
    ),
    (
        "schema.damaged",
        "error",
        "SQLite, PRAGMA integrity_check",
        "The file of the database contradicts itself: an index does not fit its table, or worse.",
        BACKUP,
    ),
)
