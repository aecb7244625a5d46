"""Custody: through whose hands an item went, who opened it, what was made of it, who checked it.

There is no separate custody book: custody is what the log says about an item, read for people.
Hand-overs go both ways; what happened before an item came to the archive is entered as stated
later. Names of people lie beside the log, so that a chain can be shown without naming a witness.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from archive import entry_words, heads, log, lookup, people, repository, seeing
from archive.accounts import granting
from archive.disclosure import Audience, entered
from archive.errors import WrongType
from archive.log import Draft, Thing
from archive.repository import Summary
from archive.workspace import Archive
from evidence.proof import merkle
from evidence.proof.receipt import Receipt
from evidence.signing import keys
from schemas.vocabulary import vocabulary

TRANSFERRED_OUT = "item.transferred_out"
TRANSFERRED_IN = "item.transferred_in"
RETURNED = "item.returned"
RECEIVED_BEFORE = "item.received_before"
ACKNOWLEDGED = "acknowledged"
"""Outcome of an entry by which the other side acknowledges an earlier one."""
STATED_LATER = "stated later, not seen by the archive"
"""How what happened before an item came is marked."""


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One entry about a record, as a person reads it."""

    seq: int
    """Number of the entry in the log, from 0."""
    at: str
    """When the archive wrote it, UTC."""
    action: str
    """Code of the vocabulary custody_actions."""
    who: str
    """The person at work; an opaque id where the audience may not know the name."""
    words: str
    """The entry in one sentence."""
    things: tuple[Mapping[str, Any], ...] = ()
    """What the entry names: id, role, sha256, size."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """The entry's own words, as far as this audience may know them."""
    other: str = ""
    """From whom or to whom it went, as far as this audience may know; empty: nobody is told of."""
    outcome: str = "ok"
    """ok, failed, or acknowledged by the other side."""
    stated_later: bool = False
    """Whether it tells of something before the item came, which nobody here has seen."""


def custody_of(
    archive: Archive, ref: str, audience: Audience, *, only: Container[int] | None = None
) -> tuple[CustodyEvent, ...]:
    """All that the log says about a record, the oldest first; `only` names entries that are meant.

    Raises:
        UnknownRecord: there is none that this audience may see.
    """
    with archive.reading() as connection:
        summary = lookup.find(connection, ref, audience)
        entries = [
            entry
            for entry in log.about(connection, summary.id)
            if (only is None or entry.seq in only) and _is_told(connection, entry, audience)
        ]
        known = _digests_known(connection, entries, audience)
        return tuple(_event(connection, entry, summary, audience, known) for entry in entries)


def _is_told(connection: Connection, entry: log.Entry, audience: Audience) -> bool:
    """Whether the audience hears of an entry: of a packet, only who may see what is in it."""
    if not entry.fields["action"].startswith("packet."):
        return True
    packets = [one["id"] for one in entry.fields["objects"] if one["role"] == "packet"]
    entries = [entry, *(one for packet in packets for one in log.about(connection, packet))]
    said = (log.detail(connection, one.seq).get("audience") for one in entries)
    meant = entered(next((one for one in said if one), ""))
    return audience.rank > 0 and audience.covers(meant)


def _digests_known(
    connection: Connection, entries: Sequence[log.Entry], audience: Audience
) -> set[tuple[str, str]]:
    """The files (item and digest) named here of which the audience may know digest and size."""
    named = {thing["id"] for entry in entries for thing in entry.fields["objects"]}
    summaries = repository.find_many(connection, named)
    items = [row for row in summaries.values() if row.type == "item"]
    records = repository.current(connection, items)
    views = lookup.views_of(connection, records, audience)
    return {
        (key, made["digest"])
        for key, view in views.items()
        if view and "digest" in view.content
        for made in (view.content, *view.content.get("derived", ()))
    }


def _event(
    connection: Connection,
    entry: log.Entry,
    about: Summary,
    audience: Audience,
    digests_known: set[tuple[str, str]],
) -> CustodyEvent:
    fields = entry.fields
    detail = _detail(connection, entry, about, audience, {one for _, one in digests_known})
    named = tuple(fields["objects"])
    seen = lookup.sees(connection, [str(thing["id"]) for thing in named], audience)
    shown = tuple(
        thing
        if (thing["id"], thing.get("sha256")) in digests_known
        else {"id": thing["id"], "role": thing["role"]}
        for thing in named
        if seen(str(thing["id"]))
    )
    who = people.shown(connection, fields["actor"], audience)
    others = [str(thing["id"]) for thing in shown if thing["id"] != about.id]
    labels = lookup.labels_of(connection, others, audience)
    return CustodyEvent(
        seq=entry.seq,
        at=fields["at"],
        action=fields["action"],
        who=who,
        words=(
            acknowledgement(fields["action"], who, detail)
            if fields["outcome"] == ACKNOWLEDGED
            else sentence(fields["action"], who, shown, detail, labels)
            + failure(fields["outcome"], detail)
        ),
        things=shown,
        detail=detail,
        other=str(detail.get("counterpart") or _counterpart(shown, labels) or ""),
        outcome=fields["outcome"],
        stated_later=fields["action"] == RECEIVED_BEFORE,
    )


