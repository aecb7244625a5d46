"""Words that are typed into a form, and what is understood by them."""

from __future__ import annotations

from typing import Any

import pytest

from archive.drafting.reading import read


def understood(kind: str = "incident", **typed: Any) -> Any:
    found = read(kind, typed, lambda text, _field: text)
    assert found.faults == []
    return found.content


def faults(kind: str = "incident", **typed: Any) -> list[tuple[str, str]]:
    return read(kind, typed, lambda text, _field: text).faults


@pytest.mark.parametrize(
    ("said", "language", "edtf"),
    [
        ("14 December 2014", "en", "2014-12-14"),
        ("14 декабря 2014", "ru", "2014-12-14"),
        ("14 декабря 2014", "en", "2014-12-14"),
        ("14 diciembre 2014", "es", "2014-12-14"),
        ("[2014-12-05..2015-01-28]", "en", "[2014-12-05..2015-01-28]"),
        ("between 5 and 9 December 2014", "en", "[2014-12-05..2014-12-09]"),
    ],
)
def test_a_date_is_read_in_words_or_in_its_notation(said: str, language: str, edtf: str) -> None:
    assert understood(language=language, date={"said": said})["date"]["edtf"] == edtf


def test_words_of_a_date_are_kept_and_a_notation_has_none() -> None:
    assert understood(date={"said": "14 December 2014"})["date"]["verbatim"] == "14 December 2014"
    assert "verbatim" not in understood(date={"said": "2014-12-14"})["date"]


def test_a_relative_date_is_refused_at_its_field() -> None:
    (fault,) = faults(date={"said": "the next day"})
    assert fault[0] == "/date"
    assert "next" in fault[1]


@pytest.mark.parametrize(
    ("said", "lo", "hi", "comparator"),
    [
        ("at least nine", 9, None, "at_least"),
        ("не менее девяти", 9, None, "at_least"),
        ("al menos nueve", 9, None, "at_least"),
        ("au moins neuf", 9, None, "at_least"),
        ("على الأقل تسعة", 9, None, "at_least"),
        ("dozens", 24, None, "dozens"),
        ("12", 12, 12, "exactly"),
    ],
)
def test_a_number_keeps_its_bounds(said: str, lo: int, hi: int | None, comparator: str) -> None:
    row = {"of_what": "destroyed", "value": {"said": said}}
    value = understood(counts=[row])["counts"][0]["value"]
    assert (value["lo"], value.get("hi"), value["comparator"]) == (lo, hi, comparator)


def test_bounds_that_are_stated_go_before_those_that_follow() -> None:
    row = {"of_what": "phones", "value": {"said": "some", "lo": "2", "unit": "phone"}}
    value = understood(counts=[row])["counts"][0]["value"]
    assert value == {"comparator": "some", "lo": 2, "verbatim": "some", "unit": "phone"}


def test_several_hours_are_at_least_two() -> None:
    act = understood(acts=[{"type": "detention", "duration": {"said": "for several hours"}}])
    assert act["acts"][0]["duration"] == {"verbatim": "for several hours", "lo": 120}


def test_a_clock_is_read_and_other_words_stay_words() -> None:
    assert understood(time={"said": "9:30-11:00 +03:00"})["time"] == {
        "lo": "09:30",
        "hi": "11:00",
        "utc_offset": "+03:00",
    }
    assert understood(time={"said": "towards evening"})["time"] == {"verbatim": "towards evening"}


@pytest.mark.parametrize(
    "said", ["personal_search", "Search of a person", "ЛИЧНЫЙ ОБЫСК ИЛИ ДОСМОТР"]
)
def test_a_term_is_known_by_its_code_or_its_label_in_any_language(said: str) -> None:
    assert understood(acts=[{"type": said}])["acts"][0]["type"] == "personal_search"


def test_a_refusal_of_all_is_not_the_same_as_no_answer() -> None:
    assert understood("item", consent=["-"])["consent"] == []
    assert "consent" not in understood("item", consent=[])


def test_a_text_keeps_its_own_line_ends() -> None:
    assert understood("source", text="one\r\n two ")["text"] == "one\n two "


def test_every_fault_is_found_each_at_its_field() -> None:
    found = faults(
        date={"said": "some day or other"},
        place={"geometry": {"lat": "north", "lon": "1"}, "radius_m": "far"},
        counts=[{"of_what": "houses", "value": {"said": "umpteen"}}],
        narrative=[{"language": "en", "text": "a"}, {"language": "en", "text": "b"}],
    )
    assert [pointer for pointer, _ in found] == [
        "/narrative/1", "/date", "/place/geometry", "/place/radius_m", "/counts/0/value",
    ]  # fmt: skip
