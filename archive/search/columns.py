"""What search filters, counts and sorts by: one array a field, one value a row, all in memory.

A row is what an audience of rank `lo` to `hi` sees of a record, and the only thing that any answer
is computed from. The columns follow the log: new and changed records get new rows, their old rows
are no longer alive, and when too many are dead everything is loaded anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from archive import seeing
from archive.disclosure import Audience
from archive.search import row_source
from archive.search.feed import NAMED
from archive.search.groups import EVERYBODY, Compartments, Group, Known
from archive.search.growing import NONE, Field, Growing
from archive.search.lean_whoosh import Bits, Ints
from archive.search.place_units import PlaceUnits
from archive.search.row_source import RANK_BITS, RANK_MASK, VIEW_FIELDS, Loaded
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
    "turn": np.int16,  # which of the groups of its record it is for, from 0
    "group": np.int32,  # number of the group
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
        self.audiences: set[Compartments] = {None, frozenset()}
        """The compartments of audiences for whom there are rows."""
        self._clear()

    def _clear(self) -> None:
        self.ids: list[str] = []
        self.numbers: dict[str, int] = {}
        """The number of each record, by id."""
        self.levels: dict[str, int] = {}
        """The rank of the widest audience of each record."""
        self.limits: dict[str, frozenset[str]] = {}
        """The compartments of each record that is in any."""
        self.row_at = Growing(np.int32, width=3)
        """The first row of a record that begins at each rank; -1: none does."""
        self.later_rows: dict[int, list[int]] = {}
        """By number of a record, its rows for further groups of audiences."""
        self.groups: list[Group] = [EVERYBODY]
        """For whom rows are, by number."""
        self._group_numbers: dict[Group, int] = {EVERYBODY: 0}
        self._used: frozenset[str] = frozenset()
        self.fields: dict[str, Field] = defaultdict(Field)
        """What rows can be filtered by, as in the table `terms`."""
        self.names: dict[int, tuple[str, ...]] = {}
        """The names under which a row's record is known; titles for sources and items."""
        self.words_for_places: list[str] = []
        """Distinct words for places."""
        self.place_units = PlaceUnits()
        self._place_codes: dict[str, int] = {}
        self.arrays = {name: Growing(kind) for name, kind in KINDS.items()}
        self._dead = 0
        self._visible: dict[Audience, Bits] = {}

    def __getattr__(self, name: str) -> npt.NDArray[Any]:
        """One column by its name in `KINDS`."""
        columns: dict[str, Growing] = self.__dict__.get("arrays", {})
        if name not in columns:
            raise AttributeError(name)
        return columns[name].all

    def __len__(self) -> int:
        return len(self.arrays["record"])

    @property
    def known(self) -> Known:
        """Who may know of each record."""
        return Known(self.levels, self.limits)

    def group_of(self, row: int) -> Group:
        """For whom a row is, beside its levels."""
        return self.groups[int(self.group[row])]

    def alike(self, audience: Audience) -> Audience:
        """One audience for all those who see the same as `audience` in this state."""
        mine = audience.compartments
        if mine is None or mine >= self._used:
            return Audience(audience.level, None)
        return Audience(audience.level, mine & self._used)

    def visible(self, audience: Audience) -> Bits:
        """Which rows are what an audience sees, if rows were made for it (`admit`)."""
        if audience not in self._visible:
            rank = audience.rank
            rows: Bits = self.alive & (self.lo <= rank) & (self.hi >= rank)
            if len(self.groups) > 1:
                mine = [group.includes(audience.compartments) for group in self.groups]
                rows &= np.array(mine).take(self.group)
            self._visible[audience] = rows
        return self._visible[audience]

    def row_of(self, audience: Audience) -> Ints:
        """By number of a record, the row that an audience sees; -1: it sees none."""
        found = np.full(len(self.ids), -1, np.int32)
        rows = np.flatnonzero(self.visible(audience)).astype(np.int32)
        found[self.record[rows]] = rows
        return found

    def rows_at(self, number: int) -> list[int]:
        """All rows of a record, given its number."""
        first = [int(row) for row in self.row_at.all[number] if row >= 0]
        return [*first, *self.later_rows.get(number, ())]

    def admit(self, connection: Connection, audience: Audience) -> None:
        """See that there are rows for an audience: what records show that point to compartments."""
        mine = self.alike(audience).compartments
        if mine in self.audiences:
            return
        self.audiences.add(mine)
        ids = row_source.split(connection)
        loaded = row_source.load(connection, self.known, self.audiences, sorted(ids))
        self._replace(loaded, ids)
        self._changed(self.cursor)

    def load(self, connection: Connection) -> None:
        """Read everything anew."""
        self._clear()
        self.levels = row_source.levels(connection)
        self.limits = seeing.compartments_of(connection)
        self.audiences |= row_source.audiences(connection)
        self._number(self.levels)
        self._append(row_source.load(connection, self.known, self.audiences))
        self._changed(row_source.log_size(connection))

    def restore(
        self,
        *,
        cursor: int,
        levels: Mapping[str, int],
        ids: Sequence[str],
        row_at: Ints,
        arrays: Mapping[str, npt.NDArray[Any]],
        groups: Sequence[Group],
        limits: Mapping[str, frozenset[str]],
        audiences: Iterable[Compartments],
        fields: Mapping[str, Field],
        names: Mapping[int, tuple[str, ...]],
        words_for_places: Sequence[str],
    ) -> None:
        """Take over what these attributes were before, after `cursor` entries of the log."""
        self._clear()
        self.levels = dict(levels)
        self._number(dict.fromkeys(ids, 0))
        self.row_at.all[:] = row_at
        self.limits = dict(limits)
        self.audiences.update(audiences)
        self.groups = list(groups)
        self._group_numbers = {group: number for number, group in enumerate(groups)}
        for name, column in self.arrays.items():
            column.extend(arrays[name])
        for row in np.flatnonzero(self.turn).tolist():
            self.later_rows.setdefault(int(self.record[row]), []).append(row)
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
        limits = seeing.compartments_of(connection, touched)
        moved = [
            key
            for key, level in now.items()
            if (self.levels.get(key), self.limits.get(key)) != (level, limits.get(key))
        ]
        gone = [key for key in touched if key in self.levels and key not in now]
        for key in gone:
            del self.levels[key]
        self.taken_away += len(gone)
        self.levels.update(now)
        for key in touched:
            self.limits.pop(key, None)
        self.limits.update(limits)
        self._number(now)
        wanted = touched | row_source.pointing_to(connection, [*moved, *gone])
        loaded = row_source.load(connection, self.known, self.audiences, sorted(wanted))
        self._replace(loaded, wanted)
        self._changed(size)
        return False

    def _changed(self, size: int) -> None:
        self.cursor = size
        self.version += 1
        self._visible = {}
        self._used = frozenset[str]().union(*self.limits.values())

    def _number(self, ids: Mapping[str, int]) -> None:
        new = [key for key in ids if key not in self.numbers]
        self.numbers.update({key: len(self.ids) + at for at, key in enumerate(new)})
        self.ids += new
        self.row_at.extend(np.full((len(new), 3), -1, np.int32))

    def _replace(self, loaded: Loaded, ids: set[str]) -> None:
        """Put new rows in place of the old ones, where they differ."""
        found: dict[str, set[tuple[int, int, int]]] = defaultdict(set)
        for row in loaded.views:
            low, turn = row[1] & RANK_MASK, row[1] >> RANK_BITS
            found[row[0]].add((low, row[2], loaded.stamps.get((row[0], turn), row[-1])))
        same = set()
        for key in ids & self.numbers.keys():
            rows = self.rows_at(self.numbers[key])
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
                loaded.groups,
            )
        )

    def _bury(self, key: str, rows: Sequence[int]) -> None:
        self.alive[rows] = False
        self.row_at.all[self.numbers[key]] = -1
        self.later_rows.pop(self.numbers[key], None)
        self._dead += len(rows)
        for row in rows:
            self.names.pop(int(row), None)

    def _append(self, loaded: Loaded) -> None:
        if not loaded.views:
            return
        base = len(self)
        views = dict(zip(VIEW_FIELDS, zip(*loaded.views, strict=True), strict=True))
        ids, codes = views["record_id"], views["view_lo"]
        turns = [code >> RANK_BITS for code in codes]
        values = _values(views)
        values["record"] = [self.numbers[key] for key in ids]
        named = list(zip(ids, turns, strict=True))
        values["stamp"] = [
            loaded.stamps.get(key, seq) for key, seq in zip(named, views["seq"], strict=True)
        ]
        values["lo"], values["turn"] = [code & RANK_MASK for code in codes], turns
        values["group"] = [self._group_number(loaded.groups.get(key)) for key in named]
        values["place"] = [self.numbers.get(key, -1) for key in views["place_id"]]
        values["place_words"] = [self._place_code(words) for words in views["place_words"]]
        values["alive"] = np.ones(len(ids), np.bool_)
        for name, column in self.arrays.items():
            column.extend(values[name])
        self._note_rows(base)
        at = {key: base + row for row, key in enumerate(zip(ids, codes, strict=True))}
        self._add_terms(loaded, at)
        self._add_names(loaded, views, at)

    def _note_rows(self, base: int) -> None:
        """Note which rows are whose, from row `base` on."""
        rows = np.arange(base, len(self), dtype=np.int32)
        first = self.turn[base:] == 0
        self.row_at.all[self.record[rows[first]], self.lo[rows[first]]] = rows[first]
        for row in rows[~first].tolist():
            self.later_rows.setdefault(int(self.record[row]), []).append(row)

    def _group_number(self, group: Group | None) -> int:
        if group is None:
            return 0
        number = self._group_numbers.setdefault(group, len(self.groups))
        if number == len(self.groups):
            self.groups.append(group)
        return number

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
