"""The cover of the bundle: what the packet is, for whom, and who vouches for it."""

from __future__ import annotations

from dataclasses import dataclass

from archive.packets.bundle import wording
from archive.packets.planned import PacketPlan
from schemas.shape import Json

__all__ = ["Signers", "cover"]

_NOTES = (
    (
        "This bundle is for reading and filing. The files themselves lie beside it, byte for byte, "
        "in data/exhibits; README.txt says how anybody can check them without trusting the archive."
    ),
    (
        "Integrity is not origin: the log shows that records and files have not been altered since "
        "they came into the archive. It does not show that a file was true when it was made."
    ),
    (
        "Dates, numbers and places keep their uncertainty. What is in quotation marks is in the "
        "words of the source. What is not stated is left unsaid. The sign \ufffd stands for one "
        "that the fonts of the bundle cannot write."
    ),
)


@dataclass(frozen=True, slots=True)
class Signers:
    """Who vouches for the packet, for the cover."""

    archive: str
    fingerprint: str
    """Of the custodian's key."""
    log: str
    """Origin of the log."""


def cover(plan: PacketPlan, signers: Signers, volumes: int) -> Json:
    """The cover of an approved plan as the program of the bundle takes it."""
    assert plan.approved is not None
    rows = [
        ("For", wording.label("access_levels", plan.audience.level.value)),
        ("Purpose", wording.label("packet_purposes", plan.purpose)),
        ("Recipient", plan.recipient or "not named"),
        ("Number of the packet", plan.id),
        ("Approved", f"{plan.approved.at:%d %B %Y, %H:%M:%S} UTC"),
        ("Archive", signers.archive),
        ("Log", f"{signers.log}, {plan.approved.size} entries"),
        ("Key of the custodian", signers.fingerprint),
        ("Exhibits", f"{len(plan.exhibits)} files, {plan.pages} numbered pages"),
        ("Volumes", str(volumes)),
    ]
    return {
        "title": plan.title,
        "heading": wording.said(plan.title),
        "archive": signers.archive,
        "footer": f"Packet {plan.id}",
        "facts": [[name, wording.said(text)] for name, text in rows],
        "notes": list(_NOTES),
    }
