"""What search filters, counts and sorts by: one array a field, one value a row, all in memory.

A row is what an audience of rank `lo` to `hi` sees of a record, and the only thing that any answer
is computed from. The columns follow the log: new and changed records get new rows, their old rows
are no longer alive, and when too many are dead everything is loaded anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from archive.search import row_source
from archive.search.feed import NAMED
from archive.search.growing import NONE, Field, Growing
from archive.search.lean_whoosh import Bits, Ints
from archive.search.row_source import VIEW_FIELDS, Loaded
from schemas.records import RECORD_TYPES

TYPES = tuple(RECORD_TYPES)
EARLIEST, LATEST = -(1 << 62), 1 << 62
"""Days that stand for an open bound."""
NO_CORE = (LATEST, EARLIEST)
"""Days that stand for: no day is sure."""

KINDS: dict[str, npt.DTypeLike] = {
    "record": np.int32,  # number of the record
    "lo": np.int8,
    "hi": np.int8,
    "type": np.int8,  # place in TYPES
    "date_lo": np.int64,
    "date_hi": np.int64,
    "core_lo": np.int64,
    "core_hi": np.int64,
    "place": np.int32,  # number of the place record, -1 for none
    "place_words": np.int32,  # number of the words in `words_for_places`, -1 for none
    "lat": np.float64,
    "lon": np.float64,
    "radius": np.float64,  # metres
    "context_only": np.bool_,
    "retired": np.bool_,
    "seq": np.int64,
    "stamp": np.int64,
    "alive": np.bool_,
}


class Columns:
    """All rows of an archive."""

    def __init__(self) -> None:
        self.version = 0
        """Counted up with every change."""
        self.cursor = -1
        """How many entries of the log have been followed; -1: nothing was loaded yet."""
        self.taken_away = 0
        """How many records have gone for good while the log was followed."""
        self._clear()

    def _clear(self) -> None:
        self.ids: list[str] = []
        self.numbers: dict[str, int] = {}
        """The number of each record, by id."""
        self.levels: dict[str, int] = {}
        """The rank of the widest audience of each record."""
        self.row_at = Growing(np.int32, width=3)
        """The row of a record that begins at each rank; -1: none does."""
        self.fields: dict[str, Field] = defaultdict(Field)
        """What rows can be filtered by, as in the table `terms`."""
        self.names: dict[int, tuple[str, ...]] = {}
        """The names under which a row's record is known; titles for sources and items."""
        self.words_for_places: list[str] = []
        """Distinct words for places."""
        self._place_codes: dict[str, int] = {}
        self.arrays = {name: Growing(kind) for name, kind in KINDS.items()}
        self._dead = 0
        self._visible: dict[int, Bits] = {}

    def __getattr__(self, name: str) -> npt.NDArray[Any]:
        """One column by its name in `KINDS`."""
        columns: dict[str, Growing] = self.__dict__.get("arrays", {})
        if name not in columns:
            raise AttributeError(name)
        return columns[name].all

    def __len__(self) -> int:
        return len(self.arrays["record"])

    def visible(self, rank: int) -> Bits:
        """Which rows are what an audience of `rank` sees."""
        if rank not in self._visible:
            self._visible[rank] = self.alive & (self.lo <= rank) & (self.hi >= rank)
        return self._visible[rank]

    def row_of(self, rank: int) -> Ints:
        """By number of a record, the row that an audience of `rank` sees; -1: it sees none."""
        found = np.full(len(self.ids), -1, np.int32)
        for low in range(rank + 1):
            rows = self.row_at.all[:, low]
            there = rows >= 0
            there[there] = self.hi[rows[there]] >= rank
            found[there] = rows[there]
        return found

    def load(self, connection: Connection) -> None:
        """Read everything anew."""
        self._clear()
        self.levels = row_source.levels(connection)
        self._number(self.levels)
        self._append(row_source.load(connection, self.levels))
        self._changed(row_source.log_size(connection))

    def restore(
        self,
        *,
        cursor: int,
        levels: Mapping[str, int],
        ids: Sequence[str],
        row_at: Ints,
        arrays: Mapping[str, npt.NDArray[Any]],
        fields: Mapping[str, Field],
        names: Mapping[int, tuple[str, ...]],
        words_for_places: Sequence[str],
    ) -> None:
        """Take over what these attributes were before, after `cursor` entries of the log."""
        self._clear()
        self.levels = dict(levels)
        self._number(dict.fromkeys(ids, 0))
        self.row_at.all[:] = row_at
        for name, column in self.arrays.items():
            column.extend(arrays[name])
        self.fields.update(fields)
        self.names = dict(names)
        self.words_for_places = list(words_for_places)
        self._place_codes = {words: code for code, words in enumerate(words_for_places)}
        self._dead = len(self) - int(np.count_nonzero(self.alive))
        self._changed(cursor)

    def follow(self, connection: Connection) -> bool:
        """Take over what entries of the log have changed; whether rows were numbered anew."""
        size = row_source.log_size(connection)
        if size == self.cursor:
            return False
        gap = size - self.cursor
        if self.cursor < 0 or gap < 0 or gap > len(self) // 2 + 256 or self._dead > len(self) // 4:
            self.load(connection)
            return True
        touched = row_source.touched_since(connection, self.cursor)
        now = row_source.levels(connection, touched)
        moved = [key for key, level in now.items() if self.levels.get(key) != level]
        gone = [key for key in touched if key in self.levels and key not in now]
        for key in gone:
            del self.levels[key]
        self.taken_away += len(gone)
        self.levels.update(now)
        self._number(now)
        wanted = touched | row_source.pointing_to(connection, [*moved, *gone])
        self._replace(row_source.load(connection, self.levels, sorted(wanted)), wanted)
        self._changed(size)
        return False

    def _changed(self, size: int) -> None:
        self.cursor = size
        self.version += 1
        self._visible = {}

    def _number(self, ids: Mapping[str, int]) -> None:
        new = [key for key in ids if key not in self.numbers]
        self.numbers.update({key: len(self.ids) + at for at, key in enumerate(new)})
        self.ids += new
        self.row_at.extend(np.full((len(new), 3), -1, np.int32))

    def _replace(self, loaded: Loaded, ids: set[str]) -> None:
        """Put new rows in place of the old ones, where they differ."""
        found: dict[str, set[tuple[int, int, int]]] = defaultdict(set)
        for row in loaded.views:
            found[row[0]].add((row[1], row[2], loaded.stamps.get(row[0], row[-1])))
        same = set()
        for key in ids & self.numbers.keys():
            rows = [row for row in self.row_at.all[self.numbers[key]] if row >= 0]
            old = {(int(self.lo[r]), int(self.hi[r]), int(self.stamp[r])) for r in rows}
            if old == found[key]:
                same.add(key)
                continue
            self._bury(key, rows)
        self._append(
            Loaded(
                [row for row in loaded.views if row[0] not in same],
                [row for row in loaded.terms if row[0] not in same],
                [row for row in loaded.names if row[0] not in same],
                loaded.stamps,
            )
        )

    def _bury(self, key: str, rows: Sequence[int]) -> None:
        self.alive[rows] = False
        self.row_at.all[self.numbers[key]] = -1
        self._dead += len(rows)
        for row in rows:
            self.names.pop(int(row), None)

    def _append(self, loaded: Loaded) -> None:
        if not loaded.views:
            return
        base = len(self)
        views = dict(zip(VIEW_FIELDS, zip(*loaded.views, strict=True), strict=True))
        ids, lows = views["record_id"], views["view_lo"]
        values = _values(views)
        values["record"] = [self.numbers[key] for key in ids]
        values["stamp"] = [
            loaded.stamps.get(key, seq) for key, seq in zip(ids, views["seq"], strict=True)
        ]
        values["place"] = [self.numbers.get(key, -1) for key in views["place_id"]]
        values["place_words"] = [self._place_code(words) for words in views["place_words"]]
        values["alive"] = np.ones(len(ids), np.bool_)
        for name, column in self.arrays.items():
            column.extend(values[name])
        self.row_at.all[values["record"], lows] = np.arange(base, len(self))
        at = {key: base + row for row, key in enumerate(zip(ids, lows, strict=True))}
        self._add_terms(loaded, at)
        self._add_names(loaded, views, at)

    def _add_terms(self, loaded: Loaded, at: dict[tuple[str, int], int]) -> None:
        pairs: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for key, low, field, value in loaded.terms:
            pairs[field].append((at[key, low], value))
        for field, some in pairs.items():
            self.fields[field].add(some)

    def _add_names(
        self, loaded: Loaded, views: Mapping[str, Sequence[Any]], at: dict[tuple[str, int], int]
    ) -> None:
        names: dict[int, list[str]] = defaultdict(list)
        for key, low, text in loaded.names:
            names[at[key, low]].append(text)
        for key, low, kind, title in zip(
            views["record_id"], views["view_lo"], views["type"], views["title"], strict=True
        ):
            if kind in NAMED and kind not in ("actor", "place"):
                names[at[key, low]].append(title)
        self.names.update({row: tuple(some) for row, some in names.items()})

    def _place_code(self, words: str | None) -> int:
        if words is None:
            return -1
        code = self._place_codes.setdefault(words, len(self._place_codes))
        if code == len(self.words_for_places):
            self.words_for_places.append(words)
        return code

    def rows_with(self, field: str, value: str) -> Ints:
        """The rows that have a value of a field, those that are gone as well."""
        return self.fields[field].rows_with(value) if field in self.fields else NONE


def _values(views: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Arrays of the columns that are kept as they are, with a value for what is absent."""
    values: dict[str, Any] = {
        "lo": views["view_lo"],
        "hi": views["view_hi"],
        "type": [TYPES.index(kind) for kind in views["type"]],
        "seq": views["seq"],
        "context_only": views["context_only"],
        "retired": views["retired"],
    }
    for name, absent in (
        ("date_lo", EARLIEST),
        ("date_hi", LATEST),
        ("core_lo", NO_CORE[0]),
        ("core_hi", NO_CORE[1]),
    ):
        values[name] = [absent if day is None else day for day in views[name]]
    for name, source in (("lat", "lat"), ("lon", "lon"), ("radius", "radius_m")):
        values[name] = [np.nan if number is None else number for number in views[source]]
    return values
