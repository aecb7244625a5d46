"""Numbers in people's words, read into a count with bounds: 9, 9+, 3-5, at least nine, dozens.

A number that cannot be read without guessing is refused.
"""

from __future__ import annotations

import re
from typing import Final

from schemas.counts import Comparator, CountValue
from schemas.errors import UnreadCount
from schemas.number_words import number_in_words

__all__ = ["read_count"]

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_WITH_NUMBER: Final = {
    Comparator.AT_LEAST: "at least|no fewer than|no less than|minimum|не менее|как минимум|"
    "au moins|al menos|por lo menos|على الأقل|>=|≥",
    Comparator.AT_MOST: "at most|up to|no more than|не более|до|au plus|"
    "como máximo|على الأكثر|<=|≤",
    Comparator.ABOUT: "about|around|approximately|some|circa|ca.|ca|~|около|примерно|environ|"
    "alrededor de|unos|unas|نحو|حوالي",
    Comparator.MORE_THAN: "more than|over|более|больше|свыше|plus de|más de|أكثر من|>",
    Comparator.FEWER_THAN: "fewer than|less than|under|менее|меньше|moins de|menos de|أقل من|<",
}
_ALONE: Final = {
    Comparator.SEVERAL: "several|несколько|plusieurs|varios|varias|عدة",
    Comparator.DOZENS: "dozens|десятки|des dizaines|decenas|عشرات",
    Comparator.MANY: "many|много|beaucoup|muchos|muchas|كثير",
    Comparator.SOME: "some|quelques|algunos|algunas|بعض",
    Comparator.UNKNOWN: "unknown|неизвестно|inconnu|desconocido|غير معروف",
}
_WORD = {
    word: comparator for comparator, words in _WITH_NUMBER.items() for word in words.split("|")
}
_SINGLE = {word: comparator for comparator, words in _ALONE.items() for word in words.split("|")}
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0,]\d{3})+|\d{1,15}")
_BETWEEN = re.compile(rf"({_NUMBER.pattern})\s*[-–—]\s*({_NUMBER.pattern})")


def read_count(text: str) -> CountValue:
    """The count that `text` states, with its words where they say more than the number.

    Raises:
        UnreadCount: it states none, or none that can be read without guessing.
    """
    folded = " ".join(text.translate(_DIGITS).casefold().split())
    if _NUMBER.fullmatch(folded):
        number = _value(folded)
        words = None if folded == str(number) and text == folded else text
        return CountValue(comparator=Comparator.EXACTLY, lo=number, hi=number, verbatim=words)
    if folded in _SINGLE:
        return CountValue(comparator=_SINGLE[folded], verbatim=text)
    if (two := _BETWEEN.fullmatch(folded)) and _value(two[1]) < _value(two[2]):
        lo, hi = _value(two[1]), _value(two[2])
        return CountValue(comparator=Comparator.BETWEEN, lo=lo, hi=hi, verbatim=text)
    if folded.endswith("+") and _NUMBER.fullmatch(folded[:-1].strip()):
        return _counted(Comparator.AT_LEAST, _value(folded[:-1]), text)
    for word in sorted(_WORD, key=len, reverse=True):
        rest = folded.removeprefix(word).strip()
        if rest != folded and (counted := _number(rest)) is not None:
            return _counted(_WORD[word], counted, text)
    if (alone := number_in_words(folded)) is not None:
        return CountValue(comparator=Comparator.EXACTLY, lo=alone, hi=alone, verbatim=text)
    raise UnreadCount(text)


def _number(text: str) -> int | None:
    """The number in digits or words; None: it is none."""
    return _value(text) if _NUMBER.fullmatch(text) else number_in_words(text)


def _counted(comparator: Comparator, number: int, text: str) -> CountValue:
    match comparator:
        case Comparator.AT_LEAST if number > 0:
            return CountValue(comparator=comparator, lo=number, verbatim=text)
        case Comparator.MORE_THAN:
            return CountValue(comparator=comparator, lo=number + 1, verbatim=text)
        case Comparator.AT_MOST:
            return CountValue(comparator=comparator, hi=number, verbatim=text)
        case Comparator.FEWER_THAN if number > 0:
            return CountValue(comparator=comparator, hi=number - 1, verbatim=text)
        case Comparator.ABOUT:
            return CountValue(comparator=comparator, verbatim=text)
        case _:
            raise UnreadCount(text)


def _value(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))
