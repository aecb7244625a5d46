"""Who and what is called so: actors, places, sources and items by their names, for one audience.

A name matches if it has the word in any form, or if it sounds like it
(`archive.search.spelling`). Only names that the audience may see are compared, so that a withheld
name finds nothing, not even the record that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from archive.disclosure import Audience
from archive.search.columns import TYPES, Columns
from archive.search.feed import NAMED
from archive.search.following import Following
from archive.search.language import Forms, asked, find_words, folded, forms, normalised
from archive.search.lean_whoosh import Bits, Ints
from archive.search.romanisation import romanised
from archive.search.rooms import Lookup
from archive.search.spelling import (
    ALIKE,
    ARTICLES,
    SURE,
    Heard,
    alike,
    name_keys,
    name_words,
    sound,
)
from archive.search.stemming import script_of
from archive.search.titles import TITLES

SHORTEST_HEARD = 5
"""Letters from which a word of a search text is compared by its sound; shorter ones meet others."""

AS_ABRIDGED = 0.8
"""Likeness of a name that has initials or a title where words were asked for."""
OTHER_SCRIPT = 0.1
"""How much more alike a name in another script must be to be told instead."""


class Named(NamedTuple):
    """A record that is called so."""

    row: int
    name: str
    """The name by which it matched."""
    likeness: float
    """1 if the name has every word as it is, less if it sounds so."""
    through: bool = False
    """Whether the words are not in a name but in an item that documents the record."""


class Naming:
    """The names that one audience may see."""

    def __init__(self, following: Following, lookup: Lookup, audience: Audience) -> None:
        self._lookup = lookup
        self._columns: Columns = following.columns
        self._visible: Bits = self._columns.visible(audience)
        named = np.isin(self._columns.type, [TYPES.index(name) for name in NAMED])
        waiting = np.flatnonzero(self._visible & ~following.indexed & named)
        self._waiting: list[int] = waiting.tolist()
        """Rows with names that the text index does not have yet."""

    def called(self, word: str, *, heard_from: float = SURE) -> list[Named]:
        """The records that have `word`, or one that sounds like it, in a name or title.

        The likest first.
        """
        wanted = asked(word, self._lookup.languages())
        if not wanted:
            return []
        found = {
            row: Named(row, self._name_with(row, wanted), 1.0)
            for row in self._rows_with(wanted).tolist()
        }
        heard = name_words(word)
        if len(heard) == 1 and len(heard[0].letters) >= SHORTEST_HEARD:
            for named in self._sounding_like(word, heard[0], heard_from):
                found.setdefault(named.row, named)
        return sorted(found.values(), key=_likest_first)

    def find(self, text: str, types: Sequence[str], *, heard_from: float = ALIKE) -> list[Named]:
        """The records of these types with a name that has all words of `text`, the likest first."""
        words = [found.text for found in find_words(text)]
        wanted = [form for word in words for form in asked(word, self._lookup.languages())]
        if not wanted:
            return []
        numbers = [TYPES.index(name) for name in types]
        rows = {*self._rows_with(wanted).tolist(), *self._sharing_keys(text)}
        found = []
        for row in rows:
            if self._columns.type[row] in numbers:
                names = self._columns.names.get(row, ())
                likeness, name = _likest(
                    text, [(_name_likeness(text, words, name), name) for name in names]
                )
                if likeness >= heard_from:
                    found.append(Named(row, name, likeness))
        return sorted(found, key=_likest_first)

    def _rows_with(self, wanted: Iterable[Forms]) -> Ints:
        """Visible rows whose names together have at least one form of each."""
        rows: Ints | None = None
        for form in wanted:
            some = np.unique(self._lookup.rows_with("names", (*form.words, *form.stems)))
            some = some[self._visible[some]]
            late = [row for row in self._waiting if self._has(row, form)]
            some = np.union1d(some, np.array(late, np.int32)).astype(np.int32)
            rows = some if rows is None else np.intersect1d(rows, some)
        return np.zeros(0, np.int32) if rows is None else rows

    def _sounding_like(self, word: str, heard: Heard, least: float) -> Iterator[Named]:
        for row in self._sharing_keys(word):
            rated = [
                (alike(heard, other), name)
                for name in self._columns.names.get(row, ())
                for other in name_words(name)
            ]
            likeness, name = _likest(word, rated)
            if likeness >= least:
                yield Named(row, name, likeness)

    def _sharing_keys(self, text: str) -> set[int]:
        """Visible rows of which a name shares a key with a word of `text`."""
        keys = name_keys(text)
        rows: set[int] = set()
        some = self._lookup.rows_with("names", (f"={key}" for key in keys))
        rows.update(some[self._visible[some]].tolist())
        for row in self._waiting:
            if any(keys & name_keys(name) for name in self._columns.names.get(row, ())):
                rows.add(row)
        return rows

    def _has(self, row: int, form: Forms) -> bool:
        return any(_name_has(name, form) for name in self._columns.names.get(row, ()))

    def _name_with(self, row: int, wanted: Sequence[Forms]) -> str:
        """The name that has the words; the first one if it takes several to have them all."""
        names = self._columns.names.get(row, ("",))
        full = (name for name in names if all(_name_has(name, form) for form in wanted))
        return next(full, names[0])


def _likest_first(named: Named) -> tuple[float, str, int]:
    """An order that tells nothing of rows which somebody does not see."""
    return (-named.likeness, named.name, named.row)


@lru_cache(maxsize=1 << 13)
def spelled(name: str) -> tuple[tuple[Heard, tuple[str, ...]], ...]:
    """The words of a name that are one each by their sound, with the forms of each."""
    found = []
    for word in find_words(name):
        heard = name_words(word.text)
        if len(heard) == 1:
            looked_for = (form for need in asked(word.text, frozenset()) for form in need.words)
            found.append((heard[0], (*forms(word.text, "").words, *looked_for)))
    return tuple(found)


def _likest(text: str, rated: Iterable[tuple[float, str]]) -> tuple[float, str]:
    """The likest name; one in the script of `text` if another is hardly more alike."""
    script = script_of(text)
    return max(
        rated,
        key=lambda one: one[0] - (0 if script_of(one[1]) == script else OTHER_SCRIPT),
        default=(0.0, ""),
    )


def _name_has(name: str, wanted: Forms) -> bool:
    have = {form for found in find_words(name) for form in forms(found.text, "").words}
    return not have.isdisjoint(wanted.words)


def _name_likeness(text: str, words: Sequence[str], name: str) -> float:
    """1 if the name has every word, a little less if in another order or among others."""
    plain = [normalised(found.text) for found in find_words(name)]
    have = {form for word in plain for form in (word, folded(word))}
    if all(normalised(word) in have or folded(normalised(word)) in have for word in words):
        return 1.0
    heard, there = name_words(text), name_words(name)
    heard_of = [word for word in words if len(word) > 1 and normalised(word) not in ARTICLES]
    if not heard or not there or len(heard) < len(heard_of):
        return 0.0
    likest = [max(alike(word, other) for other in there) for word in heard]
    if min(likest) >= ALIKE:
        return min(likest)
    return max(_with_initials(heard, likest, name), _with_title(heard, there))


def _with_initials(heard: Sequence[Heard], likest: Sequence[float], name: str) -> float:
    """Enough if each word that the name does not have stands there as its first letter."""
    letters = [romanised(found.text) for found in find_words(name)]
    initials = {sound(letter) for letter in letters if len(letter) == 1}
    missing = [word for word, best in zip(heard, likest, strict=True) if best < ALIKE]
    abridged = all(sound(word.letters[0]) in initials for word in missing)
    return AS_ABRIDGED if abridged and len(missing) < len(heard) else 0.0


def _with_title(heard: Sequence[Heard], there: Sequence[Heard]) -> float:
    """Enough if the name is a title and words that were all asked for."""
    rest = [other for other in there if other.letters not in TITLES]
    if not rest or len(rest) == len(there):
        return 0.0
    known = all(max(alike(word, other) for word in heard) >= ALIKE for other in rest)
    return AS_ABRIDGED if known else 0.0
