"""The days that a date can mean: published cases, cases of our own, and what always holds."""

from __future__ import annotations

import contextlib
import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.days import day_number, day_text
from schemas.edtf import Edtf, Form, Mode, OpenEnd, read_edtf
from schemas.errors import BadDate
from tests.schemas.edtf_texts import likely_texts, single_dates, unlikely_texts

AN_END_IS_NOT_GUESSED = "an end that is not known gets no bound; the reference writes ten years"
BOUNDS_WE_GIVE_OTHERWISE = {
    "/2006": ((None, "2006-12-31"), AN_END_IS_NOT_GUESSED),
    "2004-06-01/": (("2004-06-01", None), AN_END_IS_NOT_GUESSED),
    "1984-06-02?/": (("1984-06-02", None), AN_END_IS_NOT_GUESSED),
}


def shown(number):
    return None if number is None else day_text(number)


def strict(text):
    edtf = read_edtf(text)
    return shown(edtf.strict_lo), shown(edtf.strict_hi)


def outer(text):
    edtf = read_edtf(text)
    return shown(edtf.lo), shown(edtf.hi)


def core(text):
    edtf = read_edtf(text)
    return shown(edtf.core_lo), shown(edtf.core_hi)


# The test list of python-edtf, commit 603859e, MIT: the first two bounds of a case are strict.
@pytest.fixture(scope="module")
def cases(shared_data):
    text = (shared_data / "edtf" / "cases.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_every_valid_case_of_python_edtf_has_its_bounds(cases):
    valid = [case for case in cases if case["kind"] == "valid"]
    found = {case["edtf"]: strict(case["edtf"]) for case in valid}
    expected = {}
    for case in valid:
        infinite = {"-inf": None, "inf": None}
        first, *rest = (infinite.get(bound, bound) for bound in case["bounds"])
        # One bound, or three, stands for a single day.
        last = first if len(case["bounds"]) in {1, 3} else rest[0]
        expected[case["edtf"]] = (first, last)
    expected |= {text: bounds for text, (bounds, _) in BOUNDS_WE_GIVE_OTHERWISE.items()}
    assert len(valid) == 90
    assert found == expected


def test_every_invalid_case_of_python_edtf_is_refused(cases):
    invalid = [case["edtf"] or "" for case in cases if case["kind"] == "invalid"]
    assert len(invalid) == 17
    for text in invalid:
        with pytest.raises(BadDate, match="expected an EDTF date"):
            read_edtf(text)


def test_significant_digits_widen_as_python_edtf_says(cases):
    estimated = [case for case in cases if case["kind"] == "valid" and "S" in case["edtf"]]
    assert len(estimated) == 6
    for case in estimated:
        assert list(outer(case["edtf"])) == case["bounds"][2:]


def test_each_listed_difference_is_told_in_the_document():
    document = Path(__file__).parents[2] / "docs" / "dates.md"
    for text in BOUNDS_WE_GIVE_OTHERWISE:
        assert f"`{text}`" in document.read_text("utf-8")


# EDTF specification of the Library of Congress, 4 February 2019; what is not in the list above.
@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1985-04-12T23:20:30Z", "1985-04-12", "1985-04-12"),
        ("1985-04-12T23:20:30-04", "1985-04-12", "1985-04-12"),
        ("1985-04-12T23:20:30+04:30", "1985-04-12", "1985-04-12"),
        ("1985-04-XX", "1985-04-01", "1985-04-30"),
        ("1985-XX-XX", "1985-01-01", "1985-12-31"),
        ("-1985", "-1985-01-01", "-1985-12-31"),
        ("1985-04-12/..", "1985-04-12", None),
        ("1985-04/..", "1985-04-01", None),
        ("../1985-04-12", None, "1985-04-12"),
        ("/1985-04", None, "1985-04-30"),
        ("1985/", "1985-01-01", None),
        ("Y-17E7", "-170000000-01-01", "-170000000-12-31"),
        ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31"),
        ("{..1984}", None, "1984-12-31"),
        ("XXXX-12-XX", "0000-12-01", "9999-12-31"),
        ("1XXX-XX", "1000-01-01", "1999-12-31"),
        ("1XXX-12", "1000-12-01", "1999-12-31"),
        ("1984-1X", "1984-10-01", "1984-12-31"),
    ],
)
def test_examples_of_the_specification(text, first, last):
    assert strict(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("2014-12-11", Mode.THROUGHOUT),
        ("2014-12-11T10:00:00Z", Mode.THROUGHOUT),
        ("2014-12-05/2014-12-20", Mode.THROUGHOUT),
        ("2014-12-11/", Mode.THROUGHOUT),
        ("/2014-12-11", Mode.THROUGHOUT),
        ("../2014-12-11", Mode.THROUGHOUT),
        ("2014-12-11/..", Mode.ONGOING),
        ("{2014-12-05, 2014-12-20}", Mode.THROUGHOUT),
        ("[2014-12-05..2014-12-20]", Mode.SOMETIME_WITHIN),
        ("[2014-12-05..]", Mode.SOMETIME_WITHIN),
        ("2014-12", Mode.SOMETIME_WITHIN),
        ("2014", Mode.SOMETIME_WITHIN),
        ("2014-22", Mode.SOMETIME_WITHIN),
        ("2014-33", Mode.SOMETIME_WITHIN),
        ("2014-12-XX", Mode.SOMETIME_WITHIN),
        ("2014-X4-11", Mode.SOMETIME_WITHIN),
        ("2014-12-11?", Mode.SOMETIME_WITHIN),
        ("2014~-12-11", Mode.SOMETIME_WITHIN),
        ("1950S2", Mode.SOMETIME_WITHIN),
    ],
)
def test_mode_when_nobody_says_otherwise(text, mode):
    assert read_edtf(text).mode is mode


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014-12-11", "2014-12-11", "2014-12-11"),
        ("2014-12-11T10:00:00", "2014-12-11", "2014-12-11"),
        ("2014-12-05/2014-12-20", "2014-12-05", "2014-12-20"),
        ("2014-11/2015-02", "2014-11-30", "2015-02-01"),
        ("1964/2008", "1964-12-31", "2008-01-01"),
        ("2014-11-XX/2015-02-03", "2014-11-30", "2015-02-03"),
        ("2013-24/2015-02-03", "2014-02-28", "2015-02-03"),
        # It begins some day in December and lasts to the 20th, which is the one day that is sure.
        ("2014-12/2014-12-20", "2014-12-20", "2014-12-20"),
        ("2014-12-05/2014-12", "2014-12-05", "2014-12-05"),
        ("2014-12-11/..", "2014-12-11", "2014-12-11"),
        ("2014-12-11/", "2014-12-11", "2014-12-11"),
        ("/2014-12-11", "2014-12-11", "2014-12-11"),
        ("../2014-12-11", "2014-12-11", "2014-12-11"),
        ("{2014-12-05, 2014-12-06}", "2014-12-05", "2014-12-06"),
        ("{2014-12-08, 2014-12-05..2014-12-07}", "2014-12-05", "2014-12-08"),
    ],
)
def test_core_is_what_is_surely_covered(text, first, last):
    assert core(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "2014-12",
        "2014",
        "2014-12-XX",
        "2014-12-11?",
        "2014?-12-11",
        "1950S2",
        "2014-22",
        "[2014-12-05..2014-12-06]",
        "[2014-12-05]",
        "2014-12/2014-12",
        "2014-12-05?/2014-12-20",
        "2014-12-05/2014-12-20~",
        "2014-12/..",
        "/2014",
        "2014-12-11?/..",
        "{2014-12-05, 2014-12-20}",
        "{2014-11, 2014-12}",
        "{2014-12-05..}",
    ],
)
def test_nothing_is_sure_where_no_day_is(text):
    assert core(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014-12", "2014-12-01", "2014-12-31"),
        ("2016", "2016-01-01", "2016-12-31"),
        ("2014-34", "2014-04-01", "2014-06-30"),
    ],
)
def test_a_whole_month_is_sure_once_somebody_says_throughout(text, first, last):
    lo, hi = read_edtf(text).core(Mode.THROUGHOUT)
    assert (shown(lo), shown(hi)) == (first, last)


