"""What taking a bundle in would do, record by record; a value that a person can read before.

A revision is the same one in two archives if its record digest is. So a record that only the other
side has revised is taken forward; one that only we have is left as it is; one that both have
revised keeps both, ours standing, until a person decides. What is shown to an audience has no
digest to be known by: it is taken as one more revision where the last one came the same way, and
as the other side of a conflict where people here have said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from archive import repository
from archive.disclosure import Audience
from archive.entry_words import RECEIVED
from archive.exchange.checking import Arrived, Bundle, Entered, Revised
from archive.exchange.errors import IdTaken
from archive.exchange.files_needed import files_to_come, with_derived
from archive.exchange.naming import NAMED, Names
from archive.exchange.provenance import as_received, view_of
from archive.exchange.standing import (
    CONFLICTS,
    DECIDED,
    OPENED,
    Own,
    own_revisions,
    undecided,
    words_of,
)
from archive.exchange.steps import (
    CONFLICT,
    ERASED,
    NEW,
    OURS_IS_NEWER,
    REVISED_THERE,
    SAME,
    Step,
    Taking,
    Write,
)
from archive.log import Thing
from archive.recording import REVISED
from archive.repository import Summary
from evidence.store.blobs import BlobStore
from schemas.records import Record, read_record

__all__ = ["plan_taking"]


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
    steps = [with_derived(connection, names.named(s)) if s.writes else s for s in steps]
    return Taking(bundle, tuple(steps), files_to_come(blobs, bundle, steps))


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
        if view_of(row) in seen:
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
        return tuple(
            as_received(row, self.bundle, is_known=bool(self.own.get(row.record.id or "")))
            for row in rows
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


def _says_no_more(shown: Record, here: Mapping[str, Any]) -> bool:
    """Whether every field that is shown says what is here, its rules of access apart."""
    told = {key: value for key, value in shown.content().items() if key != "access"}
    return all(here.get(key) == value for key, value in told.items())
