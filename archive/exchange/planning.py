"""What taking a bundle in would do, record by record; a value that a person can read before.

A revision is the same one in two archives if its record digest is. So a record that only the other
side has revised is taken forward; one that only we have is left as it is; one that both have
revised keeps both, ours standing, until a person decides. What is shown to an audience has no
digest to be known by: it is taken as one more revision where the last one came the same way, and
as the other side of a conflict where people here have said otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from archive import repository
from archive.disclosure import Audience
from archive.entry_words import PROOF, RECEIVED
from archive.exchange.checking import Arrived, Bundle, Entered, Revised
from archive.exchange.errors import BadBundle, IdTaken
from archive.exchange.naming import NAMED, Names
from archive.exchange.standing import (
    CONFLICTS,
    DECIDED,
    OPENED,
    Own,
    own_revisions,
    undecided,
    words_of,
)
from archive.log import Thing
from archive.recording import CREATED, REVISED
from archive.repository import Summary
from evidence.errors import MissingEvidence
from evidence.proof import canonical
from evidence.store.blobs import BlobStore
from schemas.item import Item
from schemas.records import Record, read_record

__all__ = ["Step", "Taking", "Write", "plan_taking"]

NEW, REVISED_THERE, CONFLICT = "new", "revised", "conflict"
SAME, OURS_IS_NEWER, ERASED = "same", "ours is newer", "erased here"
ACQUIRED = "item.acquired"


@dataclass(frozen=True, slots=True)
class Write:
    """One revision that will be written here."""

    record: Record
    body: str
    """Canonical JSON."""
    secret: bytes | None
    """That of the sender's revision; None: one will be drawn."""
    action: str
    leaf: str = ""
    """Leaf hash of the sender's entry; empty: it is not told."""
    file: tuple[str, int] | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one record."""

    id: str
    ref: str
    """As it will be called here."""
    type: str
    what: str
    """new, revised, conflict, same, ours is newer, or erased here."""
    before: Summary | None
    writes: tuple[Write, ...] = ()
    custody: tuple[Entered, ...] = ()
    """Entries about the item that are news here."""
    called: str = ""
    """Its ref there, where that is another record's here."""
    derived: Item | None = None
    """The item, if something was made of its file that is news here."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What taking a bundle in will do."""

    bundle: Bundle
    steps: tuple[Step, ...]
    files: frozenset[str]
    """Digests of stored files that are not here yet."""

    @property
    def changes(self) -> bool:
        """Whether anything will be written."""
        return any(step.writes or step.custody for step in self.steps)

    @property
    def counts(self) -> dict[str, int]:
        """How many records of which it becomes what."""
        found: dict[str, int] = {}
        for step in self.steps:
            found[step.what] = found.get(step.what, 0) + 1
        return found


def plan_taking(
    connection: Connection, blobs: BlobStore, bundle: Bundle, *, by: Audience
) -> Taking:
    """What taking this bundle in would do. Changes nothing.

    Whether what is shown says no more than what is here is told only where nothing is withheld from
    `by`: others could guess at what is, and be told when they are right.

    Raises:
        IdTaken: a record has the id of one of another type here.
        BadBundle: a file that a record needs is neither in it nor here.
    """
    ids = [one.id for one in bundle.records]
    summaries = repository.find_many(connection, ids)
    known = {one.id: summaries.get(one.id) for one in bundle.records}
    for one in bundle.records:
        before = known[one.id]
        if before is not None and before.type != one.type:
            ref = one.revisions[-1].record.ref or one.id
            raise IdTaken(ref, expected=one.type, found=before.type)
    here = _Here(connection, own_revisions(connection, ids), undecided(connection), bundle, by)
    steps = [here.step(one, known[one.id]) for one in bundle.records]
    # What is known goes first: it may give a ref away that something new has.
    steps.sort(key=lambda step: (step.before is None, step.id))
    names = Names(connection, bundle.opened.listed.archive, [s for s in steps if s.writes])
    steps = [_with_derived(connection, names.named(s)) if s.writes else s for s in steps]
    return Taking(bundle, tuple(steps), _files_to_come(blobs, bundle, steps))


