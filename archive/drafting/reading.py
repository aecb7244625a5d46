"""What was typed, read into the JSON of a record, with what is wrong and what was understood.

Every fault is found, not the first one. What cannot be read is left out of the JSON, so that the
faults that the shapes find are those of what could be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from archive.drafting.fields import NESTED, ROWED, Field, Kind, fields_of, row_of
from archive.drafting.saying import (
    read_said_count,
    read_said_date,
    read_said_duration,
    read_said_time,
    whole_number,
)
from archive.drafting.typed import NOTHING_AT_ALL, Typed, is_blank
from schemas.errors import SchemaError
from schemas.pointer import escaped
from schemas.shape import Json
from schemas.vocabulary import vocabulary

Resolve = Callable[[str, Field], str]
"""The id, ref or words that a reference means. Raises ValueError with the sentence that says why
it means none."""


@dataclass(slots=True)
class Reading:
    """What was read."""

    content: dict[str, Json] = field(default_factory=dict)
    """The JSON of a record, as far as it could be read."""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """JSON Pointer and sentence."""
    errors: dict[str, Exception] = field(default_factory=dict)
    """The error behind a fault, where one field alone could not be read."""
    understood: dict[str, Json] = field(default_factory=dict)
    """What each date, number, duration, time and reference was read as, by JSON Pointer."""


def read(record_type: str, typed: Typed, resolve: Resolve) -> Reading:
    """What was typed into the form of a type of record."""
    reading = Reading()
    language = str(typed.get("language", "")) or "en"
    reader = _Reader(reading, resolve, language)
    content = reader.read(fields_of(record_type), typed, "") or {}
    reading.content = {"type": record_type, **content}
    return reading


class _Reader:
    def __init__(self, reading: Reading, resolve: Resolve, language: str) -> None:
        self.reading = reading
        self.resolve = resolve
        self.language = language

    def read(self, one: Field, typed: Typed, pointer: str) -> Json:
        """The JSON value; None: nothing is stated."""
        if is_blank(typed) and one.kind is not Kind.ROWS:
            return "" if one.empty_counts else None
        try:
            return self._read(one, typed, pointer)
        except (SchemaError, ValueError) as error:
            self.reading.faults.append((pointer, str(error)))
            self.reading.errors[pointer] = error
            return None

    def _read(  # noqa: PLR0911 - one for each kind of field
        self, one: Field, typed: Typed, pointer: str
    ) -> Json:
        if one.kind is Kind.GROUP:
            return self._group(one, typed, pointer)
        if one.kind in NESTED:
            value = self._said(one, typed)
            self.reading.understood[pointer] = value
            return value
        if one.kind in ROWED:
            return self._rows(one, typed, pointer)
        if one.kind is Kind.LIST:
            inner = row_of(one)
            found = [self.read(inner, text, f"{pointer}/{n}") for n, text in enumerate(typed)]
            return [value for value in found if value is not None] or None
        if one.kind is Kind.CODES:
            return [code_of(one.vocabulary, text) for text in typed if text != NOTHING_AT_ALL]
        if one.kind is Kind.GEOMETRY:
            return _geometry(typed)
        return self._single(one, str(typed), pointer)

    def _group(self, one: Field, typed: Typed, pointer: str) -> Json:
        inner = {
            field.name: self.read(field, typed[field.name], f"{pointer}/{escaped(field.name)}")
            for field in one.inner
            if field.name in typed
        }
        return {name: value for name, value in inner.items() if value is not None}

    def _rows(self, one: Field, typed: Typed, pointer: str) -> Json:
        if one.kind is Kind.ROWS:
            return [
                self._group(row_of(one), row, f"{pointer}/{number}")
                for number, row in enumerate(typed)
            ]
        key = one.inner[0].name
        pairs: dict[str, str] = {}
        for number, row in enumerate(typed):
            name, text = str(row.get(key, "")).strip(), plain(row.get("text", ""))
            if not name and not text.strip():
                continue
            if name in pairs:
                why = f"expected each to stand once, found {name!r} twice"
                self.reading.faults.append((f"{pointer}/{number}", why))
            pairs[name] = text
        return pairs

    def _said(self, one: Field, typed: Typed) -> Json:
        match one.kind:
            case Kind.DATE:
                return read_said_date(typed, self.language)
            case Kind.COUNT:
                return read_said_count(typed)
            case Kind.DURATION:
                return read_said_duration(typed)
            case _:
                return read_said_time(typed)

    def _single(  # noqa: PLR0911 - one for each kind of value
        self, one: Field, text: str, pointer: str
    ) -> Json:
        match one.kind:
            case Kind.CODE:
                return code_of(one.vocabulary, text.strip())
            case Kind.REFERENCE:
                value = self.resolve(text.strip(), one)
                self.reading.understood[pointer] = value
                return value
            case Kind.FLAG:
                return text == "yes" or None
            case Kind.YES_NO:
                return text == "yes"
            case Kind.NUMBER:
                return whole_number(text)
            case Kind.JSON:
                return _json(text)
            case Kind.PROSE:
                return plain(text)
            case _:
                return plain(text).strip()


def as_json(value: Json) -> str:
    """A value as a field for JSON holds it; "" for none."""
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def plain(text: Any) -> str:
    """A text with its own line ends: a browser sends CR and LF (HTML, "form submission")."""
    return str(text).replace("\r\n", "\n").replace("\r", "\n")


def code_of(name: str, text: str) -> str:
    """The code that a person means who writes it, or its label in any language.

    What is neither is given back as it is: the shape says what is wrong with it.
    """
    return _codes(name).get(text.casefold(), text)


@cache
def _codes(name: str) -> dict[str, str]:
    """The code of each label that means only one, and of each code."""
    found: dict[str, str | None] = {}
    for term in vocabulary(name).terms:
        for label in set(map(str.casefold, term.labels.values())):
            found[label] = term.code if found.get(label, term.code) == term.code else None
    codes = {code.casefold(): code for code in vocabulary(name).codes()}
    return {**{label: code for label, code in found.items() if code}, **codes}


def _geometry(typed: Typed) -> Json:
    if text := str(typed.get("json", "")).strip():
        return _json(text)
    lat, lon = (_degrees(typed, name) for name in ("lat", "lon"))
    return {"type": "Point", "coordinates": [lon, lat]}


def _degrees(typed: Typed, name: str) -> float:
    text = str(typed.get(name, "")).strip().replace(",", ".").replace("\u2212", "-")
    if not re.fullmatch(r"-?\d{1,3}(?:\.\d{1,15})?", text):
        raise ValueError(
            f"expected latitude and longitude in degrees, such as 43.318, found {text!r}"
        )
    return float(text)


def _json(text: str) -> Json:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError(f"expected JSON, found none: {error}") from error
