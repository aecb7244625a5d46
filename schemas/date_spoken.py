"""The words in which people write dates, in the languages of the archive, and what each stands for.

Forms are listed as they are written, folded to small letters. Months of Arabic are those of Egypt,
of the Levant and Iraq, and of the Maghreb.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from schemas.errors import UnknownLanguage

__all__ = ["LANGUAGES", "meanings"]

LANGUAGES: Final = ("en", "ru", "ar", "fr", "es")
"""The languages (BCP 47) in which dates are read."""

_MONTHS: Final = {
    "en": (
        "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
        "august aug", "september sept sep", "october oct", "november nov", "december dec",
    ),
    "ru": (
        "январь января январе янв", "февраль февраля феврале фев", "март марта марте мар",
        "апрель апреля апреле апр", "май мая мае", "июнь июня июне", "июль июля июле",
        "август августа августе авг", "сентябрь сентября сентябре сент сен",
        "октябрь октября октябре окт", "ноябрь ноября ноябре ноя",
        "декабрь декабря декабре дек",
    ),
    "fr": (
        "janvier janv", "février fevrier févr", "mars", "avril avr", "mai", "juin", "juillet juil",
        "août aout", "septembre sept", "octobre oct", "novembre nov", "décembre decembre déc",
    ),
    "es": (
        "enero ene", "febrero feb", "marzo mar", "abril abr", "mayo", "junio jun", "julio jul",
        "agosto ago", "septiembre setiembre sept", "octubre oct", "noviembre nov", "diciembre dic",
    ),
    "ar": (
        "يناير جانفي", "فبراير شباط فيفري", "مارس آذار اذار", "أبريل ابريل إبريل نيسان أفريل",
        "مايو أيار ايار ماي", "يونيو يونيه حزيران جوان", "يوليو يوليه تموز جويلية",
        "أغسطس اغسطس آب أوت", "سبتمبر أيلول ايلول", "أكتوبر اكتوبر", "نوفمبر", "ديسمبر",
    ),
}  # fmt: skip
_MONTHS_OF_TWO_WORDS: Final = {
    "كانون الثاني": 1,
    "تشرين الأول": 10,
    "تشرين الاول": 10,
    "تشرين الثاني": 11,
    "كانون الأول": 12,
    "كانون الاول": 12,
}

_SEASONS: Final = {
    "en": ("spring", "summer", "autumn|fall", "winter"),
    "ru": ("весна|весной|весны|весну", "лето|летом|лета", "осень|осенью|осени", "зима|зимой|зимы"),
    "fr": ("printemps", "été", "automne", "hiver"),
    "es": ("primavera", "verano", "otoño", "invierno"),
    "ar": ("ربيع|الربيع", "صيف|الصيف", "خريف|الخريف", "شتاء|الشتاء"),
}
_WEEKDAYS: Final = {
    "en": ("monday|mon", "tuesday|tue", "wednesday|wed", "thursday|thu", "friday|fri",
           "saturday|sat", "sunday|sun"),
    "ru": ("понедельник", "вторник", "среда|среду", "четверг", "пятница|пятницу",
           "суббота|субботу", "воскресенье"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "ar": ("الاثنين|الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}  # fmt: skip

_WORDS: Final = {
    "en": {
        "part": "early|mid|late|middle of|beginning of|end of|start of|in the middle of|"
        "at the beginning of|at the end of|first half of|second half of|the first half of|"
        "the second half of|at the start of|in early|in late|in mid",
        "or": "or|either",
        "and": "and|&",
        "to": "to|till|through",
        "between": "between",
        "before": "before|until|by|no later than",
        "after": "after|no earlier than",
        "since": "since|from",
        "about": "about|around|circa|ca|c.|approximately|approx",
        "maybe": "believed to be|probably|possibly|perhaps|presumably|reportedly|allegedly",
        "unknown": "unknown|unknown date|date unknown|not known|undated|n/a|unclear|no date",
        "skip": "on|in|the|of|year|month of|day of|sometime|some time|at|during|st|nd|rd|th",
    },
    "ru": {
        "part": "в начале|начало|в середине|середина|в конце|конец|в первой половине|"
        "первая половина|во второй половине|вторая половина|первой половине|второй половине",
        "or": "или|либо",
        "and": "и",
        "to": "по",
        "between": "между",
        "before": "до|не позднее|ранее",
        "after": "после|не ранее",
        "since": "с|со|начиная с",
        "about": "около|примерно|приблизительно|ориентировочно",
        "maybe": "предположительно|вероятно|возможно|предполож",
        "unknown": "неизвестно|дата неизвестна|неизвестная дата|не известно|нет данных|"
        "не установлена|без даты",
        "skip": "в|во|года|году|год|г|гг|числа|го|е|й|месяца|месяце",
    },
    "fr": {
        "part": "début|au début de|au début du mois de|mi|à la mi|fin|à la fin de|"
        "à la fin du mois de|au milieu de|début du mois de|fin du mois de|première moitié de|"
        "deuxième moitié de|dans la première moitié de|dans la seconde moitié de",
        "or": "ou",
        "and": "et",
        "to": "au|à|jusqu'au|jusqu'à",
        "between": "entre",
        "before": "avant|au plus tard",
        "after": "après|au plus tôt",
        "since": "depuis|à partir de|à partir du|du|de",
        "about": "vers|environ|autour de|autour du",
        "maybe": "probablement|peut-être|sans doute",
        "unknown": "inconnu|inconnue|date inconnue|non daté|sans date",
        "skip": "le|en|la|les|l'|d'|er|mois|année|an",
    },
    "es": {
        "part": "a principios de|principios de|a comienzos de|comienzos de|a mediados de|"
        "mediados de|a finales de|finales de|a fines de|fines de|inicios de|a inicios de|"
        "primera mitad de|segunda mitad de|en la primera mitad de|en la segunda mitad de",
        "or": "o|u",
        "and": "y|e",
        "to": "a|al|hasta",
        "between": "entre",
        "before": "antes de|antes del",
        "after": "después de|después del|despues de|despues del",
        "since": "desde",
        "about": "hacia|alrededor de|alrededor del|aproximadamente|cerca de",
        "maybe": "probablemente|posiblemente|quizás|tal vez|presuntamente",
        "unknown": "desconocido|desconocida|fecha desconocida|sin fecha|no se sabe",
        "skip": "el|de|del|en|la|los|año|mes|día|º|ª",
    },
    "ar": {
        "part": "أوائل|في أوائل|بداية|في بداية|مطلع|في مطلع|منتصف|في منتصف|أواخر|في أواخر|"
        "نهاية|في نهاية|النصف الأول من|في النصف الأول من|النصف الثاني من|في النصف الثاني من",
        "or": "أو|او",
        "and": "و",
        "to": "إلى|الى|حتى",
        "between": "بين|ما بين",
        "before": "قبل",
        "after": "بعد",
        "since": "منذ|من",
        "about": "حوالي|نحو|تقريبا|تقريبًا",
        "maybe": "ربما|يحتمل|يُعتقد أنه",
        "unknown": "غير معروف|مجهول|تاريخ غير معروف|غير محدد|بدون تاريخ",
        "skip": "في|يوم|شهر|عام|سنة|لعام|من عام|من شهر|ال|م",
    },
}  # fmt: skip


@cache
def meanings(language: str) -> dict[str, tuple[str, int]]:
    """What each word or phrase stands for: a kind, and a number for months, seasons and weekdays.

    Raises:
        UnknownLanguage: dates are not read in this language.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(language, LANGUAGES)
    found: dict[str, tuple[str, int]] = {}
    for kind, words in _WORDS[language].items():
        found.update(dict.fromkeys(words.split("|"), (kind, 0)))
    for number, words in enumerate(_MONTHS[language], 1):
        found.update(dict.fromkeys(words.split(), ("month", number)))
    if language == "ar":
        found.update({word: ("month", number) for word, number in _MONTHS_OF_TWO_WORDS.items()})
    for number, words in enumerate(_SEASONS[language], 21):
        found.update(dict.fromkeys(words.split("|"), ("season", number)))
    for number, words in enumerate(_WEEKDAYS[language]):
        found.update(dict.fromkeys(words.split("|"), ("weekday", number)))
    return found
