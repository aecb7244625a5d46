"""The words of a text: what is written into the text index, and what a query asks of it.

A word is kept in several forms, so that different spellings meet in one of them: as written
(NFKC, case folded, Arabic letters unified), as a stem of its language, and folded to Latin letters,
so that Каляпин and Kalyapin are one. Latin letters that stand for a word of Cyrillic, Greek or
Armenian are marked, those of its stem otherwise: a query in Latin letters asks for both, because
endings must not part two scripts, and one in Cyrillic only for the whole word, or it would find a
word whose stem happens to be written so. Scripts without spaces are cut into pairs of characters.
Names that only sound alike are left to `archive.search.spelling`.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from anyascii import anyascii

from archive.search.stemming import language_of, may_be_in, script_of, stem

LONGEST_WORD = 48
"""Characters of a word that are looked at; what follows in a longer one is ignored."""
_KEPT_WORDS = 1 << 17
FEW = 40
"""Words that are sooner looked for one by one in a text than among all of its words."""

NO_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana and Han, as ranges of a regular expression."""

_ARABIC = {ord(source): target for source, target in zip("آأإٱىئؤةکی", "ااااييوهكي", strict=True)}
"""Spellings that writers of Arabic and Persian use for one another: hamza carriers, alef maqsura,
teh marbuta, Persian kaf and yeh."""
_DROPPED = dict.fromkeys(
    [0x640, 0xAD, 0x61C, 0xFEFF, *range(0x64B, 0x660), 0x670, *range(0x200B, 0x2010),
     *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0x307]
)  # fmt: skip
"""Tatweel, soft hyphen, vowel signs of Arabic, marks of direction and joining, and the dot that
case folding leaves of the Turkish capital I."""
_SAME = str.maketrans({**_ARABIC, **_DROPPED, "ё": "е"})


class Forms(NamedTuple):
    """How one word is looked up."""

    words: tuple[str, ...]
    """As written and folded, these with their marks; in the index's field of words."""
    stems: tuple[str, ...]
    """Language and stem, such as "en=hous"; in the index's field of stems."""


class Found(NamedTuple):
    """A word in a text."""

    start: int
    """Characters from 0."""
    end: int
    """One past its last character."""
    text: str
    """As it is written there."""


_JOINING = "\u00ad\u200c\u200d\u0640"
_PLAIN = re.compile(r"\w+")
_FIRST_PLANE = NO_SPACES.partition("\U00020000")[0]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What makes words hard to tell apart, of the first plane; and what a word is in any text."""
    marks = [
        character
        for character in map(chr, range(0x300, min(sys.maxunicode, 0x1_2000)))
        if unicodedata.category(character).startswith("M")
    ]
    inside, dense = f"{re.escape(''.join(marks))}{_JOINING}", NO_SPACES
    # A class of characters of the first plane alone is looked up in a table.
    common = "".join(mark for mark in marks if mark < "\U00010000")
    return (
        re.compile(f"[{re.escape(common)}{_JOINING}{_FIRST_PLANE}]"),
        re.compile(f"[{dense}]+|(?:(?![{dense}])[^\\W_])(?:(?![{dense}])[^\\W_]|[{inside}])*"),
    )


def is_plain(text: str) -> bool:
    """Whether letters and digits alone make the words of `text`: no marks, spaces between words."""
    if text.isascii():
        return True
    if len(text.encode("utf-16-le", "surrogatepass")) != 2 * len(text):  # beyond the first plane
        return False
    return _patterns()[0].search(text) is None


def _pattern_for(text: str) -> tuple[re.Pattern[str], str]:
    """The fastest pattern for the words of `text`, and a text, as long as it, to use that on.

    Most texts are plain ones: letters alone are found five times as fast.
    """
    if is_plain(text):
        return _PLAIN, text.replace("_", " ")
    return _patterns()[1], text


def find_words(text: str, only: Collection[str] | None = None) -> Iterator[Found]:
    """The words of `text` in their order; runs of scripts without spaces are one word each.

    `only` leaves out all others; None: no word is left out.
    """
    pattern, looked_at = _pattern_for(text)
    if only is not None and pattern is _PLAIN and len(only) <= FEW:
        yield from sorted(found for word in only for found in _each(looked_at, word))
        return
    for match in pattern.finditer(looked_at):
        if only is None or match.group() in only:
            yield Found(match.start(), match.end(), match.group())


def _each(text: str, word: str) -> Iterator[Found]:
    """Where `word` stands in a plain text, and not within a longer one."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield Found(at, end, word)
        at = text.find(word, end)


@lru_cache(maxsize=_KEPT_WORDS)
def normalised(word: str) -> str:
    """`word` without differences that readers do not see or do not mean."""
    composed = unicodedata.normalize("NFKC", word[:LONGEST_WORD]).casefold().translate(_SAME)
    return unicodedata.normalize("NFKC", composed)


