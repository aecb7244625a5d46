"""Columns that were kept are used where they are the archive's own and still true."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from archive import erasing, recording
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.search.columns import Columns
from archive.search.engine import SearchEngine, engine_of
from archive.search.index_folder import COLUMNS_NAME
from archive.search.kept_columns import KeptColumns
from archive.search.query import SearchQuery
from archive.workspace import Archive
from tests.archive.samples import access, actor, incident, item, place
from tests.archive.search.test_commits import CHANGES, KINDS, QUERIES, Changing, new_engine
from tests.copies import copy_archive

AMBER = SearchQuery(words="amber")


def kept(archive: Archive) -> Columns | None:
    """What a program that starts now takes over."""
    settings = archive.settings
    with archive.reading() as connection:
        return KeptColumns(settings.index, settings.folder / ".index-token").load(connection)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """An archive with a file of columns."""
    recording.record(
        archive,
        [
            place("town", name="Lower Mill", access=access("public")),
            actor("hand", name="Obrun Takket", names=[{"text": "Obrun"}, {"text": "Обрун"}]),
            incident(
                "i1",
                title="Amber",
                place={"place": "town", "name": "By the mill"},
                acts=[{"type": "detention", "victims": [{"actor": "hand"}]}],
                tags=["one", "other"],
                access=access("public"),
            ),
            incident("i2", title="Amber", place={"name": "By the mill"}),
            item("f", title="Amber", documents=[{"incident": "i1"}]),
        ],
    )
    engine_of(archive).search(AMBER, CONFIDENTIAL)
    return archive


def test_columns_come_back_as_they_were(filled: Archive) -> None:
    found, read = kept(filled), Columns()
    with filled.reading() as connection:
        read.load(connection)
    assert found is not None
    assert (found.cursor, found.ids, found.levels) == (read.cursor, read.ids, read.levels)
    assert (found.numbers, found.names) == (read.numbers, read.names)
    assert found.words_for_places == read.words_for_places == ["By the mill"]
    assert found.row_at.all.tolist() == read.row_at.all.tolist()
    for name, column in read.arrays.items():
        assert str(found.arrays[name].all.tolist()) == str(column.all.tolist()), name
    for name, field in read.fields.items():
        for value in field.values:
            expected = sorted(field.rows_with(value).tolist())
            assert sorted(found.fields[name].rows_with(value).tolist()) == expected


def test_a_search_that_starts_with_kept_columns_finds_what_a_new_one_finds(
    archive: Archive, tmp_path: Path
) -> None:
    recording.record(archive, [actor("quillon", name="Quillon", access=access("restricted"))])
    changing = Changing(archive, seed=102)
    engine_of(archive).search(AMBER, CONFIDENTIAL)
    for step in range(CHANGES):
        kind = changing.once()
        started, fresh = engine_of(archive), new_engine(archive, tmp_path / f"fresh-{step}")
        for audience in (PUBLIC, RESTRICTED, CONFIDENTIAL):
            for query in QUERIES:
                found = started.search(query, audience)
                assert found == fresh.search(query, audience), (step, kind, query)
        shutil.rmtree(tmp_path / f"fresh-{step}")
    assert changing.done == {*KINDS}


def test_a_file_with_a_changed_byte_is_not_used(filled: Archive) -> None:
    path = filled.settings.index / COLUMNS_NAME
    data = bytearray(path.read_bytes())
    for at in (3, 200, len(data) // 2, len(data) - 1):
        changed = bytearray(data)
        changed[at] ^= 1
        path.write_bytes(changed)
        assert kept(filled) is None
    path.write_bytes(data[: len(data) // 2])
    assert kept(filled) is None
    assert engine_of(filled).search(AMBER, CONFIDENTIAL).certain == 2
    assert kept(filled) is not None


def test_a_file_of_another_archive_is_not_used(filled: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "copied"
    copy_archive(filled.settings.folder, folder)
    with filled.reading() as connection:
        copied = KeptColumns(folder / "index", folder / ".index-token").load(connection)
    assert copied is None


def test_a_file_that_does_not_fit_the_tables_is_not_used(filled: Archive) -> None:
    with filled.engine.connect() as connection:
        connection.execute(text("UPDATE records SET level = 2 WHERE ref = 'i1'"))
        connection.commit()
    assert kept(filled) is None


def test_what_was_erased_is_not_kept(filled: Archive, engine: SearchEngine) -> None:
    recording.record(filled, [incident("gone", title="Amber", tags=["zerquon"])])
    engine_of(filled).index_all()
    (filled.settings.index / COLUMNS_NAME).unlink()
    assert engine.search(AMBER, CONFIDENTIAL).certain == 3
    assert b"zerquon" in (filled.settings.index / COLUMNS_NAME).read_bytes()
    erasing.erase(filled, "gone", basis="asked for")
    assert engine.search(AMBER, CONFIDENTIAL).certain == 2
    assert b"zerquon" not in (filled.settings.index / COLUMNS_NAME).read_bytes()
    assert kept(filled) is not None


def test_columns_that_cannot_be_kept_are_no_trouble(archive: Archive, tmp_path: Path) -> None:
    recording.record(archive, [incident("i", title="Amber", tags=["one"])])
    (tmp_path / "index").write_text("in the way")
    engine = SearchEngine(archive.engine, tmp_path / "index", tmp_path / "token")
    assert engine.search(SearchQuery(words="tag:one"), CONFIDENTIAL).certain == 1
