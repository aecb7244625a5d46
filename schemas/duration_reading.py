"""Durations in people's words, read into minutes: 2 hours, 90 min, at least a day, several hours.

A month and a year have no length in minutes that is the same everywhere, so that they stay words.
"""

from __future__ import annotations

import re
from typing import Final

from schemas.count_reading import read_count
from schemas.errors import UnreadCount, UnreadDuration
from schemas.times import Duration

__all__ = ["read_duration"]

_UNITS: Final = {
    1: "min mins minute minutes минута минуту минуты минут мин minuto minutos دقيقة دقائق",
    60: "h hr hrs hour hours час часа часов ч heure heures hora horas ساعة ساعات",
    1440: "day days день дня дней сутки суток jour jours día días dia dias يوم أيام",
    10080: "week weeks неделя неделю недели недель semaine semaines semana semanas أسبوع أسابيع",
}
_MINUTES: Final = {word: minutes for minutes, words in _UNITS.items() for word in words.split()}
_ONE: Final = frozenset({"a", "an", "une", "un", "una", ""})
"""What stands before a unit that is meant once."""
_BEFORE: Final = re.compile(r"^(?:for|в течение|pendant|durante|لمدة)\s+")


def read_duration(text: str) -> Duration:
    """The duration that `text` says, with its words.

    Raises:
        UnreadDuration: it says none, or none that can be read without guessing.
    """
    said = _BEFORE.sub("", " ".join(text.casefold().split())).strip(" .,;")
    found = re.fullmatch(r"(.*?)\s*([^\W\d_]+)\.?", said)
    minutes = _MINUTES.get(found[2]) if found else None
    if found is None or minutes is None:
        raise UnreadDuration(text)
    if found[1] in _ONE:
        return Duration(verbatim=text, lo=minutes, hi=minutes)
    try:
        count = read_count(found[1])
    except UnreadCount as error:
        raise UnreadDuration(text) from error
    lo, hi = count.lo, count.hi
    return Duration(verbatim=text, lo=lo * minutes, hi=None if hi is None else hi * minutes)
