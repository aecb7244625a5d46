"""The text index by Tantivy, for large archives: much smaller than one by Whoosh.

The only module that imports it (extra `large`). Tantivy keeps which line has which word; the keys
of the lines lie beside it, because reading them back from it takes too long. It gives no counts, so
a word is kept together with its count, as one term. The order of writing lets a crash leave nothing
but lines that are not used: 1. lines that are dead are noted; 2. Tantivy commits; 3. the keys of
the new lines are written.

The folder is owned by this archive on this disk (`archive.search.index_folder`): a file in it
proves it, and a folder without that proof is emptied, never opened.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from archive.search.index_folder import IndexFolder
from archive.search.index_form import all_or_nothing
from archive.search.lean_whoosh import FIELDS, Bits, Ints
from archive.search.line_files import AllLines, LineFiles
from archive.search.near_words import NearWords, start_of
from archive.search.rooms import WIDTH
from archive.search.stemming import ALGORITHMS
from evidence.store.durable import sync_file

VERSION = "khronika-text-index/tantivy-0.27/6"
"""Form of the index and of the words in it; an index of another version is made again."""
HEAP_BYTES = 64 << 20
"""Memory for lines that are not written yet."""
TRIED_BYTES = 1 << 20
"""Written to see why Tantivy could not write."""
_COUNT = "\x01"
"""Stands between a word and how often it occurs; no word has it."""
_OWNED, _WORDS = "owned", "words"
NOTHING = (np.zeros(0, np.int32), np.zeros(0, np.int32))


class TantivyIndex:
    """The index in one folder."""

    def __init__(self, folder: Path, token_file: Path) -> None:
        self._folder = IndexFolder(folder, token_file, VERSION)
        self._files = LineFiles(folder)
        self._index: Any = None
        self._searcher: Any = None
        self._state: tuple[Any, ...] = ()
        self._lines: AllLines | None = None
        self.rows: dict[str, Ints] = {}
        self._languages: dict[str, frozenset[str]] = {}
        self._rooms: dict[tuple[str, str], bool] = {}
        """By field and who may know them: whether there are words."""
        self._near: dict[tuple[str, str], NearWords] = {}
        """By field and first letter."""

    @property
    def leaves(self) -> list[AllLines]:
        """All lines, in one piece."""
        return [self._lines] if self._lines is not None else []

    def refresh(self) -> bool:
        """Take over the newest state; whether it is another one than before."""
        for _ in range(10):  # another process may join files between two looks
            state = self._state_on_disk()
            if state == self._state:
                return False
            try:
                self._take_over(state)
            except FileNotFoundError:
                continue
            return True
        self._take_over(())
        return True

    def _take_over(self, state: tuple[Any, ...]) -> None:
        """Read keys, then words, then dead lines: so nothing is missed that counts as there."""
        self._languages = {}
        self._near = {}
        # What has words keeps them, and would take long to walk through again.
        self._rooms = {room: True for room, has_words in self._rooms.items() if has_words}
        self._state = ()
        if not state:
            self._index = self._searcher = self._lines = None
            self.rows = {}
            return
        proof, _, names = state
        lines = self._files.read(f"lines-{proof}", names)
        if self._lines is None or self._lines.id != lines.id:
            self._index, self.rows = _open(self._folder.folder / _WORDS), {}
        self._index.reload()
        self._searcher = self._index.searcher()
        dead = self._files.dead()
        lines.live[dead[dead < lines.size]] = False
        if (rows := self.rows.get(lines.id)) is not None:
            new = np.full(lines.size - len(rows), -1, np.int32)
            self.rows[lines.id] = np.concatenate((rows, new))
        self._lines, self._state = lines, state

    def _state_on_disk(self) -> tuple[Any, ...]:
        """Which keys and dead lines there are; nothing if the folder is not ours."""
        folder = self._folder.folder
        proof = self._folder.proof_in(_OWNED)
        if proof is None or not (folder / _WORDS / "meta.json").is_file():
            return ()
        return proof, *self._files.state()

    def forget_rows(self) -> None:
        """Let no line stand for anything, because the rows were numbered anew."""
        self.rows = {}

    def find(self, field: str, word: str) -> tuple[Ints, Ints]:
        """The rows that have `word` in `field`, each once, and how often."""
        found = list(self._by_count(field, word + _COUNT))
        if len(found) < 2:
            return found[0] if found else NOTHING
        rows = np.concatenate([rows for rows, _ in found])
        counts = np.concatenate([counts for _, counts in found])
        return rows, counts

    def find_prefix(self, field: str, prefix: str) -> Iterator[tuple[Ints, Ints]]:
        """The rows of all words that begin so, in a piece for each count."""
        yield from self._by_count(field, prefix)

    def _by_count(self, field: str, beginning: str) -> Iterator[tuple[Ints, Ints]]:
        if self._lines is None or not self._has_room(field, beginning[:WIDTH]):
            return
        terms: dict[int, list[str]] = defaultdict(list)
        most: dict[int, int] = defaultdict(int)
        for term, lines in self._searcher.terms_with_prefix(field, beginning):
            count = int(term.rpartition(_COUNT)[2])
            terms[count].append(term)
            most[count] += lines
        for count, some in terms.items():
            rows = self._rows_with(field, some, most[count])
            yield rows, np.full(len(rows), count, np.int32)

    def _has_room(self, field: str, before: str) -> bool:
        """Whether any word of a field is kept behind this mark; each is asked once."""
        if (field, before) not in self._rooms:
            found = self._searcher.terms_with_prefix(field, before, limit=1)
            self._rooms[field, before] = bool(found)
        return self._rooms[field, before]

    def _rows_with(self, field: str, terms: list[str], most: int) -> Ints:
        """The rows that have any of these terms, of which `most` lines have one at most."""
        import tantivy

        assert self._lines is not None
        query = tantivy.Query.term_set_query(self._index.schema, field, terms)
        ascending = tantivy.Order.Asc
        result = self._searcher.search(
            query, limit=max(1, most), count=False, order_by_field="line", order=ascending
        )
        hits = result.hits
        lines = np.fromiter((line for line, _ in hits), np.int64, len(hits))
        rows = self.rows[self._lines.id][lines[lines < self._lines.size]]
        return rows[rows >= 0]

    def words_within(self, field: str, word: str, edits: int) -> set[str]:
        """Words in `field` that begin with the same letter and differ in at most `edits`."""
        if self._searcher is None:
            return set()
        first = (field, start_of(word))
        if first not in self._near:
            self._near[first] = NearWords()
            terms = self._searcher.terms_with_prefix(*first)
            self._near[first].add({term.rpartition(_COUNT)[0] for term, _ in terms})
        return self._near[first].within(word, edits)

    def languages(self, before: str) -> frozenset[str]:
        """The languages of all texts of which the words are kept behind `before`."""
        if before not in self._languages:
            self._languages[before] = frozenset(
                code
                for code in ALGORITHMS
                if self._searcher is not None
                and self._searcher.doc_freq("stems", f"{before}{code}={_COUNT}1")
            )
        return self._languages[before]

    @contextmanager
    def writing(self) -> Iterator[TantivyBatch | None]:
        """Write a new state; None if another process is writing. Undone on any error.

        Raises:
            OSError: the folder cannot be written, or the disk is full; the old state stays.
        """
        with self._folder.lock() as is_ours:
            if not is_ours:
                yield None
                return
            self.refresh()
            if not self._state:
                self._folder.empty()
                (self._folder.folder / _WORDS).mkdir()
                _open(self._folder.folder / _WORDS)
                self._folder.prove_in(_OWNED)
                self.refresh()
            changes = TantivyBatch(self, self._folder.folder, self._index, self._next_line())
            with all_or_nothing(changes) as batch:
                yield batch
            self.refresh()

    def _next_line(self) -> int:
        """A number beyond every line of the keys and of Tantivy."""
        import tantivy

        last = self._searcher.search(
            tantivy.Query.all_query(), limit=1, count=False, order_by_field="line"
        ).hits
        known = self._lines.size if self._lines is not None else 0
        return max(known, 1 + int(last[0][0]) if last else 0)


class TantivyBatch:
    """Changes to the index that become visible together."""

    def __init__(self, index: TantivyIndex, folder: Path, words: Any, first: int) -> None:
        self._index = index
        self._folder = folder
        self._files = LineFiles(folder)
        with _as_os_error(folder):
            self._writer = words.writer(HEAP_BYTES, 1)
        self._first = first
        self._keys: list[bytes] = []
        self._dead: list[int] = []
        self.added = 0

    def put(self, key: bytes, tokens: Mapping[str, Mapping[str, int]]) -> None:
        """Add a line: `key` is one value of `lean_whoosh.KEY`."""
        import tantivy

        document = tantivy.Document()
        document.add_unsigned("line", self._first + len(self._keys))
        for field, counts in tokens.items():
            text = " ".join([f"{word}{_COUNT}{count}" for word, count in counts.items()])
            document.add_text(field, text)
        with _as_os_error(self._folder):
            self._writer.add_document(document)
        self._keys.append(key)
        self.added += 1

    def delete(self, dead: Callable[[AllLines], Bits]) -> int:
        """Remove every line of the state before for which `dead` says so; how many."""
        gone = 0
        for lines in self._index.leaves:
            for line in np.flatnonzero(dead(lines) & lines.live).tolist():
                self._writer.delete_documents_by_term("line", line)
                self._dead.append(line)
                gone += 1
        return gone

    def commit(self, *, patiently: bool) -> None:
        """Make the new state the one that is read; `patiently`: wait until segments are joined."""
        if self._dead:  # 1
            self._files.add_dead(self._dead)
        with _as_os_error(self._folder):
            self._writer.commit()  # 2
            if patiently:
                self._writer.wait_merging_threads()
        if self._keys:  # 3
            self._files.add(self._first, self._keys)
        self._files.join()

    def undo(self) -> None:
        """Forget everything."""
        with _as_os_error(self._folder):
            self._writer.rollback()


@contextmanager
def _as_os_error(folder: Path) -> Iterator[None]:
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


def _open(folder: Path) -> Any:
    import tantivy

    form = tantivy.SchemaBuilder()
    for field in FIELDS:
        form.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    form.add_unsigned_field("line", indexed=True, fast=True)
    with _as_os_error(folder):
        return tantivy.Index(form.build(), str(folder))