@pytest.mark.parametrize("text", ["2014-12?", "2014-12-XX", "2014-22", "1950S2"])
def test_throughout_makes_nothing_sure_whose_days_are_not_known(text):
    assert read_edtf(text).core(Mode.THROUGHOUT) is None


def test_an_interval_that_is_only_sometime_within_has_no_sure_day():
    assert read_edtf("2014-12-05/2014-12-20").core(Mode.SOMETIME_WITHIN) is None


def test_ongoing_and_unknown_ends_are_told_apart():
    ongoing, unknown = read_edtf("2014-12-11/.."), read_edtf("2014-12-11/")
    assert (ongoing.hi, ongoing.open_end) == (None, OpenEnd.ONGOING)
    assert (unknown.hi, unknown.open_end) == (None, OpenEnd.UNKNOWN)
    assert (read_edtf("/2014").open_start, read_edtf("/2014").open_end) == (OpenEnd.UNKNOWN, None)
    assert read_edtf("[..2014]").open_start is OpenEnd.ONGOING
    assert read_edtf("2014-12-11").open_end is None


def test_marks_are_noticed_on_either_end():
    assert read_edtf("2014-12-05/2014-12-20~").qualified
    assert read_edtf("[2014-12-05?, 2014-12-20]").qualified
    assert not read_edtf("1950S2").qualified


