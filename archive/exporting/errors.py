"""What can keep an export from being written."""

from __future__ import annotations

from pathlib import Path

from archive.errors import InputRefusedError, NotAllowedError


class OutputTaken(InputRefusedError):
    """Something lies where the export should go."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"expected a name that is free for the export, found {path}; nothing was written"
        )


class WholeArchiveOnly(NotAllowedError):
    """A bag of the archive holds original files, which are not made for fewer eyes."""

    def __init__(self, audience: str) -> None:
        super().__init__(
            f"expected the audience confidential+* for a bag of the archive, found {audience}: "
            "its original files tell what was withheld; nothing was written, see `khronika packet`"
        )
