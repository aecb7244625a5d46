"""The lines of a bundle: whole records with what proves them, or what an audience is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache, partial

from sqlalchemy import Connection

from archive import heads, log, lookup, people, repository
from archive.disclosure import CONFIDENTIAL, Audience
from archive.entry_words import RECEIVED
from archive.exchange import form
from archive.exchange.choosing import Chosen
from archive.exchange.shown import files_of, readable
from archive.exchange.standing import open_conflict, undecided
from evidence.errors import MissingEvidence
from evidence.proof import canonical, merkle
from evidence.store.blobs import BlobStore
from schemas.bundle import SentEntry, SentRevision, ShownRecord, WholeRecord
from schemas.reference import references

__all__ = ["EXPORTED", "shown", "whole"]

EXPORTED = "exported"
STAY_HOME = (EXPORTED, "packet.", "erased")
"""How actions begin of which the other archive is not told: who holds copies of what."""


def whole(
    connection: Connection, chosen: Sequence[Chosen], signed: heads.Signed
) -> tuple[dict[str, bytes], set[str]]:
    """The lines of a whole bundle, and the digests of its files."""
    names: set[str] = set()
    entries: dict[int, SentEntry] = {}
    lines = []
    open_ones, node = undecided(connection), cache(log.tree(connection).node)
    called = cache(partial(people.shown, connection, audience=CONFIDENTIAL))
    for one in chosen:
        stored = repository.revisions(connection, one.summary.id)
        about = {entry.seq: entry for entry in log.about(connection, one.summary.id)}
        made = [row for row in stored if row.body is not None and row.secret is not None]
        told = [row.seq for row in made]
        beside = _custody(connection, one, about.values(), {row.seq for row in stored})
        for seq in (*told, *beside):
            path = merkle.inclusion_path(seq, signed.checkpoint.size, node)
            who = called(about[seq].fields["actor"])
            entries[seq] = _sent(connection, about[seq], path, who)
        names.update(_brought(about[seq], one.summary.id) for seq in told)
        names.update(one["digest"] for one in made[-1].content.get("derived", ()))
        lines.append(
            WholeRecord(
                id=one.summary.id,
                revisions=tuple(_revision(row) for row in made),
                custody=tuple(beside),
                undecided=(
                    open_conflict(connection, one.summary.id)
                    if one.summary.id in open_ones
                    else None
                ),
            )
        )
    names.discard("")
    return {
        form.CHECKPOINT: signed.note.encode(),
        form.ENTRIES: _lines(entries[seq] for seq in sorted(entries)),
        form.RECORDS: _lines(lines),
    }, names


def _revision(row: repository.Stored) -> SentRevision:
    assert row.secret is not None
    assert row.body is not None
    return SentRevision(seq=row.seq, secret=row.secret.hex(), body=row.body)


def _custody(
    connection: Connection, one: Chosen, about: Iterable[log.Entry], revisions: Collection[int]
) -> list[int]:
    """The entries about an item that tell of its custody here beside those of its revisions.

    What only repeats the log of another archive stays home, or it would come back for ever.
    """
    if one.summary.type != "item":
        return []
    own = [
        entry.seq
        for entry in about
        if entry.seq not in revisions and not entry.fields["action"].startswith(STAY_HOME)
    ]
    return [seq for seq in own if RECEIVED not in log.detail(connection, seq)]


def _brought(entry: log.Entry, record_id: str) -> str:
    """The digest of the file that came with this revision; empty if none did."""
    things = entry.fields["objects"]
    return next(
        (
            str(one["sha256"])
            for one in things
            if one["id"] == record_id and one["role"] == "target" and "sha256" in one
        ),
        "",
    )


def _sent(connection: Connection, entry: log.Entry, path: Sequence[bytes], who: str) -> SentEntry:
    sealed = log.sealed_detail(connection, entry.seq)
    words = {} if sealed is None else {"words": canonical.encode(sealed[0]).decode()}
    secret = {} if sealed is None else {"secret": sealed[1].hex()}
    return SentEntry(
        seq=entry.seq,
        entry=entry.data.decode(),
        path=tuple(one.hex() for one in path),
        who=who,
        **words,
        **secret,
    )


def shown(
    connection: Connection, blobs: BlobStore, chosen: Sequence[Chosen], audience: Audience
) -> tuple[dict[str, bytes], set[str]]:
    """The lines of a bundle of what the audience is shown, and the digests of its files."""
    records = [one.record for one in chosen]
    named = [found.value for record in records for found in references(record)]
    sees = lookup.sees(connection, named, audience)
    shows_act = lookup.shows_act(connection, records, audience)
    names: set[str] = set()
    lines = []
    for one in chosen:
        content = readable(one, audience, sees, shows_act)
        if content is not None:
            lines.append(ShownRecord(id=one.summary.id, record=content))
            names.update(one for one in files_of(content) if _is_there(blobs, one))
    return {form.RECORDS: _lines(lines)}, names


def _is_there(blobs: BlobStore, digest: str) -> bool:
    """Whether the file was ever taken in: an item may be recorded with a digest alone."""
    try:
        blobs.size(digest)
    except MissingEvidence:
        return False
    return True


def _lines(rows: Iterable[SentEntry | WholeRecord | ShownRecord]) -> bytes:
    return b"".join(canonical.encode(row.content()) + b"\n" for row in rows)
