"""Packets of a case or an incident: the plan first, then the packet, then its download."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from flask import (
    Blueprint,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from archive import lookup
from archive.errors import UnknownRecord
from archive.keyring.custodian import signer_of_packet
from archive.lookup import Label
from archive.packets.approval import approve
from archive.packets.building import Builds, HowFar, unfinished
from archive.packets.plan import PacketPlan, Wish, plan_packet
from archive.packets.release import acknowledge, known_packets, release
from webui.desk import desk
from webui.errors import BadField, NoPacket
from webui.guard import may
from webui.headers import as_file
from webui.pages.packet_order import (
    LONGEST_NAME,
    PacketOrder,
    audiences,
    purposes,
    read_order,
)
from webui.telling import packets, words

blueprint = Blueprint("packets", __name__)
BUILDS = "khronika.builds"
"""Under this name the packets that are being built lie among the extensions of the application."""
AT_ONCE_SECONDS = 1.5
"""So long an answer waits for a packet to be built."""
NAME = re.compile(r"packet-(?:public|restricted|confidential)-[0-9]{8}T[0-9]{6}Z-([a-z2-7]{16})")


@blueprint.get("/<any(case,incident):record_type>/<ref>/packet")
def plan(record_type: str, ref: str) -> ResponseReturnValue:
    """What a packet would hold and what would stay out, before anything is written."""
    label, order = _label(record_type, ref), read_order(request.args)
    found = _planned(label, order, order.wish)
    with desk().archive.reading() as connection:
        out = lookup.labels_of(connection, found.left_out, desk().audience)
        revision = lookup.find(connection, label.id, desk().audience).revision
    return render_template(
        "packet_plan.html",
        label=label,
        keep_order=label.type == "case" and len(found.exhibits) > 1 and may("case.order"),
        revision=revision,
        plan=packets.told(found, out.values()),
        keys="\n".join(order.keys),
        audiences=[(one.in_words(), words.audience(one)) for one in audiences()],
        purposes=[(code, words.label("packet_purposes", code)) for code in purposes()],
        size=words.size(found.size),
    )


@blueprint.post("/<any(case,incident):record_type>/<ref>/packet")
def build(record_type: str, ref: str) -> ResponseReturnValue:
    """Have the packet built, and lead to its page, which says how far it is."""
    order = read_order(request.form)
    archive = desk().archive
    found = _planned(_label(record_type, ref), order, order.exact_wish)
    found = approve(archive, found)
    at = archive.clock().strftime("%Y%m%dT%H%M%SZ")
    name = f"packet-{found.audience.level.value}-{at}-{found.id}"
    builds().begin(archive, found, archive.settings.packets / name, order.keys)
    return _its_page(name)


@blueprint.post("/packets/<name>/go-on")
def go_on(name: str) -> ResponseReturnValue:
    """Go on with a packet whose building was interrupted or failed."""
    if _how_far(name) is not None:
        builds().go_on(desk().archive, _out(name))
    return _its_page(name)


@blueprint.post("/packets/<name>/give-up")
def give_up(name: str) -> ResponseReturnValue:
    """Take away what was written of a packet that nobody builds any more."""
    if _how_far(name) is None:
        raise NoPacket(name)
    builds().give_up(_out(name))
    return redirect(url_for("packets.holders"), 303)


@blueprint.get("/packets/<name>")
def show(name: str) -> ResponseReturnValue:
    """A packet that was built, or how far it is.

    With the fingerprint to give to its recipient by another way.
    """
    if far := _how_far(name):
        return render_template("packet_progress.html", name=name, far=far, size=words.size)
    file, number = file_of(name), number_of(name)
    known = known_packets(desk().archive, desk().audience)
    given = [who for one in known if one.packet == number for _, who, _ in one.released]
    with desk().archive.reading() as connection:
        key = signer_of_packet(connection, number)
    return render_template(
        "packet.html",
        name=name,
        file=file.name,
        number=number,
        recipient=given[0] if given else "",
        size=words.size(file.stat().st_size),
        key=key,
    )


@blueprint.get("/packets/<name>/download")
def download(name: str) -> ResponseReturnValue:
    """The packet as one file, to be saved; that it leaves is in the log before its first byte."""
    file = file_of(name)
    who = request.args.get("to", "")[:LONGEST_NAME].strip()
    if "Range" not in request.headers:
        to, way = who or "not named", "saved from a browser"
        release(desk().archive, number_of(name), to=to, way=way)
    kind = "application/zip" if file.suffix == ".zip" else "application/octet-stream"
    return as_file(send_file(file, kind, as_attachment=True, conditional=True))


@blueprint.get("/packets")
def holders() -> ResponseReturnValue:
    """Who holds which packet, from the log; and which are being built."""
    archive, audience = desk().archive, desk().audience
    return render_template(
        "packets.html",
        packets=known_packets(archive, audience),
        unfinished=unfinished(archive.settings, audience) if may("packets.show") else (),
    )


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


def _label(record_type: str, ref: str) -> Label:
    """What is packed.

    Raises:
        UnknownRecord: there is no such case or incident for the reader.
    """
    _view, label = lookup.alone(desk().archive, ref, desk().audience)
    if label.type != record_type:
        raise UnknownRecord(ref)
    return label


def _planned(label: Label, order: PacketOrder, wish: Wish) -> PacketPlan:
    return plan_packet(
        desk().archive,
        [label.id],
        order.audience,
        purpose=order.purpose,
        recipient=order.recipient,
        wish=wish,
    )


def builds() -> Builds:
    """The packets that this program builds."""
    return cast(Builds, current_app.extensions[BUILDS])


def _its_page(name: str) -> ResponseReturnValue:
    """Lead to the page of a packet; a small one is built by then."""
    builds().wait(_out(name), AT_ONCE_SECONDS)
    return redirect(url_for("packets.show", name=name), 303)


def _out(name: str) -> Path:
    return desk().archive.settings.packets / name


def _how_far(name: str) -> HowFar | None:
    """How far a packet is; None: it is built, was never begun, or is not for the reader."""
    if NAME.fullmatch(name) is None:
        return None
    far = builds().how_far(_out(name))
    return far if far is not None and desk().audience.covers(far.audience) else None


def number_of(name: str) -> str:
    """The number by which the log knows the packet of this name.

    Raises:
        NoPacket: the name is not one that this page gave, or the packet is for fewer eyes.
    """
    found = NAME.fullmatch(name)
    known = known_packets(desk().archive, desk().audience)
    if found is None or found[1] not in [one.packet for one in known]:
        raise NoPacket(name)
    return found[1]


def file_of(name: str) -> Path:
    """The file of a packet: a ZIP, or one that is encrypted.

    Raises:
        NoPacket: there is none.
    """
    number_of(name)
    folder = desk().archive.settings.packets / name
    for ending in (".zip", ".zip.age"):
        if (file := folder.with_name(f"{folder.name}{ending}")).is_file():
            return file
    raise NoPacket(name)
