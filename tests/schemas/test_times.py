"""Times of day and durations: kept as stated, bounded, never filled in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.errors import BadDuration, BadTime
from schemas.times import Duration, TimeOfDay


def cause(caught):
    return caught.value.errors()[0]["ctx"]["error"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"lo": "14:30", "hi": "14:30"}, "14:30"),
        ({"lo": "14:30:05", "hi": "14:30:05"}, "14:30:05"),
        ({"lo": "14:00", "hi": "15:00"}, "14:00–15:00"),
        ({"lo": "22:00", "hi": "04:00", "utc_offset": "+03:00"}, "22:00–04:00 (UTC+03:00)"),
        ({"lo": "14:00"}, "14:00–…"),
        ({"hi": "14:00", "utc_offset": "-09:30"}, "…–14:00 (UTC-09:30)"),
        ({"verbatim": "in the evening"}, "in the evening"),
        ({"verbatim": "around noon", "lo": "11:00", "hi": "13:00"}, "11:00–13:00"),
    ],
)
def test_times_are_said_as_they_were_stated(fields, words):
    assert TimeOfDay(**fields).words() == words


def test_an_offset_is_never_added():
    assert TimeOfDay(lo="14:30", hi="14:30").utc_offset is None


@pytest.mark.parametrize(
    ("fields", "text", "why"),
    [
        ({}, "", "neither a time nor the words"),
        ({"utc_offset": "+03:00"}, "", "neither a time nor the words"),
        ({"lo": "24:00"}, "24:00", "hours go from 00 to 23"),
        ({"lo": "9:00"}, "9:00", "hours go from 00 to 23"),
        ({"hi": "14:60"}, "14:60", "minutes and seconds from 00 to 59"),
        ({"hi": "14:00\n"}, "14:00\n", "hours go"),
        ({"lo": "14:00", "utc_offset": "+15:00"}, "+15:00", "from -12:00 to"),
        ({"lo": "14:00", "utc_offset": "-00:00"}, "-00:00", "from -12:00 to"),
        ({"lo": "14:00", "utc_offset": "-12:30"}, "-12:30", "from -12:00 to"),
        ({"lo": "14:00", "utc_offset": "+14:30"}, "+14:30", "from -12:00 to"),
        ({"lo": "14:00", "utc_offset": "Z"}, "Z", "from -12:00 to"),
    ],
)
def test_impossible_times_and_offsets_are_refused(fields, text, why):
    with pytest.raises(ValidationError, match=why) as caught:
        TimeOfDay(**fields)
    assert isinstance(cause(caught), BadTime)
    assert cause(caught).text == text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"lo": 90, "hi": 90}, "1 h 30 min"),
        ({"lo": 120}, "≥ 2 h"),
        ({"hi": 45}, "≤ 45 min"),
        ({"lo": 0, "hi": 0}, "0 min"),
        ({"lo": 60, "hi": 150}, "1 h – 2 h 30 min"),
        ({"verbatim": "several hours", "lo": 120}, "several hours (≥ 2 h)"),
        ({"verbatim": "a long time"}, "a long time"),
    ],
)
def test_durations_show_their_words_and_bounds(fields, words):
    assert Duration(**fields).words() == words


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "needs the words of the source"),
        ({"lo": 60, "hi": 30}, "the longest is shorter than the shortest"),
    ],
)
def test_durations_that_say_nothing_or_contradict_themselves_are_refused(fields, why):
    with pytest.raises(ValidationError, match=why) as caught:
        Duration(**fields)
    assert isinstance(cause(caught), BadDuration)


@pytest.mark.parametrize("lo", [-1, 1.5, "60", True])
def test_minutes_are_whole_and_not_negative(lo):
    with pytest.raises(ValidationError, match="lo"):
        Duration(lo=lo, verbatim="an hour")


clock = st.times().map(lambda time: f"{time:%H:%M}")


@given(st.builds(TimeOfDay, verbatim=st.text(min_size=1), lo=clock, hi=clock))
def test_a_time_there_and_back(time):
    assert TimeOfDay.model_validate_json(json.dumps(time.content())) == time


@given(st.integers(0, 9999), st.none() | st.integers(0, 99))
def test_a_duration_there_and_back(lo, longer):
    duration = Duration(verbatim="a while", lo=lo, hi=None if longer is None else lo + longer)
    assert Duration.model_validate_json(json.dumps(duration.content())) == duration
