"""By which forms of words texts were found, and which words of a text have one of them.

To cut every word of every text to its stem would take longer than all the rest of a search. So
words are ruled out by how they begin, first by two letters and then by more; the few that are left
are looked at closely.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from archive.search.language import (
    ENDINGS_ONLY,
    ROOT,
    Forms,
    Found,
    bare,
    beginning,
    find_words,
    folded,
    forms,
    is_dense,
    is_plain,
    normalised,
    words_of,
)
from archive.search.skimming import Starts, skimmed, starts_of
from archive.search.stemming import CHANGED_BEGINNINGS, script_of

START = 10
"""Characters at the beginning of a word by which most words are ruled out."""
MOST_STARTS = 1 << 17
"""Beginnings of words that are kept."""
_UNLIKE_BEGUN = CHANGED_BEGINNINGS - {"ar"}
"""Languages of which words cannot be ruled out so; those of Arabic are by the roots they hold."""


@dataclass
class Wanted:
    """The forms of words by which a text was found."""

    words: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)

    def add(self, other: Wanted) -> None:
        """Take over what another has; before anything is looked for."""
        self.words |= other.words
        self.stems |= other.stems
        self.beginnings |= other.beginnings

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.words or self.stems or self.beginnings)

    def found_in(self, text: str, language: str) -> list[Found]:
        """The words of a text in `language` that have one of the forms, in their order."""
        starts = None if _code_of(language) in _UNLIKE_BEGUN else self._skimmed_for
        if starts is not None and is_plain(text):
            begins, likely = skimmed(text, starts)
            meeting = self.among(likely, language)
            words = zip(begins, likely, strict=True)
            return [Found(at, at + len(word), word) for at, word in words if word in meeting]
        meeting = self.among(words_of(text), language)
        return list(find_words(text, meeting)) if meeting else []

    def among(self, words: list[str], language: str) -> set[str]:
        """Those of the words of a text in `language` that have one of the forms."""
        distinct = set(words)
        near = distinct if _code_of(language) in _UNLIKE_BEGUN else self._near(distinct)
        return {word for word in near if self.meets(word, language)}

    def meets(self, word: str, language: str) -> bool:
        """Whether a word of a text in `language` has one of them."""
        words, stems = self._forms(word, language)
        if not (self.words.isdisjoint(words) and self.stems.isdisjoint(stems)):
            return True
        return bool(self._begun) and any(form.startswith(self._begun) for form in words)

    def _forms(self, word: str, language: str) -> Forms:
        """The forms that matter, without a stem where none is wanted and none is folded."""
        plain = normalised(word)
        if self.stems or is_dense(plain) or script_of(plain) in ENDINGS_ONLY:
            return forms(word, language)
        return Forms((plain, folded(plain)), ())

    @cached_property
    def _begun(self) -> tuple[str, ...]:
        return tuple(self.beginnings)

    def _near(self, words: Collection[str]) -> list[str]:
        """Words that can be meant by how they begin, or by an Arabic root that they hold.

        Three characters tell the first two letters: a mark may change how the second one is read.
        """
        first, starts, known, letters = self._first, self._starts, _STARTS, _FIRST
        likely = words if first is None else [w for w in words if letters[w[:3]] in first]
        near = [w for w in likely if starts[known[w[:START]]]]
        if self._arabic_root is not None:
            holds = self._arabic_root.search
            arabic = (w for w in words if "\u0600" <= w[0] < "\u0700")
            near += [w for w in arabic if holds(normalised(w))]
        return near

    @cached_property
    def _beginnings(self) -> set[str]:
        """With which Latin letters a word must begin, if its stem begins as it does."""
        roots = [stem.partition("=")[2] for stem in self.stems]
        roots += [bare(form) for form in self.words if form.startswith(ROOT)]
        # What a stem ends with may be written otherwise in the word: "happi" of "happy".
        sure = [root[: max(2, min(START, len(root) - 2))] for root in roots]
        wholes = [bare(form)[:START] for form in (*self.words, *self.beginnings)]
        return {beginning(start) for start in (*sure, *wholes)}

    @cached_property
    def _skimmed_for(self) -> Starts | None:
        """With which letters a word must begin; None: with any."""
        return starts_of(self._beginnings, arabic=self._arabic_root is not None)

    @cached_property
    def _first(self) -> set[str] | None:
        """The same, two letters; and shorter ones, for words that have no more. None: any."""
        starts = self._beginnings
        if any(len(start) < 2 for start in starts):
            return None
        return {start[:size] for start in starts for size in range(3)}

    @cached_property
    def _starts(self) -> _Starts:
        return _Starts(self._beginnings)

    @cached_property
    def _arabic_root(self) -> re.Pattern[str] | None:
        """How Arabic roots begin, but for an alef that a stem has in place of another letter.

        Arabic stems leave out beginnings as well: such a word need not begin as its stem does.
        """
        roots = [stem[3:].removeprefix("ا") for stem in self.stems if stem.startswith("ar=")]
        held = {root[: max(2, len(root) - 1)] for root in roots}
        return re.compile("|".join(map(re.escape, sorted(held)))) if held else None


def _code_of(language: str) -> str:
    return language.partition("-")[0].lower()


class _Starts(dict[str, bool]):
    """Whether a word may be meant, by how it begins in Latin letters."""

    def __init__(self, starts: set[str]) -> None:
        super().__init__()
        self._starts = tuple(starts)
        self._shorter = {start[:end] for start in starts for end in range(len(start))}

    def __missing__(self, start: str) -> bool:
        # A short one may go on as one of those that are wanted does.
        found = self[start] = start in self._shorter or start.startswith(self._starts)
        return found


class _Known(dict[str, str]):
    """By the first characters of words, with which Latin letters they begin (`beginning`)."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __missing__(self, characters: str) -> str:
        if len(self) > MOST_STARTS:
            self.clear()
        found = self[characters] = beginning(characters)[: self._most]
        return found


_STARTS, _FIRST = _Known(START), _Known(2)
