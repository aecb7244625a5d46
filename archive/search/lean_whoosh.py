"""Whoosh 2.7.4, used for what it is fast at: a dictionary of words, each with the rows it is in.

The only module that imports Whoosh, beside `archive.search.lean_writing`. Its segments, term
dictionaries and commits are used; its postings, scoring, stored fields and merges are not: a
posting list is written as NumPy arrays and read in one piece, and a merge joins such arrays. This
leans on attributes that Whoosh does not promise, so the version is pinned and a test guards each of
them. Whoosh itself never syncs: `archive.search.index_folder` does, and seals what was written.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

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
    from whoosh.index import TOC
    from whoosh.reading import SegmentReader

from archive.search.postings import Ints, decoded
from archive.search.term_table import TermTable

Bits = npt.NDArray[np.bool_]

FIELDS = ("mentions", "names", "pairs", "stems", "words")
"""The fields of the index, in the order in which they lie there."""
KEY = np.dtype([("id", "S16"), ("span", "u1"), ("stamp", "<i8"), ("length", "<u4")])
"""What is known of a row of the index: record, lowest and highest rank (lo + 4 hi), the state of
the record it was made from, and its number of words."""
FEW_LINES = 64
"""Lines of which the places are reckoned anew whenever a segment is opened."""
KEY_COLUMN = columns.FixedBytesColumn(KEY.itemsize)
BYTES_COLUMN = columns.VarBytesColumn(write_offsets_cutoff=FEW_LINES)
_NAME = "MAIN"
EXTENT = struct.Struct("!qi")
"""How an entry of the term dictionary ends: where its list lies in the file, in bytes."""
FIELD = struct.Struct("!H")
"""How a key of the term dictionary begins: the place of its field in `FIELDS`."""
_PLACES = {field: FIELD.pack(place) for place, field in enumerate(FIELDS)}


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
    column_type = KEY_COLUMN

    def __init__(self) -> None:
        super().__init__(None, None)
        self.column_type = KEY_COLUMN


class Pieces(fields.FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """A piece of bytes of each row: how its words follow each other, or its card."""

    indexed = False
    column_type = BYTES_COLUMN

    def __init__(self) -> None:
        super().__init__(None, None)
        self.column_type = BYTES_COLUMN


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
        (start, _), (last, length) = (EXTENT.unpack(entry[-EXTENT.size :]) for entry in entries)
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
            yield key[FIELD.size :].decode()

    def everything(self) -> Iterator[tuple[str, bytes, Ints, Ints]]:
        """All lists of the segment in their order."""
        for place, entry in self._terms._tindex.items():
            yield *self._terms._keydecoder(place), *self._list(entry)

    def _list(self, entry: bytes) -> tuple[Ints, Ints]:
        rows, counts = decoded(self._bytes(entry))
        return rows, np.ones(len(rows), np.int32) if counts is None else counts

    def _bytes(self, entry: bytes) -> bytes:
        start, length = EXTENT.unpack(entry[-EXTENT.size :])
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
    "FIELDS", "KEY", "Bits", "Ints", "Leaf", "create", "decoded", "key_of", "live_rows",
    "open_leaves",
]  # fmt: skip
