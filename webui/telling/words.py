"""Values in people's words: dates, numbers, times, places, sizes, with all their uncertainty.

What a value means is decided in `schemas`; here it is only put into a sentence. The words of the
source stand beside the value in quotation marks, and what is not stated is left unsaid.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from archive.disclosure import Audience, entered
from schemas.counts import CountValue
from schemas.dates import DateBasis, DateValue, Duration, TimeOfDay
from schemas.errors import SchemaError
from schemas.shape import Json
from schemas.vocabulary import vocabulary
from webui.drawing.base_map import Country
from webui.language import _, joined, language, marked, several
from webui.language import number as in_words
from webui.telling.pieces import Piece, Role, ours, theirs

KIB = 1024
"""Bytes in a kibibyte (IEC 80000-13)."""
FIRM = "stated_as_fact"
"""The code of the vocabulary hedges that is none."""


def label(name: str, code: str) -> str:
    """What people read for a code of a vocabulary; the code itself if it is an archive's own."""
    try:
        return vocabulary(name).label(code, language())
    except SchemaError:
        return code.replace("_", " ")


def audience(one: Audience) -> str:
    """Whom an audience is: its level, with its compartments behind it."""
    level = label("access_levels", one.level)
    if one.compartments is None:
        return _("%(level)s, every compartment", level=level)
    return " + ".join((level, *sorted(one.compartments)))


def audience_entered(text: str) -> str:
    """The same of an audience as an entry names it."""
    return audience(entered(text))


def within(name: str, code: str) -> str:
    """The label of a code as it stands inside a sentence: "carried out", but "UN report"."""
    text = label(name, code)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def country(found: Country) -> str:
    """What a country on the map is called."""
    return found.names.get(language(), found.names["en"])


def listed(name: str, codes: list[str]) -> str:
    """The labels of several codes inside a sentence."""
    return joined(within(name, code) for code in codes)


def hedge(row: Json) -> tuple[Piece, ...]:
    """How sure the source sounds, where it says so; only what is less than a fact stands out."""
    code = row.get("hedge")
    if code is None:
        return ()
    return (ours(within("hedges", code), Role.NOTE if code == FIRM else Role.HEDGE),)


def date(value: Json, role: Role = Role.VALUE) -> tuple[Piece, ...]:
    """A date: its words and bounds, the words of the source, and how the bounds were reached."""
    read = DateValue.model_validate(value, strict=False)
    words = read.words(language())
    pieces = [ours(words, role), *_verbatim(value, words)]
    if read.edtf is None:
        pieces = [theirs(words, role=role), ours(_("not reckoned as a date"), Role.NOTE)]
    if read.basis is not DateBasis.STATED:
        pieces.append(ours(_(_DATE_BASES[read.basis]), Role.NOTE))
    if read.anchor:
        pieces += [ours(_("relative to"), Role.NOTE), theirs(read.anchor)]
    return tuple(pieces)


_DATE_BASES = {
    DateBasis.RELATIVE: marked("reckoned from another date"),
    DateBasis.INFERRED: marked("inferred, not stated"),
    DateBasis.CODER: marked("as the coder judged"),
}


def count(value: Json, role: Role = Role.VALUE) -> tuple[Piece, ...]:
    """A number with its bounds and unit, and the words of the source."""
    read = CountValue.model_validate(value, strict=False)
    words = read.words(language())
    pieces = [ours(words, role)]
    pieces += _verbatim(value, words)
    if read.unit:
        pieces += [ours(_("unit:"), Role.NOTE), theirs(read.unit)]
    return tuple(pieces)


def duration(value: Json) -> tuple[Piece, ...]:
    """How long something took, and the words of the source."""
    words = Duration.model_validate(value, strict=False).words()
    return (theirs(words, role=Role.VALUE),)


def time_of_day(value: Json) -> tuple[Piece, ...]:
    """At what time, with the zone only where it was written."""
    read = TimeOfDay.model_validate(value, strict=False)
    words = read.words()
    pieces = (ours(words, Role.VALUE), *_verbatim(value, words))
    if read.utc_offset is None and (read.lo or read.hi):
        return (*pieces, ours(_("no time zone stated"), Role.NOTE))
    return pieces


def _verbatim(value: Json, shown: str) -> list[Piece]:
    """The words of the source, unless they are what is shown already."""
    words = value.get("verbatim")
    return [theirs(words, role=Role.VERBATIM)] if words and words != shown else []


def precision(code: str) -> str:
    """How exactly a place is known, in words."""
    return label("place_precisions", code)


def metres(number: int) -> str:
    """A radius in metres or kilometres."""
    if number < 1000:
        return _("%(n)s m", n=number)
    return _("%(n)s km", n=in_words(float(f"{number / 1000:.3g}")))


def position(lat: object, lon: object) -> str:
    """Degrees north and east (WGS 84), with the sign said by the letter."""
    return f"{_degrees(lat, _('N'), _('S'))} {_degrees(lon, _('E'), _('W'))}"


def _degrees(number: object, positive: str, negative: str) -> str:
    text = str(number)
    return f"{text.removeprefix('-')}° {negative if text.startswith('-') else positive}"


def size(number: int) -> str:
    """Bytes, exactly, and rounded to a unit for large ones."""
    exact = several("%(n)s byte", "%(n)s bytes", number)
    for power, unit in ((3, "GiB"), (2, "MiB"), (1, "KiB")):
        if number >= KIB**power:
            return f"{in_words(number / KIB**power, 1)} {unit} ({exact})"
    return exact


def moment(text: str) -> str:
    """When the archive wrote something: day, time and zone, to the second."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    zone = at.strftime("%z") or "+0000"
    return f"{at:%Y-%m-%d %H:%M:%S} {'UTC' if zone == '+0000' else zone}"


LANGUAGES = {
    "ar": "العربية",
    "ce": "Нохчийн",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "ru": "Русский",
    "uk": "Українська",
}
"""Languages by their own names; others are shown by their tag."""


def language_name(tag: str) -> str:
    """A language under its own name, else its tag (BCP 47)."""
    return LANGUAGES.get(tag.partition("-")[0], tag)


def plain(value: Any) -> str:
    """A number, a yes or a no, or text."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
