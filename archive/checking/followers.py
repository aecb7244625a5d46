"""The tables that follow the log, row by row, against what the revisions make of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, select

from archive import models, repository
from archive.accounts.credentials import digest_of
from archive.checking.replay import State
from archive.checking.report import Report
from archive.erasing import erased_ref
from archive.projections import Stamp, project
from schemas.errors import SchemaError
from schemas.records import Record, read_record

CHUNK = 300
"""Records that are compared together."""


def check(connection: Connection, report: Report, state: State) -> None:
    """Compare the tables of records, followers and people with the state that the log leads to."""
    ids = sorted(state.records)
    report.expected["records"] = len(ids)
    for some in _chunks(ids):
        _check_records(connection, report, state, some)
    for table in (models.records, *models.FOLLOWERS):
        _check_no_more(connection, report, table, state)
    _check_people(connection, report, state)
    _check_credentials(connection, report, state)


def _chunks(ids: Sequence[str]) -> Iterator[list[str]]:
    waiting = iter(ids)
    while some := list(islice(waiting, CHUNK)):
        yield some


def _check_records(
    connection: Connection, report: Report, state: State, ids: Sequence[str]
) -> None:
    table, bodies = models.records, _bodies(connection, state, ids)
    rows = connection.execute(select(table).where(table.c.id.in_(ids))).mappings()
    found = {str(row["id"]): dict(row) for row in rows}
    expected: dict[str, list[dict[str, Any]]] = {}
    for key in ids:
        record = _readable(bodies.get(key), report, key)
        if key not in found:
            message = "a record of the log is not in the table"
            report.found("row.missing", message, f"records {key}", [key])
        elif key in state.erased:
            _check_erased(report, key, found[key], state)
        elif record is not None and found[key] != _row(key, record, state):
            names = [n for n, v in _row(key, record, state).items() if found[key][n] != v]
            message = f"{', '.join(names)} of {record.ref} are not what the log leads to"
            report.found("row.edited", message, f"records {key}", [key])
        if record is not None and key not in state.erased:
            for name, some in project(record, Stamp(key, state.records[key].seq)).items():
                expected.setdefault(name, []).extend(some)
            report.read["records"] += 1
    known = [key for key in ids if key in state.erased or key not in state.unproved]
    for follower in models.FOLLOWERS:
        some = repository.follower_rows(connection, follower, known)
        _compare(report, follower, expected.get(follower.name, []), some)


def _check_erased(report: Report, key: str, row: dict[str, Any], state: State) -> None:
    """The line that an erased record leaves: its type is not in the log and cannot be compared."""
    line = state.records[key]
    expected = (erased_ref(row["type"], key), "erased", line.revision, line.seq)
    if (row["ref"], row["state"], row["revision"], row["seq"]) != expected:
        message = "the line of an erased record is not what the log leads to"
        report.found("row.edited", message, f"records {key}")


def _bodies(connection: Connection, state: State, ids: Sequence[str]) -> dict[str, str | None]:
    table = models.revisions
    seqs = [state.records[key].seq for key in ids if key not in state.unproved]
    rows = connection.execute(select(table.c.record_id, table.c.body).where(table.c.seq.in_(seqs)))
    return {str(key): body for key, body in rows}


def _readable(body: str | None, report: Report, key: str) -> Record | None:
    if body is None:
        return None
    try:
        return read_record(body)
    except SchemaError as error:
        message = f"a revision is no record: {error}"
        report.found("row.edited", message, f"revisions {key}", [key])
        return None


def _row(key: str, record: Record, state: State) -> dict[str, Any]:
    line = state.records[key]
    return {
        "id": key,
        "ref": record.ref,
        "type": record.type,
        "revision": line.revision,
        "seq": line.seq,
        "state": "retired" if record.retired else "current",
        "level": record.access.level.rank,
        "created": line.created,
        "updated": line.updated,
    }


def _compare(
    report: Report,
    table: Table,
    expected: Sequence[dict[str, Any]],
    found: Sequence[dict[str, Any]],
) -> None:
    """Each row that should be there against those that are, told by the table's own key."""
    ours, theirs = {_all_of(row) for row in expected}, {_all_of(row) for row in found}
    report.read["rows"] += len(found)
    lacking, more = ours - theirs, theirs - ours
    for row in sorted(lacking, key=str):
        code, message = _what_happened(table, dict(row), [dict(other) for other in more])
        about = _owner(table, dict(row))
        report.found(code, message, f"{table.name} {about}", [about])
    told = {_owner(table, dict(row)) for row in lacking}
    for row in sorted(more, key=str):
        about = _owner(table, dict(row))
        if about not in told:
            message = f"nothing in the log makes this row: {_shown(table, dict(row))}"
            report.found("row.added", message, f"{table.name} {about}", [about])


def _all_of(row: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(row.items()))


def _what_happened(
    table: Table, row: dict[str, Any], others: Sequence[dict[str, Any]]
) -> tuple[str, str]:
    keys = [column.name for column in table.primary_key]
    for other in others:
        if all(other[name] == row[name] for name in keys):
            changed = ", ".join(name for name in row if row[name] != other[name])
            return "row.edited", f"{changed} of this row is not what the log leads to: " + _shown(
                table, row
            )
    if any(_owner(table, other) == _owner(table, row) for other in others):
        return "row.edited", f"another row stands where this should: {_shown(table, row)}"
    return "row.missing", f"the table lacks this row: {_shown(table, row)}"


def _owner(table: Table, row: dict[str, Any]) -> str:
    """The record or person that a row is about."""
    return str(row["id" if table is models.people else "record_id"])


def _shown(table: Table, row: dict[str, Any]) -> str:
    """Which row it is, without what it says of people."""
    names = [column.name for column in table.primary_key if column.name != "value"]
    return ", ".join(f"{name} {row[name]}" for name in names)


def _check_no_more(connection: Connection, report: Report, table: Any, state: State) -> None:
    """Rows of records that the log does not know."""
    column = table.c.id if table is models.records else table.c.record_id
    query = select(column, func.count()).group_by(column)
    for key, count in connection.execute(query):
        if str(key) not in state.records:
            message = f"{count} rows of a record that the log does not know"
            report.found("row.added", message, f"{table.name} {key}")


def _check_people(connection: Connection, report: Report, state: State) -> None:
    found = [dict(row) for row in connection.execute(select(models.people)).mappings()]
    _compare(report, models.people, list(state.people.values()), found)


def _check_credentials(connection: Connection, report: Report, state: State) -> None:
    """Each credential against the digest in the entry that made it, and none besides."""
    left = dict(state.credentials)
    for row in connection.execute(select(models.credentials)).mappings():
        name, where = str(row["id"]), f"credentials {row['id']}"
        person, seq, digest = left.pop(name, ("", -1, None))
        if seq < 0:
            message = f"nothing in the log lets this {row['kind']} open anything"
            report.found("row.added", message, where, [str(row["person"])])
        elif (str(row["person"]), row["seq"]) != (person, seq) or digest_of(dict(row)) != digest:
            message = f"this {row['kind']} is not what its entry has the digest of"
            report.found("row.edited", message, where, [person])
    for name, (person, seq, _) in sorted(left.items()):
        message = f"what entry {seq} made is not in the table, and no entry ended it"
        report.found("row.missing", message, f"credentials {name}", [person])
