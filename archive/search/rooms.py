"""What one audience may ask the text index: words are kept apart by who may know them.

A word is kept behind the rank of the widest audience that sees the row, or the entry of custody, in
which it stands. An audience asks only for what stands behind its own rank and wider ones. So a word
that is withheld from it costs it the same look-up as a word that nobody wrote: not even the time of
an answer tells them apart. The words of rows that are not for everybody of their rank, but for some
compartments, are kept behind ranks of their own; whoever belongs to none does not ask there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archive.disclosure import Audience
from archive.search.index_form import Asked, TextEngine, Weights
from archive.search.lean_whoosh import Bits, Ints
from schemas.access import LEVELS

WIDTH = 1
"""Characters before a word that say who may know it."""


def room(rank: int, *, closed: bool = False) -> str:
    """What stands before the words that audiences from `rank` on may know, or some of them."""
    return f"{rank + closed * len(LEVELS):0{WIDTH}}"


class Lookup:
    """The text index as one audience may ask it."""

    def __init__(self, index: TextEngine, audience: Audience) -> None:
        self._index = index
        doors = (False, True) if audience.compartments != frozenset() else (False,)
        ranks = range(audience.rank + 1)
        self._rooms = tuple(room(rank, closed=closed) for closed in doors for rank in ranks)

    def weigh(self, asked: Sequence[Asked]) -> Iterator[tuple[Ints, Weights]]:
        """The rows that have any of these words, and how much of them, as `TextEngine.weigh`."""
        return self._index.weigh(
            [one._replace(word=before + one.word) for before in self._rooms for one in asked]
        )

    def beginning_with(self, field: str, prefix: str) -> Iterator[tuple[Ints, Ints]]:
        """The rows of all words that begin so, in any number of pieces; some more than once."""
        for before in self._rooms:
            yield from self._index.find_prefix(field, before + prefix)

    def rows_with(self, field: str, words: Iterable[str]) -> Ints:
        """The rows that have any of `words` in `field`; some of them more than once."""
        return self._index.rows_with(
            field, [before + word for word in words for before in self._rooms]
        )

    def rows_of_each(self, field: str, groups: Iterable[Sequence[str]]) -> list[Ints]:
        """For each group of words the rows that have any of them; some of them more than once."""
        return self._index.rows_of_each(
            field, [[before + word for word in words for before in self._rooms] for words in groups]
        )

    def with_phrase(self, words: Sequence[str], among: Bits) -> Ints:
        """Those of the rows `among` all that have these words, `phrased`, next to each other."""
        return self._index.with_phrase(self._rooms, words, among)

    def words_within(self, field: str, word: str, edits: int) -> set[str]:
        """Words that begin with the same letter and differ in at most `edits`."""
        return {
            other[WIDTH:]
            for before in self._rooms
            for other in self._index.words_within(field, before + word, edits)
        }

    def languages(self) -> frozenset[str]:
        """The languages of all texts that are asked."""
        return frozenset().union(*(self._index.languages(before) for before in self._rooms))
