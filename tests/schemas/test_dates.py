"""Dates of records: what follows from them, what they contradict, and which windows hold them."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.dates import DateBasis, DateValue, Mode
from schemas.days import day_number, day_text
from schemas.edtf import read_edtf
from schemas.errors import BackwardWindow, BadDate, UnknownLanguage
from schemas.verdict import Verdict
from tests.schemas.edtf_texts import likely_texts

CERTAINLY, POSSIBLY, NO = Verdict.CERTAINLY, Verdict.POSSIBLY, Verdict.NO


def date(edtf, **fields):
    return DateValue(edtf=edtf, **fields)


def window(first, last):
    return (day_number(first) if first else None, day_number(last) if last else None)


def cause(caught):
    return caught.value.errors()[0]["ctx"]["error"]


def test_bounds_and_mode_follow_from_the_date():
    value = date("[2014-12-05..2015-01-28]", verbatim="within days")
    assert (value.lo, value.hi, value.mode) == ("2014-12-05", "2015-01-28", Mode.SOMETIME_WITHIN)
    assert value.basis is DateBasis.STATED
    assert value.day_bounds() == window("2014-12-05", "2015-01-28")


def test_open_ends_have_no_bound():
    value = date("2014-12-11/..")
    assert (value.lo, value.hi, value.mode) == ("2014-12-11", None, Mode.ONGOING)
    assert "hi" not in value.content()


def test_content_names_what_was_derived():
    assert date("2014-12", basis=DateBasis.INFERRED).content() == {
        "edtf": "2014-12",
        "lo": "2014-12-01",
        "hi": "2014-12-31",
        "mode": "sometime_within",
        "basis": "inferred",
    }


def test_only_words_are_a_date_too():
    value = DateValue(verbatim="Unknown")
    assert (value.lo, value.hi, value.mode) == (None, None, None)
    assert value.day_bounds() == (None, None)
    assert value.core() is None
    assert value.words("ru") == "Unknown"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "neither a date nor the words"),
        ({"verbatim": ""}, "neither a date nor the words"),
        ({"verbatim": "Unknown", "lo": "2014-12-01"}, "follow from a date, and none is given"),
        ({"verbatim": "Unknown", "mode": Mode.THROUGHOUT}, "follow from a date"),
        ({"edtf": "2015-02-29"}, "February 2015 has 28 days"),
        ({"edtf": ""}, "nothing is written"),
        ({"edtf": "2014-12", "lo": "2014-12-02"}, "lo follows as 2014-12-01, and is given as"),
        ({"edtf": "2014-12", "hi": "2014-12-30"}, "hi follows as 2014-12-31"),
        ({"edtf": "2014-12/..", "hi": "2014-12-31"}, "hi follows as open"),
        ({"edtf": "2014-12-11", "mode": Mode.ONGOING}, "what is ongoing has an open end"),
        ({"edtf": "2014-12-11/", "mode": Mode.ONGOING}, "what is ongoing has an open end"),
    ],
)
def test_contradictions_are_refused(fields, why):
    with pytest.raises(ValidationError, match=why) as caught:
        DateValue(**fields)
    assert isinstance(cause(caught), BadDate)


def test_json_without_a_date_and_without_words_is_refused():
    with pytest.raises(ValidationError, match="neither a date nor the words"):
        DateValue.model_validate_json('{"edtf": null}')


@pytest.mark.parametrize("field", ["year", "uncertain"])
def test_unknown_fields_are_refused(field):
    with pytest.raises(ValidationError, match=field):
        DateValue.model_validate_json(json.dumps({"edtf": "2014", field: 1}))


def test_a_code_that_does_not_exist_is_refused():
    with pytest.raises(ValidationError, match="mode"):
        DateValue.model_validate_json('{"edtf": "2014", "mode": "all_day"}')
    with pytest.raises(ValidationError, match="edtf"):
        DateValue.model_validate_json('{"edtf": 2014}')


def test_bounds_that_are_given_and_right_are_kept():
    text = '{"edtf": "2014-12", "lo": "2014-12-01", "hi": "2014-12-31", "mode": "throughout"}'
    assert DateValue.model_validate_json(text) == date("2014-12", mode=Mode.THROUGHOUT)


def test_a_person_may_say_how_the_days_are_filled_and_the_core_follows():
    assert date("2014-12").core() is None
    assert date("2014-12", mode=Mode.THROUGHOUT).core() == window("2014-12-01", "2014-12-31")
    interval = "2014-12-05/2014-12-20"
    assert date(interval).core() == window("2014-12-05", "2014-12-20")
    assert date(interval, mode=Mode.SOMETIME_WITHIN).core() is None


@given(likely_texts, st.sampled_from(DateBasis), st.none() | st.text(min_size=1))
def test_content_there_and_back(edtf, basis, verbatim):
    try:
        value = date(edtf, basis=basis, verbatim=verbatim)
    except ValidationError:
        return
    assert DateValue.model_validate_json(json.dumps(value.content())) == value


@pytest.mark.parametrize(
    ("edtf", "first", "last", "verdict"),
    [
        ("2014-12-11", "2014-12-01", "2014-12-15", CERTAINLY),
        ("2014-12-11", "2014-12-11", "2014-12-11", CERTAINLY),
        ("2014-12-11", "2014-12-12", "2014-12-15", NO),
        ("2014-12", "2014-12-01", "2014-12-31", CERTAINLY),
        ("2014-12", "2014-12-01", "2014-12-30", POSSIBLY),
        ("2014-12", "2015-01-01", "2015-01-31", NO),
        ("2014-12-11?", "2014-12-11", "2014-12-11", POSSIBLY),
        ("2014-12-11?", "2014-12-01", "2014-12-31", CERTAINLY),
        ("[2014-12-05..2015-01-28]", "2014-12-01", "2014-12-15", POSSIBLY),
        ("2014-12-05/2014-12-20", "2014-12-10", "2014-12-11", CERTAINLY),
        ("2014-12-05/2014-12-20", "2014-12-20", "2015-12-31", CERTAINLY),
        ("2014-11/2015-02", "2014-11-01", "2014-11-29", POSSIBLY),
        ("2014-11/2015-02", "2014-11-01", "2014-11-30", CERTAINLY),
        ("2014-12-11/..", "2014-12-01", "2014-12-11", CERTAINLY),
        ("2014-12-11/..", "2015-01-01", "2015-01-31", POSSIBLY),
        ("2014-12-11/..", "2014-12-01", "2014-12-10", NO),
        ("2014-12-11/..", "2014-12-01", None, CERTAINLY),
        ("[2014-12-11..]", "2014-12-01", None, CERTAINLY),
        ("[2014-12-11..]", "2014-12-12", None, POSSIBLY),
        ("[2014-12-11..]", None, "2015-12-31", POSSIBLY),
        ("[2014-12-11..]", None, "2014-12-10", NO),
        ("[2014-12-11..]", None, None, CERTAINLY),
        ("/2014-12-11", None, "2014-12-11", CERTAINLY),
        ("2014", None, "2014-06-30", POSSIBLY),
        ("{2014-12-05, 2014-12-06}", "2014-12-05", "2014-12-05", CERTAINLY),
    ],
)
def test_verdict_of_a_window(edtf, first, last, verdict):
    assert date(edtf).within(*window(first, last)) is verdict


def test_mode_decides_whether_part_of_a_month_is_certain():
    first_half = window("2014-12-01", "2014-12-15")
    assert date("2014-12").within(*first_half) is POSSIBLY
    assert date("2014-12", mode=Mode.THROUGHOUT).within(*first_half) is CERTAINLY


@pytest.mark.parametrize("days", [(None, None), ("2014-12-01", None), ("2014-12-01", "2014-12-02")])
def test_what_has_no_date_is_possibly_in_every_window(days):
    assert DateValue(verbatim="Unknown").within(*window(*days)) is POSSIBLY


def test_a_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(BackwardWindow, match="ends 2014-12-01, before 2014-12-31") as caught:
        date("2014").within(*window("2014-12-31", "2014-12-01"))
    assert caught.value.first == "2014-12-31"


near = st.dates(datetime.date(2014, 1, 1), datetime.date(2015, 12, 31))
shapes = st.sampled_from(["{0}", "{0:.7}", "{0}?", "[{0}..{1}]", "{0}/{1}", "{0}/..", "/{1}"])


@given(shapes, st.tuples(near, near).map(sorted), st.tuples(near, near).map(sorted))
def test_a_wider_window_never_gives_a_weaker_verdict(shape, days, inner):
    value = date(shape.format(*(day.isoformat() for day in days)))
    first, last = (day.toordinal() for day in inner)
    strength = [NO, POSSIBLY, CERTAINLY].index
    narrow = strength(value.within(first, last))
    assert narrow <= strength(value.within(first - 3, last + 40))
    assert narrow <= strength(value.within(None, last))
    assert narrow <= strength(value.within(first, None))


@given(shapes, st.tuples(near, near).map(sorted), near)
def test_no_means_that_no_possible_day_lies_in_the_window(shape, days, day):
    value = date(shape.format(*(each.isoformat() for each in days)))
    lo, hi = value.day_bounds()
    number = day.toordinal()
    possible = (lo is None or lo <= number) and (hi is None or number <= hi)
    assert (value.within(number, number) is NO) == (not possible)


# UCDP GED 23.1, Central African Republic: every event has first and last day and their code.
def test_codes_of_ucdp_are_those_that_ucdp_gave(shared_data):
    path = shared_data / "ucdp-ged-caf" / "GEDEvent_v23_1_CAF.geojson"
    events = [feature["properties"] for feature in json.loads(path.read_text("utf-8"))["features"]]
    assert len(events) == 1848
    found = {}
    for event in events:
        days = event["date_start"][:10], event["date_end"][:10]
        found[days] = (date("[{}..{}]".format(*days)).ucdp_date_prec(), event["date_prec"])
    assert all(ours == theirs for ours, theirs in found.values())
    assert {theirs for _, theirs in found.values()} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("edtf", "ucdp", "acled"),
    [
        ("2014-12-11", 1, 1),
        ("2014-12-11T10:00:00Z", 1, 1),
        ("[2014-12-11..2014-12-12]", 2, 2),
        ("[2014-12-11..2014-12-16]", 2, 2),
        ("[2014-12-11..2014-12-17]", 3, 2),
        ("[2014-12-11..2014-12-18]", 4, 3),
        ("2014-12", 4, 3),
        ("2014-12-11?", 4, 3),
        ("2014-12?", 5, 3),
        ("2014", 5, 3),
        ("201X", 5, 3),
        ("2014-12-11/..", 5, 3),
        (None, 5, 3),
    ],
)
def test_precision_codes_follow_from_the_possible_days(edtf, ucdp, acled):
    value = DateValue(edtf=edtf, verbatim="in those days")
    assert (value.ucdp_date_prec(), value.acled_time_precision()) == (ucdp, acled)


def test_words_follow_mode_and_language():
    assert date("2014-12-11").words() == "11 December 2014"
    assert date("2014-12", mode=Mode.THROUGHOUT).words("ru") == "весь декабрь 2014 года"
    assert date("2014-12-11", verbatim="the following day").words("fr") == "11 décembre 2014"
    with pytest.raises(UnknownLanguage, match="found 'de'"):
        date("2014").words("de")


@given(likely_texts)
def test_bounds_are_those_of_the_reader(edtf):
    try:
        value = date(edtf)
    except ValidationError:
        return
    read = read_edtf(edtf)
    assert value.day_bounds() == (read.lo, read.hi)
    assert value.lo == (None if read.lo is None else day_text(read.lo))
    assert value.core() == read.core(read.mode)
