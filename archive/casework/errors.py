"""What can be wrong with a step of casework; nothing was changed when one of these is raised."""

from __future__ import annotations

from pathlib import Path

from archive.errors import InputRefusedError


class NothingToRevert(InputRefusedError):
    """The revision that is asked for has no content any more."""

    def __init__(self, ref: str, revision: int) -> None:
        self.ref, self.revision = ref, revision
        super().__init__(
            f"expected a revision of {ref} to go back to, but the content of revision {revision} "
            "was erased; nothing was changed"
        )


class SameRecord(InputRefusedError):
    """A record was to be joined to itself, or to one that was joined to it."""

    def __init__(self, ref: str, other: str) -> None:
        self.ref, self.other = ref, other
        super().__init__(
            f"expected two records, one to be used in place of the other, but {ref} and {other} "
            "lead to each other; nothing was changed"
        )


class LetterTaken(InputRefusedError):
    """Something lies where a letter should be written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"expected a name that is free for the letter, found {path}; nothing was written"
        )
