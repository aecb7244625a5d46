"""Looking into the texts of a view: the words that were found, and whether they stand together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from archive.disclosure import View
from archive.search.feed import Text, texts
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
    in_phrase,
    is_dense,
    normalised,
    words_of,
)
from archive.search.stemming import CHANGED_BEGINNINGS, script_of

MARKS = ("⟦", "⟧")
"""Stand around the words that were found; taken out of the texts themselves."""
AROUND = 70
"""Characters that are shown before the first and after the last found word of a passage."""
MOST_PASSAGES = 3
MOST_LOOKED_AT = 30
"""Passages of which the best are shown."""
LOOKED_INTO = 50_000
"""Characters of a text in which passages are looked for."""

START = 10
"""Characters at the beginning of a word by which most words are ruled out."""
MOST_STARTS = 1 << 17
"""Beginnings of words that are kept."""


@dataclass
class Wanted:
    """The forms of words by which a text was found."""

    words: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)

    def add(self, other: Wanted) -> None:
        """Take over what another has."""
        self.words |= other.words
        self.stems |= other.stems
        self.beginnings |= other.beginnings

    def meets(self, word: str, language: str) -> bool:
        """Whether a word of a text in `language` is one of them."""
        words, stems = self._forms(word, language)
        if not (self.words.isdisjoint(words) and self.stems.isdisjoint(stems)):
            return True
        starts = tuple(self.beginnings)
        return bool(starts) and any(form.startswith(starts) for form in words)

    def _forms(self, word: str, language: str) -> Forms:
        """The forms that matter, without a stem where none is wanted and none is folded."""
        plain = normalised(word)
        if self.stems or is_dense(plain) or script_of(plain) in ENDINGS_ONLY:
            return forms(word, language)
        return Forms((plain, folded(plain)), ())

    def among(self, words: Iterable[str], language: str) -> set[str]:
        """Those of the words of a text in `language` that are among them.

        To cut every word of every text to its stem would take longer than all the rest of a
        search: only words that can be meant by how they begin are looked at closely.
        """
        near: Iterable[str] = words
        if language.partition("-")[0].lower() not in CHANGED_BEGINNINGS:
            starts = self._starts
            near = [w for w in words if starts[_STARTS[w[:START]]] or self._holds_arabic_root(w)]
        return {word for word in near if self.meets(word, language)}

    @cached_property
    def _starts(self) -> _Starts:
        """With which letters a word must begin, if its stem begins as it does."""
        roots = [stem.partition("=")[2] for stem in self.stems]
        roots += [bare(form) for form in self.words if form.startswith(ROOT)]
        # What a stem ends with may be written otherwise in the word: "happi" of "happy".
        sure = [root[: max(2, min(START, len(root) - 2))] for root in roots]
        wholes = [bare(form)[:START] for form in (*self.words, *self.beginnings)]
        return _Starts(map(beginning, (*sure, *wholes)))

    def _holds_arabic_root(self, word: str) -> bool:
        """Whether an Arabic word may have a stem that leaves out what the word begins with."""
        if not "\u0600" <= word[0] < "\u0700":
            return False
        plain = normalised(word)
        return any(root in plain for root in self._arabic)

    @cached_property
    def _arabic(self) -> list[str]:
        """How Arabic roots begin, but for an alef that a stem has in place of another letter."""
        roots = [stem[3:] for stem in self.stems if stem.startswith("ar=")]
        bare_roots = [root.removeprefix("ا") for root in roots]
        return [root[: max(2, len(root) - 1)] for root in bare_roots]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.words or self.stems or self.beginnings)


class _Starts(dict[str, bool]):
    """Whether a word may be meant, by how it begins in Latin letters."""

    def __init__(self, starts: Iterable[str]) -> None:
        super().__init__()
        self._starts = set(starts)
        self._shorter = {start[:end] for start in self._starts for end in range(len(start))}

    def __missing__(self, start: str) -> bool:
        # A short one may go on as one of those that are wanted does.
        found = self[start] = start in self._shorter or any(
            start[:end] in self._starts for end in range(len(start) + 1)
        )
        return found


class _KnownStarts(dict[str, str]):
    """By the first characters of a word, with which Latin letters it begins (`beginning`)."""

    def __missing__(self, characters: str) -> str:
        if len(self) > MOST_STARTS:
            self.clear()
        found = self[characters] = beginning(characters)
        return found


_STARTS = _KnownStarts()


def passages(view: View, wanted: Wanted) -> tuple[str, ...]:
    """The passages of a view with most of the wanted words, these in `MARKS`."""
    found: list[tuple[int, Text, list[Found]]] = []
    for text in [] if wanted.is_empty else texts(view):
        for group in _groups(text, wanted):
            found.append((len({normalised(hit.text) for hit in group}), text, group))
            if len(found) == MOST_LOOKED_AT:
                break
    best: list[str] = []
    for _, text, group in sorted(found, key=lambda row: -row[0]):
        shown = _shown(text.words, group)
        if shown not in best:
            best.append(shown)
        if len(best) == MOST_PASSAGES:
            break
    return tuple(best)


def _groups(text: Text, wanted: Wanted) -> Iterator[list[Found]]:
    """Wanted words of a text that stand near each other."""
    looked_at = text.words[:LOOKED_INTO]
    meeting = wanted.among(set(words_of(looked_at)), text.language)
    if not meeting:
        return
    group: list[Found] = []
    for word in find_words(looked_at, meeting):
        if group and word.start - group[0].start > 2 * AROUND:
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _shown(text: str, hits: Sequence[Found]) -> str:
    start, end = max(0, hits[0].start - AROUND), min(len(text), hits[-1].end + AROUND)
    while start and start < hits[0].start and not text[start - 1].isspace():
        start += 1
    while end < len(text) and end > hits[-1].end and not text[end].isspace():
        end -= 1
    shown, at = [], start
    for hit in hits:
        shown += [_plain(text[at : hit.start]), MARKS[0], _plain(hit.text), MARKS[1]]
        at = hit.end
    shown.append(_plain(text[at:end]))
    passage = " ".join("".join(shown).split())
    return f"{'… ' if start else ''}{passage}{' …' if end < len(text) else ''}"


def _plain(text: str) -> str:
    for mark in MARKS:
        text = text.replace(mark, "")
    return text


class _InPhrase(dict[str, str]):
    """Words as they are compared in phrases; most are met again and again."""

    def __missing__(self, word: str) -> str:
        if len(self) > MOST_STARTS:
            self.clear()
        found = self[word] = in_phrase(word)
        return found


_IN_PHRASE = _InPhrase()


def has_phrase(view: View, phrase: Sequence[str]) -> bool:
    """Whether words stand next to each other in a text of `view`."""
    return any(stand_together(text.words, phrase) for text in texts(view))


def stand_together(text: str, phrase: Sequence[str]) -> bool:
    """Whether `text` has these words one after the other, as `archive.search.language.in_phrase`.

    Runs of scripts without spaces hold any part of themselves.
    """
    there = words_of(text)
    last = len(there) - len(phrase)
    if not any(map(is_dense, phrase)):
        wanted = [_IN_PHRASE[word] for word in phrase]
        known = [_IN_PHRASE[word] for word in there]
        starts = (at for at in range(last + 1) if known[at] == wanted[0])
        return any(known[at : at + len(wanted)] == wanted for at in starts)
    return any(
        all(_is(there[start + at], wanted) for at, wanted in enumerate(phrase))
        for start in range(last + 1)
    )


def _is(word: str, wanted: str) -> bool:
    if is_dense(wanted):
        return normalised(wanted) in normalised(word)
    return in_phrase(word) == in_phrase(wanted)
