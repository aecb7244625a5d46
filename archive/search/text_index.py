"""The text index: from a word to the rows that have it. Disposable, and sealed against others.

A line of the index stands for one row of the columns (`archive.search.columns`), and names the
state of the record that it was made from; what a line stands for now is told it by `bind`. One
process writes at a time; the others read the state before, and take over the new one when they
`refresh`. Which rows need a line is left to `archive.search.following`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from archive.search import lean_whoosh
from archive.search.index_folder import IndexFolder, Seal
from archive.search.index_form import Asked, Weights, all_or_nothing
from archive.search.lean_whoosh import Bits, Ints, Leaf, key_of
from archive.search.near_words import NearWords
from archive.search.orders import in_order
from archive.search.postings import belonging, decoded, decoded_all
from archive.search.stemming import ALGORITHMS
from archive.search.term_table import hash_of
from archive.search.text_writing import Batch

VERSION = "khronika-text-index/12 whoosh-2.7.4 snowball-3"
"""Form of the index and of the words in it; an index of another version is made again."""
SECTION = 3
"""Bytes at the beginning of a key that few keys differ in: its field, and who may know it."""

C = TypeVar("C", Ints, Ints | None)

NOTHING = (np.zeros(0, np.int32), np.zeros(0, np.int32))


class TextIndex:
    """The index in one folder.

    Nothing that it says about its files is an error: an index that cannot be used is an empty one.
    """

    def __init__(self, folder: Path, token_file: Path) -> None:
        self._folder = IndexFolder(folder, token_file, VERSION)
        self._seal: Seal | None = None
        self.leaves: list[Leaf] = []
        self.rows: dict[str, Ints] = {}
        """By segment: the row that each line stands for; -1: none now."""
        self._languages: dict[str, frozenset[str]] = {}
        self._sections: dict[bytes, list[Leaf]] = {}
        """By field and who may know them: the segments with such words."""
        self._near: dict[str, tuple[NearWords, set[str]]] = {}
        """By field: words that were in any segment since the index was opened, and which."""

    def refresh(self) -> bool:
        """Take over the newest state; whether it is another one than before."""
        if self._seal is not None and self._folder.is_current(self._seal):
            return False
        for _ in range(10):  # another process may remove files between two looks
            seal = self._folder.latest()
            if self._seal is not None and seal == self._seal:
                return False
            try:
                self._open(seal)
            except FileNotFoundError:
                continue
            return True
        self._open(None)
        return True

    def _open(self, seal: Seal | None) -> None:
        before = self.leaves
        generation = seal.generation if seal else 0
        folder = self._folder.folder
        self.leaves = lean_whoosh.open_leaves(folder, generation, before) if seal else []
        kept = {leaf.id for leaf in self.leaves}
        for leaf in before:
            if leaf.id not in kept:
                leaf.close()
        self.rows = {key: rows for key, rows in self.rows.items() if key in kept}
        self.bound()
        self._seal = seal
        self._languages, self._sections = {}, {}

    def forget_rows(self) -> None:
        """Let no line stand for anything, because the rows were numbered anew."""
        self.rows = {}
        self.bound()

    def bound(self) -> None:
        """Take notice that lines stand for other rows than before."""
        self.__dict__.pop("_standing", None)

    @cached_property
    def _standing(self) -> _Standing:
        ends = accumulate(leaf.size for leaf in self.leaves)
        bases = {leaf.id: end - leaf.size for leaf, end in zip(self.leaves, ends, strict=True)}
        known = [self.rows[leaf.id] for leaf in self.leaves]
        rows = np.concatenate(known) if known else NOTHING[0]
        return _Standing(bases, rows, bool((rows >= 0).all()))

    def find(self, field: str, word: str) -> tuple[Ints, Ints | None]:
        """The rows that have `word` in `field`, each once, and how often; None: once each."""
        key = key_of(field, word)
        leaves = self._leaves_with(key[:SECTION])
        if not leaves:
            return NOTHING
        known_as = hash_of(key)
        rows: list[Ints] = []
        counts: list[Ints | None] = []
        for leaf in leaves:
            if (data := leaf.posted(key, known_as)) is not None:
                some, often = decoded(data)
                rows.append(some + self._standing.bases[leaf.id])
                counts.append(often)
        return self._standing.of(*_joined(rows, counts)) if rows else NOTHING

    def weigh(self, asked: Sequence[Asked]) -> Iterator[tuple[Ints, Weights]]:
        """The rows that have each of these words, a piece for each, and how much of it."""
        for field, word, factor in asked:
            rows, counts = self.find(field, word)
            if not len(rows):
                continue
            if counts is None:
                yield rows, np.full(len(rows), factor, np.float32)
            else:
                yield rows, (counts * factor).astype(np.float32)

    def rows_with(self, field: str, words: Sequence[str]) -> Ints:
        """The rows that have any of `words` in `field`; some of them more than once."""
        found = [rows for word in words if len(rows := self.find(field, word)[0])]
        return np.concatenate(found) if found else NOTHING[0]

    def rows_of_each(self, field: str, groups: Sequence[Sequence[str]]) -> list[Ints]:
        """For each group of words the rows that have any of them; some of them more than once."""
        lists: list[tuple[int, bytes]] = []
        numbers: list[int] = []
        for number, words in enumerate(groups):
            for key in [key_of(field, word) for word in words]:
                # In most archives many are named and few are cited, which that letter tells.
                leaves = self._leaves_with(key[: SECTION + 1])
                known_as = hash_of(key) if leaves else 0
                for leaf in leaves:
                    if (data := leaf.posted(key, known_as)) is not None:
                        lists.append((self._standing.bases[leaf.id], data))
                        numbers.append(number)
        if not lists:
            return [NOTHING[0]] * len(groups)
        return _parted(*self._standing.of(*belonging(lists, numbers)), len(groups))

    def with_phrase(self, rooms: Sequence[str], words: Sequence[str], among: Bits) -> Ints:
        """Those of the rows `among` all that have these words in a text one after the other."""
        found: list[int] = []
        for leaf in self.leaves:
            rows = self.rows[leaf.id]
            lines = np.flatnonzero(among[rows] & (rows >= 0)).tolist()
            found += [int(rows[at]) for at in lines if in_order(leaf.order(at), rooms, words)]
        return np.array(found, np.int32)

    def _leaves_with(self, section: bytes) -> list[Leaf]:
        """The segments with any word behind this mark; told from memory from the second time on."""
        if section not in self._sections:
            self._sections[section] = [leaf for leaf in self.leaves if leaf.has_beginning(section)]
        return self._sections[section]

    def find_prefix(self, field: str, prefix: str) -> Iterator[tuple[Ints, Ints]]:
        """The rows of all words that begin so, in one piece."""
        leaves = self._leaves_with(key_of(field, prefix)[:SECTION])
        found = [
            (self._standing.bases[leaf.id], leaf.with_prefix(field, prefix)) for leaf in leaves
        ]
        pieces = [(base, lists) for base, lists in found if lists is not None]
        if pieces:
            yield self._standing.of(*decoded_all(pieces))

    def words_within(self, field: str, word: str, edits: int) -> set[str]:
        """Words in `field` that differ from `word` by at most `edits` letters, or did once."""
        near, taken = self._near.setdefault(field, (NearWords(), set()))
        for leaf in self.leaves:
            if leaf.id not in taken:
                near.add(leaf.words(field))
                taken.add(leaf.id)
        return near.within(word, edits)

    def cards(self, leaf: Leaf, lines: Sequence[int]) -> dict[int, bytes]:
        """The cards of these lines of a segment, by line."""
        return {line: leaf.card(line) for line in lines}

    def languages(self, before: str) -> frozenset[str]:
        """The languages of all texts of which the words are kept behind `before`."""
        if before not in self._languages:
            self._languages[before] = frozenset(
                code for code in ALGORITHMS if self._has("stems", f"{before}{code}=")
            )
        return self._languages[before]

    def _has(self, field: str, word: str) -> bool:
        """Whether any line has `word`, or had it."""
        key = key_of(field, word)
        known_as = hash_of(key)
        leaves = self._leaves_with(key[:SECTION])
        return any(leaf.posted(key, known_as) is not None for leaf in leaves)

    @contextmanager
    def writing(self) -> Iterator[Batch | None]:
        """Write a new state; None if another process is writing. Undone on any error.

        Raises:
            OSError: the folder cannot be written, or the disk is full; the old state stays.
        """
        with self._folder.lock() as is_ours:
            if not is_ours:
                yield None
                return
            seal = self._folder.latest()
            if seal is None:
                self._folder.empty()
                seal = self._folder.seal(*lean_whoosh.create(self._folder.folder), None)
            self._folder.tidy(seal)
            self.refresh()
            with all_or_nothing(Batch(self.leaves, self._folder, seal)) as batch:
                yield batch
            self.refresh()


class _Standing(NamedTuple):
    """Which rows the lines of all segments stand for, these one after the other."""

    bases: dict[str, int]
    """By segment, the number of its first line."""
    rows: Ints
    """The row of each line; -1: none."""
    whole: bool
    """Whether each line stands for a row."""

    def of(self, lines: Ints, beside: C) -> tuple[Ints, C]:
        """The rows of these lines, with what stands beside each; without lines that have none."""
        rows = self.rows.take(lines)
        if self.whole:
            return rows, beside
        there = rows >= 0
        return rows[there], beside if beside is None else beside[there]


def _parted(rows: Ints, numbers: Ints, size: int) -> list[Ints]:
    """Rows with the numbers of their groups, as a list of rows for each group."""
    order = np.argsort(numbers, kind="stable")
    return np.split(rows[order], np.searchsorted(numbers[order], np.arange(1, size)))


def _joined(rows: Sequence[Ints], counts: Sequence[Ints | None]) -> tuple[Ints, Ints | None]:
    if len(rows) == 1:
        return rows[0], counts[0]
    if all(some is None for some in counts):
        return np.concatenate(rows), None
    each = [
        np.ones(len(of), np.int32) if some is None else some
        for of, some in zip(rows, counts, strict=True)
    ]
    return np.concatenate(rows), np.concatenate(each)
