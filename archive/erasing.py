"""Erasing a record: its content and secrets are gone for good, and the log stays whole.

The log holds digests that, without content and secret, say nothing. What is erased: every revision
of the record, the words of every entry about it, its rows in all followers, its file if no other
item holds the same bytes, the text index, small pictures, what anybody has begun to revise in it,
saved searches for words that only it has, and packets in the archive's own folder that hold it.
Packets that were handed out before verify by themselves as before.

The order: saved searches go while it can still be told which; 1. the log says so and content goes,
in one transaction; 2. the database file is written
anew, so that no page keeps old bytes; 3. files go. While this is under way a file
`erasing-<id>` lies in the archive: a crash leaves at most old bytes that no entry names; erasing
again, by the ref that is gone, finishes it, and so does erasing any other record.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from archive import database, heads, log, lookup, models, people, reach, repository
from archive.accounts import granting
from archive.disclosure import CONFIDENTIAL, Audience
from archive.log import Draft, Thing
from archive.repository import Summary
from archive.settings import Settings
from archive.workspace import Archive, Writer
from evidence.store.durable import put_text, writing_to
from schemas.record import ID_PATTERN, RecordId

ERASED = "erased"
MARK = "erasing-"
"""How the name of the file begins that says that an erasure is under way."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure will take away; a plan that a person can read before it is done."""

    summary: Summary
    revisions: int
    """Revisions whose content goes."""
    details: int
    """Entries of the log whose own words go."""
    digests: tuple[str, ...]
    """Files that no other item holds."""
    packets: tuple[Path, ...]
    """Packets in the archive's own folder that hold the record."""
    searches: tuple[str, ...]
    """Names of saved searches with a word that stands in no other record."""
    linked_from: tuple[str, ...]
    """Refs of records that point to it; they keep an opaque id that leads nowhere."""


def plan_erasure(archive: Archive, ref: str, *, by: Audience = CONFIDENTIAL) -> Erasure:
    """What erasing this record would take away, as far as `by` and the person at work may know.

    Changes nothing.

    Raises:
        UnknownRecord: there is no such record.
    """
    return _told(archive, _planned(archive, ref), by)


def _planned(archive: Archive, ref: str) -> Erasure:
    with archive.reading() as connection:
        by = granting.audience_of(people.at_work(connection, archive.person))
        summary = reach.find(connection, ref, by)
        entries = [entry.seq for entry in log.about(connection, summary.id)]
        table = models.details
        words = select(func.count()).where(table.c.seq.in_(entries), table.c.body.is_not(None))
        pointing = {row for row, _ in repository.linking_to(connection, summary.id)}
        return Erasure(
            summary=summary,
            revisions=len(repository.revisions(connection, summary.id)),
            details=connection.execute(words).scalar_one(),
            digests=_only_here(connection, archive, summary),
            packets=tuple(_packets_with(archive.settings.packets, RecordId(summary.id))),
            searches=tuple(_searches_for(connection, archive.settings, summary, entries)),
            linked_from=tuple(
                sorted(row.ref for row in repository.find_many(connection, pointing).values())
            ),
        )


def _told(archive: Archive, plan: Erasure, by: Audience) -> Erasure:
    """What of a plan may be told.

    Of records that `by` may not know of no ref is told, nor of searches what others look for.
    """
    with archive.reading() as connection:
        by = by.also(granting.audience_of(people.at_work(connection, archive.person)))
    if by.sees_everything:
        return plan
    if plan.summary.state == ERASED:
        return replace(plan, linked_from=(), searches=())
    shown = lookup.show(archive, plan.summary.id, by)
    refs = sorted({label.ref for label, _ in shown.linked_from})
    return replace(plan, linked_from=tuple(refs), searches=())


def erase(archive: Archive, ref: str, *, basis: str) -> Erasure:
    """Erase a record for good, on a legal basis in words; what was taken away.

    Of a record that was erased already, what an interruption may have left is taken away.

    Raises:
        UnknownRecord: there is no such record.
        ArchiveBusy: somebody else was reading for a minute: the content is gone from the tables,
            but old bytes may still lie in the database file. Erase again.
    """
    from archive.search import saved  # searching is loaded by whoever erases, not by each check

    settings = archive.settings
    plan = _planned(archive, _meant(settings, ref))
    told = _told(archive, plan, CONFIDENTIAL)
    for record_id in _marks(settings).keys() - {plan.summary.id}:
        begun = _planned(archive, record_id)
        if begun.summary.state == ERASED:
            _finish(archive, begun)
    with writing_to(settings.folder):
        put_text(_mark(settings, plan.summary.id), _sealed(ref))
    if plan.summary.state != ERASED:
        for name in plan.searches:
            saved.drop(settings, name)
        with archive.writing() as writer:  # 1
            _take_away(writer, plan.summary, basis)
    _finish(archive, plan)
    return told


