"""What each entry of the log says, against the rows that belong to it.

Revisions and details must hash to the digests that their entries name; the table of objects must
name what the entries name. An entry that cannot be read is a finding, and what it spoke of is noted
as unknown: nothing can be said about the rows that followed from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from archive import models, people
from archive.checking.report import Report
from archive.checking.rows import Row, as_bytes, by_seq
from archive.checking.state import File, Line, State
from archive.founding import LOG_KEY
from evidence import canonical, parts
from evidence.errors import EvidenceError

BRINGS_A_FILE = (
    "item.acquired",
    "item.captured",
    "derivative.created",
    "redaction.created",
    "metadata.stripped",
)
"""Actions whose target's bytes must be in the store."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry says, after its form was checked."""

    action: str
    at: str
    seq: int
    objects: tuple[tuple[str, str, str | None, int], ...]
    """Id, role, SHA-256 and size of each thing."""
    digest: str | None
    detail: str | None

    @property
    def targets(self) -> tuple[str, ...]:
        """Ids of what it was done to."""
        return tuple(name for name, role, _, _ in self.objects if role == "target")

    @property
    def target(self) -> str:
        """The first of them."""
        return next(iter(self.targets), "")


class Lines:
    """Reads entries in their order, with the rows that belong to them."""

    def __init__(self, connection: Connection, report: Report, state: State) -> None:
        self._connection = connection
        self._report = report
        self._state = state
        self._at = ""
        self._gone: list[tuple[int, tuple[str, ...], str]] = []
        self._revisions: dict[int, Row] = {}
        self._details: dict[int, Row] = {}
        self._objects: dict[int, set[str]] = {}

    def prepare(self, first: int, last: int) -> None:
        """Get the rows that belong to these entries."""
        self._revisions = by_seq(self._connection, models.revisions, first, last)
        self._details = by_seq(self._connection, models.details, first, last)
        self._objects = {}
        table = models.entry_objects
        query = select(table.c.object_id, table.c.seq).where(table.c.seq.between(first, last))
        for name, seq in self._connection.execute(query):
            self._objects.setdefault(seq, set()).add(str(name))

    def read(self, seq: int, data: bytes) -> None:
        """Read one entry."""
        where, objects = f"entry {seq}", self._objects.pop(seq, set())
        try:
            entry = _read(data)
        except EvidenceError as error:
            self._report.found("entry.not_canonical", str(error), where)
            self.pass_over(seq)
            self._state.unknown |= objects
            return
        self._check_order(seq, entry)
        self._check_objects({name for name, _, _, _ in entry.objects}, objects, where)
        if entry.digest is not None:
            self._revision(seq, entry)
        elif seq in self._revisions:
            self._report.found("row.added", "a revision that its entry does not make", where)
        self._detail(seq, entry)
        self._note(seq, entry)

    def pass_over(self, seq: int) -> None:
        """Note that nothing can be said about the revision of an entry that is none."""
        if seq in self._revisions:
            self._state.unknown.add(str(self._revisions[seq]["record_id"]))

    def _check_order(self, seq: int, entry: _Entry) -> None:
        where = f"entry {seq}"
        if entry.seq != seq:
            self._report.found("entry.order", f"it says that it is entry {entry.seq}", where)
        if entry.at < self._at:
            message = f"written at {entry.at}, before the entry in front of it, at {self._at}"
            self._report.found("entry.order", message, where)
        self._at = entry.at

    def _check_objects(self, expected: set[str], found: set[str], where: str) -> None:
        place = f"entry_objects, {where}"
        if missing := len(expected - found):
            message = f"the table lacks {missing} of the things that the entry is about"
            self._report.found("row.missing", message, place)
        if more := len(found - expected):
            message = f"the table names {more} things that the entry is not about"
            self._report.found("row.added", message, place)

    def _note(self, seq: int, entry: _Entry) -> None:
        """What follows from an entry for files, erasures and keys."""
        if entry.action == "erased":
            self._state.erased.update(dict.fromkeys(entry.targets, seq))
        for name, role, sha256, size in entry.objects:
            if sha256 is None:
                continue
            if role == "target" and entry.action in BRINGS_A_FILE:
                self._state.files.setdefault(sha256, File(size)).items.append(name)
            if role == "key" and name == LOG_KEY:
                self._state.log_key = sha256

    def _revision(self, seq: int, entry: _Entry) -> None:
        target, state = entry.target, self._state
        before = state.records.get(target)
        created = before.created if before else entry.at
        line = Line(before.revision + 1 if before else 1, seq, created, entry.at)
        state.records[target] = line
        where = f"{target}, revision {line.revision}, entry {seq}"
        row = self._revisions.get(seq)
        if row is None:
            self._report.found("row.missing", "a revision that the log names is not there", where)
            state.bad.add(seq)
            return
        self._report.read["revisions"] += 1
        if (row["record_id"], row["revision"]) != (target, line.revision):
            message = f"the table calls it {row['record_id']}, revision {row['revision']}"
            self._report.found("row.edited", message, f"revisions, {where}")
        if row["body"] is None and row["secret"] is None:
            state.bad.add(seq)
            self._gone.append((seq, (target,), f"revisions, {where}"))
        elif not _fits(row, entry.digest):
            state.bad.add(seq)
            message = "its content is not what the log has the digest of"
            self._report.found("record.digest_differs", message, self._called(row, where))

    def _called(self, row: Row, where: str) -> str:
        """Where a damaged revision is, with the ref that it had in the table of records."""
        table = models.records
        query = select(table.c.ref).where(table.c.id == where.partition(",")[0])
        ref = self._connection.execute(query).scalars().first()
        return f"{ref} ({where})" if ref is not None else where

    def _detail(self, seq: int, entry: _Entry) -> None:
        row, where = self._details.get(seq), f"details, entry {seq}"
        fits = False
        if (row is None) != (entry.detail is None):
            code = "row.missing" if row is None else "row.added"
            self._report.found(code, "the words of the entry do not belong to it", where)
        elif row is not None and row["body"] is None and row["secret"] is None:
            self._gone.append((seq, tuple(name for name, _, _, _ in entry.objects), where))
        elif row is not None:
            fits = _fits(row, entry.detail)
            if not fits:
                message = "the words of the entry are not those that it has the digest of"
                self._report.found("record.digest_differs", message, where)
        if entry.action == people.GRANTED:
            self._grant(seq, entry, row if fits else None)

    def _grant(self, seq: int, entry: _Entry, row: Row | None) -> None:
        body = canonical.decode(as_bytes(row["body"])) if row else {}
        if isinstance(body.get("name"), str) and isinstance(body.get("role"), str):
            self._state.people.append(people.row_of(entry.target, seq, body))
        else:
            self._state.unknown.add(entry.target)

    def check_erasures(self) -> None:
        """Whether an entry says of all content that is gone that it was erased."""
        for seq, names, where in self._gone:
            if not any(self._state.erased.get(name, -1) > seq for name in names):
                message = "its content is gone and no entry says that it was erased"
                self._report.found("row.missing", message, where)


