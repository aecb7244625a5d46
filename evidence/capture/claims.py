"""What a file says of itself: when, where and with what it was taken. Claims, not facts.

A clock that wrote no zone has none here; a place is a place only if the numbers name one. Each time
and place carries the tag that said so, and what could not be used is told in the notes. Whether a
claim is true, and how wide a span of time it allows, is for those who compare it with other things.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evidence.errors import BadClaims

_WALL_CLOCK = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?")
_UTC_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,7})?")
_METRES = re.compile(r"-?\d{1,9}(\.\d{1,3})?")


@dataclass(frozen=True, slots=True)
class ClaimedTime:
    """When a device says that something happened."""

    wall_clock: str
    """What the clock showed: ISO 8601 date and time, without a zone."""
    utc_offset: str | None
    """As the source wrote it, such as +03:00. None: it wrote none. Never guessed from the place."""
    source: str
    """The tag that says so."""

    def __post_init__(self) -> None:
        _require(_WALL_CLOCK.fullmatch(self.wall_clock), "a date and time", self.wall_clock)
        if self.utc_offset is not None:
            _require(_UTC_OFFSET.fullmatch(self.utc_offset), "an offset", self.utc_offset)


@dataclass(frozen=True, slots=True)
class ClaimedPlace:
    """Where a device says that it was. Degrees of WGS 84, unless a note names another datum."""

    lat: str
    """Decimal degrees, north positive, at most 7 places."""
    lon: str
    """Decimal degrees, east positive, at most 7 places."""
    altitude_m: str | None
    """Metres above sea level, decimal. None: not written."""
    source: str
    """The tags that say so."""

    def __post_init__(self) -> None:
        for limit, text in ((90, self.lat), (180, self.lon)):
            _require(_DEGREES.fullmatch(text), "decimal degrees", text)
            _require(abs(float(text)) <= limit, f"at most {limit} degrees", text)
        if self.altitude_m is not None:
            _require(_METRES.fullmatch(self.altitude_m), "metres", self.altitude_m)


CREDENTIALS = frozenset({"present", "elsewhere", "unreadable", "broken", "intact"})
"""What content credentials (C2PA) can be found to be."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Content credentials (C2PA) of a file, as far as they were looked at."""

    state: str
    """present: there, and not checked. elsewhere: the file names an address, of which nothing was
    fetched. unreadable: there, and the check could not read it. broken: it does not fit the file,
    or its signature does not hold. intact: it fits and its signature holds; whether the signer can
    be trusted was not asked."""
    signer: str | None = None
    """Whom the certificate names."""
    generator: str | None = None
    """The program that wrote it."""
    remarks: tuple[str, ...] = ()
    """What the check said, code by code."""

    def __post_init__(self) -> None:
        _require(self.state in CREDENTIALS, "a state of content credentials", self.state)


