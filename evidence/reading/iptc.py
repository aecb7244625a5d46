"""What IPTC-IIM 4.2 in a picture claims: https://iptc.org/standards/iim/ .

Texts are UTF-8 where record 1:90 says so, and are decoded so where they are valid; others are shown
by their length only: nothing tells which of the old encodings they have.
"""

from __future__ import annotations

import re

from PIL import IptcImagePlugin
from PIL.ImageFile import ImageFile

from evidence.capture.claims import ClaimedTime
from evidence.capture.tags import one_line
from evidence.errors import UnusableTag
from evidence.imaging.pictures import PARSER_ERRORS
from evidence.reading.clocks import time_of_iso

NAMES = {
    (2, 5): "ObjectName",
    (2, 25): "Keywords",
    (2, 55): "DateCreated",
    (2, 60): "TimeCreated",
    (2, 65): "OriginatingProgram",
    (2, 80): "By-line",
    (2, 90): "City",
    (2, 92): "Sub-location",
    (2, 95): "Province-State",
    (2, 101): "Country-Name",
    (2, 105): "Headline",
    (2, 110): "Credit",
    (2, 115): "Source",
    (2, 116): "CopyrightNotice",
    (2, 120): "Caption-Abstract",
}
_DATE, _TIME = "IPTC DateCreated", "IPTC TimeCreated"


def read_iptc(picture: ImageFile) -> dict[str, str]:
    """The data sets of a picture, by name; empty if it has none, or none that can be read."""
    try:
        found = IptcImagePlugin.getiptcinfo(picture) or {}
    except PARSER_ERRORS:
        return {}
    tags = {}
    for key, name in NAMES.items():
        value = found.get(key)
        if value is not None:
            parts = value if isinstance(value, list) else [value]
            text = "; ".join(_text(part) for part in parts[:50])
            if text:
                tags[f"IPTC {name}"] = one_line(text)
    return tags


def _text(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        text = value.decode("utf-8").strip("\0 ")
    except UnicodeDecodeError:
        return f"({len(value)} bytes in an encoding that is not named)"
    return text if all(c.isprintable() or c in "\r\n\t" for c in text) else f"({len(value)} bytes)"


def time_of_iptc(tags: dict[str, str]) -> ClaimedTime | None:
    """The time at which the content is said to have been created; None: none, or only a day.

    Raises:
        UnusableTag: day or time are written in another way than CCYYMMDD and HHMMSS±HHMM.
    """
    if _DATE not in tags or _TIME not in tags:
        return None
    source = f"{_DATE}, {_TIME}"
    day = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)", tags[_DATE])
    clock = re.fullmatch(r"(\d\d):?(\d\d):?(\d\d)([+-]\d\d:?\d\d)?", tags[_TIME])
    if day is None or clock is None:
        raise UnusableTag(source, f"found {tags[_DATE][:20]!r}, {tags[_TIME][:20]!r}")
    written = f"{day[1]}-{day[2]}-{day[3]}T{clock[1]}:{clock[2]}:{clock[3]}{clock[4] or ''}"
    return time_of_iso(written, source)
