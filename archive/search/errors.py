"""What can go wrong in searching, beside a query that cannot be understood (`BadQuery`)."""

from __future__ import annotations

from archive.errors import NotFoundError, UnavailableError


class UnknownSavedSearch(NotFoundError):
    """No search was kept under this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"expected the name of a saved search, found {name!r}; see `khronika saved list`"
        )


class NoTantivy(UnavailableError):
    """The text index of this archive is one of Tantivy, which is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "expected the package tantivy for this archive's text index, found none; install "
            "khronika[large], or run `khronika reindex --engine whoosh`; no record was changed"
        )
