"""Numbers in words, in the languages of the archive."""

from __future__ import annotations

import pytest

from schemas.number_words import number_in_words


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("nine", 9),
        ("twenty-one", 21),
        ("two hundred and five", 205),
        ("двадцать один", 21),
        ("сто сорок два", 142),
        ("treinta y dos", 32),
        ("veintitrés", 23),
        ("vingt et un", 21),
        ("quatre-vingt-deux", 82),
        ("quatre-vingt-dix", 90),
        ("تسعة", 9),
        ("خمسة وعشرون", 25),
        ("مئة", 100),
    ],
)
def test_a_number_is_read_in_each_language(words: str, number: int) -> None:
    assert number_in_words(words) == number


@pytest.mark.parametrize("words", ["", "nine ten", "a dozen", "one two", "houses", "five twenty"])
def test_what_is_not_clearly_a_number_is_none(words: str) -> None:
    assert number_in_words(words) is None