def _finish(archive: Archive, plan: Erasure) -> None:
    database.write_anew(archive.engine)  # 2
    for digest in plan.digests:  # 3
        archive.blobs.remove(digest)
    for folder in plan.packets:
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_name(f"{folder.name}.zip").unlink(missing_ok=True)
    shutil.rmtree(archive.settings.index, ignore_errors=True)
    heads.sign(archive.settings, archive.engine, keep=True)
    _mark(archive.settings, plan.summary.id).unlink(missing_ok=True)


def _mark(settings: Settings, record_id: str) -> Path:
    return settings.folder / f"{MARK}{record_id}"


def _sealed(ref: str) -> str:
    """A ref as a mark holds it: whoever knows it can ask for it again, and it is not written."""
    return sha256(ref.encode("utf-8", "surrogatepass")).hexdigest()


def _marks(settings: Settings) -> dict[str, str]:
    """The sealed refs of erasures that were not finished, by the ids of their records."""
    return {
        path.name.removeprefix(MARK): path.read_text(encoding="ascii", errors="replace")
        for path in sorted(settings.folder.glob(f"{MARK}*"))
        if ID_PATTERN.fullmatch(path.name.removeprefix(MARK))
    }


def _meant(settings: Settings, ref: str) -> str:
    """The id of the record whose erasure under this ref was interrupted, else the ref itself."""
    return next((key for key, seal in _marks(settings).items() if seal == _sealed(ref)), ref)


def _take_away(writer: Writer, summary: Summary, basis: str) -> None:
    connection = writer.connection
    entries = [entry.seq for entry in log.about(connection, summary.id)]
    things = (Thing(summary.id, "target"),)
    writer.append([Draft(ERASED, things, detail={"basis": basis})])
    revisions, details = models.revisions, models.details
    connection.execute(
        update(revisions).where(revisions.c.record_id == summary.id).values(secret=None, body=None)
    )
    for start in range(0, len(entries), repository.CHUNK):
        some = entries[start : start + repository.CHUNK]
        connection.execute(
            update(details).where(details.c.seq.in_(some)).values(secret=None, body=None)
        )
    for table in models.FOLLOWERS:
        connection.execute(delete(table).where(table.c.record_id == summary.id))
    connection.execute(delete(models.drafts).where(models.drafts.c.record == summary.id))
    connection.execute(
        update(models.records)
        .where(models.records.c.id == summary.id)
        .values(ref=erased_ref(summary.type, summary.id), state=ERASED)
    )


def erased_ref(record_type: str, record_id: str) -> str:
    """The ref that a record has when its own is gone."""
    return f"{record_type}-{record_id[:8]}"


def _only_here(connection: Connection, archive: Archive, summary: Summary) -> tuple[str, ...]:
    """Digests of files that came with this item and that no other item that is left holds."""
    digests = {
        str(thing["sha256"])
        for entry in log.about(connection, summary.id)
        for thing in entry.fields["objects"]
        if thing["id"] == summary.id and "sha256" in thing
    }
    table = models.terms
    others = select(table.c.value).where(
        table.c.field == "sha256", table.c.value.in_(digests), table.c.record_id != summary.id
    )
    held = set(connection.execute(others).scalars())
    there = set(archive.blobs.walk()) if digests - held else set()
    return tuple(sorted((digests - held) & there))


def _searches_for(
    connection: Connection, settings: Settings, summary: Summary, entries: Sequence[int]
) -> Iterator[str]:
    """Saved searches that would go on telling what was in the record after it is gone."""
    from archive.search import saved

    kept = saved.words_kept(settings)
    if not any(kept.values()):
        return
    revisions, details = models.revisions, models.details
    mine = revisions.c.record_id == summary.id
    own = [*_texts(connection, revisions.c.body, mine)]
    for start in range(0, len(entries), repository.CHUNK):
        some = details.c.seq.in_(entries[start : start + repository.CHUNK])
        own += _texts(connection, details.c.body, some)
    told = {word for words in kept.values() for word in words if any(word in text for text in own)}
    for text in _texts(connection, revisions.c.body, ~mine) if told else ():
        told = {word for word in told if word not in text}
    yield from (name for name, words in kept.items() if words & told)


def _texts(
    connection: Connection, column: ColumnElement[Any], which: ColumnElement[bool]
) -> Iterator[str]:
    for body in connection.execute(select(column).where(which, column.is_not(None))).scalars():
        yield str(body).casefold()


def _packets_with(folder: Path, record_id: RecordId) -> list[Path]:
    """Built packets below `folder` that hold the record, by the name of its file in them."""
    found = folder.glob(f"*/data/records/*-{record_id}.json")
    return sorted({path.parents[2] for path in found})
