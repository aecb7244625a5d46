"""The three answers, alone and combined."""

from __future__ import annotations

import itertools

import pytest

from schemas.verdict import Verdict, both, either

YES, MAYBE, NO = Verdict.CERTAINLY, Verdict.POSSIBLY, Verdict.NO


@pytest.mark.parametrize(
    ("verdicts", "weakest", "strongest"),
    [
        ((YES, YES), YES, YES),
        ((YES, MAYBE), MAYBE, YES),
        ((YES, NO), NO, YES),
        ((MAYBE, NO), NO, MAYBE),
        ((MAYBE, MAYBE, YES), MAYBE, YES),
        ((NO, NO), NO, NO),
        ((MAYBE,), MAYBE, MAYBE),
    ],
)
def test_both_takes_the_weakest_and_either_the_strongest(verdicts, weakest, strongest):
    assert both(*verdicts) is weakest
    assert either(*verdicts) is strongest


def test_order_of_the_conditions_does_not_matter():
    for first, second in itertools.product(Verdict, repeat=2):
        assert both(first, second) is both(second, first)
        assert either(first, second) is either(second, first)


def test_no_condition_is_met_and_none_of_no_conditions_is():
    assert both() is YES
    assert either() is NO


def test_codes_are_the_words_shown():
    assert [str(verdict) for verdict in Verdict] == ["certainly", "possibly", "no"]
