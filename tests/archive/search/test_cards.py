"""What a page shows of a row is kept with its words, and is what the audience sees of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from archive import custody, database, recording
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.search.cards import KEPT, card_of, read, written
from archive.search.choosing import IndexEngine, index_class
from archive.search.contents import views_of
from archive.search.engine import SearchEngine
from archive.search.language import asked, beginnings, find_words, words_of
from archive.search.query import SearchQuery
from archive.search.wanted import Wanted
from archive.workspace import Archive
from tests.archive.samples import access, actor, incident, item

LONG = "Rubble and smoke. " * (KEPT // 10)


@pytest.fixture
def of_three(archive: Archive) -> Archive:
    """An archive of which three audiences see three things."""
    told = access("public", narrative="confidential", place="restricted")
    recording.record(archive, [actor("v", name="Vera Quillon", access=access("restricted"))])
    recording.record(
        archive,
        [
            incident(
                "i",
                title="A house burnt",
                narrative={"en": "Men in masks set a house on fire", "ru": "Дом сгорел"},
                place={"name": "Upper Mill"},
                date={"edtf": "2014-12"},
                acts=[{"type": "detention", "victims": [{"actor": "v"}]}],
                access=told,
            ),
            incident("long", title="A street", narrative={"en": LONG}, access=access("public")),
            item("e", title="A phone", documents=[{"incident": "i"}], access=access("public")),
        ],
    )
    custody.transfer(archive, "e", to="Obrun Takket", reason="Sealed for the laboratory")
    return archive


@pytest.mark.parametrize("kind", IndexEngine)
def test_the_cards_are_those_of_the_views(
    of_three: Archive, tmp_path: Path, kind: IndexEngine
) -> None:
    if kind is IndexEngine.TANTIVY:
        pytest.importorskip("tantivy", reason="the extra `large` is not installed")
    engine = engine_with(of_three, tmp_path, kind)
    engine.index_all()
    following = engine._following  # the rows and their lines are shown by nothing else
    columns = following.columns
    rows = np.flatnonzero(columns.alive).tolist()
    kept = following.cards(rows)
    assert sorted(kept) == rows
    with database.reading(of_three.engine) as connection:
        for audience in (PUBLIC, RESTRICTED, CONFIDENTIAL):
            seen = np.flatnonzero(columns.visible(audience)).tolist()
            views = dict(views_of(connection, columns, seen, rank=audience.rank))
            assert len(seen) == len(views) > 2
            for row, view in views.items():
                card = card_of(view)
                assert replace(kept[row], texts=()) == replace(card, texts=())
                assert kept[row].known_to(audience.rank) == card.known_to(audience.rank)
                assert read(written(card)) == card


def engine_with(archive: Archive, folder: Path, kind: IndexEngine) -> SearchEngine:
    """A search that indexes nothing unasked, with an index of its own."""
    place = folder / kind
    place.mkdir()
    index = index_class(kind)
    return SearchEngine(archive.engine, place / "index", place / "token", index=index, patience=0)


def test_a_row_that_is_not_indexed_yet_is_shown_as_it_will_be(
    of_three: Archive, tmp_path: Path
) -> None:
    engine = engine_with(of_three, tmp_path, IndexEngine.WHOOSH)
    query = SearchQuery(types=("incident", "item"))
    audiences = (PUBLIC, RESTRICTED, CONFIDENTIAL)
    before = [engine.search(query, audience).hits for audience in audiences]
    engine.index_all()
    assert [engine.search(query, audience).hits for audience in audiences] == before
    assert [hit.place_words for hit in before[0] if hit.ref == "i"] == [""]
    assert [hit.place_words for hit in before[1] if hit.ref == "i"] == ["Upper Mill"]


def test_what_is_withheld_is_in_no_passage(of_three: Archive, engine: SearchEngine) -> None:
    for words, known_to in (("masks", CONFIDENTIAL), ("laboratory", RESTRICTED)):
        query = SearchQuery(words=words, types=("incident", "item"))
        for audience in (PUBLIC, RESTRICTED, CONFIDENTIAL):
            quoted = "".join(p for hit in engine.search(query, audience).hits for p in hit.passages)
            assert (f"⟦{words}⟧" in quoted) is (audience.rank >= known_to.rank)


TEXTS = (
    "The house of the Happy family, houses_and mosques; naïve Café, Ærøskøbing 1234",
    "Задержание у моста: щука, Йошкар-Ола, ельник. Ещё ЩЕРБИНА",
    "وصلت المدرسة والكتاب كتب المدارس الى المدينة",
    "Αθήνα ΑΘΗΝΑ ψάρι, Ереван Հայաստան",
    "한국어 가을 아이 고기 가을",
    "ﬁre İstanbul ISTANBUL ß straße n нь ь",
    "combine\u0301d marks, 東京の空 and नमस्ते",
)


@pytest.mark.parametrize("word", sorted({word for text in TEXTS for word in words_of(text)}))
def test_skimming_a_text_misses_no_word_that_is_wanted(word: str) -> None:
    languages = frozenset({"en", "ru", "ar", "es", "el"})
    text = "\n".join(TEXTS[:-1])
    for wanted in (
        Wanted(*map(set, zip_forms(word, languages))),
        Wanted(beginnings=set(beginnings(word[:2]))),
    ):
        for looked_at in (text, f"{text}\n{TEXTS[-1]}"):
            for language in ("en", "ru", "ar"):
                meeting = wanted.among(words_of(looked_at), language)
                expected = [found for found in find_words(looked_at) if found.text in meeting]
                assert wanted.found_in(looked_at, language) == expected


def zip_forms(word: str, languages: frozenset[str]) -> tuple[list[str], list[str]]:
    """All forms and all stems that a query of one word asks for."""
    need = asked(word, languages)
    return [w for form in need for w in form.words], [s for form in need for s in form.stems]
