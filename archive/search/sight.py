"""Everything that one audience sees of the columns: rows, names, places, positions.

Made once for each audience and state of the archive, and piece by piece as queries ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from archive.disclosure import Audience
from archive.search.columns import TYPES
from archive.search.following import Following
from archive.search.growing import NONE
from archive.search.lean_whoosh import Bits, Ints
from archive.search.naming import Naming
from archive.search.rooms import Lookup
from archive.search.squares import Squares, spots_of, squares_of
from archive.search.timeline import Timeline
from archive.search.verdicts import Numbers, Reach, reach_of

PLACE = TYPES.index("place")
MOST_TOLD = 100
"""Answers that are kept."""
MOST_SIZES = 8
"""Sizes of squares of which is kept where every row lies."""
MOST_STEPS = 32
"""How far places may lie within each other."""


T = TypeVar("T")


class Positions(NamedTuple):
    """Where each row lies, by itself or by its place."""

    lat: Numbers
    lon: Numbers
    radius: Numbers
    """Metres; not a number where it is not stated."""


class Sight:
    """What one audience sees."""

    def __init__(self, following: Following, audience: Audience) -> None:
        self.following = following
        self.columns = following.columns
        self.lookup = Lookup(following.index, audience)
        self.audience = audience
        self.rank = audience.rank
        self.visible: Bits = self.columns.visible(audience)
        self._numbers: dict[str, tuple[Ints, Ints]] = {}
        self._squares: dict[float, Squares] = {}
        self._searched: dict[tuple[frozenset[str], bool], Bits] = {}
        self._told: dict[tuple[Any, ...], Any] = {}

    @cached_property
    def naming(self) -> Naming:
        """Its names."""
        return Naming(self.following, self.lookup, self.audience)

    @cached_property
    def until(self) -> int:
        """One past the newest entry of the log of which it sees what the entry made."""
        return int(self.columns.seq[self.visible].max(initial=-1)) + 1

    @cached_property
    def row_of(self) -> Ints:
        """The row of each record, by number; -1: it is not seen."""
        return self.columns.row_of(self.audience)

    @cached_property
    def place_of(self) -> Ints:
        """The place of each row by number of its record: its own for a place; -1: none."""
        columns = self.columns
        own: Ints = np.where(columns.type == PLACE, columns.record, columns.place)
        return own

    @cached_property
    def parent_of(self) -> Ints:
        """By number of a record, the place around it; -1: none is seen, or it is no place."""
        parents = np.full(len(self.columns.ids), -1, np.int32)
        rows = self.place_rows
        parents[self.columns.record[rows]] = self.columns.place[rows]
        return parents

    def below(self, places: Ints) -> Bits:
        """By number of a record: whether it is one of these places or lies in one."""
        inside = np.zeros(len(self.columns.ids) + 1, np.bool_)  # the last stands for -1
        inside[places] = True
        inner = np.flatnonzero(self.parent_of >= 0)
        for _ in range(MOST_STEPS):
            more = inner[inside[self.parent_of[inner]] & ~inside[inner]]
            if not len(more):
                break
            inside[more] = True
        return inside

    def above(self, places: Ints) -> Bits:
        """By number of a record: whether one of these places lies in it."""
        around = np.zeros(len(self.columns.ids) + 1, np.bool_)
        step = np.asarray(places)
        for _ in range(MOST_STEPS):
            step = self.parent_of[step]
            step = np.unique(step[step >= 0])
            if around[step].all():
                break
            around[step] = True
        return around

    @cached_property
    def positions(self) -> Positions:
        """Where each row lies; one without a position of its own lies where its place does."""
        columns = self.columns
        lat, lon, radius = columns.lat.copy(), columns.lon.copy(), columns.radius.copy()
        at = self.place_of.copy()
        at[columns.type == PLACE] = columns.place[columns.type == PLACE]
        missing = np.flatnonzero(self.visible & np.isnan(lat) & (at >= 0))
        for _ in range(MOST_STEPS):
            if not len(missing):
                break
            source = self.row_of[at[missing]]
            seen = source >= 0
            missing, source = missing[seen], source[seen]
            for column, own in ((lat, columns.lat), (lon, columns.lon), (radius, columns.radius)):
                column[missing] = own[source]
            at[missing] = self.parent_of[at[missing]]
            missing = missing[np.isnan(lat[missing]) & (at[missing] >= 0)]
        return Positions(lat, lon, radius)

    @cached_property
    def reach(self) -> Reach:
        """How far each row may lie from its position."""
        return reach_of(*self.positions)

    @cached_property
    def unplaced(self) -> Ints:
        """The rows that are seen and have no position."""
        return np.flatnonzero(self.visible & np.isnan(self.positions.lat))

    @cached_property
    def place_rows(self) -> Ints:
        """The rows of places."""
        return np.flatnonzero(self.visible & (self.columns.type == PLACE))

    @cached_property
    def spots(self) -> npt.NDArray[np.uint64]:
        """A number for each row, the same for those at the very same place."""
        return spots_of(*self.positions)

    def squares(self, degrees: float) -> Squares:
        """In which square of so many degrees each row lies."""
        if degrees not in self._squares:
            while len(self._squares) >= MOST_SIZES:
                del self._squares[next(iter(self._squares))]
            where = self.positions
            rows = np.flatnonzero(self.visible & ~np.isnan(where.lat))
            self._squares[degrees] = squares_of(where.lat, where.lon, rows, degrees)
        return self._squares[degrees]

    @cached_property
    def timeline(self) -> Timeline:
        """The dates of all rows."""
        return Timeline(self.columns)

    def once(self, asked: tuple[Any, ...], make: Callable[[], T]) -> T:
        """What `make` gives, which is asked for again and again and stays the same."""
        if asked not in self._told:
            while len(self._told) >= MOST_TOLD:
                del self._told[next(iter(self._told))]
            self._told[asked] = make()
        found: T = self._told[asked]
        return found

    def searched(self, types: Iterable[str], *, retired: bool) -> Bits:
        """The rows of these types, and whether those no longer in use are among them.

        Not to be written into.
        """
        wanted = (frozenset(types), retired)
        if wanted not in self._searched:
            rows = np.isin(TYPES, list(wanted[0])).take(self.columns.type) & self.visible
            self._searched[wanted] = rows if retired else rows & ~self.columns.retired
        return self._searched[wanted]

    def words_in(self, rows: Bits) -> tuple[int, int]:
        """How many rows these are, and how many words they have together.

        Counted once for rows that `searched` gave.
        """
        lengths = self.following.lengths
        asked = next((key for key, known in self._searched.items() if known is rows), None)

        def counted() -> tuple[int, int]:
            return count(rows), int(lengths[rows].sum())

        return counted() if asked is None else self.once(("words", *asked), counted)

    def numbers_of(self, field: str) -> tuple[Ints, Ints]:
        """Rows, and the number of the record that each names in a field of terms; -1: none."""
        if field not in self._numbers:
            self._numbers[field] = self._numbers_of(field)
        return self._numbers[field]

    def _numbers_of(self, field: str) -> tuple[Ints, Ints]:
        known = self.columns.fields.get(field)
        if known is None or not known.values:
            return NONE, NONE
        numbers = np.array([self.columns.numbers.get(key, -1) for key in known.values], np.int32)
        rows, codes = known.pairs
        return rows, numbers[codes]

    def name_of(self, record: int) -> str:
        """The first name of a record that is seen; "" if it has none."""
        row = int(self.row_of[record]) if record >= 0 else -1
        names: Any = self.columns.names.get(row, ())
        return names[0] if names else ""


def count(some: npt.NDArray[Any]) -> int:
    """How many are true."""
    return int(np.count_nonzero(some))
