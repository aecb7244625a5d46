"""What can be wrong with a draft. None of it touches a record."""

from __future__ import annotations

from archive.errors import InputRefusedError, NotFoundError


class UnknownDraft(NotFoundError):
    """There is no such draft, or it is somebody else's."""

    def __init__(self, draft: str) -> None:
        self.draft = draft
        super().__init__(f"expected a draft of your own, found none that is called {draft!r}")


class DraftRefused(InputRefusedError):
    """What was typed is no record yet. The draft is kept as it is."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        self.faults = faults
        """JSON Pointer of the field, and what is wrong there."""
        count = len(faults)
        super().__init__(
            f"expected a record without faults, found {count}, the first at "
            f"{faults[0][0] or 'the top'}: {faults[0][1]}; nothing was recorded, the draft is kept"
        )


class RevisedMeanwhile(InputRefusedError):
    """Somebody else has revised the record since the draft was begun. The draft is kept."""

    def __init__(self, ref: str, *, begun_from: int, found: int) -> None:
        self.ref = ref
        self.begun_from = begun_from
        self.found = found
        super().__init__(
            f"expected revision {begun_from} of {ref}, from which the draft was begun, found "
            f"revision {found}; nothing was recorded, the draft is kept"
        )


class BadMark(InputRefusedError):
    """A passage cannot be marked as was asked. The draft is kept as it is."""

    def __init__(self, expected: str, found: str) -> None:
        self.expected = expected
        self.found = found
        super().__init__(f"expected {expected}, found {found}; the draft is as it was")


class NotYoursToChange(InputRefusedError):
    """A file changes fields of a record of which whoever sent it sees a part only."""

    def __init__(self, ref: str, faults: tuple[tuple[str, str], ...]) -> None:
        self.ref = ref
        self.faults = faults
        """JSON Pointer of each field, and why it is not theirs to change."""
        shown = "; ".join(f"{pointer}: {why}" for pointer, why in faults[:5])
        super().__init__(f"in {ref}, at {shown}; nothing was changed")
