"""Words that differ in a letter or two are found, however few of them are looked at closely."""

from __future__ import annotations

import random

import pytest
from jellyfish import levenshtein_distance

from archive.search.near_words import NearWords


@pytest.mark.parametrize("edits", [1, 2])
def test_exactly_those_are_found_that_differ_in_so_many_letters(edits: int) -> None:
    chosen = random.Random(edits)
    words = ["0" + "".join(chosen.choices("abcdюя", k=chosen.randint(1, 7))) for _ in range(600)]
    near = NearWords()
    near.add(words[:300])
    assert near.within(words[0], edits) >= {words[0]}
    near.add(words[300:])
    for word in words[::20]:
        assert near.within(word, edits) == {
            other
            for other in words
            if other[:2] == word[:2] and levenshtein_distance(word, other) <= edits
        }


def test_stems_and_keys_are_no_words() -> None:
    near = NearWords()
    near.add(["0mill", "0mi=ll", "0=mill"])
    assert near.within("0mill", 2) == {"0mill"}
    assert near.within("0=mill", 2) == set()


def test_latin_letters_of_words_in_other_scripts_are_kept_apart_by_their_first_letter() -> None:
    near = NearWords()
    near.add(["0mill", "0'mill", "0'till", "0~mill"])
    assert near.within("0mill", 1) == {"0mill"}
    assert near.within("0'mill", 1) == {"0'mill"}
    assert near.within("0~mill", 1) == set()


def test_what_only_others_may_know_is_not_near() -> None:
    near = NearWords()
    near.add(["0mill", "1mull"])
    assert near.within("0mill", 1) == {"0mill"}
    assert near.within("1mill", 1) == {"1mull"}


def test_without_words_none_is_near() -> None:
    assert NearWords().within("0mill", 2) == set()
