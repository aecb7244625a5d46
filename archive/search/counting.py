"""The words of texts, counted as the text index keeps them: their forms, and which are neighbours.

An index is made from millions of words, of which most have been met before. So what is kept of a
word is worked out once for each language, and a text is counted as a whole.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from archive.search.language import forms, in_phrase, words_of

MOST_KEPT = 1 << 17
"""Words of one language that are kept: the vocabulary of some ten thousand records."""
MOST_LANGUAGES = 32
BLANK = "-"
"""Stands between texts, and for a word that no phrase can be asked for."""
_SPREAD = 40_503
"""Odd, and near 2^16 times the golden ratio (Knuth, The Art of Computer Programming, 6.4)."""
_PAIRS = 1 << 16
"""So few that the dictionary stays small, and enough to leave one text in some hundreds to be
looked into."""


class Kept(NamedTuple):
    """What the index has of one word."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    language: str
    """Of the stem, behind the same, as "en="; "" if there is none."""
    sound: int
    """Stands for the word beside its neighbours; 0: it stands in no phrase."""
    phrased: str
    """The word as it is compared in phrases, of which none is `BLANK`."""


class Counted(NamedTuple):
    """What the index has of some texts."""

    words: dict[str, int]
    """Forms, and how often each occurs."""
    stems: dict[str, int]
    """Behind their language, and the languages themselves."""
    pairs: dict[str, int]
    """Short names of words that follow each other; different ones may share one."""
    length: int
    """Number of words."""
    order: str
    """The words as they follow each other, as they are compared in phrases; texts apart."""


def counted(texts: Iterable[tuple[str, str]], before: str = "") -> Counted:
    """The forms of the words of these texts; each text comes with its language (BCP 47).

    `before` stands before everything that is counted (`archive.search.rooms`).
    """
    words: list[str] = []
    stems: list[str] = []
    neighbours: set[int] = set()
    languages: set[str] = set()
    order: list[str] = []
    length = 0
    for text, language in texts:
        known = _kept(language, before)
        made = [known[word] for word in words_of(text)]
        if not made:
            continue
        some_words, some_stems, some_languages, sounds, phrases = zip(*made, strict=True)
        length += len(made)
        words += chain.from_iterable(some_words)
        stems += chain.from_iterable(some_stems)
        languages.update(some_languages)
        order.append(" ".join(phrases))
        neighbours.update(
            [(a * _SPREAD + b) % _PAIRS for a, b in pairwise(sounds) if a and b]  # as `_number`
        )
    languages.discard("")
    names = _names(before)
    return Counted(
        Counter(words),
        {**Counter(stems), **dict.fromkeys(languages, 1)},
        dict.fromkeys([names[number] for number in neighbours], 1),
        length,
        apart(order),
    )


def apart(texts: Iterable[str]) -> str:
    """The words of these texts, as they are compared in phrases, so that none reaches over two."""
    return f" {BLANK} ".join(filter(None, texts))


def phrased(word: str) -> str:
    """A word of a text or phrase as it is in `Counted.order`; `BLANK`: it is in no phrase."""
    return "_".join(in_phrase(word).split()) or BLANK


def pair(first: str, second: str) -> str:
    """The short name of two words that follow each other, each of them `in_phrase`."""
    return _names("")[_number(_sound(first), _sound(second))]


class _Words(dict[str, Kept]):
    """What is kept of the words of texts in one language."""

    def __init__(self, language: str, before: str) -> None:
        super().__init__()
        self._language = language
        self._before = before

    def __missing__(self, word: str) -> Kept:
        if len(self) >= MOST_KEPT:
            self.clear()
        made, plain, before = forms(word, self._language), in_phrase(word), self._before
        kept = self[word] = Kept(
            tuple(before + form for form in made.words),
            tuple(before + one for one in made.stems),
            before + made.stems[0].partition("=")[0] + "=" if made.stems else "",
            _sound(plain) if plain else 0,
            phrased(word),
        )
        return kept


@lru_cache(maxsize=MOST_LANGUAGES)
def _kept(language: str, before: str) -> _Words:
    return _Words(language, before)


@cache
def _names(before: str) -> list[str]:
    return [f"{before}{number:04x}" for number in range(_PAIRS)]


def _sound(word: str) -> int:
    return zlib.crc32(word.encode()) % _PAIRS or 1


def _number(first: int, second: int) -> int:
    return (first * _SPREAD + second) % _PAIRS
