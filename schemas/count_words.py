"""The words for numbers without digits, in the languages of the archive.

Which bounds such a word has is for `schemas.counts`.
"""

from __future__ import annotations

from typing import Final

from schemas.errors import UnknownLanguage

__all__ = ["LANGUAGES", "comparator_word", "no_bounds_stated"]

LANGUAGES: Final = ("en", "ru", "ar", "fr", "es")
"""The languages in which values have words (BCP 47)."""

_WORDS: Final = {
    "about": ("about", "около", "نحو", "environ", "alrededor de"),
    "several": ("several", "несколько", "عدة", "plusieurs", "varios"),
    "dozens": ("dozens", "десятки", "عشرات", "des dizaines", "decenas"),
    "many": ("many", "много", "كثير", "beaucoup", "muchos"),
    "some": ("some", "некоторое количество", "بعض", "quelques", "algunos"),
    "unknown": ("unknown", "неизвестно", "غير معروف", "inconnu", "desconocido"),
}
_NO_BOUNDS: Final = (
    "no bounds stated",
    "границы не указаны",
    "لم تُذكر حدود",
    "sans bornes indiquées",
    "sin límites indicados",
)


def comparator_word(comparator: str, language: str) -> str:
    """The word for a comparator that is not a sign.

    Raises:
        UnknownLanguage: there are no words in this language.
    """
    return _WORDS[comparator][_column(language)]


def no_bounds_stated(language: str) -> str:
    """What is said of a number near which no bounds are stated.

    Raises:
        UnknownLanguage: there are no words in this language.
    """
    return _NO_BOUNDS[_column(language)]


def _column(language: str) -> int:
    if language not in LANGUAGES:
        raise UnknownLanguage(language, LANGUAGES)
    return LANGUAGES.index(language)
