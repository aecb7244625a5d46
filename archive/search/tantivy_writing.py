"""Writing the text index by Tantivy: new lines, dead lines, and what both need on the disk.

The order of writing lets a crash leave nothing but lines that are not used: 1. lines that are dead
are noted; 2. Tantivy commits; 3. the keys of the new lines are written.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from archive.search.lean_whoosh import FIELDS, Bits
from archive.search.line_files import AllLines, LineFiles
from evidence.store.durable import sync_file

HEAP_BYTES = 64 << 20
"""Memory for lines that are not written yet."""
TRIED_BYTES = 1 << 20
"""Written to see why Tantivy could not write."""
COUNT = "\x01"
"""Stands between a word and how often it occurs; no word has it."""
CARD = "card"
"""The field of what a page of hits shows (`archive.search.cards`)."""
ORDER = "order"
"""The field of the words of texts as they follow each other, for finding phrases."""


class TantivyBatch:
    """Changes to the index that become visible together."""

    def __init__(self, leaves: Sequence[AllLines], folder: Path, words: Any, first: int) -> None:
        self._leaves = leaves
        self._folder = folder
        self._files = LineFiles(folder)
        with as_os_error(folder):
            self._writer = words.writer(HEAP_BYTES, 1)
        self._first = first
        self._keys: list[bytes] = []
        self._dead: list[int] = []
        self.added = 0

    def put(
        self,
        key: bytes,
        tokens: Mapping[str, Mapping[str, int]],
        order: Mapping[str, str],
        card: bytes,
    ) -> None:
        """Add a line: `key` is one value of `lean_whoosh.KEY`."""
        import tantivy

        document = tantivy.Document()
        document.add_unsigned("line", self._first + len(self._keys))
        for field, counts in tokens.items():
            document.add_text(field, _written(counts))
        for before, words in order.items():
            document.add_text(ORDER, words and before + words.replace(" ", " " + before))
        document.add_bytes(CARD, card)
        with as_os_error(self._folder):
            self._writer.add_document(document)
        self._keys.append(key)
        self.added += 1

    def delete(self, dead: Callable[[AllLines], Bits]) -> int:
        """Remove every line of the state before for which `dead` says so; how many."""
        gone = 0
        for lines in self._leaves:
            for line in np.flatnonzero(dead(lines) & lines.live).tolist():
                self._writer.delete_documents_by_term("line", line)
                self._dead.append(line)
                gone += 1
        return gone

    def commit(self, *, patiently: bool) -> None:
        """Make the new state the one that is read; `patiently`: wait until segments are joined."""
        if self._dead:  # 1
            self._files.add_dead(self._dead)
        with as_os_error(self._folder):
            self._writer.commit()  # 2
            if patiently:
                self._writer.wait_merging_threads()
        if self._keys:  # 3
            self._files.add(self._first, self._keys)
        self._files.join()

    def undo(self) -> None:
        """Forget everything."""
        with as_os_error(self._folder):
            self._writer.rollback()


def _written(counts: Mapping[str, int]) -> str:
    """Each word with how often it occurs; nearly all occur once, and are put together at once."""
    once = [word for word, count in counts.items() if count == 1]
    more = [f"{word}{COUNT}{count}" for word, count in counts.items() if count != 1]
    return " ".join([f"{COUNT}1 ".join(once) + f"{COUNT}1", *more] if once else more)


@contextmanager
def as_os_error(folder: Path) -> Iterator[None]:
    """Tantivy tells every trouble with files as a ValueError, and often not what it was."""
    try:
        yield
    except ValueError as error:
        _try_to_write(folder)
        raise OSError(str(error)) from error


def _try_to_write(folder: Path) -> None:
    """Write as much as a small segment needs, and remove it.

    Raises:
        OSError: it cannot be written; the error says why.
    """
    path = folder / f"{secrets.token_hex(4)}.try"
    try:
        with path.open("xb") as file:
            file.write(bytes(TRIED_BYTES))
            file.flush()
            sync_file(file.fileno())
    finally:
        path.unlink(missing_ok=True)


def open_words(folder: Path) -> Any:
    """The index of Tantivy in a folder; a new one if there is none."""
    import tantivy

    form = tantivy.SchemaBuilder()
    for field in FIELDS:
        form.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    form.add_text_field(ORDER, tokenizer_name="whitespace", index_option="position")
    form.add_bytes_field(CARD, stored=True)
    form.add_unsigned_field("line", indexed=True, fast=True)
    with as_os_error(folder):
        return tantivy.Index(form.build(), str(folder))
