"""What can be wrong with an order to take files in. Nothing was taken in when these are raised."""

from __future__ import annotations

from archive.errors import InputRefusedError, some_of


class UnknownAct(InputRefusedError):
    """An incident has no act of this key."""

    def __init__(self, act: str, *, incident: str, known: tuple[str, ...]) -> None:
        self.act = act
        self.incident = incident
        self.known = known
        there = f"which has {some_of(known)}" if known else "whose acts have no keys"
        super().__init__(
            f"expected the key of an act of {incident}, {there}, found {act!r}; "
            "nothing was taken in"
        )


class ActWithoutIncident(InputRefusedError):
    """An act is named, and not the incident that it belongs to."""

    def __init__(self, act: str) -> None:
        self.act = act
        super().__init__(
            f"expected the incident of the act {act!r}, found none; nothing was taken in"
        )


class OneFileForLead(InputRefusedError):
    """A lead is answered by one file."""

    def __init__(self, lead: str, found: int) -> None:
        self.lead = lead
        self.found = found
        files = "none" if found == 0 else "several"
        super().__init__(
            f"expected one file for the lead {lead}, found {files}; nothing was taken in"
        )


class LeadHasFile(InputRefusedError):
    """What was named as a lead has got its file already."""

    def __init__(self, lead: str, digest: str) -> None:
        self.lead = lead
        self.digest = digest
        super().__init__(
            f"expected {lead} to be a lead without a file, found one with the file "
            f"{digest[:16]}…; nothing was changed"
        )


class UploadElsewhere(InputRefusedError):
    """A piece of a file does not begin where the last one ended."""

    def __init__(self, name: str, *, expected: int, found: int) -> None:
        self.name = name
        self.expected = expected
        self.found = found
        super().__init__(
            f"expected the piece of {name!r} that begins at byte {expected:,}, found the one at "
            f"{found:,}; nothing was added"
        )


class UploadTooLarge(InputRefusedError):
    """More of a file comes than was announced."""

    def __init__(self, name: str, size: int) -> None:
        self.name = name
        self.size = size
        super().__init__(
            f"expected {size:,} bytes of {name!r}, as was announced, found more; "
            "nothing was taken in"
        )