@dataclass(frozen=True, slots=True)
class _Here:
    """What is here of the records of a bundle."""

    connection: Connection
    own: Mapping[str, list[Own]]
    open: Mapping[str, Mapping[str, Any]]
    bundle: Bundle
    by: Audience

    def step(self, one: Arrived, before: Summary | None) -> Step:
        ref = one.revisions[-1].record.ref or one.id
        if before is not None and before.state == "erased":
            return Step(one.id, before.ref, one.type, ERASED, before)
        if before is None:
            writes = self._with_undecided(one, [], self._writes(one.revisions))
            return Step(one.id, ref, one.type, NEW, None, writes, self._news(one, ()))
        words = words_of(self.connection, one.id)
        plan = self._whole if self.bundle.whole else self._shown
        what, writes = plan(one, before, words)
        news = self._news(one, [said for _, said in words])
        return Step(one.id, before.ref, one.type, what, before, writes, news)

    def _whole(
        self, one: Arrived, before: Summary, words: Sequence[tuple[int, dict[str, Any]]]
    ) -> tuple[str, tuple[Write, ...]]:
        own = self.own[one.id]
        here, there = [row.digest for row in own], [row.digest for row in one.revisions]
        if there[-1] in here:
            return SAME if there[-1] == here[-1] else OURS_IS_NEWER, ()
        new = [row for row in one.revisions if row.digest not in here]
        named = {seq for seq, said in words if NAMED in said}
        standing = next((row for row in reversed(own) if row.seq not in named), own[0])
        if standing.digest in there:
            return REVISED_THERE, self._with_undecided(one, own, self._writes(new))
        common = next((row.revision for row in reversed(own) if row.digest in there), 0)
        return CONFLICT, self._kept_beside(one, before, own, self._writes(new), common)

    def _shown(
        self, one: Arrived, before: Summary, words: Sequence[tuple[int, dict[str, Any]]]
    ) -> tuple[str, tuple[Write, ...]]:
        (row,) = one.revisions
        seen = {
            said[RECEIVED]["view"]: seq
            for seq, said in words
            if said.get(RECEIVED, {}).get("archive") == self.bundle.opened.listed.archive
            and "view" in said[RECEIVED]
        }
        if _view_of(row) in seen:
            return SAME, ()
        stored = repository.revision(self.connection, before)
        if self.by.sees_everything and _says_no_more(row.record, stored.content):
            return SAME, ()
        if row.file is not None and row.file[0] == stored.content.get("digest"):
            row = replace(row, file=None)  # it came before
        own = self.own[one.id]
        named = {seq for seq, said in words if NAMED in said}
        standing = next((held for held in reversed(own) if held.seq not in named), own[0])
        if standing.seq in seen.values():
            return REVISED_THERE, self._writes([row])
        last = max((held.revision for held in own if held.seq in seen.values()), default=0)
        return CONFLICT, self._kept_beside(one, before, own, self._writes([row]), last)

    def _writes(self, rows: Sequence[Revised]) -> tuple[Write, ...]:
        return tuple(self._write(row) for row in rows)

    def _write(self, row: Revised) -> Write:
        listed = self.bundle.opened.listed
        told: dict[str, Any] = {"archive": listed.archive, "origin": listed.origin}
        if row.entry is None or self.bundle.head is None:
            told |= {"view": _view_of(row), "audience": listed.audience}
            action = REVISED if self.own.get(row.record.id or "") else CREATED
            action = ACQUIRED if row.file else action
            return Write(row.record, row.body, None, action, file=row.file, detail={RECEIVED: told})
        if (before := came_before(row.entry)) is not None:
            told["before"] = before
        told |= facts_of(row.entry) | {
            "size": self.bundle.head.size,
            "root": self.bundle.head.root.hex(),
        }
        detail = {RECEIVED: told, PROOF: [proof_of(row.entry)]}
        return Write(
            row.record,
            row.body,
            row.secret,
            str(row.entry.fields["action"]),
            leaf=row.entry.leaf,
            file=row.file,
            detail=detail,
        )

    def _with_undecided(
        self, one: Arrived, own: Sequence[Own], writes: tuple[Write, ...]
    ) -> tuple[Write, ...]:
        """The same revisions; the last one says what nobody has decided there, or that it is."""
        said: dict[str, Any] = {}
        if one.undecided is not None:
            digests = [row.digest for row in own]
            digests += [row.digest for row in one.revisions if row.digest not in digests]
            if one.undecided.theirs in digests:
                before = one.undecided.before
                known = before in digests if before else False
                said[OPENED] = {
                    "before": digests.index(before or "") + 1 if known else 0,
                    "theirs": digests.index(one.undecided.theirs) + 1,
                    "archive": self.bundle.opened.listed.archive,
                }
        elif one.id in self.open:
            said[DECIDED] = {"archive": self.bundle.opened.listed.archive}
        if not said:
            return writes
        last = writes[-1]
        things = (*last.things, Thing(CONFLICTS, "instrument"))
        return (*writes[:-1], replace(last, detail={**last.detail, **said}, things=things))

    def _kept_beside(
        self,
        one: Arrived,
        before: Summary,
        own: Sequence[Own],
        writes: tuple[Write, ...],
        common: int,
    ) -> tuple[Write, ...]:
        """Theirs, and after it ours once more, which so goes on standing."""
        stored = repository.revision(self.connection, before)
        assert stored.body is not None
        waiting = self.open.get(one.id)
        told = {
            "before": waiting["before"] if waiting else common,
            "theirs": len(own) + len(writes),
            "archive": self.bundle.opened.listed.archive,
        }
        ours = Write(
            read_record(stored.body),
            stored.body,
            None,
            REVISED,
            detail={OPENED: told, "as_in_revision": before.revision},
            things=(Thing(CONFLICTS, "instrument"),),
        )
        return (*writes, ours)

    def _news(self, one: Arrived, words: Sequence[dict[str, Any]]) -> tuple[Entered, ...]:
        """The entries about an item that did not come from that log before."""
        origin = self.bundle.opened.listed.origin
        told = {
            row["entry"]
            for said in words
            if said.get(RECEIVED, {}).get("origin") == origin
            for row in said[RECEIVED].get("earlier", ())
        }
        return tuple(entry for entry in one.custody if entry.sent.seq not in told)


