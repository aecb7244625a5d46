"""Words that differ in a letter or two are found, however few of them are looked at closely."""

from __future__ import annotations

import random

import pytest
from jellyfish import levenshtein_distance

from archive.search.near_words import NearWords


@pytest.mark.parametrize("edits", [1, 2])
def test_exactly_those_are_found_that_differ_in_so_many_letters(edits: int) -> None:
    chosen = random.Random(edits)
    words = ["".join(chosen.choices("abcdюя", k=chosen.randint(1, 7))) for _ in range(600)]
    near = NearWords()
    near.add(words[:300])
    assert near.within(words[0], edits) >= {words[0]}
    near.add(words[300:])
    for word in words[::20]:
        assert near.within(word, edits) == {
            other
            for other in words
            if other[0] == word[0] and levenshtein_distance(word, other) <= edits
        }


def test_stems_and_keys_are_no_words() -> None:
    near = NearWords()
    near.add(["mill", "mi=ll", "=mill"])
    assert near.within("mill", 2) == {"mill"}
    assert near.within("=mill", 2) == set()


def test_latin_letters_of_words_in_other_scripts_are_kept_apart_by_their_first_letter() -> None:
    near = NearWords()
    near.add(["mill", "'mill", "'till", "~mill"])
    assert near.within("mill", 1) == {"mill"}
    assert near.within("'mill", 1) == {"'mill"}
    assert near.within("~mill", 1) == set()


def test_without_words_none_is_near() -> None:
    assert NearWords().within("mill", 2) == set()
