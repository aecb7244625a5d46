"""Values keep their bounds and the words of the source when they are told."""

from __future__ import annotations

import pytest

from webui.telling import words
from webui.telling.pieces import Role


def _said(pieces: tuple[words.Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param({"comparator": "at_least", "lo": 9}, ["≥ 9"], id="at-least"),
        pytest.param({"comparator": "exactly", "lo": 11}, ["11"], id="exactly"),
        pytest.param(
            {"comparator": "at_least", "lo": 9, "verbatim": "nine or more", "unit": "house"},
            ["≥ 9", "nine or more", "unit:", "house"],
            id="words-and-unit",
        ),
    ],
)
def test_a_number_is_told_with_its_bounds(value, expected):
    assert _said(words.count(value)) == expected


def test_the_words_of_the_source_stand_in_quotation_marks_of_their_own():
    pieces = words.count({"comparator": "at_least", "lo": 9, "verbatim": "nine or more"})
    assert pieces[1].role is Role.VERBATIM
    assert pieces[1].by_people


def test_a_date_that_is_not_stated_says_how_it_is_known():
    value = {
        "edtf": "2014-12-10",
        "verbatim": "the following day",
        "basis": "relative",
        "anchor": "N1",
    }
    assert _said(words.date(value)) == [
        "10 December 2014",
        "the following day",
        "reckoned from another date",
        "relative to",
        "N1",
    ]


def test_a_date_in_words_only_is_not_turned_into_days():
    said = _said(words.date({"verbatim": "some winter"}))
    assert said == ["some winter", "not reckoned as a date"]


def test_a_time_without_a_zone_says_so():
    assert "no time zone stated" in _said(words.time_of_day({"lo": "14:30", "hi": "14:30"}))
    assert _said(words.time_of_day({"verbatim": "later that day"})) == ["later that day"]
    zoned = words.time_of_day({"lo": "14:30", "hi": "14:30", "utc_offset": "+03:00"})
    assert _said(zoned) == ["14:30 (UTC+03:00)"]


def test_a_duration_keeps_its_words_and_bounds():
    assert _said(words.duration({"verbatim": "several hours", "lo": 120})) == [
        "several hours (≥ 2 h)"
    ]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1,023 bytes"),
        (1536, "1.5 KiB (1,536 bytes)"),
        (5 * 1024**3, "5.0 GiB (5,368,709,120 bytes)"),
    ],
)
def test_a_size_is_always_told_exactly(number, expected):
    assert words.size(number) == expected


def test_a_moment_keeps_its_zone():
    assert words.moment("2014-12-15T20:49:54.018561Z") == "2014-12-15 20:49:54 UTC"
    assert words.moment("2014-12-15T20:49:54+03:00") == "2014-12-15 20:49:54 +0300"
    assert words.moment("no time") == "no time"


def test_a_position_says_its_half_of_the_earth_by_letters():
    assert words.position("43.318", "-45.698") == "43.318° N 45.698° W"
    assert words.position("-1.5", "36.8") == "1.5° S 36.8° E"


def test_a_radius_is_told_in_metres_or_kilometres():
    assert words.metres(250) == "250 m"
    assert words.metres(20_000) == "20 km"


def test_a_code_of_the_archives_own_is_told_as_it_is():
    assert words.label("acts", "a_term_of_their_own") == "a term of their own"


def test_a_label_inside_a_sentence_begins_small_unless_it_is_an_acronym():
    assert words.within("degrees", "carried_out") == "carried out"
    assert words.within("acts", "UN_visit") == "UN visit"


def test_only_what_is_less_than_a_fact_stands_out_as_a_hedge():
    assert words.hedge({}) == ()
    assert words.hedge({"hedge": "apparently"})[0].role is Role.HEDGE
    assert words.hedge({"hedge": "stated_as_fact"})[0].role is Role.NOTE


def test_yes_and_no_are_words():
    assert (words.plain(True), words.plain(False), words.plain(3)) == ("yes", "no", "3")


def test_a_language_is_told_under_its_own_name():
    assert words.language_name("ru-RU") == "Русский"
    assert words.language_name("xx") == "xx"
