"""What can keep words from being set as a PDF."""

from __future__ import annotations

from archive.errors import InputRefusedError


class UnsetPages(InputRefusedError):
    """The pages cannot be set as a PDF."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"expected pages that can be set as a PDF, found: {why}; nothing was written"
        )
