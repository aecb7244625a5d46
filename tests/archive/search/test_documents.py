"""The words of a file lead to its item and its incident, for those who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from archive import intake, recording
from archive.describing import Described
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.intake import Order
from archive.search.choosing import IndexEngine, choose
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from evidence.media_types.mediatype import MediaType
from schemas.access import Level
from schemas.item import Derived
from tests.archive.samples import access, incident, item

WORDS = "The warrant names a house in Orchard lane. Ордер на обыск."


@pytest.fixture
def filed(archive: Archive, tmp_path: Path) -> Archive:
    """Two incidents; of the first there is a document, for everybody who may see its words."""
    rows = [incident(f"i{n}", title="A search", access=access("public")) for n in range(2)]
    recording.record(archive, rows)
    path = tmp_path / "order.pdf"
    path.write_bytes(b"a file")

    def describe(digests: Sequence[str]) -> list[Described]:
        made = archive.blobs.receive_stream([WORDS.encode()])
        text = Derived(
            kind="text", digest=made.digest, size=made.size, media_type="text/plain", how="so"
        )
        media = MediaType("application/pdf", "said so", None)
        return [Described(media, derived=(text,)) for _ in digests]

    list(intake.add(archive, [path], Order(incident="i0", level=Level.PUBLIC), describe))
    return archive


def refs(engine: SearchEngine, words: str, kind: str = "incident", audience=RESTRICTED) -> list:
    hits = engine.search(SearchQuery(words=words, types=(kind,)), audience).hits
    return [hit.ref for hit in hits]


@pytest.mark.parametrize("engine", list(IndexEngine))
@pytest.mark.parametrize("words", ["warrant", "houses", '"orchard lane"', "обыска", "warr*"])
def test_words_of_a_document_find_it_and_its_incident(
    filed: Archive, engine: IndexEngine, words: str
) -> None:
    if engine is IndexEngine.TANTIVY:
        pytest.importorskip("tantivy", reason="the extra `large` is not installed")
    choose(filed.settings, engine)
    searching = engine_of(filed)
    assert len(refs(searching, words, "item")) == 1
    assert refs(searching, words) == ["i0"]
    assert refs(searching, f"search -{words}") == ["i1"]


def test_a_hit_says_through_which_document_it_was_found(filed: Archive) -> None:
    searching = engine_of(filed)
    (hit,) = searching.search(SearchQuery(words="warrant"), RESTRICTED).hits
    (document,) = searching.search(SearchQuery(words="warrant", types=("item",)), RESTRICTED).hits
    assert hit.matched == (f"in {document.title}",)
    assert document.passages == ("The ⟦warrant⟧ names a house in Orchard lane. Ордер на обыск.",)


def test_who_may_not_read_the_file_does_not_find_by_its_words(filed: Archive) -> None:
    searching = engine_of(filed)
    for words in ("warrant", '"orchard lane"', "warr*", "wararnt~"):
        assert refs(searching, words, "item", PUBLIC) == []
        assert refs(searching, words, "incident", PUBLIC) == []
    assert searching.search(SearchQuery(words="warant"), PUBLIC).did_you_mean == ()


def test_a_phrase_that_the_document_does_not_have_finds_nothing(filed: Archive) -> None:
    assert refs(engine_of(filed), '"house warrant"') == []


def test_words_are_missed_and_the_rest_is_found_without_the_blob(filed: Archive) -> None:
    for digest in list(filed.blobs.walk()):
        filed.blobs.remove(digest)
    searching = engine_of(filed)
    assert refs(searching, "warrant") == []
    assert refs(searching, "search") == ["i0", "i1"]


@pytest.mark.parametrize("field", ["title", "description", "original_whereabouts"])
def test_what_people_wrote_about_an_item_leads_to_its_incident(
    archive: Archive, field: str
) -> None:
    recording.record(archive, [incident("i")])
    recording.record(archive, [item("f", documents=[{"incident": "i"}], **{field: "A lantern"})])
    (hit,) = engine_of(archive).search(SearchQuery(words="lantern"), CONFIDENTIAL).hits
    assert hit.ref == "i"
    assert len(hit.matched) == 1
