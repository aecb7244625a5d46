"""What can be wrong with a file to import, or with the mapping that tells how to read it."""

from __future__ import annotations

from archive.errors import InputRefusedError, NotFoundError, UnavailableError


class BadMapping(InputRefusedError):
    """A mapping cannot be understood."""

    def __init__(self, name: str, where: str, why: str) -> None:
        self.name = name
        self.where = where
        super().__init__(f"in the mapping {name}, {where}: {why}; nothing was changed")


class UnknownMapping(NotFoundError):
    """No mapping has this name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        super().__init__(
            f"expected a mapping file, or one of the ready mappings {', '.join(known)}, "
            f"found {name!r}"
        )


class UnreadableTable(InputRefusedError):
    """A file is not the table that it should be."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        super().__init__(f"expected a table in {name}, found {why}; nothing was changed")


class TooLargeToRead(InputRefusedError):
    """A file is beyond a limit; said before anything of it is read."""

    def __init__(self, name: str, *, what: str, found: int, limit: int, instead: str) -> None:
        self.name = name
        self.found = found
        self.limit = limit
        super().__init__(
            f"expected at most {limit:,} {what} in {name}, found {found:,}; {instead}; "
            "nothing was changed"
        )


class MissingColumns(InputRefusedError):
    """A mapping reads columns that the file does not have."""

    def __init__(self, name: str, missing: tuple[str, ...], there: tuple[str, ...]) -> None:
        self.name = name
        self.missing = missing
        shown = ", ".join(repr(column) for column in missing[:5])
        super().__init__(
            f"expected the column {shown} in {name}, found {', '.join(there[:30])}; "
            "nothing was changed"
        )


class RowsRefused(InputRefusedError):
    """Some rows cannot become records, and only all or none were asked for."""

    def __init__(self, name: str, refused: int, first: str) -> None:
        self.name = name
        self.refused = refused
        super().__init__(
            f"expected that all of {name} can be imported, found {refused} rows that cannot, the "
            f"first: {first}; nothing was changed: see them all with --dry-run --report, or import "
            "the others with --partial"
        )


class PlanningStopped(UnavailableError):
    """The process that plans an import ended before the file did."""

    def __init__(self, name: str, status: int) -> None:
        self.name = name
        self.status = status
        how = f"signal {-status}" if status < 0 else f"status {status}"
        super().__init__(
            f"expected plans for {name} to its end, found that the process which makes them ended "
            f"({how}); what was not committed is undone, and the same command begins there again"
        )
