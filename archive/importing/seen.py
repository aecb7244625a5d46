"""What an import remembers of the rows before: their names, so that none is given twice.

It is the only thing that grows with a file, so that it holds no more than is needed to be exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.disclosure import CONFIDENTIAL, Audience


class FirstRows:
    """Numbers of the rows that gave an external id first, held as small as they can be exactly."""

    def __init__(self) -> None:
        self._by_scheme: dict[str, dict[str, int]] = {}

    def get(self, key: tuple[str, str] | None) -> int | None:
        """The number of the row that gave this scheme and value."""
        return self._by_scheme.get(key[0], {}).get(key[1]) if key else None

    def put(self, key: tuple[str, str], number: int) -> None:
        """Note the row that gave this scheme and value."""
        self._by_scheme.setdefault(key[0], {})[key[1]] = number

    def update(self, others: FirstRows) -> None:
        """Note all that others know."""
        for scheme, numbers in others._by_scheme.items():
            self._by_scheme.setdefault(scheme, {}).update(numbers)


@dataclass(slots=True)
class Seen:
    """What came before in the same file."""

    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Id and type of records that are, or will be, written with it, by id and ref."""
    refs: set[str] = field(default_factory=set)
    """Refs of the records that are written by a mapping."""
    rows: FirstRows = field(default_factory=FirstRows)
    """External ids of this run."""
    made: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Id and JSON of the records that several rows make, by external id."""
    earlier: FirstRows = field(default_factory=FirstRows)
    """External ids of rows that an earlier run of the same import had read."""
    by: Audience = CONFIDENTIAL
    """What whoever imports may know of: the rest of the archive is not there for them."""
