"""Reading a search text.

```
masked men            both words, in any form
"masked men"          next to each other
-egg                  not this word; a minus stands before anything
tomb*                 words that begin so
wrd~                  words that differ in a letter or two
kind:seizure place:Grozny actor:"Igor Kalyapin" date:2014-12 tag:x type:item status:… state:…
```

A text is never refused for a sign that means nothing here: brackets and other marks are passed
over. What is refused is what can only be a mistake, in one sentence that says what was expected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from archive.errors import BadQuery
from archive.search.language import find_words, is_dense, normalised

MOST_PARTS = 32
SHORTEST_PREFIX = 3
"""Letters before "*"; with fewer, half of the dictionary would be meant."""
SHORTEST_FUZZY = 3


class Form(StrEnum):
    """How words are meant."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"
    FUZZY = "fuzzy"


class Filter(StrEnum):
    """What a word before a colon narrows."""

    KIND = "kind"
    PLACE = "place"
    ACTOR = "actor"
    DATE = "date"
    TAG = "tag"
    TYPE = "type"
    STATUS = "status"
    STATE = "state"
    METHOD = "method"


@dataclass(frozen=True, slots=True)
class Words:
    """Words to look for."""

    form: Form
    words: tuple[str, ...]
    """As written; one, except in a phrase."""
    wanted: bool
    """False: they must not occur."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter in the search text."""

    by: Filter
    value: str
    wanted: bool


Part = Words | Narrowing

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_POSSESSIVE = re.compile(r"(?<=\w)['’]s(?!\w)")
_PART = re.compile(r'(-?)(?:([A-Za-z]{2,20}):(?=\S))?("[^"]*"|[^\s"]+)')


def read_text(text: str) -> tuple[Part, ...]:
    """The parts of a search text, in their order.

    Raises:
        BadQuery: a quotation mark is not closed; a prefix or fuzzy word is too short; there are too
            many parts, or none in a text that is not empty.
    """
    clean = text.encode("utf-8", "replace").decode().translate(_QUOTES)
    clean = _POSSESSIVE.sub("", clean)
    if clean.count('"') % 2:
        raise BadQuery('a closing quotation mark (")', _short(text))
    parts = [part for match in _PART.finditer(clean) for part in _read(*match.groups())]
    if len(parts) > MOST_PARTS:
        raise BadQuery(f"at most {MOST_PARTS} words to look for", f"{len(parts)} words")
    if clean.strip() and not parts:
        raise BadQuery("letters or digits to look for", _short(text))
    return tuple(parts)


def _read(minus: str, field: str | None, what: str) -> list[Part]:
    wanted = not minus
    if field and field.lower() in list(Filter):
        return [Narrowing(Filter(field.lower()), what.strip('"'), wanted)]
    if field:  # a colon that is no filter, as in an address, parts two words
        return [*_words(field, wanted), *_words(what, wanted)]
    return _words(what, wanted)


def _words(what: str, wanted: bool) -> list[Part]:
    found = tuple(word.text for word in find_words(what))
    if what.startswith('"'):
        return [Words(Form.PHRASE, found, wanted)] if found else []
    if not found:
        if what[-1] in "*~" and what.strip("*~()[]") == "":
            raise BadQuery(f"letters before {what[-1]!r}, as in tomb{what[-1]}", _short(what))
        return []
    *before, last = found
    parts: list[Part] = [Words(Form.WORD, (word,), wanted) for word in before]
    if what.endswith("*"):
        _check_length(last, SHORTEST_PREFIX, "*")
        return [*parts, Words(Form.PREFIX, (last,), wanted)]
    if what.endswith("~"):
        _check_length(last, SHORTEST_FUZZY, "~")
        return [*parts, Words(Form.FUZZY, (last,), wanted)]
    if before:  # written as one, as in a file name or a date: next to each other
        return [Words(Form.PHRASE, found, wanted)]
    return [Words(Form.WORD, found, wanted)]


def _check_length(word: str, least: int, mark: str) -> None:
    plain = normalised(word)
    if len(plain) < least and not is_dense(plain):
        raise BadQuery(f"at least {least} letters before {mark!r}", word + mark)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
