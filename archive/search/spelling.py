"""Names that sound alike, across scripts and schools of transliteration.

Words are first brought together by keys: a skeleton (the consonants, with letters merged that
schools of transliteration write for one another) and Metaphone. What a key brings together is then
confirmed by comparing the romanised words (Jaro-Winkler). Both are from jellyfish.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from jellyfish import jaro_winkler_similarity, metaphone

from archive.search.language import find_words
from archive.search.romanisation import leaves_out_vowels, romanised

ALIKE = 0.78
"""Likeness of two words from which they may be spellings of one name."""
SURE = 0.9
"""Likeness from which they are taken as such unasked; lower ones bring "told" to Toledo."""

_MERGED = (
    (re.compile("t?schtsch|s[hc]ch"), "s"),
    (re.compile("tsch|tch|tzsch|sch|sh|ch|cz|cs|sz|zh|ts|tz|dzh|dz"), "s"),
    (re.compile("c(?=[eiy])|z"), "s"),
    (re.compile("ph"), "v"),
    (re.compile("kh|gh|ck|x"), "k"),
    (re.compile("th"), "t"),
    (re.compile("dh"), "d"),
    (re.compile("(?<=[aeiou])h(?![aeiouy])"), ""),
    (re.compile("(?<=[aeiou])[jy](?![aeiou])|j(?![aeiou])"), "i"),
    (re.compile("[hjqgc]"), "k"),
    (re.compile("[wfbp]"), "v"),
    (re.compile("ou|oo|w"), "u"),
    (re.compile("ee|ie|y"), "i"),
)  # fmt: skip
"""What is written for one another, in the order in which it is replaced."""
ARTICLES = frozenset({"al", "el", "ul"})
"""The Arabic article, which some write apart from the name."""
_ENDINGS = ("as", "is", "us", "os", "es")
"""What Lithuanian, Latvian and Greek add to names of others."""
LONGEST_BARE = 5
"""Letters up to which an ending is part of the name."""
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiou]")


class Heard(NamedTuple):
    """One word of a name."""

    letters: str
    """Romanised, and behind them the digits that it has."""
    vowels: bool
    """Whether its script writes short vowels."""


@lru_cache(maxsize=1 << 14)
def name_words(text: str) -> tuple[Heard, ...]:
    """The words of a name that can be told apart by their sound; no initials, no articles."""
    words = (
        Heard(romanised(found.text) + _digits(found.text), not leaves_out_vowels(found.text))
        for found in find_words(text)
    )
    return tuple(word for word in words if len(word.letters) > 1 and word.letters not in ARTICLES)


def name_keys(text: str) -> set[str]:
    """The keys under which a name is kept: two words that share none do not sound alike."""
    return {key for word in name_words(text) for key in _keys(word.letters)}


@lru_cache(maxsize=1 << 14)
def alike(a: Heard, b: Heard) -> float:
    """How much two words sound alike, from 0 to 1; where one has no vowels, none are compared.

    Words with other digits are other words, whatever they sound like.
    """
    if _digits(a.letters) != _digits(b.letters):
        return 0.0
    vowels = a.vowels and b.vowels
    readings = ((one, other) for one in _readings(a.letters) for other in _readings(b.letters))
    return max(_alike(one, other, vowels=vowels) for one, other in readings)


def _digits(word: str) -> str:
    """The digits of a word, of whatever script."""
    if word.isalpha():
        return ""
    return "".join(str(int(sign)) for sign in word if sign.isdecimal())


def _alike(a: str, b: str, *, vowels: bool) -> float:
    heard = jaro_winkler_similarity(sound(a), sound(b))
    if vowels:
        second = jaro_winkler_similarity(a, b)
    else:
        second = jaro_winkler_similarity(skeleton(a), skeleton(b))
    return float(heard + second) / 2


def _readings(word: str) -> tuple[str, ...]:
    """What a word may stand for: j is a y to some, and the j of "John" to others."""
    return (word, word.replace("j", "y")) if "j" in word else (word,)


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """A romanised word with everything written alike that schools of transliteration confuse."""
    for pattern, merged in _MERGED:
        word = pattern.sub(merged, word)
    return _DOUBLED.sub(r"\1", word)


def skeleton(word: str) -> str:
    """The consonants of the sound of a romanised word."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", sound(word)))


@lru_cache(maxsize=1 << 16)
def _keys(word: str) -> tuple[str, ...]:
    found = {_bones(word), *(_bones(word.replace("j", other)) for other in "gy")}
    if len(word) > LONGEST_BARE and word.endswith(_ENDINGS):
        found.add(_bones(word[:-2]))
    code = "" if _digits(word) else metaphone(word)  # which hears no digits
    return (*found, f"m{code}") if len(code) > 1 else (*found,)


def _bones(word: str) -> str:
    bones = skeleton(word)
    return f"s{bones}" if len(bones) > 1 else f"w{sound(word)}"
