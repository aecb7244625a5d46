"""Packets for programs: planned, built, fetched, acknowledged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from http import HTTPStatus

from flask import send_file, url_for
from flask.typing import ResponseReturnValue

from archive import lookup
from archive.cli.packet_words import plan_json
from archive.disclosure.audience import read
from archive.errors import UnknownRecord
from archive.packets.approval import approve
from archive.packets.build import build_packet
from archive.packets.numbering import Numbering
from archive.packets.plan import PacketPlan, Wish, plan_packet
from archive.packets.release import acknowledge, known_packets, release
from schemas.vocabulary import vocabulary
from webui.api import answers
from webui.api.asking import body, query
from webui.api.contract import BYTES, Answer, Body, address
from webui.api.errors import BadBody
from webui.api.questions import AcknowledgementAsked, BuildAsked, DownloadAsked, PacketAsked
from webui.api.records import SENT
from webui.api.sending import as_json
from webui.desk import desk
from webui.errors import NoPacket
from webui.headers import as_file
from webui.pages.packet_order import read_keys
from webui.pages.packets import file_of, number_of

OK, CREATED, NOT_FOUND = HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NOT_FOUND


@address(
    "GET",
    "/packets",
    Answer(OK, "The packets, the newest first.", Body(answers.Holding, many=True)),
)
def list_packets() -> ResponseReturnValue:
    """Who holds which packet, from the log."""
    return as_json([asdict(one) for one in known_packets(desk().archive, desk().audience)])


@address(
    "POST",
    "/packets/plan",
    Answer(OK, "The plan.", Body(answers.Planned)),
    takes=Body(PacketAsked),
    refuses=(NOT_FOUND, *SENT),
)
def plan_of_packet() -> ResponseReturnValue:
    """What a packet would hold and what would stay out. Nothing is written."""
    return as_json(plan_json(_planned(body(PacketAsked))))


@address(
    "POST",
    "/packets",
    Answer(
        CREATED,
        "The packet was built.",
        Body(answers.Built),
        {"Location": "Where it is fetched."},
    ),
    takes=Body(BuildAsked),
    refuses=(NOT_FOUND, HTTPStatus.CONFLICT, *SENT),
)
def create_packet() -> ResponseReturnValue:
    """Build a packet as its plan says. That it was built, for whom and what for, is entered."""
    asked, archive = body(BuildAsked), desk().archive
    keys = read_keys(asked.encrypt_to)
    plan = approve(archive, _planned(asked))
    at = archive.clock().strftime("%Y%m%dT%H%M%SZ")
    name = f"packet-{plan.audience.level.value}-{at}-{plan.id}"
    built = build_packet(archive, plan, archive.settings.packets / name, recipients=keys)
    said = {
        "name": name,
        "packet": built.id,
        "entry": built.seq,
        "fingerprint": built.fingerprint,
        "digest": built.digest,
    }
    answer = as_json(said, CREATED)
    answer.headers["Location"] = url_for("api.packet_file", name=name)
    return answer


@address(
    "GET",
    "/packets/<name>/file",
    Answer(OK, "The packet: a ZIP, or a file that age opens.", Body(None, BYTES)),
    query=DownloadAsked,
    refuses=(NOT_FOUND,),
)
def packet_file(name: str) -> ResponseReturnValue:
    """A packet as one file. That it leaves is in the log before its first byte."""
    file, asked = file_of(name), query(DownloadAsked)
    to = asked.to.strip() or "not named"
    release(desk().archive, number_of(name), to=to, way="fetched by a program")
    sent = send_file(file, BYTES, as_attachment=True, conditional=False)
    return as_file(sent)


@address(
    "POST",
    "/packets/<number>/acknowledgements",
    Answer(CREATED, "It is entered.", Body(answers.Entered)),
    takes=Body(AcknowledgementAsked),
    refuses=(NOT_FOUND, *SENT),
)
def acknowledge_packet(number: str) -> ResponseReturnValue:
    """Enter that somebody said that a packet came."""
    asked = body(AcknowledgementAsked)
    if number not in [one.packet for one in known_packets(desk().archive, desk().audience)]:
        raise NoPacket(number)
    entry = acknowledge(desk().archive, number, by=asked.by, said=asked.said)
    return as_json({"entry": entry}, CREATED)


def _planned(asked: PacketAsked) -> PacketPlan:
    """The plan of what is asked for.

    Raises:
        BadBody: the audience sees more than who asks, or the purpose is none.
        UnknownRecord: what is named is not there for who asks, or is of another type.
    """
    audience = read(asked.audience)
    if not desk().audience.covers(audience):
        raise BadBody((("/audience", "expected no audience that sees more than you do"),))
    if asked.purpose not in vocabulary("packet_purposes").offered():
        raise BadBody((("/purpose", "expected a code of packet_purposes"),))
    numbering = Numbering(asked.numbering or Numbering().pattern, asked.first)
    return plan_packet(
        desk().archive,
        _ids(asked.of, ("case", "incident")),
        audience,
        purpose=asked.purpose,
        recipient=asked.recipient,
        wish=Wish(left_out=_ids(asked.leave_out, ("item",)), numbering=numbering),
    )


def _ids(refs: Iterable[str], types: tuple[str, ...]) -> tuple[str, ...]:
    with desk().archive.reading() as connection:
        found = [lookup.find(connection, ref, desk().audience) for ref in refs]
    for row in found:
        if row.type not in types:
            raise UnknownRecord(row.ref)
    return tuple(row.id for row in found)
