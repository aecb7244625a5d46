"""Plans, packets and their holders in lines and in JSON."""

from __future__ import annotations

from typing import Any

from archive.packets.build import BuiltPacket
from archive.packets.planned import PacketPlan
from archive.packets.release import Held
from archive.packets.withheld import told_by_reason

__all__ = ["built_json", "built_lines", "held_lines", "plan_json", "plan_lines"]


def plan_lines(plan: PacketPlan) -> list[str]:
    """The plan as a table."""
    lines = [f"{plan.title} — for {plan.audience.in_words()}, {plan.purpose}"]
    kinds = [record.view.type for record in plan.records]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds)))
    lines.append(f"records: {len(kinds)} ({counts})")
    lines.append(f"exhibits: {len(plan.exhibits)}, {plan.size:,} bytes, {plan.pages} pages")
    for row in plan.exhibits:
        numbers = "–".join(dict.fromkeys(plan.numbers(row)))
        note = f"  (slip sheet: {row.paged.note})" if row.paged.note else ""
        date = f"  {row.date}" if row.date else ""
        lines.append(f"  {row.number:04d}  {numbers}  {row.ref}  {row.title}{date}{note}")
    lines.append(f"stays out: {len(plan.withheld)}")
    lines += [
        f"  {what}, because {why}: entries {entries}" for what, why, entries in told_by_reason(plan)
    ]
    return lines


def plan_json(plan: PacketPlan) -> dict[str, Any]:
    """The plan as JSON."""
    return {
        "title": plan.title,
        "audience": plan.audience.in_words(),
        "purpose": plan.purpose,
        "recipient": plan.recipient,
        "records": [
            {"id": row.view.id, "ref": row.view.ref, "type": row.view.type, "entry": row.seq}
            for row in plan.records
        ],
        "exhibits": [
            {
                "number": row.number,
                "item": row.ref,
                "title": row.title,
                "date": row.date,
                "first_number": plan.numbers(row)[0],
                "last_number": plan.numbers(row)[1],
                "pages": row.paged.pages,
                "look": row.paged.look.value,
                "note": row.paged.note,
                "bytes": row.size,
            }
            for row in plan.exhibits
        ],
        "withheld": [
            {"what": row.what, "entry": row.entry, "leaf": row.leaf, "reason": row.reason}
            for row in plan.withheld
        ],
        "bytes": plan.size,
        "pages": plan.pages,
    }


def built_lines(built: BuiltPacket) -> list[str]:
    """What was built, and what to do next."""
    names = " and ".join(str(path) for path in built.paths)
    return [
        f"built {names}  (packet {built.id}, entry {built.seq})",
        f"signed by {built.fingerprint}; tell it to the recipient by another way",
    ]


def built_json(built: BuiltPacket) -> dict[str, Any]:
    """What was built, as JSON."""
    return {
        "id": built.id,
        "paths": [str(path) for path in built.paths],
        "fingerprint": built.fingerprint,
        "entry": built.seq,
        "digest": built.digest,
    }


def held_lines(packets: tuple[Held, ...]) -> list[str]:
    """Who holds which packet."""
    lines = []
    for one in packets:
        state = "" if one.digest else "  NOT FINISHED"
        lines.append(
            f"{one.packet}  built {one.built[:19]}  {one.audience}, {one.purpose}, "
            f"{one.exhibits} exhibits{state}"
        )
        lines += [f"   released {at[:19]}  to {who}  ({way})" for at, who, way in one.released]
        lines += [f"   acknowledged {at[:19]}  by {who}" for at, who in one.acknowledged]
    return lines or ["no packet was built here"]
