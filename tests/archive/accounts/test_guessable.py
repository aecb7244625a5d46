"""What everybody tries first is taken out of a password before what is left is counted."""

from __future__ import annotations

import pytest

from archive.accounts.errors import WeakPassword
from archive.accounts.guessable import left_over
from archive.accounts.passwords import LEFT, check_strength


@pytest.mark.parametrize(
    ("password", "left"),
    [
        ("password1234", 1),
        ("Password2026!", 5),
        ("qwertyuiop12", 2),
        ("123456123456", 1),
        ("zyxwvutsrqponm", 1),
        ("khronika-2026!!", 6),
        ("administrator1", 1),
        ("йцукен123456", 2),
        ("four small grey doves", 19),
        ("Ymq4-77vTz_0p", 11),
    ],
)
def test_words_repetitions_and_rows_of_keys_count_for_nothing(password: str, left: int) -> None:
    assert left_over(password) == left


def test_the_name_of_the_archive_is_tried_first_as_well() -> None:
    assert left_over("doves-of-memory 1", ["doves-of-memory"]) == 2
    with pytest.raises(WeakPassword, match=f"{LEFT} characters or more beside words") as caught:
        check_strength("doves-of-memory 1", name="Amina", archive="doves-of-memory")
    assert "memory" not in str(caught.value)
    check_strength("doves-of-memory 1", name="Amina", archive="another")


def test_any_kind_of_letters_will_do() -> None:
    for password in ("сорок семь серых уток", "أربع حمامات رمادية", "grey doves at dawn"):
        check_strength(password, name="Amina")
