"""Word stems: "houses" and "house", "Каляпина" and "Каляпин" meet in one stem.

The algorithms are those of Snowball (https://snowballstem.org/). A stem carries the language whose
rules made it, because the same letters are cut differently elsewhere. Which language a word is in
is known from the text it stands in, or else from its script alone.

They are run in Python, or, some twenty times as fast, by PyStemmer where that is installed (extra
`large`) and of the release that has the very same algorithms: an index is the same with either.
"""

from __future__ import annotations

import importlib
import threading
import unicodedata
from functools import cache, lru_cache
from typing import Any

ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Which algorithm cuts the words of a language (BCP 47). Other languages are found as written."""

SCRIPTS = {
    "ar": "ARABIC", "fa": "ARABIC", "el": "GREEK", "hi": "DEVANAGARI", "ne": "DEVANAGARI",
    "hy": "ARMENIAN", "ru": "CYRILLIC", "sr": "CYRILLIC", "ta": "TAMIL", "yi": "HEBREW",
}  # fmt: skip
"""The script of a language, as Unicode names begin; all others are written in Latin letters."""

BY_SCRIPT = {
    "ARABIC": "ar", "GREEK": "el", "DEVANAGARI": "hi", "ARMENIAN": "hy", "CYRILLIC": "ru",
    "TAMIL": "ta",
}  # fmt: skip
"""The language that a word is taken to be in when it stands in a text of another script."""

CHANGED_BEGINNINGS = frozenset({"ar", "ga", "id", "lt", "nl", "sr", "st", "yi"})
"""Algorithms that may change how a word begins; all others change endings only."""

_KEPT_STEMS = 1 << 17
"""How many stems are kept: the vocabulary of some ten thousand records."""
COMPILED = "3.1.0"
"""The release of PyStemmer that cuts words as snowballstemmer 3.1 does; 394,000 were compared."""
_own = threading.local()  # a stemmer holds the word that it is working on


def language_of(word: str, language: str) -> str | None:
    """By whose rules a word of a text in `language` (BCP 47) is cut. None: it is left whole."""
    code = language.partition("-")[0].lower()
    script = script_of(word)
    if code in ALGORITHMS and SCRIPTS.get(code, "LATIN") == script:
        return code
    if code == "sr" and script == "LATIN":  # Serbian is written in both
        return code
    written_elsewhere = script != SCRIPTS.get(code, "LATIN") and code not in UNSTEMMED_CYRILLIC
    return BY_SCRIPT.get(script) if written_elsewhere else None


UNSTEMMED_CYRILLIC = frozenset({"uk", "be", "bg", "mk", "kk", "ky", "mn", "ce", "tt", "os", "tg"})
"""Languages in Cyrillic letters whose words must not be cut by the rules of Russian."""


def may_be_in(word: str, language: str) -> bool:
    """Whether a text in a language of `ALGORITHMS` may hold `word`, judging by its letters."""
    script = script_of(word)
    return SCRIPTS.get(language, "LATIN") == script or (language == "sr" and script == "LATIN")


@lru_cache(maxsize=1 << 14)
def script_of(word: str) -> str:
    """First word of the Unicode name of the first letter: "LATIN", "CYRILLIC"; "" for no letter."""
    for character in word:
        if character.isalpha():
            return unicodedata.name(character, "").partition(" ")[0]
    return ""


def _without_article(word: str) -> str:
    """An Arabic word without "the": with it, Snowball leaves endings that it cuts without."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@lru_cache(maxsize=_KEPT_STEMS)
def stem(word: str, language: str) -> str:
    """The stem of a normalised word in a language of `ALGORITHMS`."""
    if not word.isalpha():
        return word
    if language == "ar":
        word = _without_article(word)
    stemmers: dict[str, Any] = _own.__dict__.setdefault("stemmers", {})
    algorithm = ALGORITHMS[language]
    if algorithm not in stemmers:
        stemmers[algorithm] = (compiled if can_be_compiled() else in_python)(algorithm)
    found: str = stemmers[algorithm].stemWord(word)
    return found or word


@cache
def can_be_compiled() -> bool:
    """Whether PyStemmer is there, of the one release that may be used."""
    try:
        import Stemmer
    except ImportError:
        return False
    return bool(Stemmer.version() == COMPILED)


def compiled(algorithm: str) -> Any:
    """The stemmer of PyStemmer; it keeps no words, because `stem` does."""
    import Stemmer

    return Stemmer.Stemmer(algorithm, 0)


def in_python(algorithm: str) -> Any:
    """The stemmer in Python; by itself, snowballstemmer would take any PyStemmer that is there."""
    module = importlib.import_module(f"snowballstemmer.{algorithm}_stemmer")
    return getattr(module, f"{algorithm.title()}Stemmer")()
