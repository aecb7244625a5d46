"""Numbers with the bounds that follow from their words, and their sums."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.counts import Comparator, CountValue, Interval, add
from schemas.errors import BadCount, MixedUnits, UnknownLanguage


def count(comparator, **fields):
    return CountValue(comparator=Comparator(comparator), **fields)


def bounds(value):
    return value.lo, value.hi


@pytest.mark.parametrize(
    ("comparator", "given_bounds", "lo", "hi"),
    [
        ("exactly", {"lo": 11}, 11, 11),
        ("exactly", {"hi": 11}, 11, 11),
        ("exactly", {"lo": 0}, 0, 0),
        ("at_least", {"lo": 9}, 9, None),
        ("more_than", {"lo": 10}, 10, None),
        ("at_most", {"hi": 9}, 0, 9),
        ("fewer_than", {"hi": 8}, 0, 8),
        ("between", {"lo": 3, "hi": 5}, 3, 5),
        ("between", {"lo": 0, "hi": 5}, 0, 5),
        ("about", {"verbatim": "about 10"}, 0, None),
        ("about", {"lo": 8, "hi": 12}, 8, 12),
        ("several", {}, 2, None),
        ("several", {"lo": 3, "hi": 9}, 3, 9),
        ("dozens", {}, 24, None),
        ("many", {}, 1, None),
        ("some", {}, 1, None),
        ("unknown", {}, 0, None),
        ("unknown", {"lo": 1}, 1, None),
    ],
)
def test_bounds_follow_from_the_words_and_nothing_else(comparator, given_bounds, lo, hi):
    assert bounds(count(comparator, **given_bounds)) == (lo, hi)


@pytest.mark.parametrize(
    ("comparator", "given_bounds", "rule"),
    [
        ("exactly", {}, "both bounds are the one number"),
        ("exactly", {"lo": 9, "hi": 10}, "both bounds are the one number"),
        ("at_least", {}, "lower bound above 0"),
        ("at_least", {"lo": 9, "hi": 9}, "no upper one"),
        ("more_than", {"lo": 0}, "lower bound above 0"),
        ("at_most", {}, "an upper bound"),
        ("at_most", {"lo": 1, "hi": 9}, "below it 0"),
        ("fewer_than", {"lo": 3}, "an upper bound"),
        ("between", {"hi": 9}, "two different bounds"),
        ("between", {"lo": 9}, "two different bounds"),
        ("between", {"lo": 9, "hi": 9}, "two different bounds"),
        ("between", {"lo": 9, "hi": 3}, "the upper bound is below the lower one"),
        ("about", {}, "needs the words of the source"),
        ("about", {"lo": 12, "hi": 8}, "below the lower one"),
        ("several", {"lo": 1}, "it is at least 2"),
        ("dozens", {"lo": 12}, "it is at least 24"),
        ("dozens", {"hi": 12}, "below the lower one"),
        ("many", {"lo": 0}, "it is at least 1"),
        ("some", {"lo": 0}, "it is at least 1"),
    ],
)
def test_contradictions_are_refused(comparator, given_bounds, rule):
    with pytest.raises(ValidationError, match=rule) as caught:
        count(comparator, **given_bounds)
    cause = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(cause, BadCount)
    assert cause.comparator == comparator


@pytest.mark.parametrize("lo", [-1, "9", 9.0, True])
def test_a_bound_is_a_whole_number_from_0(lo):
    with pytest.raises(ValidationError, match="lo"):
        count("at_least", lo=lo)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (count("exactly", lo=9), "9"),
        (count("at_least", lo=9), "≥ 9"),
        (count("at_most", hi=9), "≤ 9"),
        (count("more_than", lo=10), "> 9"),
        (count("fewer_than", hi=8), "< 9"),
        (count("between", lo=9, hi=12), "9–12"),
        (count("about", verbatim="about 10"), "about 10 (no bounds stated)"),
        (count("about", verbatim="about 10", lo=8, hi=12), "about 10 (8–12)"),
        (count("about", lo=8, hi=12), "about (8–12)"),
        (count("several"), "several (≥ 2)"),
        (count("dozens", verbatim="dozens of people"), "dozens (≥ 24)"),
        (count("many"), "many (≥ 1)"),
        (count("some", hi=4), "some (1–4)"),
        (count("unknown"), "unknown"),
        (count("unknown", lo=1), "unknown (≥ 1)"),
    ],
)
def test_words_show_the_bounds_and_never_a_number_between(value, words):
    assert value.words() == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "dozens (≥ 24)"),
        ("ru", "десятки (≥ 24)"),
        ("ar", "عشرات (≥ 24)"),
        ("fr", "des dizaines (≥ 24)"),
        ("es", "decenas (≥ 24)"),
    ],
)
def test_words_in_five_languages(language, words):
    assert count("dozens").words(language) == words


def test_words_of_the_source_stay_in_its_language():
    about = count("about", verbatim="около десяти")
    assert about.words("fr") == "около десяти (sans bornes indiquées)"


def test_a_language_without_words_is_refused():
    with pytest.raises(UnknownLanguage, match="en, ru, ar, fr, es, found 'de'") as caught:
        count("dozens").words("de")
    assert caught.value.language == "de"


values = st.one_of(
    st.builds(lambda n: count("exactly", lo=n), st.integers(0, 99)),
    st.builds(lambda n: count("at_least", lo=n), st.integers(1, 99)),
    st.builds(lambda n: count("at_most", hi=n), st.integers(0, 99)),
    st.builds(lambda n, m: count("between", lo=n, hi=n + m), st.integers(0, 9), st.integers(1, 9)),
    st.sampled_from(["several", "dozens", "many", "some", "unknown"]).map(count),
)
intervals = values.map(CountValue.interval)


@given(values)
def test_content_there_and_back(value):
    assert CountValue.model_validate_json(json.dumps(value.content())) == value


def test_a_stated_zero_is_kept():
    assert count("exactly", lo=0).content() == {"comparator": "exactly", "lo": 0, "hi": 0}


# At least nine houses, and of the killed: eleven, fourteen and at least one.
def test_a_sum_with_an_open_bound_has_an_open_bound():
    killed = add(count("exactly", lo=11), count("exactly", lo=14), count("at_least", lo=1))
    assert killed == Interval(26, None)
    assert killed.words() == "≥ 26"


@given(st.lists(values, max_size=6), st.data())
def test_a_sum_holds_every_sum_of_possible_numbers_and_is_no_wider(counts, data):
    total = add(*counts)
    chosen = [
        data.draw(st.integers(one.lo, one.lo + 50 if one.hi is None else one.hi)) for one in counts
    ]
    assert total.lo <= sum(chosen)
    assert total.lo == sum(one.lo for one in counts)
    if any(one.hi is None for one in counts):
        assert total.hi is None
    else:
        assert sum(chosen) <= total.hi == sum(one.hi for one in counts)


@given(intervals, intervals, intervals)
def test_order_and_grouping_do_not_change_a_sum(one, two, three):
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)
    assert one + Interval(0, 0) == one


@given(intervals, intervals)
def test_a_hull_holds_both_and_begins_and_ends_in_one_of_them(one, two):
    hull = one.hull(two)
    assert hull.lo == min(one.lo, two.lo)
    assert hull.hi == (None if None in {one.hi, two.hi} else max(one.hi, two.hi))


def test_nothing_adds_up_to_zero():
    assert add() == Interval(0, 0)
    assert add().words() == "0"


def test_different_things_are_not_added():
    houses, people = count("several", unit="house"), count("several", unit="person")
    assert add(houses, count("several")) == Interval(4, None)
    with pytest.raises(MixedUnits, match="house and person") as caught:
        add(houses, people)
    assert caught.value.units == ("house", "person")


@pytest.mark.parametrize(("lo", "hi"), [(-1, 3), (4, 3)])
def test_an_interval_goes_upwards_from_0_or_more(lo, hi):
    with pytest.raises(BadCount, match="upwards") as caught:
        Interval(lo, hi)
    assert (caught.value.lo, caught.value.hi) == (lo, hi)


def test_words_of_an_interval():
    assert [one.words() for one in (Interval(26, None), Interval(11, 11), Interval(3, 5))] == [
        "≥ 26",
        "11",
        "3–5",
    ]
