"""Words are found in the forms of the text's own language, with passages and suggestions."""

from __future__ import annotations

import pytest

from archive import recording
from archive.cli.searching import to_geojson, to_json
from archive.disclosure import CONFIDENTIAL
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from tests.archive.samples import actor, incident, item

TEXTS = {
    "en": "The houses were burning and the bridges fell",
    "ru": "Дома сожгли, а мосты взорвали; ёлка цела",
    "es": "Las detenciones arbitrarias continuaron en la mañana",
    "fr": "Les maisons brûlées étaient nombreuses",
    "de": "Die Häuser brannten in der Straße",
    "ar": "هُدمت المنازل في المدينة",
    "tr": "İstanbul'da evler yıkıldı",
    "uk": "Будинки горіли вночі",
    "el": "Τα σπίτια κάηκαν",
    "zh": "警察拆毁了房屋",
    "ja": "警察が家屋を破壊した",
    "th": "ตำรวจทำลายบ้าน",
    "ko": "경찰이 집을 부쉈다",
    "hi": "मकान जला दिए गए",
    "fa": "خانه\u200cها ویران شدند",
}


@pytest.fixture
def spoken(archive: Archive) -> SearchEngine:
    recording.record(
        archive,
        [
            incident(f"in-{language}", language=language, title="—", narrative={language: text})
            for language, text in TEXTS.items()
        ],
    )
    return engine_of(archive)


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        (
            "en",
            ["house", "burned", "bridge", "HOUSES", "hous*", "briges~", '"houses were"'],
        ),
        ("ru", ["дом", "мост", "ДОМА", "елка", "ёлка", "взорвать", "mosty", '"сожгли а мосты"']),
        ("es", ["detención", "detencion", "arbitraria", "manana"]),
        ("fr", ["maison", "brulees", "brûlée"]),
        ("de", ["Haus*", "strasse", "straße", "häuser"]),
        ("ar", ["المنازل", "منازل", "مدينه", "هدمت"]),
        ("tr", ["istanbul", "İSTANBUL", "evler"]),
        ("uk", ["будинки", "горіли"]),
        ("el", ["σπίτια", "σπιτια"]),
        ("zh", ["警察拆毁", "房屋", "拆"]),
        ("ja", ["家屋", "破壊"]),
        ("th", ["ตำรวจ", "บ้าน"]),
        ("ko", ["경찰이"]),
        ("hi", ["मकान"]),
        ("fa", ["خانه\u200cها", "ویران", "ويران"]),
    ],
)
def test_a_text_is_found_by_forms_of_its_words(
    spoken: SearchEngine, language: str, asked: list[str]
) -> None:
    for words in asked:
        hits = spoken.search(SearchQuery(words=words), CONFIDENTIAL).hits
        assert f"in-{language}" in [hit.ref for hit in hits], words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("задержан", {"short"}),
        ("задержание", {"long", "latin"}),
        ("задержания", {"long"}),
        ("zaderzhanie", {"long", "latin"}),
        ("zaderzhan", {"short", "long"}),
        ('"задержан ночью"', {"short"}),
        ('"задержания ночью"', {"long"}),
        ("задерж*", {"short", "long", "latin"}),
        ("zaderzh*", {"short", "long", "latin"}),
        ("zaderhzanie~", {"long", "latin"}),
        ("задрежание~", {"long", "latin"}),
    ],
)
def test_endings_do_not_part_two_scripts_and_no_stem_stands_for_another_word(
    archive: Archive, words: str, found: set[str]
) -> None:
    titles = {"short": "Задержан ночью", "long": "Задержание ночью", "latin": "Zaderzhanie"}
    recording.record(archive, [incident(ref, title=title) for ref, title in titles.items()])
    hits = engine_of(archive).search(SearchQuery(words=words), CONFIDENTIAL).hits
    assert {hit.ref for hit in hits} == found
    assert all("⟦" in "".join(hit.passages) for hit in hits)


@pytest.mark.parametrize(
    ("words", "passage"),
    [
        ("house", "The ⟦houses⟧ were burning and the bridges fell"),
        ("burn bridge", "The houses were ⟦burning⟧ and the ⟦bridges⟧ fell"),
        ("мост", "Дома сожгли, а ⟦мосты⟧ взорвали; ёлка цела"),
        ("منازل", "هُدمت ⟦المنازل⟧ في المدينة"),
    ],
)
def test_a_passage_marks_what_was_met(spoken: SearchEngine, words: str, passage: str) -> None:
    (hit,) = spoken.search(SearchQuery(words=words), CONFIDENTIAL).hits
    assert hit.passages == (passage,)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("housse", "houses"), ("brigdes", "bridges"), ("взорвалл", "взорвали"), ("Xqzzy", None)],
)
def test_another_spelling_is_suggested_where_nothing_is_found(
    spoken: SearchEngine, typed: str, meant: str | None
) -> None:
    suggested = spoken.search(SearchQuery(words=typed), CONFIDENTIAL).did_you_mean
    assert suggested == () if meant is None else meant in suggested


def test_parts_of_file_names_are_words(archive: Archive) -> None:
    recording.record(archive, [item("f", names=["IMG_2014GroznyBridge-03.jpg"])])
    engine = engine_of(archive)
    for words in ("grozny", "bridge", "2014", "IMG_2014GroznyBridge-03.jpg"):
        query = SearchQuery(words=words, types=("item",))
        assert engine.search(query, CONFIDENTIAL).certain == 1, words


def test_no_name_in_another_script_is_suggested(archive: Archive) -> None:
    recording.record(archive, [actor("k", name="الشيشان"), actor("l", name="Sazhenov")])
    engine = engine_of(archive)
    assert engine.search(SearchQuery(words="сожжён"), CONFIDENTIAL).did_you_mean == ()


def test_the_next_page_is_told_in_json_and_geojson(spoken: SearchEngine) -> None:
    results = spoken.search(SearchQuery(limit=4), CONFIDENTIAL)
    assert results.next
    assert to_geojson(results)["next"] == to_json(results)["next"] == results.next
