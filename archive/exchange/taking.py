"""Taking a bundle in: its files first, then everything else in one transaction.

The files are durable before the first entry speaks of them, as at every intake. A crash leaves at
most stored bytes that no entry names; the next run finds them here and goes on. What is to be
written is planned anew inside the transaction, so that nobody's work in between is lost.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from archive import derived, people, reach, repository
from archive.accounts import granting
from archive.custody import TRANSFERRED_IN
from archive.entry_words import PROOF, RECEIVED
from archive.exchange import partners
from archive.exchange.checking import Bundle, check_bundle
from archive.exchange.errors import BadBundle
from archive.exchange.opening import evidence_in, open_bundle
from archive.exchange.planning import plan_taking
from archive.exchange.provenance import facts_of, proof_of
from archive.exchange.steps import Step, Taking, Write
from archive.log import Draft, Thing, moment
from archive.projections import Outline, outline
from archive.recording import Recorded
from archive.repository import Stored, Summary
from archive.workspace import Archive, Writer
from evidence.proof import canonical, parts

__all__ = ["Taken", "look", "record_steps", "take"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a bundle."""

    taking: Taking
    seq: int | None
    """The entry of the bundle; None: nothing was news, and nothing was written."""
    files: int
    """Stored files that were not here before."""


def look(archive: Archive, path: Path, *, key: str | None = None, name: str = "") -> Taking:
    """What taking the bundle in the file `path` in would do. Nothing is written.

    Raises:
        BadBundle, NewerBundle, UntrustedArchive, IdTaken: it cannot be taken in.
    """
    bundle = check_bundle(
        open_bundle(path, key_of=lambda who: partners.key_of(archive.settings, who, key), name=name)
    )
    with archive.reading() as connection:
        by = granting.audience_of(people.at_work(connection, archive.person))
        return plan_taking(connection, archive.blobs, bundle, by=by)


def take(
    archive: Archive,
    path: Path,
    *,
    key: str | None = None,
    name: str = "",
    watch: Callable[[int], None] = lambda _: None,
) -> Taken:
    """Take the bundle in the file `path` in: all of it, or nothing. `watch` hears of bytes stored.

    `key` is that of the sender's log, where it is not trusted for good (`exchange.partners`).

    Raises:
        BadBundle, NewerBundle, UntrustedArchive, IdTaken: it cannot be taken in; nothing was.
        UnknownRecord, NotPermitted: a record is beyond the reach of the person at work.
        NoRoom, UnwritableStore: there is no room for its files.
    """
    taking = look(archive, path, key=key, name=name)
    if not taking.changes:
        return Taken(taking, None, 0)
    stored = _store(archive, taking, watch)
    with archive.writing() as writer:
        by = granting.at_work(writer)
        taking = plan_taking(writer.connection, archive.blobs, taking.bundle, by=by)
        if not taking.changes:
            return Taken(taking, None, stored)
        seq = _write(writer, taking)
    return Taken(taking, seq, stored)


def _store(archive: Archive, taking: Taking, watch: Callable[[int], None]) -> int:
    """Keep the files that are not here yet; how many they were."""
    opened, count = taking.bundle.opened, 0
    for digest, chunks in evidence_in(opened, set(taking.files)):
        stored = archive.blobs.receive_stream(chunks)
        if stored.digest != digest:
            archive.blobs.remove(stored.digest)
            why = f"other bytes than a moment ago in the file {digest}"
            raise BadBundle(opened.name, why, finding="bundle.file_changed")
        count += 1
        watch(stored.size)
    return count


class _Reached(NamedTuple):
    """A record as `archive.reach` looks at it."""

    id: str
    ref: str
    before: Summary | None
    outline: Outline


def _step(step: Step) -> _Reached:
    record = step.writes[-1].record
    return _Reached(step.id, step.ref, step.before, outline(record, record.content()))


def _write(writer: Writer, taking: Taking) -> int:
    """Enter the bundle, then what came with it, which names it; the number of its entry."""
    bundle = taking.bundle
    came = Thing(f"bundle-{bundle.opened.digest[:16]}", "source", bundle.opened.digest)
    (seq,) = writer.append([_of_bundle(bundle, taking, came)])
    record_steps(writer, taking.steps, came)
    writer.append(_derived(taking))
    writer.append([_custody(step, bundle, came) for step in taking.steps if step.custody])
    return seq


