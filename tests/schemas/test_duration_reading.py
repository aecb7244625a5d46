"""Durations in words, read into minutes."""

from __future__ import annotations

import pytest

from schemas.duration_reading import read_duration
from schemas.errors import UnreadDuration


@pytest.mark.parametrize(
    ("words", "lo", "hi"),
    [
        ("2 hours", 120, 120),
        ("for several hours", 120, None),
        ("at least two days", 2880, None),
        ("an hour", 60, 60),
        ("несколько часов", 120, None),
        ("au moins deux heures", 120, None),
        ("varias horas", 120, None),
        ("عدة ساعات", 120, None),
    ],
)
def test_a_duration_has_the_bounds_of_its_words(words: str, lo: int, hi: int | None) -> None:
    found = read_duration(words)
    assert (found.lo, found.hi, found.verbatim) == (lo, hi, words)


@pytest.mark.parametrize("words", ["", "long", "2 months", "umpteen hours", "hours and hours"])
def test_what_cannot_be_read_without_guessing_is_refused(words: str) -> None:
    with pytest.raises(UnreadDuration, match="expected a duration such as"):
        read_duration(words)
