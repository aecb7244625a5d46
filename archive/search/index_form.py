"""What every engine of the text index can do: the small interface behind which each one stands.

An engine keeps lines: a key, and words by field with how often each occurs. It is asked for words,
beginnings, misspellings and phrases, and answers with rows and counts; how these are put together
is the same for all engines (`archive.search.matching`), and so are the hits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from archive.search.lean_whoosh import Bits, Ints


class Lines(Protocol):
    """Some lines of an index, numbered from 0."""

    id: str
    size: int
    keys: npt.NDArray[Any]
    """Of the kind `archive.search.lean_whoosh.KEY`."""
    live: Bits
    """Which of them have not been deleted."""


class Asked(NamedTuple):
    """A word that is looked for."""

    field: str
    word: str
    factor: float
    """How much it counts each time it occurs."""


Weights = npt.NDArray[np.float32]


class LineBatch(Protocol):
    """Changes to an index that become visible together."""

    def put(
        self,
        key: bytes,
        tokens: Mapping[str, Mapping[str, int]],
        order: Mapping[str, str],
        card: bytes,
    ) -> None:
        """Add a line: its key, by field how often each word occurs, how words of texts follow each
        other (`archive.search.feed.Tokens`), and its card (`archive.search.cards`)."""
        ...

    def delete(self, dead: Callable[[Any], Bits]) -> int:
        """Remove every line for which `dead`, asked for some `Lines`, says so; how many."""
        ...

    def commit(self, *, patiently: bool) -> None:
        """Make the changes visible; `patiently`: what takes long may be done, too."""
        ...

    def undo(self) -> None:
        """Forget the changes."""
        ...


class TextEngine(Protocol):
    """A text index."""

    rows: dict[str, Ints]
    """By id of lines: the row that each line stands for; -1: none now."""

    @property
    def leaves(self) -> Sequence[Any]:
        """All `Lines` of the state that was taken over last."""
        ...

    def refresh(self) -> bool:
        """Take over the newest state; whether it is another one than before."""
        ...

    def forget_rows(self) -> None:
        """Let no line stand for anything, because the rows were numbered anew."""
        ...

    def bound(self) -> None:
        """Take notice that `rows` have been changed, as far as anything was made of them."""
        ...

    def weigh(self, asked: Sequence[Asked]) -> Iterator[tuple[Ints, Weights]]:
        """The rows that have any of these words, and how much each has of the words in the piece.

        In any number of pieces; each row is once in each, and its greatest weight in all counts.
        """
        ...

    def rows_with(self, field: str, words: Sequence[str]) -> Ints:
        """The rows that have any of `words` in `field`; some of them more than once."""
        ...

    def rows_of_each(self, field: str, groups: Sequence[Sequence[str]]) -> list[Ints]:
        """For each group of words the rows that have any of them; some of them more than once."""
        ...

    def with_phrase(self, rooms: Sequence[str], words: Sequence[str], among: Bits) -> Ints:
        """Those of the rows `among` all which have these words, each `counting.phrased`, in a text
        one after the other, where those of `rooms` may know them (`archive.search.rooms`)."""
        ...

    def find_prefix(self, field: str, prefix: str) -> Iterator[tuple[Ints, Ints]]:
        """The rows of words that begin so, in any number of pieces; some more than once."""
        ...

    def words_within(self, field: str, word: str, edits: int) -> set[str]:
        """Words in `field` that begin with the same letter and differ in at most `edits`."""
        ...

    def cards(self, leaf: Any, lines: Sequence[int]) -> Mapping[int, bytes]:
        """The cards of these lines of one of the `leaves`, by line."""
        ...

    def languages(self, before: str) -> frozenset[str]:
        """The languages of all texts of which the words are kept behind `before`."""
        ...

    def writing(self) -> AbstractContextManager[LineBatch | None]:
        """Write a new state; None if another process is writing. Undone on any error."""
        ...


B = TypeVar("B", bound=LineBatch)


@contextmanager
def all_or_nothing(batch: B) -> Iterator[B]:
    """The batch, of which everything is undone on any error."""
    try:
        yield batch
    except BaseException:
        batch.undo()
        raise