@dataclass(frozen=True, slots=True)
class Claims:
    """Everything that one file says of itself. A field that it does not state is None or empty."""

    times: tuple[ClaimedTime, ...] = ()
    place: ClaimedPlace | None = None
    make: str | None = None
    """Maker of the device."""
    model: str | None = None
    serial: str | None = None
    """Serial number of the device's body."""
    software: str | None = None
    """What wrote the file last: the camera's own, or a program for editing."""
    orientation: int | None = None
    """1 to 8, as EXIF's tag Orientation."""
    width: int | None = None
    """Pixels, as stored, before the orientation is applied."""
    height: int | None = None
    duration_ms: int | None = None
    """Milliseconds, as the container says."""
    pages: int | None = None
    codecs: tuple[str, ...] = ()
    """How pictures and sound are encoded, stream by stream."""
    credentials: Credentials | None = None
    """Content credentials. None: there are none."""
    notes: tuple[str, ...] = ()
    """What was found and could not be used, or could not be read, each in a sentence."""
    raw: Mapping[str, str] = field(default_factory=dict)
    """Tag to text, as far as it was read; long texts are cut."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON of texts, integers, lists and objects; what is not stated is left out."""
        written: dict[str, Any] = {
            "times": [_stated(_fields(time)) for time in self.times],
            "place": None if self.place is None else _stated(_fields(self.place)),
            "credentials": None if self.credentials is None else _written(self.credentials),
            "codecs": list(self.codecs),
            "notes": list(self.notes),
            "raw": dict(self.raw),
        }
        written |= {name: getattr(self, name) for name in (*_TEXTS, *_NUMBERS)}
        return {name: value for name, value in written.items() if value not in (None, [], {})}

    @classmethod
    def from_json(cls, written: object) -> Claims:
        """What `to_json` wrote.

        Raises:
            BadClaims: it is anything else.
        """
        content = _object(written, "an object")
        known = {"times", "place", "credentials", "codecs", "notes", "raw", *_TEXTS, *_NUMBERS}
        _require(not content.keys() - known, "no other fields", sorted(content.keys() - known))
        texts = {name: _text(content[name]) for name in _TEXTS if name in content}
        numbers = {name: _number(content[name]) for name in _NUMBERS if name in content}
        raw = _object(content.get("raw", {}), "raw tags")
        return cls(
            times=tuple(_time(time) for time in _list(content.get("times", []))),
            place=_place(content["place"]) if "place" in content else None,
            make=texts.get("make"),
            model=texts.get("model"),
            serial=texts.get("serial"),
            software=texts.get("software"),
            orientation=numbers.get("orientation"),
            width=numbers.get("width"),
            height=numbers.get("height"),
            duration_ms=numbers.get("duration_ms"),
            pages=numbers.get("pages"),
            codecs=tuple(_text(codec) for codec in _list(content.get("codecs", []))),
            credentials=_credentials(content["credentials"]) if "credentials" in content else None,
            notes=tuple(_text(note) for note in _list(content.get("notes", []))),
            raw={tag: _text(text) for tag, text in raw.items()},
        )


_TEXTS = ("make", "model", "serial", "software")
_NUMBERS = ("orientation", "width", "height", "duration_ms", "pages")


def _fields(value: ClaimedTime | ClaimedPlace) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _stated(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if value is not None}


def _time(written: object) -> ClaimedTime:
    content = _object(written, "a time")
    _require(content.keys() <= {*ClaimedTime.__slots__}, "the fields of a time", sorted(content))
    return ClaimedTime(
        wall_clock=_text(content.get("wall_clock")),
        utc_offset=_text(content["utc_offset"]) if "utc_offset" in content else None,
        source=_text(content.get("source")),
    )


def _place(written: object) -> ClaimedPlace:
    content = _object(written, "a place")
    _require(content.keys() <= {*ClaimedPlace.__slots__}, "the fields of a place", sorted(content))
    return ClaimedPlace(
        lat=_text(content.get("lat")),
        lon=_text(content.get("lon")),
        altitude_m=_text(content["altitude_m"]) if "altitude_m" in content else None,
        source=_text(content.get("source")),
    )


def _written(credentials: Credentials) -> dict[str, Any]:
    content = {name: getattr(credentials, name) for name in ("state", "signer", "generator")}
    return _stated(content) | (
        {"remarks": list(credentials.remarks)} if credentials.remarks else {}
    )


def _credentials(written: object) -> Credentials:
    content = _object(written, "content credentials")
    _require(content.keys() <= {*Credentials.__slots__}, "those of credentials", sorted(content))
    return Credentials(
        state=_text(content.get("state")),
        signer=_text(content["signer"]) if "signer" in content else None,
        generator=_text(content["generator"]) if "generator" in content else None,
        remarks=tuple(_text(one) for one in _list(content.get("remarks", []))),
    )


def _object(value: object, what: str) -> dict[str, Any]:
    _require(isinstance(value, dict) and all(isinstance(key, str) for key in value), what, value)
    assert isinstance(value, dict)
    return value


def _list(value: object) -> list[Any]:
    _require(isinstance(value, list), "a list", value)
    assert isinstance(value, list)
    return value


def _text(value: object) -> str:
    _require(isinstance(value, str), "a text", value)
    assert isinstance(value, str)
    return value


def _number(value: object) -> int:
    _require(type(value) is int and value >= 0, "a whole number", value)
    assert isinstance(value, int)
    return value


def _require(holds: object, what: str, found: object) -> None:
    if not holds:
        raise BadClaims(f"expected {what}, found {str(found)[:200]!r}")
