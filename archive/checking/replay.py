"""Read the whole log again: its order, its tree, and what its entries say of the records.

What comes out is the state that the tables must have. Memory grows with the number of records, by
a few dozen bytes for each, and not with their content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, func, select

from archive import models, people
from archive.accounts.credentials import CREDENTIAL
from archive.checking.order import Clock
from archive.checking.report import Report
from archive.checking.treecheck import TreeCheck
from archive.log import ENTRY_VERSION
from evidence.errors import EvidenceError
from evidence.proof import canonical, merkle, parts
from evidence.proof.checkpoint import Checkpoint

CHUNK = 1000
"""Entries that are read together."""
SHOWN = 50
"""Rows beside the log that are named one by one; the others are counted."""
BRINGS_A_FILE = (
    "item.acquired",
    "item.captured",
    "derivative.created",
    "redaction.created",
    "metadata.stripped",
)
"""Actions whose target's bytes must be in the store."""


@dataclass(slots=True)
class Line:
    """What the log says of one record."""

    revision: int
    seq: int
    created: str
    updated: str


@dataclass
class State:
    """What the tables must say."""

    size: int = 0
    whole: bool = True
    """False: entries are missing between others, so that later ones are not in their places."""
    clock: Clock = field(default_factory=Clock)
    """The times of the entries so far."""
    roots: dict[int, bytes] = field(default_factory=dict)
    """Root of the tree at each size of which a head was signed."""
    records: dict[str, Line] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    """The items that brought each file and were not erased, by digest."""
    sizes: dict[str, int] = field(default_factory=dict)
    """Bytes of each file that was brought, by digest."""
    erased: set[str] = field(default_factory=set)
    unproved: set[str] = field(default_factory=set)
    """Records whose current content is not what the log has the digest of: their rows in the tables
    that follow cannot be compared with anything, and that content is a finding already."""
    gone: dict[int, frozenset[str]] = field(default_factory=dict)
    """Entries whose revision or words are gone, and the records that they speak of."""
    brought: dict[str, list[str]] = field(default_factory=dict)
    """The items that brought each file, by digest."""
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The row of each person, by id."""

    def grant(self, person: str, seq: int, detail: dict[str, Any]) -> None:
        """Somebody came, or has other rights now; that they came first is not forgotten."""
        known = self.people.get(person)
        self.people[person] = people.row_of(person, known["seq"] if known else seq, detail)

    credentials: dict[str, tuple[str, int, str | None]] = field(default_factory=dict)
    """Person, entry and digest of each credential that was made and not ended, by id."""

    def hold(self, held: dict[str, str | None], person: str, seq: int, *, ended: bool) -> None:
        """Credentials were made, or ended."""
        for name, digest in held.items():
            if ended:
                self.credentials.pop(name, None)
            else:
                self.credentials[name] = (person, seq, digest)

    def withdraw(self, person: str) -> None:
        """Somebody has left."""
        if person in self.people:
            self.people[person] = {**self.people[person], "working": 0}


def replay(connection: Connection, report: Report, signed: Sequence[Checkpoint]) -> State:
    """The state that the log leads to; every fault on the way is a finding."""
    state = State()
    tree = TreeCheck(connection, report, {head.size for head in signed})
    table = models.entries
    after = -1
    while rows := connection.execute(
        select(table.c.seq, table.c.bytes)
        .where(table.c.seq > after)
        .order_by(table.c.seq)
        .limit(CHUNK)
    ).all():
        numbered = [(int(seq), _bytes(data)) for seq, data in rows]
        after = numbered[-1][0]
        _Chunk(connection, report, state, numbered).read()
        tree.add([merkle.leaf_hash(data) for _, data in numbered])
    state.clock.tell(report)
    state.size = tree.finish(whole=state.whole)
    state.roots = tree.roots
    report.read["entries"] = state.size
    report.expected["entries"] = state.size
    for seq, names in state.gone.items():
        if not names & state.erased:
            message = "content is gone and no entry says that it was erased"
            where = f"entry {seq}, {', '.join(sorted(names))}"
            report.found("row.missing", message, where, sorted(names))
    for digest, items in state.brought.items():
        if left := [item for item in items if item not in state.erased]:
            state.files[digest] = left
    _check_no_more(connection, report)
    return state


class _Chunk:
    """Some entries, with the revisions and details that belong to them."""

    def __init__(
        self,
        connection: Connection,
        report: Report,
        state: State,
        rows: Sequence[tuple[int, bytes]],
    ) -> None:
        self.report = report
        self.state = state
        self.rows = rows
        first, last = rows[0][0], rows[-1][0]
        self.revisions = _by_seq(connection, models.revisions, first, last)
        self.details = _by_seq(connection, models.details, first, last)
        objects = models.entry_objects
        self.objects: dict[int, set[str]] = {}
        for name, seq in connection.execute(
            select(objects.c.object_id, objects.c.seq).where(objects.c.seq.between(first, last))
        ):
            self.objects.setdefault(int(seq), set()).add(str(name))

    def read(self) -> None:
        expected = self.state.size
        for seq, data in self.rows:
            if seq != expected:
                message = f"expected entry {expected}, found entry {seq}"
                self.report.found("entry.missing", message, f"entry {expected}")
                self.state.whole = False
            expected = seq + 1
            self._entry(seq, data)
        self.state.size = expected

    def _entry(self, seq: int, data: bytes) -> None:
        where = f"entry {seq}"
        try:
            entry = canonical.decode_entry(data)
            action, at = str(entry["action"]), str(entry["at"])
            things = [
                (str(o["id"]), str(o["role"]), o.get("sha256"), o.get("size"))
                for o in entry["objects"]
            ]
            written = entry["seq"]
        except EvidenceError as error:
            self.report.found("entry.not_canonical", str(error), where)
            return
        except (KeyError, TypeError, AttributeError) as error:
            self.report.found("entry.edited", f"an entry lacks {error}", where)
            return
        names = [name for name, *_ in things]
        self._head(seq, written, entry.get("v"), names)
        self.state.clock.add(seq, at)
        if self.objects.pop(seq, set()) != set(names):
            message = "the table does not name what the entry is about"
            self.report.found("row.edited", message, f"entry_objects, {where}", names)
        targets = [name for name, role, *_ in things if role == "target"]
        target = targets[0] if targets else ""
        if "digest" in entry:
            self._revision(seq, target, entry["digest"], at)
        elif seq in self.revisions:
            message = "a revision that its entry does not make"
            self.report.found("row.added", message, f"revisions, {where}", names)
        grants = target if action == people.GRANTED and not _held(things) else ""
        self._detail(seq, entry.get("detail"), grants, names)
        if action == "erased":
            self.state.erased.update(targets)
        if held := _held(things):
            self.state.hold(held, target, seq, ended=action == people.WITHDRAWN)
        elif action == people.WITHDRAWN:
            self.state.withdraw(target)
        if action in BRINGS_A_FILE:
            for name, role, sha, size in things:
                if sha and role == "target":
                    self.state.brought.setdefault(str(sha), []).append(name)
                    self.state.sizes[str(sha)] = size if isinstance(size, int) else 0

    def _head(self, seq: int, written: object, version: object, names: list[str]) -> None:
        """What an entry says of itself: its place and its form."""
        where = f"entry {seq}"
        if version != ENTRY_VERSION:
            message = f"an entry of version {version}, where this program reads {ENTRY_VERSION}"
            self.report.found("entry.edited", message, where, names)
        if written != seq:
            message = f"entry {seq} says that it is {written}"
            self.report.found("entry.order", message, where, names)

    def _revision(self, seq: int, target: str, digest: object, at: str) -> None:
        before = self.state.records.get(target)
        line = Line(before.revision + 1 if before else 1, seq, before.created if before else at, at)
        self.state.records[target] = line
        self.state.unproved.add(target)
        where, about = f"revisions {target}, revision {line.revision}, entry {seq}", [target]
        row = self.revisions.get(seq)
        if row is None:
            message = "a revision that the log names is not there"
            self.report.found("row.missing", message, where, about)
            return
        self.report.read["revisions"] += 1
        if (row["record_id"], row["revision"]) != (target, line.revision):
            message = f"the table calls it {row['record_id']}, revision {row['revision']}"
            self.report.found("row.edited", message, where, about)
        if row["body"] is None and row["secret"] is None:
            self.state.gone[seq] = frozenset({target})
        elif not _fits(row, digest):
            message = "its content is not what the log has the digest of"
            self.report.found("record.digest_differs", message, where, about)
        elif row["record_id"] == target:
            self.state.unproved.discard(target)

    def _detail(self, seq: int, digest: object, grants: str, names: list[str]) -> None:
        """The words of an entry; `grants` is the person whose rights they are, if any."""
        row, where = self.details.get(seq), f"details, entry {seq}"
        if row is None and digest is not None:
            message = "the words that the entry has the digest of are not there"
            self.report.found("row.missing", message, where, names)
        if row is None:
            return
        if digest is None:
            self.report.found("row.added", "words of an entry that has none", where, names)
            return
        if row["body"] is None and row["secret"] is None:
            self.state.gone[seq] = frozenset(names)
            return
        if not _fits(row, digest):
            message = "its words are not those it has the digest of"
            self.report.found("record.digest_differs", message, where, names)
        elif grants:
            self._grant(seq, grants, _bytes(row["body"]))

    def _grant(self, seq: int, person: str, body: bytes) -> None:
        try:
            self.state.grant(person, seq, canonical.decode(body))
        except (KeyError, TypeError, AttributeError) as error:
            message = f"an entry grants rights that cannot be read: {error}"
            self.report.found("entry.edited", message, f"details, entry {seq}", [person])


def _held(things: Sequence[tuple[str, str, Any, Any]]) -> dict[str, str | None]:
    """The credentials among the objects of an entry, with their digests."""
    return {name: digest for name, role, digest, _ in things if role == CREDENTIAL}


def _fits(row: dict[str, Any], digest: object) -> bool:
    """Whether content and secret of a row hash to the digest in the log."""
    try:
        body = canonical.decode(_bytes(row["body"]))
        return isinstance(body, dict) and parts.digest_of(body, _bytes(row["secret"])) == digest
    except EvidenceError:
        return False


def _bytes(value: object) -> bytes:
    """Whatever a hostile row holds, as bytes."""
    if isinstance(value, bytes):
        return value
    return str(value).encode("utf-8", "surrogatepass")


def _by_seq(connection: Connection, table: Any, first: int, last: int) -> dict[int, dict[str, Any]]:
    query = select(table).where(table.c.seq.between(first, last))
    return {int(row["seq"]): dict(row) for row in connection.execute(query).mappings()}


def _check_no_more(connection: Connection, report: Report) -> None:
    """Rows beside the log: revisions, details and objects of entries that do not exist."""
    known = select(models.entries.c.seq).where(models.entries.c.seq >= 0)
    before = select(models.entries.c.seq).where(models.entries.c.seq < 0).limit(SHOWN)
    for seq in connection.execute(before).scalars():
        report.found("row.added", "an entry before the first one, in no tree", f"entry {seq}")
    for table in (models.revisions, models.details, models.entry_objects):
        query = select(table).where(table.c.seq.not_in(known)).order_by(table.c.seq)
        rows = connection.execute(query.limit(SHOWN + 1)).mappings().all()
        for row in rows[:SHOWN]:
            message = "a row of an entry that does not exist"
            report.found("row.added", message, _row_name(table, row))
        if len(rows) > SHOWN:
            total = select(func.count()).select_from(table).where(table.c.seq.not_in(known))
            count = connection.execute(total).scalar_one() - SHOWN
            report.found("row.added", f"{count} more rows of entries that do not exist", table.name)


def _row_name(table: Table, row: RowMapping) -> str:
    if table is models.revisions:
        return f"revisions {row['record_id']}, revision {row['revision']}, entry {row['seq']}"
    return f"{table.name}, entry {row['seq']}"
