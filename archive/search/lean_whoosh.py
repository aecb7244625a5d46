"""Whoosh 2.7.4, used for what it is fast at: a dictionary of words, each with the rows it is in.

The only module that imports Whoosh. Its segments, term dictionaries and commits are used; its
postings, scoring, stored fields and merges are not: a posting list is written as NumPy arrays and
read in one piece, and a merge joins such arrays. This leans on attributes that Whoosh does not
promise, so the version is pinned and a test guards each of them. Whoosh itself never syncs:
`archive.search.index_folder` does, and seals what was written.
"""

from __future__ import annotations

import itertools
import struct
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

with warnings.catch_warnings():
    # Whoosh compares numbers by "is" and writes regular expressions without r"": Python says so
    # each time it compiles the library.
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh import columns, fields, formats
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import TOC, FileIndex
    from whoosh.reading import SegmentReader
    from whoosh.writing import SegmentWriter

from archive.search.postings import Ints, decoded, encoded
from archive.search.term_table import TermTable

Bits = npt.NDArray[np.bool_]

FIELDS = ("mentions", "names", "pairs", "stems", "words")
"""The fields of the index, in the order in which they lie there."""
KEY = np.dtype([("id", "S16"), ("span", "u1"), ("stamp", "<i8"), ("length", "<u4")])
"""What is known of a row of the index: record, lowest and highest rank (lo + 4 hi), the state of
the record it was made from, and its number of words."""
FEW_LINES = 64
"""Lines of which the places are reckoned anew whenever a segment is opened."""
_KEY_COLUMN = columns.FixedBytesColumn(KEY.itemsize)
_BYTES_COLUMN = columns.VarBytesColumn(write_offsets_cutoff=FEW_LINES)
_NAME = "MAIN"
_EXTENT = struct.Struct("!qi")
"""How an entry of the term dictionary ends: where its list lies in the file, in bytes."""
NOTED_AT_ONCE = 1 << 18
"""Postings that are kept as Python's numbers: some megabytes of references."""
_FIELD = struct.Struct("!H")
"""How a key of the term dictionary begins: the place of its field in `FIELDS`."""
_PLACES = {field: _FIELD.pack(place) for place, field in enumerate(FIELDS)}


class Storage(FileStorage):  # type: ignore[misc]  # Whoosh ships no types
    """A folder with its scratch files inside it; Whoosh shares one in /tmp with every index."""

    def __init__(self, path: str, written: list[Any] | None = None) -> None:
        super().__init__(path)
        self.written: list[Any] = [] if written is None else written
        """The files that were opened for writing, scratch files too."""

    def create_file(self, name: str, **options: Any) -> Any:
        """A file to write into."""
        file = super().create_file(name, **options)
        self.written.append(file.raw_file())
        return file

    def temp_storage(self, name: str | None = None) -> Any:
        """A folder for scratch files."""
        return Storage(str(Path(self.folder) / "scratch"), self.written).create()


