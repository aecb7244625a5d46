"""A dictionary as it is written for a segment, read by Whoosh itself and by our own reader."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from archive.search.lean_whoosh import EXTENT, KEY, Storage
from archive.search.term_table import TermTable, hash_of
from archive.search.term_writing import write_terms
from archive.search.text_index import TextIndex
from archive.search.text_writing import MERGE_AT


@pytest.mark.parametrize("size", [1, 2, 300, 3_000])
def test_both_readers_find_each_term_and_no_other(tmp_path: Path, size: int) -> None:
    from whoosh.filedb.filetables import OrderedHashWriter

    chosen = random.Random(size)
    words = {"".join(chosen.choices("abcдя", k=chosen.randint(1, 9))) for _ in range(2 * size)}
    keys = sorted(word.encode() for word in list(words)[:size])
    others = [word.encode() for word in list(words)[size:]]
    storage = Storage(str(tmp_path))
    sizes = [chosen.randint(1, 999) for _ in keys]
    write_terms(OrderedHashWriter(storage.create_file("terms")), keys, 7, sizes)
    reader = reader_of(tmp_path / "terms")
    table = TermTable(reader)
    start = 7
    for key, long in zip(keys, sizes, strict=True):
        assert table.get(key, hash_of(key)) == reader[key] == EXTENT.pack(start, long)
        assert reader.closest_key(key) == key
        start += long
    assert [table.get(key, hash_of(key)) for key in others] == [None] * len(others)
    assert [key for key, _ in table.beginning(b"")] == keys == list(reader.keys())


def test_a_dictionary_without_terms_can_be_read(tmp_path: Path) -> None:
    from whoosh.filedb.filetables import OrderedHashWriter

    storage = Storage(str(tmp_path))
    write_terms(OrderedHashWriter(storage.create_file("terms")), [], 0, [])
    reader = reader_of(tmp_path / "terms")
    assert list(reader.keys()) == []
    assert TermTable(reader).get(b"word", hash_of(b"word")) is None


def test_a_segment_whose_rows_have_no_words_is_written_and_joined(tmp_path: Path) -> None:
    index = TextIndex(tmp_path / "index", tmp_path / "token")
    for _ in range(MERGE_AT + 1):
        with index.writing() as batch:
            assert batch is not None
            batch.put(b"k" * KEY.itemsize, {}, {}, b"")
            batch.commit(patiently=False)
    assert sum(leaf.size for leaf in index.leaves) == MERGE_AT + 1
    assert len(index.leaves) < MERGE_AT
    assert not any(leaf.has_beginning(b"") for leaf in index.leaves)


def reader_of(path: Path) -> Any:
    """Whoosh's reader of a file that lies in memory, as the parts of a segment do."""
    from whoosh.filedb.filetables import OrderedHashReader
    from whoosh.filedb.structfile import BufferFile

    data = path.read_bytes()
    return OrderedHashReader(BufferFile(memoryview(data)), len(data))
