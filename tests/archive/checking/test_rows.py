"""One row taken out of any table is found, however quietly it was done."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from archive import founding, recording
from archive.checking.verify import verify
from archive.worked_example import example_records
from schemas.records import read_record

TABLES = {
    "alembic_version": "schema.differs",
    "entries": "entry.missing",
    "entry_objects": "row.edited",
    "links": "row.missing",
    "log_state": "tree.differs",
    "names": "row.missing",
    "terms": "row.missing",
    "tiles": "tree.differs",
    "details": "row.missing",
    "people": "row.missing",
    "records": "row.missing",
    "revisions": "row.missing",
    "views": "row.missing",
}
"""Every table, and the finding that a missing row of it gives."""


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_was_taken_out_is_found(tmp_path: Path, table: str) -> None:
    folder = tmp_path / "archive"
    archive = founding.found_archive(folder, person="keeper")
    recording.record(archive, [read_record(json.dumps(row)) for row in example_records()])
    assert verify(archive).findings == []
    archive.close()
    _take_out(folder / "khronika.db", table)
    damaged = founding.open_for_checking(folder)
    report = verify(damaged)
    damaged.close()
    assert not report.clean
    assert TABLES[table] in {finding.code for finding in report.findings}


def _take_out(path: Path, table: str) -> None:
    connection = sqlite3.connect(path)
    guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
    triggers = guards.fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    first = connection.execute(f"SELECT {', '.join(columns)} FROM {table} LIMIT 1").fetchone()
    same = " AND ".join(f"{name} IS ?" for name in columns)
    connection.execute(f"DELETE FROM {table} WHERE {same}", first)
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()
