"""Which encoding of eight bits a text has, told by its letters, or not told.

Each candidate is tried on the text, and what comes out is judged as a text of each language that is
written in it: whether its letters beyond ASCII are letters of that language, the frequent ones most
frequent, and its words of one script with capitals only where words have them. The best is taken
only if it is good by itself, and if every other reading goes wrong just where the two differ.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SAMPLE = 64 << 10
"""Bytes that are judged."""
_LEAST_LETTERS = 8
"""Letters beyond ASCII, fewer of which say too little."""
_GOOD = 0.85
"""Share of letters and words that are sound in what is taken."""
_BETTER = 0.06
"""How much better it must be, counting how frequent each letter is."""

_LANGUAGES: dict[str, str] = {
    "Russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "Ukrainian": "оаніиветрслкумдпзяьбгчйхжцюшєїщфґ'",
    "Serbian": "аоиенрсјтукдвмлпзгбшчцњхћљжђфџ",
    "Arabic": "النيمورتبعةدسفهكقحجشصىطخأإذزضءغثئآظؤ",
    "Persian": "انیردهموتبسشکلزگخفعقپجچحصآطئضغظذثءأ",
    "Greek": "αοιετσνηυρπκμλςωδγχθφβξζψάέήίόύώϊϋ",
    "Hebrew": "יוהלארתבשםמנעדקחפטכגצזסןףץך",
    "Turkish": "ıüğşçöâîû",
    "Polish": "łęąśżóćńź",
    "Czech": "íáéěýžšřčůúťďňóľĺŕô",
    "Hungarian": "áéöóőüíúű",
    "Romanian": "ăîâşţșț",
    "South Slavic": "čšžćđ",
    "German": "üäöß",
    "French": "éèàêçâîùôûïëœæ",
    "Spanish": "óíáéñúü¿¡",
    "Portuguese": "ãçáéóêíâõúàô",
    "Italian": "èàùòìé",
    "Nordic": "åäöøæéðþáíóúý",
}
"""Letters beyond ASCII, the frequent ones first."""
_SIGNS = frozenset("№«»—–“”„…’‘،؛؟״׳·°§ًٌٍَُِّْـ")
_CODECS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("cp1251", "mac-cyrillic", "iso8859-5"), ("Russian", "Ukrainian", "Serbian")),
    **dict.fromkeys(("koi8-r", "koi8-u", "cp866"), ("Russian", "Ukrainian")),
    **dict.fromkeys(("cp1256", "iso8859-6"), ("Arabic", "Persian")),
    **dict.fromkeys(("cp1253", "iso8859-7"), ("Greek",)),
    **dict.fromkeys(("cp1255", "iso8859-8"), ("Hebrew",)),
    "cp1254": ("Turkish",),
    **dict.fromkeys(
        ("cp1250", "iso8859-2"), ("Polish", "Czech", "Hungarian", "Romanian", "South Slavic")
    ),
    **dict.fromkeys(
        ("cp1252", "cp850", "mac-roman"),
        ("German", "French", "Spanish", "Portuguese", "Italian", "Nordic"),
    ),
}
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Reading:
    codec: str
    text: str
    usual: frozenset[str]
    """Signs and letters beyond ASCII of the language as which it reads best."""
    soundness: float
    """Share of its letters and words that are sound, from 0 to 1."""
    fluency: float
    """The same, and how well the frequencies of its letters fit."""


def encoding_of(data: bytes) -> str | None:
    """The Python name of the encoding; None: it cannot be told with certainty."""
    sample = _at_line_end(data)
    readings = []
    for codec in _CODECS:
        try:
            readings.append(_best_reading(codec, sample.decode(codec)))
        except UnicodeDecodeError:
            continue
    readings.sort(key=lambda reading: -reading.fluency)
    if not readings or readings[0].soundness < _GOOD:
        return None
    best = readings[0]
    rivals = [other for other in readings[1:] if other.text != best.text]
    return best.codec if all(_clearly(best, other) for other in rivals) else None


def _at_line_end(data: bytes) -> bytes:
    sample = data[:_SAMPLE]
    end = sample.rfind(b"\n")
    return sample[: end + 1] if len(data) > _SAMPLE and end > 0 else sample


def _clearly(best: _Reading, other: _Reading) -> bool:
    """Whether where the two differ, only the first makes sense, or it is much better altogether."""
    if best.fluency - other.fluency >= _BETTER:
        return True
    pairs = [(own, its) for own, its in zip(best.text, other.text, strict=True) if own != its]
    right = sum(own.lower() in best.usual for own, _ in pairs)
    wrong = sum(its.lower() not in other.usual for _, its in pairs)
    return min(right, wrong) > 0.8 * len(pairs)


def _best_reading(codec: str, text: str) -> _Reading:
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    beyond = [letter.lower()[0] for letter in text if ord(letter) > 127]
    sound = sum(_is_sound(word) for word in words) / len(words) if words else 0.0
    hopeless = len(beyond) < _LEAST_LETTERS or any(
        unicodedata.category(letter) in ("Cc", "Cn", "Co") for letter in beyond
    )
    if hopeless or not words:
        return _Reading(codec, text, frozenset(), 0.0, 0.0)
    readings = []
    for language in _CODECS[codec]:
        letters = _LANGUAGES[language]
        known = sum(one in letters or one in _SIGNS for one in beyond) / len(beyond)
        rank = sum(letters.find(one) % (len(letters) + 1) for one in beyond) / len(beyond)
        fits = 1 - rank / (len(letters) + 1)
        usual = frozenset(letters) | _SIGNS
        readings.append(_Reading(codec, text, usual, known * sound, known * sound * fits))
    return max(readings, key=lambda reading: reading.fluency)


def _is_sound(word: str) -> bool:
    """Whether a word has letters of one script, and capitals only where words have them."""
    scripts = {unicodedata.name(letter, "?").partition(" ")[0] for letter in word}
    has_case = word.lower() != word.upper()
    return len(scripts) == 1 and (
        not has_case or word.islower() or word.isupper() or word.istitle()
    )
