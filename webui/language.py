"""The door through which every word of the interface goes, so that it can be translated.

Messages are keyed by their English words, as with GNU gettext
(https://www.gnu.org/software/gettext/manual/). Words that people wrote into records do not pass
here: they keep their own language. Labels of codes come translated from the vocabularies.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Final

from markupsafe import Markup

ENGLISH: Final = "en"
LANGUAGES: Final = ("en", "ru", "ar", "fr", "es")
"""The languages of the interface (BCP 47)."""
_SIGNS: Final = {
    "en": (",", "."),
    "ru": ("\u00a0", ","),
    "ar": (",", "."),
    "fr": ("\u202f", ","),
    "es": ("\u00a0", ","),
}
"""What stands between thousands, and before the parts of one (CLDR; in Spanish a space, as the
Real Academia asks). In Arabic numbers keep the digits that sources and files have."""
_COMMAS: Final = {"ar": "، "}

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
"""Languages (ISO 639) that are usually written from right to left."""
MOST_READY = 4_096
"""Messages of a language that are kept as templates say them: twice as many as there are."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language in which the interface speaks to the one who reads."""

    tag: str = "en"
    """BCP 47."""
    catalogue: NullTranslations = field(default_factory=NullTranslations)
    """Its messages; without any, the English words themselves are said."""
    ready: dict[str, Markup] = field(default_factory=dict, compare=False, repr=False)
    """Messages as templates have said them."""


_SPOKEN: ContextVar[Spoken] = ContextVar("spoken", default=Spoken())  # noqa: B039 - Spoken is frozen


def translated(message: str) -> str:
    """`message` in the language of the interface."""
    return _SPOKEN.get().catalogue.gettext(message)


def translated_plural(one: str, many: str, n: int) -> str:
    """The form of a message that fits the number `n`, in the language of the interface."""
    return _SPOKEN.get().catalogue.ngettext(one, many, n)


def speak(spoken: Spoken) -> Token[Spoken]:
    """Say everything in another language from now on, until `fall_silent`."""
    return _SPOKEN.set(spoken)


def fall_silent(before: Token[Spoken]) -> None:
    """Say everything as it was said before `speak` gave this token."""
    _SPOKEN.reset(before)


def _(message: str, **facts: object) -> str:
    """`message` in the language of the interface, with each `%(name)s` filled in."""
    return translated(message) % facts if facts else translated(message)


def in_template(message: str, **facts: object) -> Markup:
    """The same in a template: what it is filled with is escaped, the message is our own.

    A page says dozens of messages: those without facts are made ready once in each language.
    """
    if facts:
        return _ours(message) % facts
    ready = _SPOKEN.get().ready
    if (found := ready.get(message)) is None:
        if len(ready) >= MOST_READY:
            ready.clear()
        found = ready[message] = _ours(message) % {}
    return found


def _ours(message: str) -> Markup:
    return Markup(translated(message))  # noqa: S704 - the messages of the catalogue are our own


def several(one: str, many: str, n: int, **facts: object) -> str:
    """The form of a message that fits the number `n`, which fills in `%(n)s`."""
    return translated_plural(one, many, n) % {"n": number(n), **facts}


def number(value: float, places: int = 0) -> str:
    """A number with its thousands apart and so many places of decimals; nothing else is rounded."""
    if type(value) is int and 0 <= value < 1000 and not places:
        return str(value)  # most of what is counted: the same in all of them
    thousands, parts = _SIGNS[language()]
    if places:
        written = f"{value:,.{places}f}"
    else:
        written = f"{value:,}" if isinstance(value, int) else f"{value:,.15g}"
    return written.translate({ord(","): thousands, ord("."): parts})


def joined(parts: Iterable[str]) -> str:
    """`parts` with the comma of the language between them."""
    return _COMMAS.get(language(), ", ").join(parts)


def marked(message: str) -> str:
    """`message` as it is, marked for the catalogue; it is translated where it is said."""
    return message


def language() -> str:
    """The language tag (BCP 47) of the interface."""
    return _SPOKEN.get().tag


def direction(tag: str) -> str:
    """`rtl` or `ltr`: which way a language is written. Names of no language are left to right."""
    return "rtl" if tag.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