class Tokens(fields.FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """A field whose words come already cut."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)


class Keys(fields.FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """The keys of the rows, of one width, to be read as one array."""

    indexed = False
    column_type = _KEY_COLUMN

    def __init__(self) -> None:
        super().__init__(None, None)
        self.column_type = _KEY_COLUMN


class Pieces(fields.FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """A piece of bytes of each row: how its words follow each other, or its card."""

    indexed = False
    column_type = _BYTES_COLUMN

    def __init__(self) -> None:
        super().__init__(None, None)
        self.column_type = _BYTES_COLUMN


class LeanCodec(W3Codec):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's form of a segment, but for the posting lists."""

    length_stats = False


class Leaf:
    """One segment, open for reading. Its content never changes; what is deleted may grow."""

    def __init__(self, storage: Any, schema: Any, segment: Any) -> None:
        self._reader = SegmentReader(storage, schema, segment)
        self._terms = self._reader._terms
        self._table = TermTable(self._terms._tindex)
        self.id = str(segment.segment_id())
        self.size = int(segment.doc_count_all())
        self.keys = self._read_keys(segment)
        self._orders = self._reader.column_reader("order", translate=False)
        self._cards = self._reader.column_reader("card", translate=False)
        self.live = live_rows(segment)

    def _read_keys(self, segment: Any) -> npt.NDArray[Any]:
        name = W3Codec.column_filename(segment, "key")
        files = self._reader.storage()
        data = files.open_file(name).get(0, self.size * KEY.itemsize)
        return np.frombuffer(data, KEY, self.size)

    def posted(self, key: bytes, known_as: int) -> bytes | None:
        """The list of rows of this segment that have a word, deleted ones too; None: none has.

        `key` is its `key_of`, and that is `known_as` its `hash_of`: segments share both.
        """
        entry = self._table.get(key, known_as)
        return None if entry is None else self._bytes(entry)

    def has_beginning(self, key: bytes) -> bool:
        """Whether any row has a word, or had it, of which the `key_of` begins so."""
        return next(self._table.beginning(key), None) is not None

    def with_prefix(self, field: str, prefix: str) -> bytes | None:
        """The lists of all words that begin so, in one piece; None: there are none.

        They lie one after the other, because terms are written in their order.
        """
        entries = self._table.first_and_last(key_of(field, prefix))
        if entries is None:
            return None
        (start, _), (last, length) = (_EXTENT.unpack(entry[-_EXTENT.size :]) for entry in entries)
        return bytes(self._terms._postfile.get(start, last + length - start))

    def order(self, line: int) -> bytes:
        """How the words of a row follow each other, as it was written."""
        return bytes(self._orders[line])

    def card(self, line: int) -> bytes:
        """The card of a row, as it was written."""
        return bytes(self._cards[line])

    def words(self, field: str) -> Iterator[str]:
        """All words of a field."""
        for key, _ in self._table.beginning(key_of(field, "")):
            yield key[_FIELD.size :].decode()

    def everything(self) -> Iterator[tuple[str, bytes, Ints, Ints]]:
        """All lists of the segment in their order."""
        for place, entry in self._terms._tindex.items():
            yield *self._terms._keydecoder(place), *self._list(entry)

    def _list(self, entry: bytes) -> tuple[Ints, Ints]:
        rows, counts = decoded(self._bytes(entry))
        return rows, np.ones(len(rows), np.int32) if counts is None else counts

    def _bytes(self, entry: bytes) -> bytes:
        start, length = _EXTENT.unpack(entry[-_EXTENT.size :])
        return bytes(self._terms._postfile.get(start, length))

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()


def key_of(field: str, word: str) -> bytes:
    """The key of a word, or of its beginning, in the term dictionary of every segment."""
    return _PLACES[field] + word.encode()


def live_rows(segment: Any) -> Bits:
    """Which rows of a segment are not deleted."""
    live = np.ones(segment.doc_count_all(), np.bool_)
    live[list(segment.deleted_docs())] = False
    return live


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
        self.perdocwriter.add_column_value("key", _KEY_COLUMN, key)
        self.perdocwriter.add_column_value("order", _BYTES_COLUMN, order)
        self.perdocwriter.add_column_value("card", _BYTES_COLUMN, card)
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
            (place, word, code)
            for place, field in enumerate(FIELDS)
            for word, code in sorted((word.encode(), n) for word, n in self._codes[field].items())
        ]
        places = np.zeros(len(named), np.int32)
        places[[code for _, _, code in named]] = np.arange(len(named), dtype=np.int32)
        writer = self.fieldwriter
        for field in FIELDS:
            writer.start_field(field, self.schema[field])
        at = writer._postfile.tell()
        lists = encoded(*self._in_order(places))
        for (place, word, _), data in zip(named, lists, strict=True):
            writer._postfile.write(data)
            writer._tindex.add(_FIELD.pack(place) + word, _EXTENT.pack(at, len(data)))
            at += len(data)
        writer.close()

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


def create(folder: Any) -> tuple[int, list[str]]:
    """Make an empty index in an empty folder; its generation and files."""
    pieces = {"order": Pieces(), "card": Pieces()}
    schema = fields.Schema(key=Keys(), **pieces, **{field: Tokens() for field in FIELDS})
    TOC.create(Storage(str(folder)), schema, _NAME)
    return 0, [TOC._filename(_NAME, 0)]


def open_leaves(folder: Any, generation: int, known: Iterable[Leaf]) -> list[Leaf]:
    """The segments of one state of the index; those of `known` that it still has are kept."""
    storage = Storage(str(folder))
    toc = TOC.read(storage, _NAME, gen=generation)
    have = {leaf.id: leaf for leaf in known}
    leaves = []
    for segment in toc.segments:
        leaf = have.get(str(segment.segment_id()))
        if leaf is None:
            leaf = Leaf(storage, toc.schema, segment)
        else:
            leaf.live = live_rows(segment)
        leaves.append(leaf)
    return leaves


__all__ = [
    "FIELDS", "KEY", "Bits", "Ints", "Leaf", "LeanWriter", "create", "decoded",
    "key_of", "live_rows", "open_leaves",
]  # fmt: skip
