"""What every engine of the text index can do: the small interface behind which each one stands.

An engine keeps lines: a key, and words by field with how often each occurs. It is asked for one
word, one beginning or one misspelling at a time, and answers with rows and counts; how these are
put together is the same for all engines (`archive.search.matching`), and so are the hits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol, TypeVar

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


class LineBatch(Protocol):
    """Changes to an index that become visible together."""

    def put(self, key: bytes, tokens: Mapping[str, Mapping[str, int]]) -> None:
        """Add a line: its key, and by field how often each word occurs."""
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

    def find(self, field: str, word: str) -> tuple[Ints, Ints]:
        """The rows that have `word` in `field`, each once, and how often."""
        ...

    def find_prefix(self, field: str, prefix: str) -> Iterator[tuple[Ints, Ints]]:
        """The rows of words that begin so, in any number of pieces; some more than once."""
        ...

    def words_within(self, field: str, word: str, edits: int) -> set[str]:
        """Words in `field` that begin with the same letter and differ in at most `edits`."""
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
