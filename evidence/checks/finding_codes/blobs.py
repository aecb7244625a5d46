"""Codes about stored files."""

from __future__ import annotations

from evidence.checks.finding_codes.row import BACKUP, STORE, Row

SUBJECTS = {"blob": "Stored files"}
"""What the first word of a code is about, as the page says it."""

ROWS: tuple[Row, ...] = (
    (
        "blob.changed",
        "error",
        STORE,
        "The bytes of a stored file are no longer those that came in.",
        BACKUP,
    ),
    ("blob.missing", "error", STORE, "A file that the log names is not in the store.", BACKUP),
    (
        "blob.not_read",
        "notice",
        STORE,
        "Stored files were not read in this run, so that nothing is said of their bytes.",
        "Let the check go on (khronika verify --budget 10m, again and again) or read all at once.",
    ),
    (
        "blob.unreferenced",
        "notice",
        STORE,
        "A stored file is named by no entry: an intake was interrupted before it was recorded.",
        "Add the file again, or remove it after looking at it.",
    ),
)
