"""Words for numbers without digits exist in every language."""

from __future__ import annotations

import pytest

from schemas.count_words import LANGUAGES, comparator_word, no_bounds_stated
from schemas.errors import UnknownLanguage

WORDS = ("about", "several", "dozens", "many", "some", "unknown")


@pytest.mark.parametrize("comparator", WORDS)
def test_every_word_differs_between_languages(comparator):
    said = [comparator_word(comparator, language) for language in LANGUAGES]
    assert len(set(said)) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_one_language_differ(language):
    said = [comparator_word(comparator, language) for comparator in WORDS]
    assert len({*said, no_bounds_stated(language)}) == len(WORDS) + 1


@pytest.mark.parametrize("language", ["de", "", "EN"])
def test_a_language_without_words_is_refused(language):
    with pytest.raises(UnknownLanguage, match=f"found '{language}'"):
        no_bounds_stated(language)