@lru_cache(maxsize=_KEPT_WORDS)
def folded(word: str) -> str:
    """A normalised word in Latin letters and digits; "" if nothing of it can be so written."""
    if word.isascii():
        return word if word.isalnum() else "".join(filter(str.isalnum, word))
    return "".join(filter(str.isalnum, anyascii(word).lower()))[:LONGEST_WORD]


@lru_cache(maxsize=1 << 14)
def beginning(characters: str) -> str:
    """The Latin letters or digits with which words begin that have these first characters.

    "" if they cannot be told.
    """
    plain = normalised(characters)
    return "" if not plain or is_dense(plain) else folded(plain)[: len(characters)]


@lru_cache(maxsize=_KEPT_WORDS)
def forms(word: str, language: str) -> Forms:
    """All forms of a word of a text in `language`, for the index."""
    plain = normalised(word)
    if is_dense(plain):
        return Forms(tuple(dict.fromkeys((*plain, *_dense_words(plain)))), ())
    code = language_of(plain, language)
    root = stem(plain, code) if code else ""
    return Forms(_with_folds(plain, root), (f"{code}={root}",) if code else ())


@lru_cache(maxsize=1 << 12)
def asked(word: str, languages: frozenset[str]) -> tuple[Forms, ...]:
    """What a text must have to match a word of a query: of each of these at least one form.

    The language of a query is not known: a stem counts if it is one by the rules of the text's
    own language, one of `languages`.
    """
    plain = normalised(word)
    if is_dense(plain):
        pairs = [plain[at : at + 2] for at in range(max(1, len(plain) - 1))]
        return tuple(Forms((pair,), ()) for pair in dict.fromkeys(pairs))
    if not plain:
        return ()
    roots = {code: stem(plain, code) for code in sorted(languages) if may_be_in(plain, code)}
    return (Forms(_spellings(plain), tuple(f"{code}={root}" for code, root in roots.items())),)


@lru_cache(maxsize=1 << 12)
def beginnings(word: str) -> frozenset[str]:
    """How the forms of words begin that begin as `word` does."""
    plain = normalised(word)
    latin = folded(plain) or plain
    return frozenset({plain, latin} if is_dense(plain) else {plain, latin, WHOLE + latin})


@lru_cache(maxsize=1 << 12)
def in_phrase_asked(word: str) -> tuple[Forms, ...]:
    """What a text must have if a word in it may stand for `word` in a phrase."""
    plain = in_phrase(word)
    return tuple(
        Forms(_distinct(*form.words, plain, plain and ROOT + plain), ())
        for form in asked(word, frozenset())
    )


def words_of(text: str) -> list[str]:
    """The words of `text` in their order, without where they stand."""
    pattern, looked_at = _pattern_for(text)
    return pattern.findall(looked_at)


@lru_cache(maxsize=_KEPT_WORDS)
def in_phrase(word: str) -> str:
    """The one form in which words of a phrase are compared: Latin letters, without endings.

    "" for scripts without spaces, of which nobody can tell where a word ends.
    """
    plain = normalised(word)
    if is_dense(plain):
        return ""
    return bare(forms(word, "").words[-1]) if plain else ""


def bare(form: str) -> str:
    """A form of a word without its mark."""
    return form[1:] if form[:1] in (WHOLE, ROOT) else form


def is_dense(word: str) -> bool:
    """Whether `word` is of a script that puts no spaces between words."""
    return re.match(f"[{NO_SPACES}]", word) is not None


def _dense_words(run: str) -> Iterator[str]:
    for at in range(len(run) - 1):
        pair = run[at : at + 2]
        yield pair
        yield folded(pair)
    if len(run) > 2:
        yield folded(run)


WHOLE, ROOT = "'", "~"
"""Stand before the Latin letters of a word, and of a stem, of a script in `ENDINGS_ONLY`."""
ENDINGS_ONLY = frozenset({"ARMENIAN", "CYRILLIC", "GREEK"})
"""Scripts of languages whose stems lose endings and nothing else, so that a name stays a name."""


def _with_folds(plain: str, root: str) -> tuple[str, ...]:
    """A word of a text, and itself and its stem ("": it has none) in Latin letters."""
    if plain.isascii():
        return (plain,)
    latin, short = folded(plain), folded(root)
    if script_of(plain) in ENDINGS_ONLY:
        return _distinct(plain, latin and WHOLE + latin, short and ROOT + short)
    return _distinct(plain, latin)


def _spellings(plain: str) -> tuple[str, ...]:
    """The forms, of those that `_with_folds` makes, of all words that one of a query stands for."""
    latin = folded(plain)
    if not latin:
        return (plain,)
    if script_of(plain) not in ENDINGS_ONLY:
        return _distinct(plain, latin, WHOLE + latin, ROOT + latin)
    code = language_of(plain, "")
    return _distinct(plain, WHOLE + latin, latin, folded(stem(plain, code)) if code else "")


def _distinct(*words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


_CASE_OR_DIGIT = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


def file_name_words(name: str) -> str:
    """A file name or address as a text: whole words, and the parts that case and digits mark."""
    return " ".join((name, *_CASE_OR_DIGIT.findall(name)))
