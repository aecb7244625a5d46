"""How dates are said in the languages of the archive: names of months, seasons, and phrases.

In a phrase a date stands as `{plain}` (by itself), `{of}` (after "from": the Russian genitive, "du"
and "del"), `{to}` (after "to": the Russian accusative, "au" and "al") or `{the}` (with an article
before a day). Which phrase says what is for `schemas.date_words`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

__all__ = ["TONGUES", "Tongue"]


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language for dates."""

    months: tuple[str, ...]
    """Standing alone; January is at 0."""
    seasons: dict[str, tuple[str, str, str, str]]
    """Spring, summer, autumn, winter, by the place in which they stand."""
    hemispheres: tuple[str, str]
    """Northern, southern: set in brackets after a season."""
    before_year_1: str
    """What follows the number of a year before 0001, which is counted from 1 backwards."""
    phrases: dict[str, str]
    """Every phrase by its name."""
    day: dict[str, str]
    """A single day, by the place in which it stands; "plain" where no other is given."""
    month: dict[str, str]
    """A month of a year, likewise."""
    year: dict[str, str]
    """A year, likewise."""
    season: str = "{season} {year}{era}"
    """A season of a year."""
    code: dict[str, str] = field(default_factory=dict)
    """What has no words of its own, such as 2014-3X-01 in an interval: its EDTF, by the place."""
    first_of_month: str = "1"
    """The first day of a month."""
    months_of: tuple[str, ...] = ()
    """After a day or a preposition, where that differs: the Russian genitive."""
    contractions: dict[str, str] = field(default_factory=dict)
    """What is written otherwise where two words meet."""


ENGLISH: Final = Tongue(
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    seasons={"plain": ("spring", "summer", "autumn", "winter")},
    hemispheres=("northern hemisphere", "southern hemisphere"),
    before_year_1="BC",
    phrases={
        "between": "between {first} and {last}",
        "from_to": "from {of} to {to}",
        "ongoing": "from {of}, going on",
        "no_end": "from {of}, end not known",
        "no_start": "until {to}, start not known",
        "until": "until {to}",
        "or_later": "{plain} or later",
        "or_earlier": "{plain} or earlier",
        "whole": "the whole of {plain}",
        "about": "about {of}",
        "perhaps": "perhaps {plain}",
        "perhaps_about": "perhaps about {of}",
        "note_about": "about",
        "note_perhaps": "perhaps",
        "note_perhaps_about": "perhaps, about",
        "or": " or ",
        "and": " and ",
    },
    day={"plain": "{day} {month_of} {year}"},
    month={"plain": "{month} {year}"},
    year={"plain": "{year}"},
)  # fmt: skip

