"""The text index by Tantivy, for large archives: much smaller than one by Whoosh.

Only this module and `archive.search.tantivy_writing`, which tells what is written in which order,
import it (extra `large`). Tantivy keeps which line has which word; the keys of the lines lie beside
it, because reading them back from it takes too long. It gives no counts, so a word is kept together
with its count, as one term.

The folder is owned by this archive on this disk (`archive.search.index_folder`): a file in it
proves it, and a folder without that proof is emptied, never opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from archive.search.index_folder import IndexFolder
from archive.search.index_form import Asked, Weights, all_or_nothing
from archive.search.lean_whoosh import Bits, Ints
from archive.search.line_files import AllLines, LineFiles
from archive.search.near_words import NearWords, start_of
from archive.search.rooms import WIDTH
from archive.search.stemming import ALGORITHMS
from archive.search.tantivy_writing import CARD, COUNT, ORDER, TantivyBatch, open_words

VERSION = "khronika-text-index/tantivy-0.27/9"
"""Form of the index and of the words in it; an index of another version is made again."""
FEW_TERMS = 64
"""Terms that are sooner looked up one by one than as a set, for which all are walked through."""
ALWAYS_ONCE = ("mentions", "names")
"""Fields of which each word occurs once in a line, or not at all."""
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
            self._index, self.rows = open_words(self._folder.folder / _WORDS), {}
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

    def bound(self) -> None:
        """Nothing is made of `rows` beforehand."""

    def weigh(self, asked: Sequence[Asked]) -> Iterator[tuple[Ints, Weights]]:
        """The rows that have any of these words, each once, and the most they have of one."""
        terms: dict[tuple[str, float], list[str]] = defaultdict(list)
        most = 0
        for field, word, factor in asked:
            for term, count, lines in self._counts(field, word + COUNT):
                terms[field, count * factor].append(term)
                most += lines
        if terms:
            yield self._weighed(terms, most)

    def find_prefix(self, field: str, prefix: str) -> Iterator[tuple[Ints, Ints]]:
        """The rows of all words that begin so, each once, and how often they have one."""
        terms: dict[tuple[str, float], list[str]] = defaultdict(list)
        most = 0
        for term, count, lines in self._counts(field, prefix):
            terms[field, count].append(term)
            most += lines
        if terms:
            rows, weights = self._weighed(terms, most)
            yield rows, weights.astype(np.int32)

    def rows_with(self, field: str, words: Sequence[str]) -> Ints:
        """The rows that have any of `words` in `field`, each once."""
        known = [word for word in words if self._has_room(field, word[:WIDTH])]
        if field not in ALWAYS_ONCE:
            counted = [self._counts(field, word + COUNT) for word in known]
            found = [(term, lines) for some in counted for term, _, lines in some]
        else:
            terms = [f"{word}{COUNT}1" for word in known]
            found = [(term, self._searcher.doc_freq(field, term)) for term in terms]
        terms = [term for term, lines in found if lines]
        most = sum(lines for _, lines in found)
        return self._rows_of(self._any_of(field, terms), most) if terms else NOTHING[0]

    def rows_of_each(self, field: str, groups: Sequence[Sequence[str]]) -> list[Ints]:
        """For each group of words the rows that have any of them, each once."""
        return [self.rows_with(field, words) for words in groups]

    def with_phrase(self, rooms: Sequence[str], words: Sequence[str], among: Bits) -> Ints:
        """Those of the rows `among` all that have these words in a text one after the other."""
        import tantivy

        found: list[Ints] = [NOTHING[0]]
        for before in rooms:
            kept: list[Any] = [before + word for word in words]
            if self._has_room(ORDER, before):
                most = min(self._searcher.doc_freq(ORDER, word) for word in kept)
                query = tantivy.Query.phrase_query(self._index.schema, ORDER, kept)
                found.append(self._rows_of(query, most) if most else NOTHING[0])
        rows: Ints = np.concatenate(found)
        return rows[among[rows]]

    def cards(self, leaf: AllLines, lines: Sequence[int]) -> dict[int, bytes]:
        """The cards of these lines, by line."""
        assert self._lines is leaf
        import tantivy

        schema, query = self._index.schema, tantivy.Query
        some = [query.term_query(schema, "line", line, "basic") for line in lines]
        one_of = query.boolean_query([(tantivy.Occur.Should, one) for one in some])
        hits = self._searcher.search(one_of, limit=len(some), count=False).hits
        addresses = [address for _, address in hits]
        numbers = self._searcher.fast_field_values("line", addresses)
        cards = [self._searcher.doc(address).get_first(CARD) for address in addresses]
        return dict(zip(numbers, cards, strict=True))

    def _counts(self, field: str, beginning: str) -> Iterator[tuple[str, int, int]]:
        """The terms that begin so, how often each occurs in a line, and in how many lines it is."""
        if self._has_room(field, beginning[:WIDTH]):
            for term, lines in self._searcher.terms_with_prefix(field, beginning):
                yield term, int(term.rpartition(COUNT)[2]), lines

    def _any_of(self, field: str, terms: Sequence[str]) -> Any:
        import tantivy

        query, schema = tantivy.Query, self._index.schema
        if len(terms) > FEW_TERMS:
            return query.term_set_query(schema, field, list(terms))
        some = [query.term_query(schema, field, term, "basic") for term in terms]
        return query.disjunction_max_query(some) if len(some) > 1 else some[0]

    def _weighed(
        self, terms: Mapping[tuple[str, float], Sequence[str]], most: int
    ) -> tuple[Ints, Weights]:
        """The rows that have any of these terms, by field and weight; and their greatest weight."""
        import tantivy

        if len(terms) == 1:
            ((field, weight), some), *_ = terms.items()
            rows = self._rows_of(self._any_of(field, some), most)
            return rows, np.full(len(rows), weight, np.float32)
        weigh, most_of = tantivy.Query.const_score_query, tantivy.Query.disjunction_max_query
        parts = [weigh(self._any_of(of, some), weight) for (of, weight), some in terms.items()]
        hits = self._searcher.search(most_of(parts), limit=most, count=False).hits
        addresses = [address for _, address in hits]
        lines = np.array(self._searcher.fast_field_values("line", addresses), np.int64)
        rows = self._standing_for(lines)
        weights = np.fromiter((weight for weight, _ in hits), np.float32, len(hits))
        return rows[rows >= 0], weights[rows >= 0]

    def _has_room(self, field: str, before: str) -> bool:
        """Whether any word of a field is kept behind this mark; each is asked once."""
        if self._searcher is None:
            return False
        if (field, before) not in self._rooms:
            found = self._searcher.terms_with_prefix(field, before, limit=1)
            self._rooms[field, before] = bool(found)
        return self._rooms[field, before]

    def _rows_of(self, query: Any, most: int) -> Ints:
        """The rows that a query finds, which are `most` at most."""
        import tantivy

        ascending = tantivy.Order.Asc
        hits = self._searcher.search(
            query, limit=most, count=False, order_by_field="line", order=ascending
        ).hits
        rows = self._standing_for(np.fromiter((line for line, _ in hits), np.int64, len(hits)))
        return rows[rows >= 0]

    def _standing_for(self, lines: Ints) -> Ints:
        """The row that each line stands for; -1: none, also for lines that are not ours yet."""
        assert self._lines is not None
        known = lines < self._lines.size
        rows = self.rows[self._lines.id]
        return np.where(known, rows[np.where(known, lines, 0)], -1) if len(rows) else lines * 0 - 1

    def words_within(self, field: str, word: str, edits: int) -> set[str]:
        """Words in `field` that begin with the same letter and differ in at most `edits`."""
        if self._searcher is None:
            return set()
        first = (field, start_of(word))
        if first not in self._near:
            self._near[first] = NearWords()
            terms = self._searcher.terms_with_prefix(*first)
            self._near[first].add({term.rpartition(COUNT)[0] for term, _ in terms})
        return self._near[first].within(word, edits)

    def languages(self, before: str) -> frozenset[str]:
        """The languages of all texts of which the words are kept behind `before`."""
        if before not in self._languages:
            self._languages[before] = frozenset(
                code
                for code in ALGORITHMS
                if self._searcher is not None
                and self._searcher.doc_freq("stems", f"{before}{code}={COUNT}1")
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
                open_words(self._folder.folder / _WORDS)
                self._folder.prove_in(_OWNED)
                self.refresh()
            changes = TantivyBatch(self.leaves, self._folder.folder, self._index, self._next_line())
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
