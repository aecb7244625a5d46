"""What a picture's tags claim: time, place, device. Each claim names its tag.

EXIF 3.0 (CIPA DC-008) 4.6.5: a time is written without a zone, and beside it, in newer files, the
offset from UTC. A missing offset stays missing. GPSDateStamp and GPSTimeStamp are UTC by the same
standard (4.6.7). Nothing is decoded, and nothing is ever raised over bad content: what a reader
cannot read becomes a note.
"""

from __future__ import annotations

import re
import warnings
from datetime import datetime
from fractions import Fraction
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from evidence.capture.claims import ClaimedTime, Claims
from evidence.capture.gps import place_of
from evidence.capture.tags import (
    TAG_ERRORS,
    Tags,
    one_line,
    tag_name,
    tags_by_exifread,
    tags_by_pillow,
)
from evidence.errors import UnusableTag
from evidence.imaging.pictures import picture_header, said_by

_MAKE, _MODEL, _SOFTWARE, _ORIENTATION = 0x010F, 0x0110, 0x0131, 0x0112
_SERIALS = (("EXIF", 0xA431), ("Image", 0xC62F))
"""BodySerialNumber, and CameraSerialNumber of DNG."""
_CLOCKS = (
    (("EXIF", 0x9003), ("EXIF", 0x9011), ("EXIF", 0x9291)),
    (("EXIF", 0x9004), ("EXIF", 0x9012), ("EXIF", 0x9292)),
    (("Image", 0x0132), ("EXIF", 0x9010), ("EXIF", 0x9290)),
)
"""DateTimeOriginal, DateTimeDigitized and DateTime, each with its offset and its subsecond."""
_GPS_TIME, _GPS_DATE = 7, 29

_WRITTEN_TIME = re.compile(
    r"(\d{4})[:/.-](\d\d)[:/.-](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?"
)
_WRITTEN_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
_WIDEST_OFFSET_MINUTES = 14 * 60
_WARNINGS_KEPT = 3
_TEXTS_KEPT = 100
_XMP_LIMIT = 16_000
"""Characters of XMP kept: enough for what cameras and programs write, not for embedded pictures."""


def read_exif(file: BinaryIO) -> Claims:
    """What the file says of itself, as far as it can be read."""
    notes: list[str] = []
    tags: Tags = {}
    texts: dict[str, str] = {}
    size: tuple[int, int] | None = None
    try:
        tags = tags_by_exifread(file)
    except TAG_ERRORS as error:
        notes.append(f"exifread stopped over this file: {said_by(error)}")
    file.seek(0)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            with picture_header(file) as picture:
                size = picture.size
                texts = _texts(picture)
                tags = tags_by_pillow(picture) | tags
        except UnidentifiedImageError:
            notes += [] if tags else ["no picture of a known format: nothing was read from it"]
        except TAG_ERRORS as error:
            notes.append(f"Pillow stopped over this file: {said_by(error)}")
    said = dict.fromkeys(f"Pillow: {one_line(str(warning.message))}" for warning in warned)
    notes += list(said)[:_WARNINGS_KEPT]
    return claims_of(tags, texts=texts, size=size, notes=notes)


def claims_of(
    tags: Tags, *, texts: dict[str, str], size: tuple[int, int] | None, notes: list[str]
) -> Claims:
    """What tags and texts claim; `notes` are told beside what is noted here."""
    times, about_times = _times(tags)
    place, about_place = place_of(tags)
    orientation, about_orientation = _orientation(tags)
    software = _text(tags, ("Image", _SOFTWARE)) or texts.get("PNG Software")
    raw = {tag_name(*key): tag.text for key, tag in sorted(tags.items()) if tag.text}
    return Claims(
        times=tuple(times),
        place=place,
        make=_text(tags, ("Image", _MAKE)),
        model=_text(tags, ("Image", _MODEL)),
        serial=next((text for key in _SERIALS if (text := _text(tags, key))), None),
        software=software,
        orientation=orientation,
        width=size[0] if size else None,
        height=size[1] if size else None,
        notes=(*notes, *about_times, *about_place, *about_orientation),
        raw=raw | texts,
    )


def _text(tags: Tags, key: tuple[str, int]) -> str | None:
    return (tags[key].text or None) if key in tags else None


