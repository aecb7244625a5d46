"""The words of a field that differ from another in a letter or two (Levenshtein).

A dictionary on disk that is walked by an automaton takes tens of milliseconds for each question. So
the words are kept in memory once they are asked for, and most are ruled out by two numbers: how
long they are, and which letters they have. A letter that is changed, added or left out changes at
most two of the letters that a word has or has not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from jellyfish import levenshtein_distance

from archive.search.language import ROOT, WHOLE
from archive.search.rooms import WIDTH


def start_of(word: str) -> str:
    """A word up to its first letter: who may know it, and its mark if it has one."""
    return word[: WIDTH + (2 if word[WIDTH:].startswith(WHOLE) else 1)]


class _Compared(NamedTuple):
    """Words with one start, in the order of `words`."""

    words: list[str]
    lengths: npt.NDArray[np.int16]
    letters: npt.NDArray[np.uint64]
    """A bit for each letter that a word has; some letters share one."""


class NearWords:
    """Words that can be asked for those near to another."""

    def __init__(self) -> None:
        self._words: dict[str, set[str]] = defaultdict(set)
        """By `start_of`."""
        self._compared: dict[str, _Compared] = {}

    def add(self, words: Iterable[str]) -> None:
        """Keep more words; those with "=" or a mark of stems are stems and keys, and no words."""
        new: dict[str, list[str]] = defaultdict(list)
        for word in words:
            new[start_of(word)].append(word)
        for first, some in new.items():
            if first.endswith(ROOT):
                continue
            self._words[first].update(word for word in some if "=" not in word)
            self._compared.pop(first, None)

    def within(self, word: str, edits: int) -> set[str]:
        """Those that begin with the same letter and differ in at most `edits`."""
        start = start_of(word)
        known = self._compared.get(start)
        if known is None:
            known = self._compared[start] = _compared(self._words.get(start, ()))
        if not known.words:
            return set()
        mine = _letters([word], np.array([len(word)], np.int16))
        apart = np.bitwise_count(known.letters ^ mine)
        near = (np.abs(known.lengths - len(word)) <= edits) & (apart <= 2 * edits)
        some = (known.words[at] for at in np.flatnonzero(near).tolist())
        return {other for other in some if levenshtein_distance(word, other) <= edits}


def _compared(words: Iterable[str]) -> _Compared:
    some = list(words)
    lengths = np.array([len(word) for word in some], np.int16)
    return _Compared(
        some,
        lengths,
        _letters(some, lengths),
    )


def _letters(words: Sequence[str], lengths: npt.NDArray[np.int16]) -> npt.NDArray[np.uint64]:
    """Of each of these words, none of which is empty, the letters that it has."""
    if not words:
        return np.zeros(0, np.uint64)
    letters = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    bits = np.left_shift(np.uint64(1), letters.astype(np.uint64) & np.uint64(63))
    found: npt.NDArray[np.uint64] = np.bitwise_or.reduceat(bits, np.cumsum(lengths) - lengths)
    return found
