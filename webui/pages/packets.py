"""Packets of a case or an incident: the plan first, then the packet, then its download."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from archive import lookup
from archive.disclosure import Audience
from archive.errors import UnknownRecord
from archive.keyring.custodian import signer_of
from archive.packets.build import build_packet
from archive.packets.plan import PacketPlan, plan_packet
from archive.packets.release import acknowledge, known_packets, release
from schemas.access import Level
from schemas.vocabulary import vocabulary
from webui.desk import desk
from webui.errors import BadField, NoPacket
from webui.headers import as_file
from webui.telling import packets, words

blueprint = Blueprint("packets", __name__)
LONGEST_NAME = 200
"""Characters of the name of a recipient."""
NAME = re.compile(r"packet-(public|restricted|confidential)-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}")


@blueprint.get("/<any(case,incident):record_type>/<ref>/packet")
def plan(record_type: str, ref: str) -> ResponseReturnValue:
    """What a packet would hold and what would stay out, before anything is written."""
    found = planned(record_type, ref, request.args)
    return render_template(
        "packet_plan.html",
        label=lookup.show(desk().archive, ref, desk().audience).label,
        plan=packets.told(found),
        audiences=[(level.value, words.label("access_levels", level)) for level in audiences()],
        purposes=[(code, words.label("packet_purposes", code)) for code in purposes()],
        size=words.size(found.size),
    )


@blueprint.post("/<any(case,incident):record_type>/<ref>/packet")
def build(record_type: str, ref: str) -> ResponseReturnValue:
    """Build the packet, then lead to its page."""
    found = planned(record_type, ref, request.form)
    at = desk().archive.clock().strftime("%Y%m%dT%H%M%SZ")
    name = f"packet-{found.audience.level.value}-{at}-{secrets.token_hex(4)}"
    build_packet(desk().archive, found, folder_of(name))
    return redirect(url_for("packets.show", name=name), 303)


@blueprint.get("/packets/<name>")
def show(name: str) -> ResponseReturnValue:
    """A packet that was built, with the fingerprint to give to its recipient by another way."""
    file, number = zip_of(name), number_of(folder_of(name))
    known = known_packets(desk().archive, desk().audience)
    given = [who for one in known if one.packet == number for _, who, _ in one.released]
    return render_template(
        "packet.html",
        name=name,
        number=number,
        recipient=given[0] if given else "",
        size=words.size(file.stat().st_size),
        key=signer_of(folder_of(name)),
    )


@blueprint.get("/packets/<name>/download")
def download(name: str) -> ResponseReturnValue:
    """The packet as one ZIP, to be saved; that it leaves is in the log before its first byte."""
    file = zip_of(name)
    who = request.args.get("to", "")[:LONGEST_NAME].strip()
    way = "saved from a browser"
    if "Range" not in request.headers:
        number = number_of(folder_of(name))
        release(desk().archive, number, to=who or "not named", way=way)
    return as_file(send_file(file, "application/zip", as_attachment=True, conditional=True))


@blueprint.get("/packets")
def holders() -> ResponseReturnValue:
    """Who holds which packet, from the log."""
    return render_template("packets.html", packets=known_packets(desk().archive, desk().audience))


@blueprint.post("/packets/<number>/acknowledged")
def acknowledged(number: str) -> ResponseReturnValue:
    """Enter that somebody said that a packet came."""
    who = request.form.get("by", "").strip()
    if not 0 < len(who) <= LONGEST_NAME:
        raise BadField("by", who[:20], "a name")
    if number not in [one.packet for one in known_packets(desk().archive, desk().audience)]:
        raise NoPacket(number)
    acknowledge(desk().archive, number, by=who)
    return redirect(url_for("packets.holders"), 303)


def planned(record_type: str, ref: str, given: Mapping[str, str]) -> PacketPlan:
    """The plan of a packet for an audience that sees no more than the reader.

    Raises:
        BadField: the audience sees more than the reader, or a word is none of those offered.
        UnknownRecord: there is no such case or incident for the reader.
    """
    label = lookup.show(desk().archive, ref, desk().audience).label
    if label.type != record_type:
        raise UnknownRecord(ref)
    audience, purpose = given.get("audience"), given.get("purpose")
    recipient = given.get("recipient", "").strip()
    if len(recipient) > LONGEST_NAME or not (recipient.isprintable() or not recipient):
        raise BadField("recipient", recipient[:20], "a name")
    for field, found, known in (
        ("audience", audience, [level.value for level in audiences()]),
        ("purpose", purpose, list(purposes())),
    ):
        if found is not None and found not in known:
            raise BadField(field, found, "one of the words that the form offers")
    seen_by = Audience(Level(audience)) if audience else desk().audience
    archive = desk().archive
    return plan_packet(
        archive, [label.id], seen_by, purpose=purpose or "court", recipient=recipient
    )


def audiences() -> tuple[Level, ...]:
    """The audiences that the form offers."""
    return desk().audiences()


def purposes() -> tuple[str, ...]:
    """The purposes that the form offers."""
    return vocabulary("packet_purposes").offered()


def folder_of(name: str) -> Path:
    """Where a packet of this name lies or will lie.

    Raises:
        NoPacket: the name is not one that this page gave, or the packet is for fewer eyes.
    """
    found = NAME.fullmatch(name)
    if found is None or Level(found[1]) not in audiences():
        raise NoPacket(name)
    return desk().archive.settings.packets / name


def number_of(folder: Path) -> str:
    """The number by which the log knows the packet in a folder."""
    for line in (folder / "bag-info.txt").read_text("utf-8").splitlines():
        label, _, value = line.partition(": ")
        if label == "External-Identifier":
            return value
    raise NoPacket(folder.name)


def zip_of(name: str) -> Path:
    """The file of a packet.

    Raises:
        NoPacket: there is none.
    """
    folder = folder_of(name)
    file = folder.with_name(f"{folder.name}.zip")
    if not file.is_file():
        raise NoPacket(name)
    return file
