"""The plan of a packet told: what goes in, what stays out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive.lookup import Label
from archive.packets.plan import PacketPlan
from archive.projections import title_of
from webui.language import _, marked
from webui.telling import around, words

REASONS: Mapping[str, str] = {
    "for_fewer_eyes": marked("it is for fewer eyes"),
    "file_tells_more": marked("the file tells more of its making than this audience may know"),
    "consent_not_asked": marked("nobody has asked its creator for consent"),
    "consent_does_not_cover": marked("the consent that was given does not cover this purpose"),
    "consent_withdrawn": marked("the consent was withdrawn"),
    "names_a_withheld_file": marked("it names the digest of a file that stays out"),
    "tells_of_another_packet": marked("it says who was given another packet"),
    "left_out_by_hand": marked("it was left out by whoever approved the plan"),
    "names_somebody_withheld": marked("it names somebody whom this audience may not know"),
}
"""Why something stays out, by the code of the plan."""
THINGS: Mapping[str, str] = {
    "record": marked("a record"),
    "fields": marked("some fields of a record"),
    "file": marked("a file"),
    "entry": marked("an entry of the log"),
}
"""What stays out, by the code of the plan."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file that goes in."""

    number: int
    label: Label
    size: str
    digest: str
    media_type: str
    date: str
    """Of what it shows, in words; empty if it is not known."""
    numbers: str
    """Of its pages."""
    note: str
    """Why there is only a slip sheet of it on paper."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a packet will hold, for people."""

    title: str
    audience: str
    """Code of the audience."""
    audience_words: str
    purpose: str
    """Code of the purpose."""
    purpose_words: str
    recipient: str
    numbering: str
    """Pattern of the page numbers."""
    first: int
    """The number of the first page."""
    left_out: tuple[Label, ...]
    """Items that a person left out, as far as the reader may know them."""
    records: tuple[tuple[str, tuple[Label, ...]], ...]
    """By type, in words."""
    exhibits: tuple[Exhibit, ...]
    withheld: tuple[tuple[str, str, tuple[int, ...]], ...]
    """What, why, and the numbers of the entries that speak of it."""
    entries: int


def told(plan: PacketPlan, left_out: Iterable[Label] = ()) -> Plan:
    """`plan` in words; `left_out` is what a person left out."""
    labels = [
        Label(row.view.id, row.view.ref, row.view.type, title_of(row.view.content))
        for row in plan.records
    ]
    types = Counter(label.type for label in labels)
    reasons: dict[tuple[str, str], set[int]] = {}
    for row in plan.withheld:
        reasons.setdefault((row.what, row.reason), set()).add(row.entry)
    return Plan(
        title=plan.title,
        audience=plan.audience.in_words(),
        audience_words=words.audience(plan.audience),
        purpose=plan.purpose,
        purpose_words=words.label("packet_purposes", plan.purpose),
        recipient=plan.recipient,
        numbering=plan.numbering.pattern,
        first=plan.numbering.first,
        left_out=tuple(left_out),
        records=tuple(
            (around.type_words(kind), tuple(one for one in labels if one.type == kind))
            for kind in types
        ),
        exhibits=tuple(
            Exhibit(
                number=row.number,
                label=Label(row.item, row.ref, "item", row.title),
                size=words.size(row.size),
                digest=row.digest,
                media_type=row.media_type,
                date=row.date,
                numbers=" – ".join(dict.fromkeys(plan.numbers(row))),
                note=row.paged.note,
            )
            for row in plan.exhibits
        ),
        withheld=tuple(
            (_(THINGS.get(what, what)), _(REASONS.get(reason, reason)), tuple(sorted(numbers)))
            for (what, reason), numbers in reasons.items()
        ),
        entries=len(plan.entries),
    )
