"""The words of a text that begin with certain letters, found without cutting it into all its words.

A page of hits is some thousand words, of which a few are wanted. The characters are looked at as
one array of numbers: which of them make words, where words begin and end, and with which two
Latin letters each begins. Only for plain texts (`archive.search.language.is_plain`), of which every
character is one number and every letter or digit is part of a word.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from archive.search.language import folded, normalised

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint8]

CHARACTERS = 1 << 16
ANY = 0
"""Stands for a letter that cannot be told."""
NEW = 255
"""Stands for a character that was not met yet."""
CONJOINING = range(0x1100, 0x1200)
"""Letters of Korean that are read together with the next (The Unicode Standard, 3.12)."""
ARABIC = range(0x600, 0x700)


class Starts(NamedTuple):
    """How the words begin that are wanted."""

    pairs: Flags
    """By the codes of two letters, the first being the line."""
    arabic: bool
    """Whether any word of Arabic is."""


def starts_of(beginnings: Iterable[str], *, arabic: bool) -> Starts | None:
    """How words begin that begin as one of `beginnings`, which are in Latin letters.

    `arabic`: any word of Arabic is wanted, too. None: any word at all may be wanted.
    """
    wanted = set(beginnings)
    if "" in wanted:
        return None
    found = np.zeros((NEW, NEW), np.bool_)
    found[ANY] = True
    for start in wanted:
        first, second = _codes(start)
        found[first, [second, ANY]] = True
        if second == ANY:
            found[first] = True
    return Starts(found, arabic)


def skimmed(text: str, starts: Starts) -> tuple[list[int], list[str]]:
    """The words of a plain text that may begin so, in their order, and where each begins."""
    characters = np.frombuffer(f"{text}\n".encode("utf-16-le", "surrogatepass"), np.uint16)
    inside = np.zeros(len(characters) + 1, np.bool_)
    inside[1:] = _in_words()[characters]
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    begins, ends = edges[::2], edges[1::2]
    first, second = _letters_at(characters, begins)
    there = starts.pairs[first, second]
    if starts.arabic:
        there |= (characters[begins] >= ARABIC.start) & (characters[begins] < ARABIC.stop)
    at, until = begins[there].tolist(), ends[there].tolist()
    return at, [text[begin:end] for begin, end in zip(at, until, strict=True)]


def _letters_at(
    characters: npt.NDArray[np.uint16], begins: npt.NDArray[np.intp]
) -> tuple[Codes, Codes]:
    """The codes of the first two Latin letters of the words that begin there, as far as known."""
    here, behind = characters[begins], characters[begins + 1]
    new = np.concatenate((here, behind))
    for number in set(new[_KNOWN[0, new] == NEW].tolist()):
        _KNOWN[:, number] = _codes(folded(normalised(chr(number))))
    first, second = _KNOWN[:, here]
    return first, np.where(second == ANY, _KNOWN[0, behind], second)


@cache
def _in_words() -> Flags:
    return np.array([chr(number).isalnum() for number in range(CHARACTERS)])


_KNOWN: Codes = np.full((2, CHARACTERS), NEW, np.uint8)
"""By number of a character, the codes of the Latin letters that it stands for: the first two."""
_KNOWN[:, CONJOINING] = ANY


def _codes(letters: str) -> tuple[int, int]:
    return _code(letters[:1]), _code(letters[1:2])


def _code(letter: str) -> int:
    return ord(letter) if letter and letter.isascii() else ANY
