"""One row of any table edited, taken out or put in is found and named, however quietly it was done.

The guards of the database are taken away for the attack and put back, so that nothing but the row
tells of it.
"""

from __future__ import annotations

import pytest

from archive.checking.report import Report
from archive.cli.exits import ExitCode
from tests.archive.checking import attacked_rows
from tests.archive.checking.attacked_rows import COLUMNS, Row, last_row
from tests.archive.checking.attacks import Attacked

NAMED_BY = {
    "entries": "entry {seq}",
    "entry_objects": "entry_objects, entry {seq}",
    "details": "details, entry {seq}",
    "revisions": "revisions {record_id}, revision {revision}, entry {seq}",
    "records": "records {id}",
    "people": "people {id}",
    "credentials": "credentials {id}",
    "tiles": "tiles {level}/{number}",
    "log_state": "log_state",
    "alembic_version": "alembic_version",
}
"""Where a finding says that a row is; the tables that are not here name the record."""

CODES_OF_EDITS = {
    "entries": {"entry.edited", "entry.not_canonical", "entry.missing"},
    "tiles": {"tree.differs"},
    "log_state": {"tree.differs"},
    "alembic_version": {"schema.differs"},
    "revisions": {"record.digest_differs", "row.edited", "row.missing"},
    "details": {"record.digest_differs", "row.missing"},
}
CODES_OF_GAPS = {
    "entries": {"entry.missing", "log.shorter_than_checkpoint"},
    "entry_objects": {"row.edited"},
    "tiles": {"tree.differs"},
    "log_state": {"tree.differs"},
    "alembic_version": {"schema.differs"},
}


EVERY_COLUMN = [(table, column) for table, columns in COLUMNS.items() for column in columns]


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
def test_an_edited_row_is_named(attacked: Attacked, table: str, column: str) -> None:
    with attacked.database() as connection:
        row = last_row(connection, table)
        attacked_rows.edit(connection, row, column)
    codes = CODES_OF_EDITS.get(table, {"row.edited", "row.missing"})
    assert_named(attacked.check(quick=True), row, codes)


@pytest.mark.parametrize("table", COLUMNS)
def test_a_row_that_was_taken_out_is_named(attacked: Attacked, table: str) -> None:
    with attacked.database() as connection:
        row = last_row(connection, table)
        attacked_rows.delete(connection, row)
    assert_named(attacked.check(quick=True), row, CODES_OF_GAPS.get(table, {"row.missing"}))


@pytest.mark.parametrize("table", COLUMNS)
def test_a_row_that_was_put_in_is_named(attacked: Attacked, table: str) -> None:
    with attacked.database() as connection:
        row = attacked_rows.add(connection, last_row(connection, table))
    codes = {"entries": {"entry.order"}, "log_state": {"tree.differs"}}
    codes |= {"alembic_version": {"schema.differs"}, "entry_objects": {"row.edited", "row.added"}}
    assert_named(attacked.check(quick=True), row, codes.get(table, {"row.added"}))


def assert_named(report: Report, row: Row, codes: set[str]) -> None:
    """A finding of one of these codes says exactly which row it is."""
    where = NAMED_BY.get(row.table, "{table} {record_id}").format(table=row.table, **row.fields)
    named = [one for one in report.errors if one.where.endswith(where) and one.code in codes]
    assert named, [str(one) for one in report.findings]


def test_an_edited_row_makes_the_command_exit_with_1(attacked: Attacked) -> None:
    attacked.sql("UPDATE views SET title = 'A barn is burnt' WHERE ref = 'I1'")
    result = attacked.command("verify", "--quick")
    assert result.exit_code == ExitCode.FINDINGS
    assert "title of this row is not what the log leads to" in result.output


def test_an_edited_revision_is_told_once_and_not_of_every_row_that_follows_from_it(
    attacked: Attacked,
) -> None:
    attacked.sql("UPDATE revisions SET body = replace(body, 'burnt down', 'saved')")
    assert [one.code for one in attacked.check(quick=True).errors] == ["record.digest_differs"]


def test_an_added_row_is_told_beside_a_missing_one_of_another_record(attacked: Attacked) -> None:
    incident = attacked.value("SELECT id FROM records WHERE ref = 'I2'")
    attacked.sql("DELETE FROM names WHERE text = 'Vera Nowhere'")
    attacked.sql("INSERT INTO terms VALUES (?, 0, 'tag', 'x')", incident)
    codes = sorted(one.code for one in attacked.check(quick=True).errors)
    assert codes == ["row.added", "row.missing"]


def test_an_edited_tile_is_not_told_as_an_edited_entry(attacked: Attacked) -> None:
    with attacked.database() as connection:
        attacked_rows.edit(connection, last_row(connection, "tiles"), "hashes")
    assert attacked.codes() == {"tree.differs"}