def _times(tags: Tags) -> tuple[list[ClaimedTime], list[str]]:
    times, notes = [], []
    for clock, offset, subsecond in _CLOCKS:
        written = _text(tags, clock)
        if written is None or not written.strip(" :"):
            continue  # the standard's own way to write that the time is unknown
        try:
            time, own_offset = _wall_clock(written, tag_name(*clock))
        except UnusableTag as error:
            notes.append(str(error))
            continue
        try:
            own_offset = own_offset or _offset(tags, offset)
        except UnusableTag as error:
            notes.append(str(error))
        fraction = _subsecond(tags, subsecond)
        times.append(ClaimedTime(time + fraction, own_offset, tag_name(*clock)))
    try:
        times += _gps_time(tags)
    except UnusableTag as error:
        notes.append(str(error))
    return times, notes


def _wall_clock(written: str, name: str) -> tuple[str, str | None]:
    """Date and time in ISO 8601, and the offset, if it stands in the same text."""
    match = _WRITTEN_TIME.fullmatch(written)
    if match is None:
        raise UnusableTag(name, f"expected a date and time, found {written[:60]!r}")
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    try:
        time = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - it claims no zone
    except ValueError as error:
        raise UnusableTag(name, f"{written!r} is no day or no time of a day") from error
    return time.isoformat(), match[7] and _checked_offset(match[7], name)


def _subsecond(tags: Tags, key: tuple[str, int]) -> str:
    digits = (_text(tags, key) or "").strip()
    return f".{digits[:9]}" if digits.isascii() and digits.isdecimal() else ""


def _offset(tags: Tags, key: tuple[str, int]) -> str | None:
    written = _text(tags, key)
    if written is None or not written.strip(" :"):
        return None
    return _checked_offset(written, tag_name(*key))


def _checked_offset(written: str, name: str) -> str:
    if written == "Z":
        return "+00:00"
    match = _WRITTEN_OFFSET.fullmatch(written)
    if match and int(match[3]) < 60:
        minutes = int(match[2]) * 60 + int(match[3])
        if minutes <= _WIDEST_OFFSET_MINUTES:
            return f"{match[1]}{match[2]}:{match[3]}"
    raise UnusableTag(name, f"expected an offset such as +03:00, found {written[:60]!r}")


def _gps_time(tags: Tags) -> list[ClaimedTime]:
    date, clock = tags.get(("GPS", _GPS_DATE)), tags.get(("GPS", _GPS_TIME))
    if date is None or clock is None or not date.text.strip(" :"):
        return []
    name = "GPS GPSDateStamp, GPSTimeStamp"
    if len(clock.numbers) != 3 or any(denominator == 0 for _, denominator in clock.numbers):
        raise UnusableTag(name, f"expected three numbers, found {clock.text!r}")
    hours, minutes, seconds = (Fraction(*number) for number in clock.numbers)
    if hours.denominator != 1 or minutes.denominator != 1 or not 0 <= seconds < 60:
        raise UnusableTag(name, f"expected hours, minutes and seconds, found {clock.text!r}")
    written = f"{date.text} {int(hours):02}:{int(minutes):02}:{int(seconds):02}"
    time, _ = _wall_clock(written, name)
    thousandths = int(seconds % 1 * 1000)
    return [ClaimedTime(time + (f".{thousandths:03}" if thousandths else ""), "+00:00", name)]


def _orientation(tags: Tags) -> tuple[int | None, list[str]]:
    numbers = tags[key].numbers if (key := ("Image", _ORIENTATION)) in tags else ()
    if not numbers:
        return None, []
    value, unit = numbers[0]
    if unit == 1 and 1 <= value <= 8:
        return value, []
    return None, [str(UnusableTag(tag_name(*key), f"expected 1 to 8, found {value}"))]


def _texts(picture: Image.Image) -> dict[str, str]:
    """Texts beside the tags: those of PNG, the comment of JPEG and GIF, and XMP as it stands."""
    texts = {}
    for name, value in list(picture.info.items())[:_TEXTS_KEPT]:
        if isinstance(name, str) and isinstance(value, str) and not name.startswith("XML:"):
            texts[f"{picture.format} {one_line(name)[:79]}"] = one_line(value)
    comment = picture.info.get("comment")
    if isinstance(comment, bytes):
        texts[f"{picture.format} comment"] = one_line(comment.decode("utf-8", "replace"))
    xmp = picture.info.get("xmp")
    if isinstance(xmp, bytes):
        whole = xmp.decode("utf-8", "replace").strip("\0 \r\n")
        cut = "" if len(whole) <= _XMP_LIMIT else f" … (cut; {len(whole)} characters)"
        texts["XMP"] = whole[:_XMP_LIMIT] + cut
    return {name: text for name, text in texts.items() if text}
