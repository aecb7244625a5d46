"""The tables of words are complete in every language."""

from __future__ import annotations

import string

import pytest

from schemas.count_words import LANGUAGES
from schemas.date_tongues import ENGLISH, TONGUES

each_tongue = pytest.mark.parametrize("tongue", TONGUES.values(), ids=TONGUES)


def test_the_languages_are_those_of_all_values():
    assert tuple(TONGUES) == LANGUAGES


@each_tongue
def test_a_year_has_twelve_months_and_four_seasons(tongue):
    assert len(set(tongue.months)) == 12
    assert len(set(tongue.months_of or tongue.months)) == 12
    for names in tongue.seasons.values():
        assert len(set(names)) == 4


@each_tongue
def test_every_phrase_is_there_with_its_places(tongue):
    assert tongue.phrases.keys() == ENGLISH.phrases.keys()
    for name, phrase in tongue.phrases.items():
        places = {place for _, place, _, _ in string.Formatter().parse(phrase) if place}
        expected = {"between": {"first", "last"}, "from_to": {"of", "to"}}.get(name)
        assert places == expected if expected else len(places) <= 1
        assert places <= {"first", "last", "plain", "of", "to", "the"}
