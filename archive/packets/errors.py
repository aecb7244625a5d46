"""What can be wrong with a packet that is planned, built or handed on."""

from __future__ import annotations

from collections.abc import Sequence

from archive.errors import InputRefusedError, NotFoundError, some_of

__all__ = [
    "BadNumbering",
    "BadPacket",
    "BadPlan",
    "PlanNoLongerHolds",
    "UnfitExhibits",
    "UnknownExhibit",
    "UnknownPacket",
    "UnsetBundle",
]


class UnfitExhibits(InputRefusedError):
    """Files that should go in are not what they were when they came, or are not there."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(
            "expected every exhibit as it came into the archive, found: "
            f"{some_of(reasons)}; no packet was planned: restore the files, or leave them out"
        )


class BadNumbering(InputRefusedError):
    """Page numbers cannot be made so."""

    def __init__(self, expected: str, found: str) -> None:
        self.found = found
        super().__init__(f"expected {expected}, found {found!r}; no packet was planned")


class BadPlan(InputRefusedError):
    """A file is no plan of a packet, or not of this archive."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"expected a plan that `khronika packet plan` wrote, found {why}")


class PlanNoLongerHolds(InputRefusedError):
    """What was approved may not, or can not, go out as it was approved."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(
            f"expected an archive in which the approved plan holds, found: {some_of(reasons)}; "
            "nothing was built: plan again"
        )


class UnknownPacket(NotFoundError):
    """No packet of this number was built here."""

    def __init__(self, packet: str) -> None:
        self.packet = packet
        super().__init__(
            f"expected the number of a packet that was built here, found {packet!r}; "
            "it stands in bag-info.txt as External-Identifier"
        )


class UnsetBundle(InputRefusedError):
    """The bundle cannot be set as a PDF."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"expected a bundle that can be set as a PDF, found: {why}; no packet was made"
        )


class BadPacket(InputRefusedError):
    """A folder is no packet that can be read."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(f"expected the folder of a packet, found {found}; nothing was compared")


class UnknownExhibit(NotFoundError):
    """What should be left out is no item."""

    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(f"expected an item to leave out, found {ref!r}; nothing was planned")
