"""Planning a packet: what goes in, what stays out and why, from the archive as it is.

The records of the matter are sifted for the audience (`archive.packets.sifting`); the files that go
in are put into their order and read (`archive.packets.exhibiting`, `.exhibit_files`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive import lookup
from archive.disclosure import Audience
from archive.errors import NothingToPack, WrongType
from archive.packets.exhibit_files import check_bytes, pages_of
from archive.packets.exhibiting import Exhibiting
from archive.packets.paging import Paged
from archive.packets.planned import PacketPlan, PlannedExhibit, PlannedRecord
from archive.packets.selection import select
from archive.packets.sifting import Sifting
from archive.packets.wish import Wish
from archive.workspace import Archive
from schemas.vocabulary import vocabulary

__all__ = ["PacketPlan", "Wish", "plan_packet"]

CAN_BE_ASKED = ("case", "incident")


def plan_packet(
    archive: Archive,
    refs: Sequence[str],
    audience: Audience,
    *,
    purpose: str = "court",
    recipient: str = "",
    wish: Wish | None = None,
    seen: Mapping[str, Paged] | None = None,
) -> PacketPlan:
    """What a packet about these cases or incidents would hold for `audience`.

    Every file that would go in is read and hashed, unless `seen` has the pages of all of them, by
    digest, from a plan that was made just before.

    Raises:
        UnknownRecord: one of them is none that this audience may see.
        WrongType: one of them is neither a case nor an incident.
        NothingToPack: the audience may see nothing of it.
        UnknownTerm: the purpose is none of the vocabulary packet_purposes.
        UnfitExhibits: a file is missing or damaged.
        BadNumbering: the pattern is none, or has too few digits.
        PlanNoLongerHolds: an item that is wished for may not go in.
    """
    vocabulary("packet_purposes").term(purpose)
    wish = wish or Wish()
    with archive.reading() as connection:
        subjects = [lookup.find(connection, ref, audience) for ref in refs]
        for ref, summary in zip(refs, subjects, strict=True):
            if summary.type not in CAN_BE_ASKED:
                raise WrongType(ref, expected="a case or an incident", found=summary.type)
        ids = tuple(summary.id for summary in subjects)
        sifting = Sifting(connection, audience, purpose, wish)
        records = sifting.records(select(connection, ids, audience))
        if not records:
            raise NothingToPack(", ".join(refs), audience.level)
        exhibiting = Exhibiting(sifting)
        files = exhibiting.files()
        if seen is None or not all(item.digest in seen for item, _ in files):
            check_bytes(archive, files)
            pages = pages_of(archive, files)
        else:
            pages = [seen[item.digest or ""] for item, _ in files]
        exhibits = exhibiting.exhibits(files, pages)
        titles = lookup.labels_of(connection, ids, audience)
        plan = PacketPlan(
            title=wish.title or "; ".join(titles[name].title for name in ids),
            audience=audience,
            purpose=purpose,
            recipient=recipient,
            subjects=ids,
            records=records,
            exhibits=exhibits,
            withheld=tuple(sifting.withheld),
            entries=_entries(records, exhibits),
            numbering=wish.numbering,
            left_out=wish.left_out,
        )
    plan.numbering.check(plan.pages)
    return plan


def _entries(
    records: Sequence[PlannedRecord], exhibits: Sequence[PlannedExhibit]
) -> tuple[int, ...]:
    """Numbers of all entries that the packet shows, in order."""
    shown = {0, *(seq for exhibit in exhibits for seq in exhibit.custody)}
    return tuple(sorted(shown | {record.seq for record in records}))
