"""What XMP (ISO 16684-1) in a picture claims: times, place, programs, captions.

Read beside EXIF and never instead of it: each claim names its XMP property.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element

from evidence.capture.claims import ClaimedPlace, ClaimedTime
from evidence.capture.tags import one_line
from evidence.errors import UnusableTag
from evidence.reading.clocks import time_of_iso
from evidence.reading.xml import local, tree_of

_PREFIXES = {
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
}
_TIMES = ("exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate", "xmp:ModifyDate")
_LAT, _LON = "exif:GPSLatitude", "exif:GPSLongitude"
_ANGLE = re.compile(r"(\d{1,3}),(\d{1,2})(?:,(\d{1,2})|(\.\d{1,10}))?([NSEW])")
"""Degrees, minutes, and seconds or a fraction of minutes, with the direction (ISO 16684-1)."""
_KEPT = 200
_AGENTS = "stEvt:softwareAgent"


@dataclass(frozen=True, slots=True)
class Xmp:
    """What one packet of XMP says."""

    properties: dict[str, str] = field(default_factory=dict)
    """By name with its usual prefix; of a list, the elements joined by semicolons."""
    times: tuple[ClaimedTime, ...] = ()
    place: ClaimedPlace | None = None
    notes: tuple[str, ...] = ()

    @property
    def provenance(self) -> str | None:
        """The address at which content credentials are said to lie."""
        return self.properties.get("dcterms:provenance")


def read_xmp(packet: bytes) -> Xmp:
    """What a packet claims.

    Raises:
        UnreadableFile: it is no XML that is read here.
    """
    properties: dict[str, str] = {}
    for name, value in _values(tree_of(packet.strip(b"\0 \r\n\t"))):
        before = properties.get(name)
        if before is None and len(properties) < _KEPT:
            properties[name] = one_line(value)
        elif before is not None and value not in before.split("; "):
            properties[name] = one_line(f"{before}; {value}")
    times, notes = _times(properties)
    place = None
    try:
        place = _place(properties)
    except UnusableTag as error:
        notes.append(str(error))
    return Xmp(properties, tuple(times), place, tuple(notes))


def _values(element: Element, above: str = "") -> Iterator[tuple[str, str]]:
    """Every property with its text; elements of lists and structures under their own names."""
    name = _name(element.tag)
    own = name or above
    for key, value in element.attrib.items():
        if (known := _name(key)) and value.strip():
            yield known, value
    if own and element.text and element.text.strip():
        yield own, element.text
    for inner in element:
        yield from _values(inner, own)


def _name(tag: str) -> str:
    namespace = tag[1:].partition("}")[0] if tag.startswith("{") else ""
    return f"{_PREFIXES[namespace]}:{local(tag)}" if namespace in _PREFIXES else ""


def _times(properties: dict[str, str]) -> tuple[list[ClaimedTime], list[str]]:
    times, notes = [], []
    for name in _TIMES:
        if name in properties:
            try:
                time = time_of_iso(properties[name], f"XMP {name}")
            except UnusableTag as error:
                notes.append(str(error))
            else:
                times += [time] if time else []
    return times, notes


def _place(properties: dict[str, str]) -> ClaimedPlace | None:
    if _LAT not in properties and _LON not in properties:
        return None
    lat = _degrees(properties.get(_LAT, ""), f"XMP {_LAT}", "NS", 90)
    lon = _degrees(properties.get(_LON, ""), f"XMP {_LON}", "EW", 180)
    source = f"XMP {_LAT}, {_LON}"
    if lat == 0 and lon == 0:
        raise UnusableTag(source, "devices write 0, 0 when they have no fix")
    return ClaimedPlace(_decimal(lat), _decimal(lon), None, source)


def _degrees(written: str, name: str, directions: str, limit: int) -> Decimal:
    match = _ANGLE.fullmatch(written.strip())
    if match is None or match[5] not in directions:
        raise UnusableTag(name, f"expected degrees such as 43,19.5N, found {written[:60]!r}")
    minutes = Decimal(match[2]) + Decimal(match[4] or 0) + Decimal(match[3] or 0) / 60
    degrees = Decimal(match[1]) + minutes / 60
    if degrees > limit or minutes > 60:
        raise UnusableTag(name, f"expected at most {limit} degrees, found {written[:60]!r}")
    return -degrees if match[5] in "SW" else degrees


def _decimal(degrees: Decimal) -> str:
    text = f"{degrees:.7f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def software_in(properties: dict[str, str]) -> str | None:
    """The programs that XMP says have written the file, the creator first."""
    named = [properties[name] for name in ("xmp:CreatorTool", _AGENTS) if name in properties]
    return "; ".join(dict.fromkeys(part for one in named for part in one.split("; "))) or None