RUSSIAN: Final = Tongue(
    months=(
        "январь", "февраль", "март", "апрель", "май", "июнь",
        "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
    ),
    months_of=(
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    seasons={
        "plain": ("весна", "лето", "осень", "зима"),
        "of": ("весны", "лета", "осени", "зимы"),
        "to": ("весну", "лето", "осень", "зиму"),
    },
    season="{season} {year} года{era}",
    hemispheres=("северное полушарие", "южное полушарие"),
    before_year_1="до н. э.",
    phrases={
        "between": "между {first} и {last}",
        "from_to": "с {of} по {to}",
        "ongoing": "с {of}, продолжается",
        "no_end": "с {of}, окончание неизвестно",
        "no_start": "по {to}, начало неизвестно",
        "until": "по {to}",
        "or_later": "не ранее {of}",
        "or_earlier": "не позднее {of}",
        "whole": "весь {to}",
        "about": "около {of}",
        "perhaps": "возможно, {plain}",
        "perhaps_about": "возможно, около {of}",
        "note_about": "примерно",
        "note_perhaps": "возможно",
        "note_perhaps_about": "возможно, примерно",
        "or": " или ",
        "and": " и ",
    },
    day={"plain": "{day} {month_of} {year} года{era}"},
    month={"plain": "{month} {year} года{era}", "of": "{month_of} {year} года{era}"},
    year={"plain": "{year} год{era}", "of": "{year} года{era}"},
    contractions={"с 2 ": "со 2 "},
)  # fmt: skip

ARABIC: Final = Tongue(
    months=(
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
        "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
    ),
    seasons={"plain": ("ربيع", "صيف", "خريف", "شتاء")},
    hemispheres=("نصف الكرة الشمالي", "نصف الكرة الجنوبي"),
    before_year_1="ق.م",
    phrases={
        "between": "بين {first} و{last}",
        "from_to": "من {of} إلى {to}",
        "ongoing": "منذ {of}، ولا يزال مستمرًا",
        "no_end": "من {of}، والنهاية غير معروفة",
        "no_start": "حتى {to}، والبداية غير معروفة",
        "until": "حتى {to}",
        "or_later": "{plain} أو بعد ذلك",
        "or_earlier": "{plain} أو قبل ذلك",
        "whole": "طوال {plain}",
        "about": "نحو {of}",
        "perhaps": "ربما {plain}",
        "perhaps_about": "ربما نحو {of}",
        "note_about": "تقريبًا",
        "note_perhaps": "ربما",
        "note_perhaps_about": "ربما، تقريبًا",
        "or": " أو ",
        "and": " و",
    },
    day={"plain": "{day} {month_of} {year}"},
    month={"plain": "{month} {year}"},
    year={"plain": "{year}"},
)  # fmt: skip

FRENCH: Final = Tongue(
    months=(
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    seasons={
        "plain": ("printemps", "été", "automne", "hiver"),
        "the": ("le printemps", "l’été", "l’automne", "l’hiver"),
        "of": ("du printemps", "de l’été", "de l’automne", "de l’hiver"),
        "to": ("au printemps", "à l’été", "à l’automne", "à l’hiver"),
    },
    first_of_month="1er",
    code={"of": "de {text}", "to": "à {text}"},
    hemispheres=("hémisphère nord", "hémisphère sud"),
    before_year_1="av. J.-C.",
    phrases={
        "between": "entre {first} et {last}",
        "from_to": "{of} {to}",
        "ongoing": "depuis {the}, en cours",
        "no_end": "depuis {the}, fin inconnue",
        "no_start": "jusqu’{to}, début inconnu",
        "until": "jusqu’{to}",
        "or_later": "{plain} ou plus tard",
        "or_earlier": "{plain} ou plus tôt",
        "whole": "{plain} en entier",
        "about": "vers {the}",
        "perhaps": "peut-être {the}",
        "perhaps_about": "peut-être vers {the}",
        "note_about": "environ",
        "note_perhaps": "peut-être",
        "note_perhaps_about": "peut-être, environ",
        "or": " ou ",
        "and": " et ",
    },
    day={
        "plain": "{day} {month_of} {year}",
        "the": "le {day} {month_of} {year}",
        "of": "du {day} {month_of} {year}",
        "to": "au {day} {month_of} {year}",
    },
    month={"plain": "{month} {year}", "of": "de {month} {year}", "to": "à {month} {year}"},
    year={"plain": "{year}", "of": "de {year}", "to": "à {year}"},
    contractions={"de avril": "d’avril", "de août": "d’août", "de octobre": "d’octobre"},
)  # fmt: skip

SPANISH: Final = Tongue(
    months=(
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
    seasons={
        "plain": ("primavera", "verano", "otoño", "invierno"),
        "the": ("la primavera", "el verano", "el otoño", "el invierno"),
        "of": ("de la primavera", "del verano", "del otoño", "del invierno"),
        "to": ("a la primavera", "al verano", "al otoño", "al invierno"),
    },
    season="{season} de {year}{era}",
    code={"of": "de {text}", "to": "a {text}"},
    hemispheres=("hemisferio norte", "hemisferio sur"),
    before_year_1="a. C.",
    phrases={
        "between": "entre {first} y {last}",
        "from_to": "{of} {to}",
        "ongoing": "desde {the}, continúa",
        "no_end": "desde {the}, fin desconocido",
        "no_start": "hasta {the}, comienzo desconocido",
        "until": "hasta {the}",
        "or_later": "{plain} o después",
        "or_earlier": "{plain} o antes",
        "whole": "{plain} en su totalidad",
        "about": "hacia {the}",
        "perhaps": "quizá {the}",
        "perhaps_about": "quizá hacia {the}",
        "note_about": "aproximadamente",
        "note_perhaps": "quizá",
        "note_perhaps_about": "quizá, aproximadamente",
        "or": " o ",
        "and": " y ",
    },
    day={
        "plain": "{day} de {month_of} de {year}",
        "the": "el {day} de {month_of} de {year}",
        "of": "del {day} de {month_of} de {year}",
        "to": "al {day} de {month_of} de {year}",
    },
    month={
        "plain": "{month} de {year}",
        "of": "de {month} de {year}",
        "to": "a {month} de {year}",
    },
    year={"plain": "{year}", "of": "de {year}", "to": "a {year}"},
)  # fmt: skip

TONGUES: Final = {"en": ENGLISH, "ru": RUSSIAN, "ar": ARABIC, "fr": FRENCH, "es": SPANISH}
"""Every language by its tag (BCP 47)."""
