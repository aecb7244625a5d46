"""What people wrote into custody entries leads to the item and its incident, for those who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import custody, recording
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED, Audience
from archive.search.choosing import IndexEngine, choose
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from tests.archive.samples import access, copy_of, incident, item

REASON = "Sealed envelopes for the laboratory in Quelmar, передано экспертам"


@pytest.fixture(params=IndexEngine, scope="module")
def handed_over(
    request: pytest.FixtureRequest, founded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Archive]:
    """An archive with an item that was handed over, for each engine. Not to be changed."""
    if request.param is IndexEngine.TANTIVY:
        pytest.importorskip("tantivy", reason="the extra `large` is not installed")
    folder: Path = tmp_path_factory.mktemp("handed-over")
    archive = copy_of(founded, folder / "archive")
    choose(archive.settings, request.param)
    open_to_all = access("public")
    recording.record(archive, [incident("i", title="A fire", access=open_to_all)])
    recording.record(
        archive,
        [
            item("e", title="A phone", documents=[{"incident": "i"}], access=open_to_all),
            item(
                "f",
                title="A case",
                acquired={"at": "2024-03-01T10:00:00Z", "from": "Bellin Orr"},
                access=access("restricted", **{"acquired/from": "confidential"}),
            ),
        ],
    )
    custody.transfer(archive, "e", to="Obrun Takket", reason=REASON)
    custody.transfer(archive, "f", to="Bellin Orr", reason="Bellin asked for it")
    yield archive
    archive.close()


@pytest.fixture
def engine(handed_over: Archive) -> SearchEngine:
    """The search of that archive."""
    return engine_of(handed_over)


def found(engine: SearchEngine, words: str, audience: Audience = RESTRICTED) -> list[str]:
    query = SearchQuery(words=words, types=("item", "incident"))
    return sorted(hit.ref for hit in engine.search(query, audience).hits)


@pytest.mark.parametrize(
    "words",
    ["laboratory", "laborator*", "Takket", "envelope", "эксперт", '"sealed envelopes"',
     '"envelopes for the laboratory"'],
)  # fmt: skip
def test_words_of_a_hand_over_find_the_item_and_its_incident(
    engine: SearchEngine, words: str
) -> None:
    assert found(engine, words) == ["e", "i"]
    assert found(engine, words, PUBLIC) == []


def test_words_of_a_hand_over_and_of_the_item_go_together(engine: SearchEngine) -> None:
    assert found(engine, "sealed phone") == ["e", "i"]
    assert found(engine, "phone -sealed") == []
    assert found(engine, "phone -sealed", PUBLIC) == ["e", "i"]


def test_a_phrase_that_does_not_stand_there_finds_nothing(engine: SearchEngine) -> None:
    assert found(engine, '"laboratory envelopes"') == []


def test_the_words_are_quoted_to_those_who_may_know_them(engine: SearchEngine) -> None:
    query = SearchQuery(words="laboratory", types=("item",))
    (hit,) = engine.search(query, RESTRICTED).hits
    assert "⟦laboratory⟧" in hit.passages[0]
    (open_hit,) = engine.search(SearchQuery(words="phone", types=("item",)), PUBLIC).hits
    assert "envelopes" not in str(open_hit)


def test_from_whom_it_came_is_found_only_by_those_who_may_know(engine: SearchEngine) -> None:
    assert found(engine, "Bellin", CONFIDENTIAL) == ["f"]
    assert found(engine, "asked", CONFIDENTIAL) == ["f"]
    assert found(engine, "Bellin") == found(engine, "asked") == []
    (hit,) = engine.search(SearchQuery(words="case", types=("item",)), RESTRICTED).hits
    assert "Bellin" not in str(hit)


def test_a_later_hand_over_is_found_at_once(handed_over: Archive, tmp_path: Path) -> None:
    archive = copy_of(handed_over.settings.folder, tmp_path / "copy")
    engine = engine_of(archive)
    assert found(engine, "zerquon") == []
    custody.transfer(archive, "e", to="Zerquon", action=custody.RETURNED)
    assert found(engine, "zerquon") == found(engine_of(archive), "zerquon") == ["e", "i"]
    archive.close()


def test_without_hand_overs_everybody_outside_finds_the_same(archive: Archive) -> None:
    recording.record(archive, [item("e", title="A phone", access=access("public"))])
    engine = engine_of(archive)
    queries = [SearchQuery(words=words, types=("item",)) for words in ("phone", "phon*", "zerquon")]
    before = [engine.search(query, PUBLIC) for query in queries]
    custody.transfer(archive, "e", to="Zerquon", reason="a phone for Zerquon, phone, phone")
    assert [engine.search(query, PUBLIC) for query in queries] == before
