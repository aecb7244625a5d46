"""Dates, numbers, durations and times as they are said in a form, and read from it again.

The field `said` takes words ("at least nine", "mid-April 2005") or the exact notation. What is said
beside it goes before what follows from it. Words of the source are kept; none are made up: a value
that was recorded without words comes back without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from schemas.count_reading import read_count
from schemas.count_words import LANGUAGES
from schemas.counts import Comparator, CountValue
from schemas.date_reading import read_date
from schemas.dates import DateValue
from schemas.duration_reading import read_duration
from schemas.edtf import read_edtf
from schemas.errors import BadDate, SchemaError, UnreadDate
from schemas.shape import Json
from schemas.times import Duration

Said = dict[str, Any]
_CLOCK = re.compile(
    r"(\d{1,2}:\d{2}(?::\d{2})?)(?:\s*[-–—]\s*(\d{1,2}:\d{2}(?::\d{2})?))?"
    r"(?:\s*(?:UTC|GMT)?\s*([+-]\d{2}:\d{2}))?"
)


def read_said_date(typed: Mapping[str, Any], language: str) -> dict[str, Json]:
    """The date that a form states, as JSON of the record.

    Raises:
        UnreadDate: its words cannot be read without guessing.
    """
    said = _text(typed, "said")
    value: dict[str, Json] = {}
    if said:
        read = date_of(said, language)
        value = {"edtf": read.edtf, "verbatim": read.verbatim}
    return _stated(value, typed, ("verbatim", "mode", "basis", "anchor"))


def date_of(said: str, language: str) -> DateValue:
    """The date that a text says: in EDTF, or in words of `language` or of any that is read.

    Raises:
        UnreadDate: it cannot be read without guessing.
    """
    try:
        return DateValue(edtf=read_edtf(said).text)
    except BadDate:
        pass
    refusal: UnreadDate | None = None
    for tongue in dict.fromkeys((_tongue(language), *LANGUAGES)):
        try:
            return read_date(said, tongue)
        except UnreadDate as error:
            refusal = refusal or error
    assert refusal is not None
    raise refusal


def said_date(value: Json) -> Said:
    """How a date stands in a form."""
    said = {key: value[key] for key in ("verbatim", "basis", "anchor") if key in value}
    if "edtf" in value:
        said["said"] = value["edtf"]
        follows = DateValue(edtf=value["edtf"]).mode
        if value.get("mode") not in (None, follows):
            said["mode"] = value["mode"]
    return said


def read_said_count(typed: Mapping[str, Any]) -> dict[str, Json]:
    """The number that a form states, as JSON of the record.

    Raises:
        UnreadCount: its words cannot be read without guessing.
        ValueError: a bound is no number.
    """
    said = _text(typed, "said")
    value = _plain(read_count(said)) if said else {}
    stated = _stated(value, typed, ("verbatim", "comparator", "unit"))
    return {**stated, **_numbers(typed)}


def said_count(value: Json) -> Said:
    """How a number stands in a form."""
    shown = CountValue.model_validate(value, strict=False)
    words = shown.verbatim
    rest = {key: str(value[key]) for key in ("verbatim", "unit") if key in value}
    if words and _read_as(words, read_count, shown.model_copy(update={"unit": None})):
        rest.pop("verbatim")
        return {"said": words, **rest}
    if shown.comparator is Comparator.EXACTLY:
        return {"said": str(shown.lo), **rest}
    return {**rest, **{key: str(value[key]) for key in ("comparator", "lo", "hi") if key in value}}


def read_said_duration(typed: Mapping[str, Any]) -> dict[str, Json]:
    """The duration that a form states, as JSON of the record, in minutes.

    Raises:
        UnreadDuration: its words cannot be read without guessing.
        ValueError: a bound is no number.
    """
    said = _text(typed, "said")
    value = _plain(read_duration(said)) if said else {}
    return {**_stated(value, typed, ("verbatim",)), **_numbers(typed)}


def said_duration(value: Json) -> Said:
    """How a duration stands in a form."""
    words = value.get("verbatim")
    shown = Duration.model_validate(value, strict=False)
    if words and _read_as(words, read_duration, shown):
        return {"said": words}
    return {key: str(value[key]) for key in ("verbatim", "lo", "hi") if key in value}


def read_said_time(typed: Mapping[str, Any]) -> dict[str, Json]:
    """The time of day that a form states, as JSON of the record. Words stay words."""
    said = _text(typed, "said")
    value: dict[str, Json] = {}
    if found := _CLOCK.fullmatch(said):
        first, last, offset = found.groups()
        lo, hi = _hours(first), _hours(last or first)
        value = {"lo": lo, "hi": hi, "utc_offset": offset}
    elif said:
        value = {"verbatim": said}
    return _stated(value, typed, ("verbatim", "lo", "hi", "utc_offset"))


def said_time(value: Json) -> Said:
    """How a time of day stands in a form."""
    lo, hi = value.get("lo"), value.get("hi")
    rest = {key: value[key] for key in ("verbatim", "utc_offset") if key in value}
    if lo and hi:
        return {"said": lo if lo == hi else f"{lo}–{hi}", **rest}
    return {**rest, **{key: value[key] for key in ("lo", "hi") if key in value}}


def _read_as(words: str, read: Callable[[str], Any], wanted: Any) -> bool:
    """Whether these words by themselves say what is wanted."""
    try:
        return bool(read(words) == wanted)
    except SchemaError:
        return False


def _plain(value: CountValue | Duration) -> dict[str, Json]:
    """A value without what was not stated."""
    return {key: one for key, one in value.model_dump(mode="json").items() if one is not None}


def _stated(
    value: dict[str, Json], typed: Mapping[str, Any], names: tuple[str, ...]
) -> dict[str, Json]:
    """`value` with what is stated beside it, and without what is not there."""
    beside = {name: text for name in names if (text := _text(typed, name))}
    return {key: one for key, one in {**value, **beside}.items() if one is not None}


def _numbers(typed: Mapping[str, Any]) -> dict[str, Json]:
    return {name: whole_number(text) for name in ("lo", "hi") if (text := _text(typed, name))}


def whole_number(text: str) -> int:
    """The number that a field holds, in digits of any script.

    Raises:
        ValueError: it holds none.
    """
    if not re.fullmatch(r"\d{1,15}", text.strip()):
        raise ValueError(f"expected a whole number, found {text[:40]!r}")
    return int(text)


def _text(typed: Mapping[str, Any], name: str) -> str:
    return str(typed.get(name, "")).strip()


def _hours(clock: str) -> str:
    return clock if clock[1] != ":" else f"0{clock}"


def _tongue(language: str) -> str:
    plain = language.partition("-")[0]
    return plain if plain in LANGUAGES else "en"