def _read(data: bytes) -> _Entry:
    """The entry in `data`.

    Raises:
        NotCanonical: it has not the one form that entries have.
    """
    fields = canonical.decode_entry(data)
    try:
        things = tuple(_thing(one) for one in fields["objects"])
        entry = _Entry(
            action=fields["action"],
            at=fields["at"],
            seq=fields["seq"],
            objects=things,
            digest=fields.get("digest"),
            detail=fields.get("detail"),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise canonical.NotCanonical(f"an entry without {error}") from error
    texts: list[Any] = [entry.action, entry.at, *(one[0] for one in things)]
    texts += [one for one in (entry.digest, entry.detail) if one is not None]
    if not all(isinstance(one, str) for one in texts) or type(entry.seq) is not int:
        raise canonical.NotCanonical("an entry with a field of another type")
    if not _MOMENT.fullmatch(entry.at):
        raise canonical.NotCanonical("an entry without a moment in UTC")
    return entry


def _thing(one: Any) -> tuple[str, str, str | None, int]:
    sha256, size = one.get("sha256"), one.get("size", 0)
    if not isinstance(sha256, str | None) or type(size) is not int:
        raise TypeError("a digest and a size in its objects")
    return one["id"], one["role"], sha256, size


def _fits(row: Row, digest: object) -> bool:
    """Whether content and secret of a row hash to the digest in the log."""
    try:
        body = canonical.decode(as_bytes(row["body"]))
        return isinstance(body, dict) and parts.digest_of(body, as_bytes(row["secret"])) == digest
    except EvidenceError:
        return False
