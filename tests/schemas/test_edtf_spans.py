"""Intervals, sets and date-times: their parts, and why one is refused."""

from __future__ import annotations

import pytest

from schemas.edtf_date import OneDate
from schemas.edtf_spans import Form, OpenEnd, read_spans
from schemas.errors import BadDate


def parts(text):
    form, spans = read_spans(text)
    return form, [
        tuple(end.text if isinstance(end, OneDate) else end for end in (span.first, span.last))
        for span in spans
    ]


@pytest.mark.parametrize(
    ("text", "form", "spans"),
    [
        ("2014", Form.DATE, [("2014", "2014")]),
        ("2014-12-11T10:00:00Z", Form.DATE_TIME, [("2014-12-11", "2014-12-11")]),
        ("2014-12-05/2015~", Form.INTERVAL, [("2014-12-05", "2015~")]),
        ("2014/..", Form.INTERVAL, [("2014", OpenEnd.ONGOING)]),
        ("/2014", Form.INTERVAL, [(OpenEnd.UNKNOWN, "2014")]),
        (
            "[..1667, 1668,1670..1672, 1673..]",
            Form.ONE_OF,
            [
                (OpenEnd.ONGOING, "1667"),
                ("1668", "1668"),
                ("1670", "1672"),
                ("1673", OpenEnd.ONGOING),
            ],
        ),
        ("{2014-12}", Form.ALL_OF, [("2014-12", "2014-12")]),
    ],
)
def test_expressions_fall_into_their_parts(text, form, spans):
    assert parts(text) == (form, spans)


@pytest.mark.parametrize(
    "time",
    ["00:00:00", "23:59:59", "23:59:60Z", "10:00:00-04", "10:00:00+05:45", "10:00:00+00:00"],
)
def test_times_of_day_are_read(time):
    assert parts(f"2014-12-11T{time}") == (Form.DATE_TIME, [("2014-12-11", "2014-12-11")])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2014-12-11T10:00", "hh:mm:ss"),
        ("2014-12-11T24:00:00", "hh:mm:ss"),
        ("2014-12-11T10:00:60", "hh:mm:ss"),
        ("2014-12-11T10:00:00-00:00", "hh:mm:ss"),
        ("2014-12-11T10:00:00+24:00", "hh:mm:ss"),
        ("2014-12-11T10:00:00Z10", "hh:mm:ss"),
        ("2014-12-11T10:00:00?", "hh:mm:ss"),
        ("2014-12-11T", "hh:mm:ss"),
        ("2014-12T10:00:00", "follows a whole day"),
        ("2014-12-11?T10:00:00", "follows a whole day"),
        ("2014-12-1XT10:00:00", "follows a whole day"),
        ("2015-02-29T10:00:00", "February 2015 has 28 days"),
        ("2014-12-11T10:00:00/2014-12-12", "no place in an interval"),
        ("2014/2015/2016", "one '/'"),
        ("/", "neither end is stated"),
        ("../..", "neither end is stated"),
        ("../", "neither end is stated"),
        ("2015/2014", r"it ends \(2014\) before it begins \(2015\)"),
        ("2014-12-20/2014-12-05", "before it begins"),
        ("-0001/-0002", "before it begins"),
        ("2015-02-30/2016", "February 2015 has 28 days"),
        ("2012/unknown", "left blank"),
        ("[]", "has members"),
        ("[", "has members"),
        ("[2014", r"ends with \]"),
        ("{2014]", "ends with }"),
        ("[..]", "stands next to a date"),
        ("[1668,..1667]", "only the first member"),
        ("[1667..,1668]", "only the last member"),
        ("[1672..1670]", "before it begins"),
        ("[1667/1668]", "year-month-day"),
        ("[1667,,1668]", "nothing is written"),
        ("[1 760-01, 1760-02, 1760-12..]", "a space"),
        ("[1667,  1668]", "a space"),
        ("[2014-12-11T10:00:00]", "year-month-day"),
    ],
)
def test_refusals_say_what_is_wrong(text, why):
    with pytest.raises(BadDate, match=why):
        read_spans(text)
