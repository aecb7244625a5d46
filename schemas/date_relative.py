"""Days that are said from another day: the next day, the same day, the day before.

Only phrases that name a whole number of days are read. From which day they are reckoned is for the
person who reads the source.
"""

from __future__ import annotations

from typing import Final

__all__ = ["days_from"]

_PHRASES: Final = {
    1: "the next day|next day|the following day|following day|a day later|one day later|"
    "на следующий день|следующий день|на другой день|le lendemain|le jour suivant|"
    "al día siguiente|el día siguiente|في اليوم التالي|اليوم التالي",
    0: "the same day|same day|that day|later that day|on the same day|в тот же день|"
    "позже в тот же день|le même jour|plus tard ce jour-là|el mismo día|ese mismo día|"
    "في اليوم نفسه|في نفس اليوم",
    -1: "the day before|the previous day|a day earlier|накануне|за день до этого|la veille|"
    "la víspera|el día anterior|في اليوم السابق",
    2: "two days later|через два дня|deux jours plus tard|dos días después|بعد يومين",
}
_DAYS: Final = {phrase: days for days, some in _PHRASES.items() for phrase in some.split("|")}


def days_from(text: str) -> int | None:
    """How many days after the other day `text` means; None: it says no such thing."""
    return _DAYS.get(" ".join(text.casefold().split()).strip(" .,;:"))
