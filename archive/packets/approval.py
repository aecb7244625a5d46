"""Approving a plan, and the file in which it waits: the same plan gives the same packet.

Approval writes what has to stand in the log before the packet is made, then signs the head under
which everything in the packet is proved. The steps:
1. an entry names the key that will sign, if none does;
2. an entry `fixity.checked` for each file that no entry names which may be shown: its bytes were
   read for the plan;
3. an entry `packet.planned` says for whom and what for;
4. the head of the log is signed and kept, and timestamped where that was set up.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from archive import heads, log
from archive.anchors import due
from archive.disclosure import audience
from archive.errors import UnknownRecord
from archive.keyring import custodian, listing
from archive.log import Draft, Thing
from archive.packets.errors import BadPlan, PlanNoLongerHolds
from archive.packets.numbering import Numbering
from archive.packets.plan import Wish, plan_packet
from archive.packets.planned import Approved, PacketPlan, PlannedExhibit
from archive.workspace import Archive
from schemas.packet_plan import FORMAT, PlanFile
from schemas.shape import Json

__all__ = ["approve", "from_file", "read_plan", "to_file"]


def approve(
    archive: Archive, plan: PacketPlan, *, watch: Callable[[str], None] = lambda _line: None
) -> PacketPlan:
    """The plan with the head of the log under which it will be proved.

    Authorities that may be asked by themselves are asked for a timestamp of that head.

    Raises:
        LogIsAhead, ArchiveBusy: nothing was written.
    """
    key = custodian.custodian_key(archive)
    unnamed = [row for row in plan.exhibits if row.entry is None]
    with archive.writing() as writer:
        custodian.enter(writer, key)  # 1
        drafts = [Draft("fixity.checked", (_thing(row),)) for row in unnamed]  # 2
        *checked, _ = writer.append([*drafts, _planned(plan)])  # 3
        at = writer.at
        of_keys = listing.entries_about(writer.connection, before=log.head(writer.connection).size)
    signed = heads.sign(archive.settings, archive.engine, keep=True)  # 4
    due.anchor_quietly(archive, watch, signed=signed)
    named = dict(zip((row.item for row in unnamed), checked, strict=True))
    exhibits = tuple(_named(row, named) for row in plan.exhibits)
    return replace(
        plan,
        exhibits=exhibits,
        entries=tuple(sorted({*plan.entries, *checked, *of_keys})),
        approved=Approved(at, signed.checkpoint.size, signed.checkpoint.root),
    )


def _thing(exhibit: PlannedExhibit) -> Thing:
    return Thing(exhibit.item, "target", exhibit.digest, exhibit.size)


def _named(exhibit: PlannedExhibit, named: Mapping[str, int]) -> PlannedExhibit:
    seq = named.get(exhibit.item)
    if seq is None:
        return exhibit
    return replace(exhibit, entry=seq, custody=(*exhibit.custody, seq))


def _planned(plan: PacketPlan) -> Draft:
    detail = {
        "audience": plan.audience.in_words(),
        "purpose": plan.purpose,
        "exhibits": len(plan.exhibits),
        "records": len(plan.records),
        "withheld": len(plan.withheld),
        **({"recipient": plan.recipient} if plan.recipient else {}),
    }
    things = tuple(Thing(subject, "target") for subject in plan.subjects)
    return Draft("packet.planned", things, detail=detail)


def to_file(plan: PacketPlan) -> str:
    """The text of the file of an approved plan."""
    assert plan.approved is not None
    told = {
        "packet": plan.id,
        "bytes": plan.size,
        "pages": plan.pages,
        "exhibits": [
            {
                "number": row.number,
                "item": row.item,
                "ref": row.ref,
                "title": row.title,
                "pages": "–".join(dict.fromkeys(plan.numbers(row))),
                "bytes": row.size,
            }
            for row in plan.exhibits
        ],
        "records": [{"id": row.view.id, "ref": row.view.ref} for row in plan.records],
        "withheld": [
            {"what": row.what, "entry": row.entry, "leaf": row.leaf, "reason": row.reason}
            for row in plan.withheld
        ],
    }
    content: dict[str, Json] = {"format": FORMAT, **plan.order(), "told": told}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def read_plan(path: Path) -> PlanFile:
    """What a person decided, as a file has it.

    Raises:
        BadPlan: the file is no plan.
    """
    try:
        return PlanFile.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(one) for one in first["loc"])
        raise BadPlan(f"{path.name} ({where}{': ' * bool(where)}{first['msg'][:120]})") from error


def from_file(archive: Archive, path: Path, *, seen: PacketPlan | None = None) -> PacketPlan:
    """The plan in a file, as it holds in the archive now.

    With `seen`, a plan that was made just before, files that it has read are not read once more.

    Raises:
        BadPlan: the file is no plan, or of another log.
        PlanNoLongerHolds: something in it may not go out any more, or was changed since.
        UnfitExhibits, BadNumbering, NothingToPack: as `plan_packet`.
    """
    file = read_plan(path)
    with archive.reading() as connection:
        is_there = file.head.size <= log.head(connection).size
        root = heads.root_at(connection, file.head.size) if is_there else b""
    if root.hex() != file.head.root:
        raise BadPlan(f"{path.name}, which is of another log or of another history of it")
    wish = Wish(
        order=file.exhibits,
        left_out=file.left_out,
        numbering=Numbering(file.numbering, file.first_number),
        title=file.title,
        size=file.head.size,
    )
    try:
        plan = plan_packet(
            archive,
            file.subjects,
            audience.read(file.audience),
            purpose=file.purpose,
            recipient=file.recipient,
            wish=wish,
            seen={row.digest: row.paged for row in seen.exhibits} if seen else None,
        )
    except UnknownRecord as error:
        raise PlanNoLongerHolds([str(error)]) from error
    if unnamed := [row.ref for row in plan.exhibits if row.entry is None]:
        raise PlanNoLongerHolds([f"no entry under its head names {ref}" for ref in unnamed])
    with archive.reading() as connection:
        key_entry = custodian.entry_of(connection, custodian.custodian_key(archive))
        of_keys = listing.entries_about(connection, before=file.head.size)
    if key_entry is None or key_entry >= file.head.size:
        raise PlanNoLongerHolds(["it was approved before the key that signs was entered"])
    approved = Approved(file.at, file.head.size, root)
    return replace(plan, approved=approved, entries=tuple(sorted({*plan.entries, *of_keys})))
