"""What can be wrong with a file that a reader was given. It costs a note, never the file."""

from __future__ import annotations

from evidence.errors import EvidenceError


class UnreadableFile(EvidenceError):
    """A file is not what its type says, is damaged, or unfolds into too much. It is kept."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"expected a file that can be read within the limits: {why}")


class LibraryMissing(EvidenceError):
    """A package that reads this kind of file is not installed. The file is kept and described."""

    def __init__(self, extra: str, what: str) -> None:
        self.extra = extra
        super().__init__(f"{what}: the extra {extra!r} of this program is not installed")
