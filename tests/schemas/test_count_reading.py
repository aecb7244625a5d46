"""Numbers in people's words: bounds that follow from them, or refused."""

from __future__ import annotations

import pytest

from schemas.count_reading import read_count
from schemas.errors import UnreadCount


@pytest.mark.parametrize(
    ("text", "words", "verbatim"),
    [
        ("9", "9", None),
        ("1,234", "1234", "1,234"),
        ("9+", "≥ 9", "9+"),
        ("at least 9", "≥ 9", "at least 9"),
        ("не менее 9", "≥ 9", "не менее 9"),
        ("more than 9", "> 9", "more than 9"),
        ("up to 9", "≤ 9", "up to 9"),
        ("menos de 9", "< 9", "menos de 9"),
        ("3-5", "3–5", "3-5"),
        ("dozens", "dozens (≥ 24)", "dozens"),
        ("около 10", "около 10 (no bounds stated)", "около 10"),
        ("٩", "9", "٩"),
    ],
)
def test_a_number_keeps_its_bounds_and_words(text: str, words: str, verbatim: str | None) -> None:
    count = read_count(text)
    assert (count.words(), count.verbatim) == (words, verbatim)


@pytest.mark.parametrize("text", ["", "x", "5-3", "-1", "1.5", "at least", "at least 0", "1,23"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(UnreadCount, match="expected a number") as caught:
        read_count(text)
    assert caught.value.text == text
