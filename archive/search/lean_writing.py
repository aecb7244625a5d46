"""Writing a segment of the text index: new rows, and those of the segments that it replaces.

Whoosh's own writer of segments, with posting lists and merges of our own: what it is asked to do
that Whoosh does not promise is told in `archive.search.lean_whoosh`.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)  # as in `archive.search.lean_whoosh`
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh.index import TOC, FileIndex
    from whoosh.writing import SegmentWriter

from archive.search.lean_whoosh import (
    BYTES_COLUMN,
    FIELD,
    FIELDS,
    KEY_COLUMN,
    Bits,
    Leaf,
    LeanCodec,
    Storage,
)
from archive.search.postings import Ints, encoded
from archive.search.term_writing import write_terms

NOTED_AT_ONCE = 1 << 18
"""Postings that are kept as Python's numbers: some megabytes of references."""
WRITTEN_AT_ONCE = 1 << 12
"""Posting lists that are written together."""


class _Codes(dict[str, int]):
    """The number of each word of a field; a word that is asked for gets the next one."""

    def __init__(self, numbers: Iterator[int]) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, word: str) -> int:
        code = self[word] = next(self._numbers)
        return code


class _Noted(NamedTuple):
    """Postings as they come, before they are arrays."""

    terms: list[int]
    counts: list[int]
    sizes: list[tuple[int, int]]
    """Each row, and how many postings it has."""


class LeanWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Writes one segment: new rows, and the rows of the segments that it takes the place of."""

    def __init__(self, folder: Any, vouch: Callable[[int, list[str]], None]) -> None:
        super().__init__(FileIndex(Storage(str(folder))), codec=LeanCodec(), _lk=False)
        self._vouch = vouch
        numbers = itertools.count()
        self._codes = {field: _Codes(numbers) for field in FIELDS}
        self._noted = _Noted([], [], [])
        self._postings: list[tuple[Ints, Ints, Ints]] = []

    def put(
        self, key: bytes, tokens: Mapping[str, Mapping[str, int]], order: bytes, card: bytes
    ) -> None:
        """Add a row with the words of each field, how often each occurs, their order; its card."""
        noted = self._noted
        before = len(noted.terms)
        for field, counts in tokens.items():
            noted.terms.extend(map(self._codes[field].__getitem__, counts))
            noted.counts.extend(counts.values())
        noted.sizes.append((self.docnum, len(noted.terms) - before))
        self._start_row(key, order, card)
        if len(noted.terms) > NOTED_AT_ONCE:
            self._put_down()

    def _put_down(self) -> None:
        """Turn what was noted into arrays, which need a fifth of the memory."""
        terms, counts, sizes = self._noted
        rows, lengths = zip(*sizes, strict=True) if sizes else ((), ())
        self._postings.append(
            (
                np.array(terms, np.int32),
                np.repeat(np.array(rows, np.int32), np.array(lengths, np.int64)),
                np.array(counts, np.int32),
            )
        )
        self._noted = _Noted([], [], [])

    def absorb(self, leaf: Leaf, live: Bits) -> None:
        """Add the rows of `leaf` that are live."""
        self._put_down()  # rows must follow each other as they are numbered
        numbers = np.cumsum(live, dtype=np.int32) - 1 + self.docnum
        for line in np.flatnonzero(live).tolist():
            self._start_row(leaf.keys[line].tobytes(), leaf.order(line), leaf.card(line))
        for field, word, rows, counts in leaf.everything():
            kept = live[rows]
            if not kept.any():
                continue
            code = self._codes[field][word.decode()]
            terms = np.full(np.count_nonzero(kept), code, np.int32)
            self._postings.append((terms, numbers[rows[kept]], counts[kept]))

    def _start_row(self, key: bytes, order: bytes, card: bytes) -> None:
        self.perdocwriter.start_doc(self.docnum)
        self.perdocwriter.add_column_value("key", KEY_COLUMN, key)
        self.perdocwriter.add_column_value("order", BYTES_COLUMN, order)
        self.perdocwriter.add_column_value("card", BYTES_COLUMN, card)
        self.perdocwriter.finish_doc()
        self.docnum += 1
        self._added = True

    def abandon(self) -> None:
        """Let go of the files; what was written is of no use. Whoosh would try to finish them."""
        for file in self.storage.written:
            with suppress(OSError):  # what cannot be flushed is what failed
                file.close()

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        self._put_down()
        named = [
            (FIELD.pack(place) + word, code)
            for place, field in enumerate(FIELDS)
            for word, code in sorted((word.encode(), n) for word, n in self._codes[field].items())
        ]
        places = np.zeros(len(named), np.int32)
        places[[code for _, code in named]] = np.arange(len(named), dtype=np.int32)
        writer = self.fieldwriter
        for field in FIELDS:
            writer.start_field(field, self.schema[field])
        at = writer._postfile.tell()
        sizes: list[int] = []
        lists = encoded(*self._in_order(places))
        while some := list(itertools.islice(lists, WRITTEN_AT_ONCE)):
            writer._postfile.write(b"".join(some))
            sizes += map(len, some)
        write_terms(writer._tindex, [key for key, _ in named], at, sizes)
        writer._postfile.close()
        writer.is_closed = True

    def _in_order(self, places: Ints) -> tuple[Ints, Ints, Ints]:
        """All postings by the places of their terms: where each begins, steps of rows, counts."""
        nothing = (np.zeros(0, np.int32),) * 3
        terms, rows, counts = map(np.concatenate, zip(*(self._postings or [nothing]), strict=True))
        self._postings = []
        terms = places[terms]
        order = np.argsort(terms, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(terms, minlength=len(places)))))
        rows, counts = rows[order], counts[order]
        steps = np.diff(rows, prepend=np.int32(0))
        steps[starts[:-1]] = rows[starts[:-1]]  # every term has a posting
        return starts, steps, counts

    def _commit_toc(self, segments: list[Any]) -> None:
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        names = [TOC._filename(self.indexname, self.generation)]
        names += [segment.make_filename(".seg") for segment in segments]
        self._vouch(self.generation, names)
