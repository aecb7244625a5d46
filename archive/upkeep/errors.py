"""What can be wrong with a backup."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archive.errors import InputRefusedError, NotFoundError
from evidence.checks.findings import Finding


class NotABackup(NotFoundError):
    """The folder holds no backup of this program."""

    def __init__(self, folder: Path, found: str) -> None:
        self.folder, self.found = folder, found
        super().__init__(f"expected a backup in {folder}, found {found}; nothing was changed")


class OtherBackup(InputRefusedError):
    """The folder holds the backup of another archive."""

    def __init__(self, folder: Path, *, expected: str, found: str) -> None:
        self.folder, self.expected, self.found = folder, expected, found
        super().__init__(
            f"expected backups of the archive {expected} in {folder}, found those of {found}; "
            "nothing was written there"
        )


class BadBackup(InputRefusedError):
    """A backup does not pass the check of what it would restore."""

    def __init__(self, folder: Path, findings: Sequence[Finding]) -> None:
        self.folder, self.findings = folder, tuple(findings)
        more = f", and {len(findings) - 1:,} more" if len(findings) > 1 else ""
        super().__init__(
            f"expected a backup that verifies in {folder}, found {findings[0]}{more}; "
            "nothing was restored"
        )


class NothingToMove(InputRefusedError):
    """An archive is where it is asked to move to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"expected another place for the archive in {folder} than the one where it is; "
            "nothing was changed"
        )


class MoveBegun(InputRefusedError):
    """A move to elsewhere was broken off, and neither ended nor taken back."""

    def __init__(self, folder: Path, where: str) -> None:
        self.folder, self.where = folder, where
        super().__init__(
            f"expected the move to go on that was begun in {folder}, to {where}; ask for that one, "
            "or take it back with `khronika migrate --abandon`; nothing was changed"
        )


class NotTheSame(InputRefusedError):
    """A copy of an archive does not verify, or has another log."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            f"expected a copy that verifies and has the same log, found {found}; "
            "the archive stays where it is, and nothing in it was changed"
        )
