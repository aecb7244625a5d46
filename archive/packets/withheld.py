"""What stays out of a packet, for people and as a table."""

from __future__ import annotations

from collections.abc import Mapping

from archive.packets.planned import PacketPlan

__all__ = ["REASONS", "THINGS", "told_by_reason"]

REASONS: Mapping[str, str] = {
    "for_fewer_eyes": "it is for fewer eyes",
    "file_tells_more": "the file tells more of its making than this audience may know",
    "consent_not_asked": "nobody has asked its creator for consent",
    "consent_does_not_cover": "the consent that was given does not cover this purpose",
    "consent_withdrawn": "the consent was withdrawn",
    "names_somebody_withheld": "it names somebody whom this audience may not know",
    "names_a_withheld_file": "it names the digest of a file that stays out",
    "tells_of_another_packet": "it says who was given another packet",
    "left_out_by_hand": "it was left out by whoever approved the plan",
}
"""Why something stays out, by the code of the plan."""
THINGS: Mapping[str, str] = {
    "record": "a record",
    "fields": "fields of a record",
    "file": "a file",
    "entry": "an entry of the log",
}
"""What stays out, by the code of the plan."""


def told_by_reason(plan: PacketPlan) -> list[list[str]]:
    """Rows of: what, why, and the numbers of the entries that speak of it."""
    found: dict[tuple[str, str], set[int]] = {}
    for row in plan.withheld:
        found.setdefault((row.what, row.reason), set()).add(row.entry)
    return [
        [THINGS[what], REASONS[reason], ", ".join(map(str, sorted(entries)))]
        for (what, reason), entries in found.items()
    ]
