"""Phrases are found in the order of words that is kept with each row, by those who may know it."""

from __future__ import annotations

import random

import pytest

from archive.search.counting import BLANK, counted, phrased
from archive.search.language import words_of
from archive.search.orders import in_order, written
from archive.search.passages import stand_together

KEPT = written({"0": "the old mill - mill burnt", "2": "old door the mill"})


@pytest.mark.parametrize(
    ("words", "rooms", "there"),
    [
        (["old", "mill"], ["0"], True),
        (["mill", "burnt"], ["0"], True),
        (["mill", "mill"], ["0"], False),  # in two texts
        (["ill", "mill"], ["0"], False),  # a part of a word
        (["old", "door"], ["0", "1"], False),  # withheld
        (["old", "door"], ["0", "1", "2"], True),
        (["burnt", "old"], ["0", "1", "2"], False),  # from one room into the next
        (["the", "mill"], ["2"], True),
        (["the", "old"], ["2"], False),
    ],
)
def test_a_phrase_is_found_where_its_words_follow_each_other_and_may_be_known(
    words: list[str], rooms: list[str], there: bool
) -> None:
    assert in_order(KEPT, rooms, words) is there


def test_what_is_kept_of_texts_tells_of_every_phrase_what_the_texts_do() -> None:
    chosen = random.Random(5)
    pool = ["Mill", "mills", "мельница", "Мельницы", "melnitsa", "دار", "الدار", "東京都", "été"]
    pool += ["e\u0301te\u0301", "\ufdfa", "a_b", "۱۲", "12", "x"]
    for _ in range(300):
        said = [" ".join(chosen.choices(pool, k=chosen.randint(1, 6))) for _ in range(2)]
        kept = written({"0": counted([(said[0], "en"), (said[1], "ru")]).order})
        asked = words_of(" ".join(chosen.choices(pool, k=2)))
        words = [phrased(word) for word in asked]
        if BLANK not in words:
            together = any(stand_together(text, asked) for text in said)
            assert in_order(kept, ["0"], words) is together, (asked, said)
