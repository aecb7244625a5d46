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


class IndexUnfinished(UnavailableError):
    """The text index could not be brought up to the records."""

    def __init__(self, why: str, *, indexed: int, rows: int) -> None:
        self.why = why
        self.indexed = indexed
        """Views of records that can be found by words."""
        self.rows = rows
        super().__init__(
            f"expected {rows:,} views of records in the text index, found {indexed:,}: {why}; "
            "no record was changed, and the same command goes on from there"
        )


class NoTantivy(UnavailableError):
    """The text index of this archive is one of Tantivy, which is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "expected the package tantivy for this archive's text index, found none; install "
            "khronika[large], or run `khronika reindex --engine whoosh`; no record was changed"
        )
