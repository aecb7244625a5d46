"""Numbers that are written in words, from nothing to 999, in the languages of the archive.

Only what a word says by itself is read: "a dozen", "a couple" and "a few" are left to people.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

__all__ = ["number_in_words"]

_UNITS: Final = {
    0: "zero ноль zéro cero صفر",
    1: "one один одна одно одного одной un une uno una واحد واحدة",
    2: "two два две двух двое deux dos اثنان اثنين اثنتان اثنتين",
    3: "three три трех трёх трое trois tres ثلاثة ثلاث",
    4: "four четыре четырех четырёх четверо quatre cuatro أربعة أربع",
    5: "five пять пяти пятеро cinq cinco خمسة خمس",
    6: "six шесть шести шестеро seis ستة ست",
    7: "seven семь семи sept siete سبعة سبع",
    8: "eight восемь восьми huit ocho ثمانية ثماني ثمان",
    9: "nine девять девяти neuf nueve تسعة تسع",
    10: "ten десять десяти dix diez عشرة عشر",
    11: "eleven одиннадцать одиннадцати onze once",
    12: "twelve двенадцать двенадцати douze doce",
    13: "thirteen тринадцать тринадцати treize trece",
    14: "fourteen четырнадцать четырнадцати quatorze catorce",
    15: "fifteen пятнадцать пятнадцати quinze quince",
    16: "sixteen шестнадцать шестнадцати seize dieciséis dieciseis",
    17: "seventeen семнадцать семнадцати diecisiete",
    18: "eighteen восемнадцать восемнадцати dieciocho",
    19: "nineteen девятнадцать девятнадцати diecinueve",
    21: "veintiuno veintiún veintiuna",
    22: "veintidós veintidos",
    23: "veintitrés veintitres",
    24: "veinticuatro",
    25: "veinticinco",
    26: "veintiséis veintiseis",
    27: "veintisiete",
    28: "veintiocho",
    29: "veintinueve",
}
_TENS: Final = {
    20: "twenty двадцать двадцати vingt veinte عشرون عشرين",
    30: "thirty тридцать тридцати trente treinta ثلاثون ثلاثين",
    40: "forty сорок сорока quarante cuarenta أربعون أربعين",
    50: "fifty пятьдесят пятидесяти cinquante cincuenta خمسون خمسين",
    60: "sixty шестьдесят шестидесяти soixante sesenta ستون ستين",
    70: "seventy семьдесят семидесяти septante setenta سبعون سبعين",
    80: "eighty восемьдесят восьмидесяти huitante ochenta ثمانون ثمانين",
    90: "ninety девяносто nonante noventa تسعون تسعين",
}
_HUNDREDS: Final = {
    100: "hundred сто ста cent cien ciento مئة مائة",
    200: "двести двухсот doscientos doscientas مئتان مئتين مائتان مائتين",
    300: "триста трехсот трёхсот trescientos trescientas",
    400: "четыреста cuatrocientos cuatrocientas",
    500: "пятьсот quinientos quinientas",
    600: "шестьсот seiscientos seiscientas",
    700: "семьсот setecientos setecientas",
    800: "восемьсот ochocientos ochocientas",
    900: "девятьсот novecientos novecientas",
}
_FRENCH: Final = {
    **{f"dix-{word}": 10 + number for word, number in (("sept", 7), ("huit", 8), ("neuf", 9))},
    "quatre-vingts": 80,
    "quatre-vingt": 80,
    "vingt et un": 21,
}
_AND: Final = frozenset({"and", "et", "y"})
_ARABIC_AND: Final = "و"


@cache
def _words() -> dict[str, int]:
    found = dict(_FRENCH)
    for table in (_UNITS, _TENS, _HUNDREDS):
        found.update({word: number for number, words in table.items() for word in words.split()})
    return found


def number_in_words(text: str) -> int | None:
    """The number that `text` says in words, in lower case; None: it says none, or not clearly.

    Parts follow each other from the largest to the smallest: "two hundred and five", "двадцать
    один", "treinta y dos", "quatre-vingt-deux", "خمسة وعشرون" (there the unit comes first).
    """
    whole = " ".join(text.split())
    known = _words()
    if whole in known:
        return known[whole]
    parts = [part for part in re.split(r"[\s-]+", _french(whole)) if part not in _AND]
    numbers = [_part(part) for part in parts]
    if not numbers or None in numbers:
        return None
    return _sum([number for number in numbers if number is not None], arabic=_is_arabic(whole))


def _french(text: str) -> str:
    """Eighties and seventeens are several words, and one number."""
    return re.sub(r"quatre-vingts?", "huitante", text)


def _part(word: str) -> int | None:
    known = _words()
    if word in known:
        return known[word]
    return known.get(word.removeprefix(_ARABIC_AND)) if word.startswith(_ARABIC_AND) else None


def _is_arabic(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


def _sum(numbers: list[int], *, arabic: bool) -> int | None:
    if len(numbers) > 1 and numbers[1] == 100 and numbers[0] in range(1, 10):  # "two hundred"
        numbers = [numbers[0] * 100, *numbers[2:]]
    if arabic and len(numbers) == 2 and numbers[0] < 10 <= numbers[1]:
        numbers = [numbers[1], numbers[0]]
    places = [_place(number) for number in numbers]
    if places != sorted(set(places), reverse=True):
        return None
    return sum(numbers)


def _place(number: int) -> int:
    """0 for what ends a number, 1 for tens, 2 for hundreds; each may stand once."""
    if number >= 100:
        return 2
    return 1 if number >= 20 and number % 10 == 0 else 0