def facts_of(entry: Entered) -> dict[str, Any]:
    """What is told of an entry of another log."""
    return {
        "entry": entry.sent.seq,
        "at": str(entry.fields["at"]),
        "action": str(entry.fields["action"]),
        "who": entry.sent.who,
        "leaf": entry.leaf,
    }


def came_before(entry: Entered) -> dict[str, Any] | None:
    """From where it had come to the sender, as the sender's words tell; None: from no other one."""
    words = canonical.decode((entry.sent.words or "{}").encode())
    told = words.get(RECEIVED)
    return dict(told) if isinstance(told, Mapping) and "archive" in told else None


def proof_of(entry: Entered) -> dict[str, Any]:
    """What proves it, under the head that the entry of its bundle holds."""
    return {"entry": entry.sent.entry, "path": list(entry.sent.path)}


def _view_of(row: Revised) -> str:
    return hashlib.sha256(canonical.encode(row.record.content())).hexdigest()


def _says_no_more(shown: Record, here: Mapping[str, Any]) -> bool:
    """Whether every field that is shown says what is here, its rules of access apart."""
    told = {key: value for key, value in shown.content().items() if key != "access"}
    return all(here.get(key) == value for key, value in told.items())


def _files_to_come(blobs: BlobStore, bundle: Bundle, steps: Sequence[Step]) -> frozenset[str]:
    """The files that are needed and not here; all of them have to be in the bundle."""
    there = set(blobs.walk()) if not blobs.is_far else set()
    missing = set()
    for digest in {one for step in steps for one in _needs(step)}:
        if digest in there or (blobs.is_far and _is_here(blobs, digest)):
            continue
        if digest not in bundle.opened.evidence:
            raise BadBundle(
                bundle.opened.name,
                f"no file {digest}, of which a record in it speaks",
                finding="bundle.file_missing",
            )
        missing.add(digest)
    return frozenset(missing)


def _is_here(blobs: BlobStore, digest: str) -> bool:
    try:
        blobs.size(digest)
    except MissingEvidence:
        return False
    return True


def _needs(step: Step) -> Iterator[str]:
    yield from (write.file[0] for write in step.writes if write.file is not None)
    if step.derived is not None:
        yield from (made.digest for made in step.derived.derived)


def _with_derived(connection: Connection, step: Step) -> Step:
    """The step, with the item if its newest revision from there has other derivatives than ours."""
    came = [one.record for one in step.writes if RECEIVED in one.detail]
    if step.type != "item" or not came or not isinstance(item := came[-1], Item):
        return step
    known: set[str] = set()
    if step.before is not None:
        content = repository.revision(connection, step.before).content
        known = {made["digest"] for made in content.get("derived", ())}
    news = {made.digest for made in item.derived} - known
    return replace(step, derived=item) if news else step
