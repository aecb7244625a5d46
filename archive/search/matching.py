"""The words of a query against everything that an audience sees.

A row matches a word if its own texts have it in any form, or if something that the row points to
and the audience may see is called so: an actor, a place, a source; an item for the incidents that
it documents. Where a word is a spelling of a name, all spellings of that name count as the word, so
that whoever writes Каляпин finds what Kalyapin finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from sqlalchemy import Connection

from archive.search.columns import TYPES
from archive.search.contents import ITEM, views_of
from archive.search.counting import BLANK, pair, phrased
from archive.search.index_form import Asked, Weights
from archive.search.language import (
    Forms,
    asked,
    beginnings,
    in_phrase,
    in_phrase_asked,
    normalised,
)
from archive.search.lean_whoosh import Bits, Ints
from archive.search.naming import Named, spelled
from archive.search.passages import has_phrase, stand_together
from archive.search.query_text import Form, Words
from archive.search.sight import Sight
from archive.search.spelling import SURE, alike, name_words
from archive.search.wanted import Wanted

AS_STEM, AS_SPELLED, AS_NAMED, AS_DOCUMENTED = 0.8, 0.7, 1.0, 0.5
"""How much a stem, another spelling, something that is called so, and an item that has the word
count beside the word."""
MOST_SPELLINGS = 500
"""Names of which the spellings are looked for; a word in more titles than that is no name."""
LONGEST_ONE_EDIT = 5
"""Letters up to which a fuzzy word may differ in one letter only; in two above."""


@dataclass
class Matched:
    """What one part of a search text matches."""

    weights: Weights
    """For each row how much of it there is; 0: the row does not match."""
    wanted: Wanted = field(default_factory=Wanted)
    """What to mark in its texts."""
    named: list[tuple[Named, Ints]] = field(default_factory=list)
    """What is called so, with the rows that point to it."""
    phrase: tuple[str, ...] = ()
    """Words that must stand together in the texts of the rows; for a phrase only."""
    sure: Bits | None = None
    """For a phrase: rows that match by a name and need not be looked into."""
    items: Bits | None = None
    """Items that match by their own words. None: there are none."""

    @property
    def rows(self) -> Bits:
        """Which rows match, or may match for a phrase."""
        matching: Bits = self.weights > 0
        return matching


class Matching:
    """Looks up the parts of a search text."""

    def __init__(self, sight: Sight, connection: Connection) -> None:
        self._sight = sight
        self._connection = connection
        self._lookup = sight.lookup
        self._size = len(sight.columns)
        self._known: dict[tuple[Form, tuple[str, ...]], Matched] = {}

    def match(self, part: Words) -> Matched:
        """The visible rows that one part of a search text matches; looked up once."""
        asked_for = (part.form, tuple(part.words))
        if asked_for not in self._known:
            self._known[asked_for] = self._matched(part)
        return self._known[asked_for]

    def _matched(self, part: Words) -> Matched:
        match part.form:
            case Form.WORD:
                matched = self._word(part.words[0])
            case Form.PREFIX:
                matched = self._prefix(part.words[0])
            case Form.FUZZY:
                matched = self._fuzzy(part.words[0])
            case Form.PHRASE if len(part.words) == 1:
                matched = self._word(part.words[0])
            case Form.PHRASE:
                matched = self._phrase(part.words)
        matched.weights[~self._sight.visible] = 0
        self._add_documented(matched)
        return matched

    def _add_documented(self, matched: Matched) -> None:
        """Let incidents match that an item documents of which the own words match."""
        sight = self._sight
        items = matched.rows & (sight.columns.type == ITEM)
        if matched.phrase and matched.sure is not None:
            items = self.confirmed(matched, items)
        rows, numbers = sight.numbers_of("incident")
        pairs = items[rows] & (numbers >= 0)
        incidents = sight.row_of[numbers[pairs]]
        incidents = incidents[incidents >= 0]
        if not len(incidents):
            return
        matched.items = items
        matched.weights[incidents] = np.maximum(matched.weights[incidents], AS_DOCUMENTED)
        if matched.sure is not None:
            matched.sure[incidents] = True

    def confirmed(self, matched: Matched, rows: Bits) -> Bits:
        """Those of `rows` that have the words of a phrase next to each other."""
        assert matched.sure is not None
        found = rows & matched.sure
        doubtful = rows & matched.rows & ~found
        words = [phrased(word) for word in matched.phrase]
        if BLANK in words:
            return self._looked_into(matched, found, np.flatnonzero(doubtful))
        if doubtful.any():
            found[self._lookup.with_phrase(words, doubtful)] = True
        return found

    def _looked_into(self, matched: Matched, found: Bits, doubtful: Ints) -> Bits:
        """The same for scripts without spaces, of which the index does not know where words end."""
        sight = self._sight
        for row, view in views_of(
            self._connection, sight.columns, doubtful, sight.following.store, rank=sight.rank
        ):
            found[row] = has_phrase(view, matched.phrase)
        return found

    def _word(self, word: str) -> Matched:
        need = asked(word, self._lookup.languages())
        matched = Matched(self._nothing())
        for at, form in enumerate(need):
            weights = self._in_texts(form)
            matched.weights = weights if at == 0 else np.minimum(matched.weights, weights)
            matched.wanted.words.update(form.words)
            matched.wanted.stems.update(form.stems)
        if need:
            named = self._sight.naming.called(word)
            known = frozenset(need[0].words) if len(need) == 1 else frozenset()
            self._add_spellings(matched, word, named, known)
            self._add_named(matched, named)
        return matched

    def _prefix(self, word: str) -> Matched:
        matched = Matched(self._nothing())
        matched.wanted.beginnings.update(beginnings(word))
        rows: list[Ints] = []
        for start in sorted(matched.wanted.beginnings):
            for some, counts in self._lookup.beginning_with("words", start):
                np.maximum.at(matched.weights, some, counts.astype(np.float32))
            rows += [some for some, _ in self._lookup.beginning_with("names", start)]
        self._add_named(matched, self._first_names(rows))
        return matched

    def _fuzzy(self, word: str) -> Matched:
        matched = Matched(self._nothing())
        plain = normalised(word)
        edits = 1 if len(plain) <= LONGEST_ONE_EDIT else 2
        near, called = {plain}, {plain}
        for start in sorted(beginnings(word)):
            near |= self._lookup.words_within("words", start, edits)
            called |= self._lookup.words_within("names", start, edits)
        matched.wanted.words.update(near)
        self._raise_all(matched.weights, [Asked("words", form, 1) for form in sorted(near)])
        rows = self._lookup.rows_with("names", sorted(called))
        self._add_named(matched, self._first_names([rows]))
        return matched

    def _phrase(self, words: Sequence[str]) -> Matched:
        matched = Matched(self._nothing(), phrase=tuple(words))
        need = dict.fromkeys(form for word in words for form in in_phrase_asked(word))
        for at, weights in enumerate(self._of_phrase(words, need)):
            matched.weights = np.minimum(matched.weights, weights) if at else weights
            if not matched.weights.any():
                break
        for form in need:
            matched.wanted.words.update(form.words)
        by_name = Matched(self._nothing())
        self._add_named(by_name, self._named_together(words))
        matched.sure, matched.named = by_name.rows, by_name.named
        matched.weights = np.maximum(matched.weights, by_name.weights)
        return matched

    def _of_phrase(self, words: Sequence[str], need: Iterable[Forms]) -> Iterator[Weights]:
        """Where each word of a phrase is, and each two that follow each other."""
        for form in need:
            yield self._in_texts(form)
        for first, second in dict.fromkeys(pairwise(map(in_phrase, words))):
            if first and second:
                neighbours = self._nothing()
                self._raise_all(neighbours, [Asked("pairs", pair(first, second), 1)])
                yield neighbours

    def _named_together(self, words: Sequence[str]) -> Iterator[Named]:
        rows: set[int] | None = None
        for word in dict.fromkeys(words):
            some = {named.row for named in self._sight.naming.called(word, heard_from=2)}
            rows = some if rows is None else rows & some
            if not rows:
                return
        for row in sorted(rows or ()):
            for name in self._sight.columns.names.get(row, ()):
                if stand_together(name, words):
                    yield Named(row, name, 1.0)
                    break

    def _in_texts(self, form: Forms) -> Weights:
        weights = self._nothing()
        asked = [Asked("words", word, 1) for word in form.words]
        self._raise_all(weights, asked + [Asked("stems", stem, AS_STEM) for stem in form.stems])
        return weights

    def _add_spellings(
        self, matched: Matched, word: str, named: Sequence[Named], known: frozenset[str]
    ) -> None:
        """Let every spelling of the names that `word` meets count as the word.

        The forms that are `known` count for more already.
        """
        types = self._sight.columns.type
        names = [one for one in named if TYPES[types[one.row]] in ("actor", "place")]
        if len(names) > MOST_SPELLINGS:
            return
        spellings = {form for one in names for form in self._spellings(one, word)}
        matched.wanted.words.update(spellings)
        new = sorted(spellings - known)
        self._raise_all(matched.weights, [Asked("words", form, AS_SPELLED) for form in new])

    def _spellings(self, named: Named, word: str) -> Iterator[str]:
        """The forms of those words of all names of a record that sound like `word`."""
        heard = name_words(word)
        if len(heard) != 1:
            return
        for name in self._sight.columns.names.get(named.row, ()):
            for other, as_forms in spelled(name):
                if alike(heard[0], other) >= SURE:
                    yield from as_forms

    def _add_named(self, matched: Matched, named: Iterable[Named]) -> None:
        """Let the rows match that are called so, or point to what is."""
        columns, found = self._sight.columns, list(named)
        if not found:
            return
        keys = [columns.ids[columns.record[one.row]] for one in found]
        pointing = [(f"named={key}", f"cited={key}") for key in keys]
        lists = self._lookup.rows_of_each("mentions", pointing)
        matched.named += zip(found, lists, strict=True)
        called = np.array([one.row for one in found], np.int32)
        for rows in (called, np.concatenate(lists)):
            matched.weights[rows] = np.maximum(matched.weights[rows], AS_NAMED)
        items = np.zeros(self._size, np.bool_)
        items[called[columns.type[called] == ITEM]] = True
        if items.any():
            rows, numbers = self._sight.numbers_of("incident")
            documented = numbers[items[rows]]
            seen = self._sight.row_of[documented[documented >= 0]]
            seen = seen[seen >= 0]
            matched.weights[seen] = np.maximum(matched.weights[seen], AS_NAMED)

    def _first_names(self, lists: Iterable[Ints]) -> Iterator[Named]:
        visible, names = self._sight.visible, self._sight.columns.names
        rows = {int(row) for some in lists for row in some[visible[some]]}
        for row in sorted(rows):
            yield Named(row, names.get(row, ("",))[0], 1.0)

    def _raise_all(self, weights: Weights, asked: Sequence[Asked]) -> None:
        """Let `weights` be at least what the rows have of these words."""
        for rows, least in self._lookup.weigh(asked):
            weights[rows] = np.maximum(weights[rows], least)

    def _nothing(self) -> Weights:
        return np.zeros(self._size, np.float32)
