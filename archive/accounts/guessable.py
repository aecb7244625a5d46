"""How much of a password is left once what everybody tries first is taken out of it.

Rules in the place of a list of stolen passwords: such a list is large, soon old, and asking a
service for it would tell that service something. Taken out are words that are tried first, a whole
that only repeats its beginning, and rows of keys, digits and letters in their order. It says
nothing of how strong the rest is.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

TRIED_FIRST: Final = (
    *("administrator", "khronika", "password", "passphrase", "passwort", "motdepasse"),
    *("contrasena", "contraseña", "пароль", "parol", "welcome", "letmein", "iloveyou"),
    *("football", "baseball", "princess", "sunshine", "superman", "trustno1", "changeme"),
    *("master", "monkey", "dragon", "shadow", "secret", "default", "access", "admin", "login"),
    *("archive", "recorder", "reviewer", "analyst", "lawyer", "reader", "guest", "test"),
)
"""Words of this program and its tasks, and those that lead every list of stolen passwords."""
ROWS: Final = (
    *("1234567890", "abcdefghijklmnopqrstuvwxyz", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm"),
    *("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "ضصثقفغعهخحجد", "شسيبلاتنمكط"),
)
"""Keys beside each other, digits and letters in their order."""
_SHORTEST_WORD: Final = 4
_NEXT: Final = frozenset(pair for row in ROWS for way in (row, row[::-1]) for pair in pairwise(way))


def left_over(password: str, words: Iterable[str] = ()) -> int:
    """Characters of a password that follow from nothing that is tried first.

    `words` are others that whoever guesses would know here.
    """
    rest = _once(password.casefold())
    known = (one.casefold() for one in words if len(one) >= _SHORTEST_WORD)
    for word in sorted((*TRIED_FIRST, *known), key=len, reverse=True):
        rest = rest.replace(word, "")
    return sum(not _follows(before, this) for before, this in pairwise(("", *rest)))


def _once(text: str) -> str:
    """The beginning that a text only repeats; the text itself, if it repeats none."""
    for length in range(1, len(text) // 2 + 1):
        if all(a == b for a, b in zip(text, text[length:], strict=False)):
            return text[:length]
    return text


def _follows(before: str, this: str) -> bool:
    return before == this or (before, this) in _NEXT
