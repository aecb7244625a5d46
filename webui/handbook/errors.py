"""What can go wrong with the documentation."""

from __future__ import annotations

from archive.errors import NotFoundError


class NoPage(NotFoundError):
    """The documentation has no page or file of this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"expected the name of a page of the documentation, found {name!r}; see /help"
        )