def _detail(
    connection: Connection,
    entry: log.Entry,
    about: Summary,
    audience: Audience,
    digests: set[str],
) -> dict[str, Any]:
    """The words of an entry, but for whose hands and which files the record keeps back."""
    detail = entry_words.shown(
        log.detail(connection, entry.seq),
        audience,
        lambda: repository.current(connection, [about])[about.id],
    )
    if "made" in detail:
        detail = {**detail, "made": [one for one in detail["made"] if one["sha256"] in digests]}
    return detail


def sentence(
    action: str,
    who: str,
    things: tuple[Mapping[str, Any], ...],
    detail: Mapping[str, Any],
    labels: Mapping[str, lookup.Label],
) -> str:
    """An entry in words: what was done by whom, with whom, of which bytes, and why."""
    words = f"{vocabulary('custody_actions').label(action, 'en')} by {who}"
    if other := detail.get("counterpart") or _counterpart(things, labels):
        direction = "from" if action in (TRANSFERRED_IN, RECEIVED_BEFORE) else "to"
        words += f", {direction} {other}"
    if "stated_date" in detail:
        words += f", on {detail['stated_date']}"
    if action == RECEIVED_BEFORE:
        words += f" — {STATED_LATER}"
    sizes = [thing for thing in things if "sha256" in thing]
    if sizes:
        words += f"; {sizes[0].get('size', 0):,} bytes, SHA-256 {sizes[0]['sha256'][:16]}…"
    if came := entry_words.received_in(detail):
        words += f"; {came.in_words()}"
    if "reason" in detail:
        words += f" ({detail['reason']})"
    return words


def failure(outcome: str, detail: Mapping[str, Any]) -> str:
    """That it did not end well, and with which finding; empty if it did."""
    if outcome != "failed":
        return ""
    return f": FAILED, {detail['found']}" if "found" in detail else ": FAILED"


def acknowledgement(action: str, who: str, detail: Mapping[str, Any]) -> str:
    """An acknowledgement in words: by whom, of which entry, under which key; entered by `who`."""
    words = f"{vocabulary('custody_actions').label(action, 'en')}, acknowledged by the other side"
    if "counterpart" in detail:
        words += f", {detail['counterpart']}"
    if "of_entry" in detail:
        words += f", for entry {detail['of_entry']}"
    if "key" in detail:
        fingerprint = keys.fingerprint_of_blob(keys.blob_of_line(detail["key"]))
        words += f"; signed with the key {fingerprint}"
    return f"{words}; entered by {who}"


def _counterpart(
    things: tuple[Mapping[str, Any], ...], labels: Mapping[str, lookup.Label]
) -> str | None:
    for thing in things:
        if thing["role"] == "counterpart" and thing["id"] in labels:
            return labels[str(thing["id"])].title
    return None


def transfer(
    archive: Archive,
    ref: str,
    *,
    to: str,
    reason: str | None = None,
    action: str = TRANSFERRED_OUT,
    stated_date: str | None = None,
) -> int:
    """Enter that an item was handed over; the number of the entry.

    `to` is the ref of an actor, or the name of somebody who has no record.

    Raises:
        UnknownRecord: there is no such item. WrongType: it is something else.
    """
    with archive.writing() as writer:
        by = granting.at_work(writer)
        summary = lookup.find(writer.connection, ref, by)
        if summary.type != "item":
            raise WrongType(ref, expected="an item", found=f"a record of type {summary.type}")
        item = repository.current(writer.connection, [summary])[summary.id].content()
        things = [Thing(summary.id, "target", item.get("digest"), item.get("size"))]
        detail = {"reason": reason, "stated_date": stated_date}
        known = repository.find_many(writer.connection, [to]).get(to)
        if known and not seeing.known_to(writer.connection, {known.id: known.level}, by):
            known = None
        if known:
            things.append(Thing(known.id, "counterpart"))
        else:
            detail["counterpart"] = to
        stated = {name: value for name, value in detail.items() if value}
        (seq,) = writer.append([Draft(action, tuple(things), detail=stated)])
        return seq


def proof(connection: Connection, seq: int, signed: heads.Signed) -> Receipt:
    """The proof of inclusion of one entry under a signed head."""
    path = merkle.inclusion_path(seq, signed.checkpoint.size, log.tree(connection).node)
    return Receipt(seq, tuple(path), signed.note)
