"""Handing packets on: who was given which, and who said that it came.

A release is an entry of the log before the first byte leaves. The list is read from the log: there
is no second book.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from archive import log, models
from archive.disclosure import Audience, entered
from archive.log import Draft, Entry, Thing
from archive.packets.errors import UnknownPacket
from archive.workspace import Archive
from evidence.proof import canonical

__all__ = ["Held", "acknowledge", "known_packets", "release"]

BUILT, SIGNED = "packet.built", "packet.signed"
RELEASED, ACKNOWLEDGED = "packet.released", "packet.acknowledged"


@dataclass(frozen=True, slots=True)
class Held:
    """A packet, and what became of it."""

    packet: str
    """Its number."""
    built: str
    """When, UTC."""
    audience: str
    purpose: str
    exhibits: int
    digest: str
    """SHA-256 of its tag manifest; empty if the build was not finished."""
    released: tuple[tuple[str, str, str], ...]
    """When, to whom, in which way."""
    acknowledged: tuple[tuple[str, str], ...]
    """When, by whom."""


def release(archive: Archive, packet: str, *, to: str, way: str) -> int:
    """Enter that a packet is handed to somebody, before it is; the number of the entry.

    Raises:
        UnknownPacket: no packet of this number was built here.
    """
    return _enter(archive, packet, RELEASED, {"recipient": to, "way": way})


def acknowledge(archive: Archive, packet: str, *, by: str, said: str = "") -> int:
    """Enter that somebody said that the packet came; the number of the entry.

    Raises:
        UnknownPacket: no packet of this number was built here.
    """
    return _enter(archive, packet, ACKNOWLEDGED, {"recipient": by, "reason": said})


def _enter(archive: Archive, packet: str, action: str, detail: dict[str, str]) -> int:
    with archive.writing() as writer:
        entries = [entry.fields for entry in log.about(writer.connection, packet)]
        signed = [one for one in entries if one["action"] == SIGNED]
        if not signed:
            raise UnknownPacket(packet)
        (named,) = [one for one in signed[-1]["objects"] if one["id"] == packet]
        thing = Thing(packet, "packet", named["sha256"], named["size"])
        stated = {name: value for name, value in detail.items() if value}
        (seq,) = writer.append([Draft(action, (thing,), detail=stated)])
        return seq


def known_packets(archive: Archive, audience: Audience) -> tuple[Held, ...]:
    """The packets that were built here, the newest first, but for those made for fewer eyes.

    The public is told of none.
    """
    if audience.rank == 0:
        return ()
    with archive.reading() as connection:
        found: dict[str, list[Entry]] = {}
        for entry in _of_packets(connection):
            for thing in entry.fields["objects"]:
                if thing["role"] == "packet":
                    found.setdefault(thing["id"], []).append(entry)
        held = [_held(connection, packet, entries) for packet, entries in found.items()]
    seen = [one for one in held if audience.covers(entered(one.audience))]
    return tuple(sorted(seen, key=lambda one: one.built, reverse=True))


def _of_packets(connection: Connection) -> list[Entry]:
    """The entries about packets: their bytes begin with their action (RFC 8785)."""
    table = models.entries
    first, last = b'{"action":"packet.', b'{"action":"packet/'
    query = select(table.c.seq, table.c.bytes).where(table.c.bytes >= first, table.c.bytes < last)
    return [Entry(seq, data) for seq, data in connection.execute(query.order_by(table.c.seq))]


def _held(connection: Connection, packet: str, entries: list[Entry]) -> Held:
    said = [(canonical.decode(one.data), log.detail(connection, one.seq)) for one in entries]
    built = next((row for row in said if row[0]["action"] == BUILT), said[0])
    signed = [row for row, _ in said if row["action"] == SIGNED]
    digests = [one["sha256"] for row in signed[-1:] for one in row["objects"] if "sha256" in one]
    return Held(
        packet=packet,
        built=built[0]["at"],
        audience=built[1].get("audience", ""),
        purpose=built[1].get("purpose", ""),
        exhibits=built[1].get("exhibits", 0),
        digest=digests[0] if digests else "",
        released=tuple(
            (row["at"], detail.get("recipient", ""), detail.get("way", ""))
            for row, detail in said
            if row["action"] == RELEASED
        ),
        acknowledged=tuple(
            (row["at"], detail.get("recipient", ""))
            for row, detail in said
            if row["action"] == ACKNOWLEDGED
        ),
    )