def record_steps(
    writer: Writer, steps: Sequence[Step], came: Thing | None = None
) -> tuple[Recorded, ...]:
    """Write the revisions of these steps, in their order; `came` is the bundle that they came in.

    Part of the caller's transaction.

    Raises:
        UnknownRecord, NotPermitted: one is beyond the reach of the person at work.
    """
    reach.check(writer, [_step(step) for step in steps if step.writes])
    rows = [(step, write) for step in steps for write in step.writes]
    sealed = [_sealed(write) for _, write in rows]
    drafts = [
        _draft(step, write, digest, came)
        for (step, write), (_, digest) in zip(rows, sealed, strict=True)
    ]
    numbers = writer.append(drafts)
    stored: list[Stored] = []
    last: dict[str, tuple[Write, int, int]] = {}
    for (step, write), (secret, _), number in zip(rows, sealed, numbers, strict=True):
        known = last.get(step.id)
        revision = known[2] + 1 if known else (step.before.revision if step.before else 0) + 1
        stored.append(Stored(step.id, revision, number, secret, write.body))
        last[step.id] = (write, number, revision)
    if stored:
        repository.insert_revisions(writer.connection, stored)
    done = []
    for step in steps:
        if step.writes:
            write, number, revision = last[step.id]
            _follow(writer, step, write, number, revision)
            done.append(Recorded(step.id, step.ref, step.type, revision, number, step.what))
    return tuple(done)


def _derived(taking: Taking) -> list[Draft]:
    """What was made of files there, as the other archive made it."""
    listed = taking.bundle.opened.listed
    told = {RECEIVED: {"archive": listed.archive, "origin": listed.origin}}
    drafts = derived.drafts_of(s.derived for s in taking.steps if s.derived is not None)
    return [replace(draft, detail={**draft.detail, **told}) for draft in drafts]


def _of_bundle(bundle: Bundle, taking: Taking, came: Thing) -> Draft:
    listed = bundle.opened.listed
    told = {"archive": listed.archive, "origin": listed.origin, "audience": listed.audience}
    proved: dict[str, Any] = {}
    if bundle.head is not None:
        proved = {"size": bundle.head.size, "root": bundle.head.root.hex()}
    received = {**told, "records": listed.records, "key": bundle.opened.vkey, **proved}
    detail: dict[str, Any] = {RECEIVED: received, "became": taking.counts}
    if bundle.head is not None:
        detail["head"] = bundle.note
    return Draft(TRANSFERRED_IN, (replace(came, role="target"),), detail=detail)


def _sealed(write: Write) -> tuple[bytes, str]:
    """The secret of a revision and its record digest, which are the sender's where they came."""
    secret = write.secret or secrets.token_bytes(parts.SECRET_BYTES)
    return secret, parts.digest_of(canonical.decode(write.body.encode()), secret)


def _draft(step: Step, write: Write, digest: str, came: Thing | None) -> Draft:
    sha256, size = write.file or (None, None)
    things = [Thing(step.id, "target", sha256, size)]
    if came is not None and RECEIVED in write.detail:
        things.append(Thing(came.id, "source", write.leaf or None))
    things += write.things
    return Draft(write.action, tuple(things), digest=digest, detail=write.detail)


def _follow(writer: Writer, step: Step, write: Write, seq: int, revision: int) -> None:
    """Bring the tables up to the newest revision of a record."""
    at, record = moment(writer.at), write.record
    summary = Summary(
        id=step.id,
        ref=step.ref,
        type=step.type,
        revision=revision,
        seq=seq,
        state="retired" if record.retired is not None else "current",
        level=record.access.level.rank,
        created=step.before.created if step.before else at,
        updated=at,
    )
    outlined = outline(record, record.content())
    if step.before is None and revision > 1:  # a row that is new is known by its first revision
        repository.follow(writer.connection, [(outlined, replace(summary, revision=1))])
    repository.follow(writer.connection, [(outlined, summary)])


def _custody(step: Step, bundle: Bundle, came: Thing) -> Draft:
    """What the sender's log tells of an item beside its revisions, as it came."""
    assert bundle.head is not None
    listed = bundle.opened.listed
    told = {
        "archive": listed.archive,
        "origin": listed.origin,
        "size": bundle.head.size,
        "root": bundle.head.root.hex(),
        "earlier": [facts_of(entry) for entry in step.custody],
    }
    detail = {RECEIVED: told, PROOF: [proof_of(entry) for entry in step.custody]}
    return Draft(TRANSFERRED_IN, (Thing(step.id, "target"), came), detail=detail)
