"""Whoosh and Tantivy are fed the same words and give the same answers."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archive import recording
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.search.choosing import IndexEngine, choose, chosen, index_class
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from tests.archive.samples import actor, incident
from tests.archive.search import made_up, test_agreement
from tests.archive.search.test_commits import CHANGES, KINDS, QUERIES, Changing, new_engine

pytest.importorskip("tantivy", reason="the extra `large` is not installed")
TEXTS = (
    "houses", "house", "мосты", "мост", "hou*", "brigde~", "lantrn~", '"copper timber"', "fennigor",
    "Fenigor", "Dobrin", "Quelmar~", "galdorn -bridge", "mountain", "kind:threat lantern",
    "place:Ostrelle copper", "nothinglikeit", "lanterm", "окна окно", "the", "zorb*",
)  # fmt: skip


@pytest.fixture
def tantivy(tmp_path: Path) -> Callable[[Archive], SearchEngine]:
    """Makes a search by Tantivy, with an index of its own."""
    made = iter(range(100))

    def make(archive: Archive) -> SearchEngine:
        folder = tmp_path / f"tantivy-{next(made)}"
        folder.mkdir()
        index = index_class(IndexEngine.TANTIVY)
        return SearchEngine(archive.engine, folder / "index", folder / "token", index=index)

    return make


Make = Callable[[Archive], SearchEngine]


Both = tuple[SearchEngine, SearchEngine]


@pytest.fixture(scope="module")
def both(invented: Archive, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """The same archive searched by Whoosh and by Tantivy."""
    folder: Path = tmp_path_factory.mktemp("tantivy")
    index = index_class(IndexEngine.TANTIVY)
    other = SearchEngine(invented.engine, folder / "index", folder / "token", index=index)
    return engine_of(invented), other


@pytest.mark.parametrize("text", TEXTS)
def test_both_give_the_same_answer(both: Both, text: str) -> None:
    one, other = both
    for audience in (PUBLIC, RESTRICTED, CONFIDENTIAL):
        query = SearchQuery(words=text, limit=100, types=("incident", "actor", "place", "item"))
        assert one.search(query, audience) == other.search(query, audience)
    assert one.people(text, CONFIDENTIAL) == other.people(text, CONFIDENTIAL)


def test_both_give_the_same_answer_to_random_questions(both: Both) -> None:
    one, other = both
    chosen_by = random.Random(11)
    for _ in range(60):
        query = test_agreement.as_query(test_agreement.question(chosen_by))
        assert one.search(query, RESTRICTED) == other.search(query, RESTRICTED), query


def test_a_running_search_by_tantivy_finds_what_a_new_index_finds(
    archive: Archive, tantivy: Make, tmp_path: Path
) -> None:
    recording.record(archive, [actor("quillon", name="Quillon")])
    running, changing = tantivy(archive), Changing(archive, seed=249)
    for step in range(CHANGES):
        kind = changing.once()
        fresh = new_engine(archive, tmp_path / f"fresh-{step}")
        for query in QUERIES:
            found, expected = running.search(query, PUBLIC), fresh.search(query, PUBLIC)
            assert found == expected, (step, kind, query)
        shutil.rmtree(tmp_path / f"fresh-{step}")
    assert changing.done == {*KINDS}


def test_the_choice_outlives_the_index(archive: Archive) -> None:
    recording.record(archive, [incident("i", title="Amber")])
    assert chosen(archive.settings) is IndexEngine.WHOOSH
    choose(archive.settings, IndexEngine.TANTIVY)
    amber = SearchQuery(words="amber")
    assert engine_of(archive).search(amber, CONFIDENTIAL).certain == 1
    assert (archive.settings.index / "owned").is_file()
    shutil.rmtree(archive.settings.index)
    assert engine_of(archive).search(amber, CONFIDENTIAL).certain == 1
    assert (archive.settings.index / "owned").is_file()
    choose(archive.settings, IndexEngine.WHOOSH)
    assert engine_of(archive).search(amber, CONFIDENTIAL).certain == 1
    assert list(archive.settings.index.glob("*.seg"))


def test_an_index_of_tantivy_from_outside_is_never_opened(
    archive: Archive, tantivy: Make, tmp_path: Path
) -> None:
    recording.record(archive, [incident("i", title="Amber")])
    engine = tantivy(archive)
    engine.index_all()
    folder = tmp_path / "copied"
    shutil.copytree(tmp_path / "tantivy-0", folder)
    (folder / "index" / "words" / "meta.json").write_text("not of this world")
    index = index_class(IndexEngine.TANTIVY)
    copied = SearchEngine(archive.engine, folder / "index", folder / "token", index=index)
    assert copied.search(SearchQuery(words="amber"), CONFIDENTIAL).certain == 1


def test_two_search_one_index_of_tantivy(archive: Archive) -> None:
    choose(archive.settings, IndexEngine.TANTIVY)
    one, other = engine_of(archive), engine_of(archive)
    for number in range(16):
        recording.record(archive, [incident(f"n{number}", title=made_up.WORDS[number % 10])])
        by = (one, other)[number % 2]
        assert by.search(SearchQuery(), CONFIDENTIAL).certain == number + 1
        found = other.search(SearchQuery(words=made_up.WORDS[0]), CONFIDENTIAL).certain
        assert found == 1 + number // 10
    assert len(list(archive.settings.index.glob("keys_*.bin"))) <= 13
