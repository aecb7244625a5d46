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
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiou]")


class Heard(NamedTuple):
    """One word of a name."""

    letters: str
    """Romanised."""
    vowels: bool
    """Whether its script writes short vowels."""


def name_words(text: str) -> list[Heard]:
    """The words of a name that can be told apart by their sound; no initials."""
    words = (
        Heard(romanised(found.text), not leaves_out_vowels(found.text))
        for found in find_words(text)
    )
    return [word for word in words if len(word.letters) > 1]


def name_keys(text: str) -> set[str]:
    """The keys under which a name is kept: two words that share none do not sound alike."""
    return {key for word in name_words(text) for key in _keys(word.letters)}


def likeness(a: str, b: str) -> float:
    """How much two names sound alike, from 0 to 1: of each word of `a`, the best in `b`."""
    wanted, there = name_words(a), name_words(b)
    if not wanted or not there:
        return 0.0
    best = [max(alike(word, other) for other in there) for word in wanted]
    return sum(best) / len(best)


def alike(a: Heard, b: Heard) -> float:
    """How much two words sound alike, from 0 to 1; where one has no vowels, none are compared."""
    heard = jaro_winkler_similarity(sound(a.letters), sound(b.letters))
    if a.vowels and b.vowels:
        second = jaro_winkler_similarity(a.letters, b.letters)
    else:
        second = jaro_winkler_similarity(skeleton(a.letters), skeleton(b.letters))
    return float(heard + second) / 2


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
    found = {_bones(word), _bones(word.replace("j", "g"))}  # j: a vowel to some, dj to others
    code = metaphone(word)
    return (*found, f"m{code}") if len(code) > 1 else (*found,)


def _bones(word: str) -> str:
    bones = skeleton(word)
    return f"s{bones}" if len(bones) > 1 else f"w{sound(word)}"
