"""What can be wrong with an archive file or with one thing inside it. Nothing of it was kept."""

from __future__ import annotations

from evidence.errors import EvidenceError


class ContainerError(EvidenceError):
    """Something inside a ZIP or TAR cannot be taken out."""


class BrokenContainer(ContainerError):
    """A ZIP or TAR cannot be read, or not to its end."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"expected a ZIP or TAR that can be read: {why}")


class TooMuchInside(ContainerError):
    """More would come out of an archive file than the limits allow."""

    def __init__(self, what: str, *, limit: int, found: int) -> None:
        self.what = what
        self.limit = limit
        self.found = found
        super().__init__(f"expected at most {limit:,} {what}, found {found:,}")


class BrokenMember(ContainerError):
    """One file inside an archive file cannot be read."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"expected a file that can be read inside the archive file: {why}")
