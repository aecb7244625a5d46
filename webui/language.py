"""The door through which every word of the interface goes, so that it can be translated.

Messages are keyed by their English words, as with GNU gettext
(https://www.gnu.org/software/gettext/manual/). Words that people wrote into records do not pass
here: they keep their own language. Labels of codes come translated from the vocabularies.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from gettext import NullTranslations

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
"""Languages (ISO 639) that are usually written from right to left."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language in which the interface speaks to the one who reads."""

    tag: str = "en"
    """BCP 47."""
    catalogue: NullTranslations = field(default_factory=NullTranslations)
    """Its messages; without any, the English words themselves are said."""


_SPOKEN: ContextVar[Spoken] = ContextVar("spoken", default=Spoken())  # noqa: B039 - Spoken is frozen


def translated(message: str) -> str:
    """`message` in the language of the interface."""
    return _SPOKEN.get().catalogue.gettext(message)


def translated_plural(one: str, many: str, n: int) -> str:
    """The form of a message that fits the number `n`, in the language of the interface."""
    return _SPOKEN.get().catalogue.ngettext(one, many, n)


def _(message: str, **facts: object) -> str:
    """`message` in the language of the interface, with each `%(name)s` filled in."""
    return translated(message) % facts if facts else translated(message)


def several(one: str, many: str, n: int, **facts: object) -> str:
    """The form of a message that fits the number `n`, which fills in `%(n)s`."""
    return translated_plural(one, many, n) % {"n": f"{n:,}", **facts}


def marked(message: str) -> str:
    """`message` as it is, marked for the catalogue; it is translated where it is said."""
    return message


def language() -> str:
    """The language tag (BCP 47) of the interface."""
    return _SPOKEN.get().tag


def direction(tag: str) -> str:
    """`rtl` or `ltr`: which way a language is written. Names of no language are left to right."""
    return "rtl" if tag.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
