"""Names in Latin letters, by rules that suit comparing them rather than reading them.

Own tables for Arabic, Hebrew and Cyrillic letters: general transliterations write some of them as
nothing, or by signs that no speller of names would use. All other scripts are left to `anyascii`.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from anyascii import anyascii

from archive.search.stemming import script_of

_ARABIC = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهيپچژگڤۇۆەټډړښڼ",
        ["a", "b", "t", "th", "g", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z",
         "", "gh", "f", "q", "k", "l", "m", "n", "h", "y", "p", "ch", "zh", "g", "v", "u", "o",
         "e", "t", "d", "r", "sh", "n"],
        strict=True,
    )
)  # fmt: skip
_ARABIC |= {"أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ى": "a", "ئ": "y", "ؤ": "u", "ة": "a",
            "ء": "", "ک": "k", "ی": "y", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ہ": "h", "ے": "e",
            "ں": "n", "ھ": "h", "و": "u"}  # fmt: skip
_HEBREW = dict(
    zip(
        "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
        ["a", "b", "g", "d", "h", "u", "z", "h", "t", "i", "k", "k", "l", "m", "m", "n", "n", "s",
         "", "p", "p", "ts", "ts", "k", "r", "sh", "t"],
        strict=True,
    )
)  # fmt: skip
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўјљњћђџ",
        ["a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s",
         "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "e", "i",
         "i", "e", "g", "u", "y", "l", "n", "c", "d", "dz"],
        strict=True,
    )
)  # fmt: skip
_LETTERS = {**_ARABIC, **_HEBREW, **_CYRILLIC}
_VOWEL_LETTERS = frozenset("اأآى")


@lru_cache(maxsize=1 << 16)
def romanised(word: str) -> str:
    """One word of a name in the letters a to z; other characters are left out."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    bare = unicodedata.normalize("NFC", _without_stress(unicodedata.normalize("NFD", plain)))
    bare = _without_article(bare)
    letters = (_letter(bare, at) for at in range(len(bare)))
    return "".join(letter for letter in "".join(letters).lower() if "a" <= letter <= "z")


def leaves_out_vowels(word: str) -> bool:
    """Whether `word` is written in a script that leaves out short vowels."""
    return script_of(word) in ("ARABIC", "HEBREW", "SYRIAC")


_STRESS = frozenset({"\u0301", "\u0300", "\u0640", *map(chr, range(0x64B, 0x653)), "\u0670"})
"""Marks of stress and short vowels, which most writers leave out."""


def _without_stress(decomposed: str) -> str:
    return "".join(character for character in decomposed if character not in _STRESS)


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _letter(word: str, at: int) -> str:
    """Latin letters for one character; waw, yeh, ayn and heh by where they stand."""
    character = word[at]
    before, after = word[at - 1 : at], word[at + 1 : at + 2]
    match character:
        case "و":
            beside_vowel = before in _VOWEL_LETTERS or after in _VOWEL_LETTERS or after == "ي"
            return "w" if at == 0 or beside_vowel or (at == 1 and before == "ع") else "u"
        case "ي" | "ی":
            return "y" if at == 0 or after in _VOWEL_LETTERS else "i"
        case "ו":
            return "v" if at == 0 or after == "י" else "u"
        case "ع":
            return "a" if at == 0 else ""
        case "ه" if not after and at > 1:
            return ""
    known = _LETTERS.get(character)
    return anyascii(character) if known is None else known