def test_a_date_time_keeps_the_day_that_its_clock_showed():
    edtf = read_edtf("2014-12-11T00:30:00+14:00")
    assert (edtf.form, shown(edtf.lo)) == (Form.DATE_TIME, "2014-12-11")


def test_a_value_cannot_be_changed():
    with pytest.raises(AttributeError, match="lo"):
        read_edtf("2014").lo = 3


@given(st.dates(max_value=datetime.date(3000, 12, 31)))
def test_days_months_and_years_have_the_bounds_of_the_calendar(day):
    assert strict(day.isoformat()) == outer(day.isoformat()) == (day.isoformat(),) * 2
    month = read_edtf(day.isoformat()[:7])
    assert shown(month.lo) == day.replace(day=1).isoformat()
    assert shown(month.hi + 1).endswith("-01")
    assert month.hi - month.lo < 31
    assert strict(day.isoformat()[:4]) == (f"{day.year:04d}-01-01", f"{day.year:04d}-12-31")


def check_order(edtf: Edtf) -> None:
    if edtf.lo is not None:
        assert edtf.lo <= edtf.strict_lo
    if edtf.hi is not None:
        assert edtf.hi >= edtf.strict_hi
    if edtf.lo is not None and edtf.hi is not None:
        assert edtf.strict_lo <= edtf.strict_hi
    for found in (edtf.core(edtf.mode), edtf.if_throughout):
        if found is not None:
            assert found[0] <= found[1]
            assert edtf.strict_lo is None or edtf.strict_lo <= found[0]
            assert edtf.strict_hi is None or found[1] <= edtf.strict_hi
    assert (edtf.lo is None) == (edtf.strict_lo is None) == (edtf.open_start is not None)
    assert (edtf.hi is None) == (edtf.strict_hi is None) == (edtf.open_end is not None)


@settings(max_examples=300)
@given(likely_texts)
def test_bounds_enclose_strict_bounds_which_enclose_the_core(text):
    try:
        edtf = read_edtf(text)
    except BadDate:
        return
    assert edtf.to_text() == text
    assert read_edtf(edtf.to_text()) == edtf
    check_order(edtf)


@settings(max_examples=200)
@given(unlikely_texts)
def test_any_text_is_a_date_or_a_bad_date(text):
    with contextlib.suppress(BadDate):
        check_order(read_edtf(text))


@given(single_dates, st.sampled_from("?~%"))
def test_a_mark_never_narrows(text, mark):
    try:
        plain, marked = read_edtf(text), read_edtf(text + mark)
    except BadDate:
        return
    assert marked.qualified
    assert marked.lo <= plain.lo
    assert plain.hi <= marked.hi


def test_bounds_are_the_numbers_of_days():
    assert read_edtf("2014-12-11").lo == day_number("2014-12-11")
