"""EXIF tags as two independent readers find them, in one form.

exifread goes first: it stops in fewer files. Pillow adds what exifread misses (WebP, AVIF, some
dates). Both are asked for the tags alone: maker's notes, thumbnails and pixels are not decoded.
Names and numbers are those of CIPA DC-008 (EXIF 3.0), https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import exifread
from exifread.core.exceptions import ExifError
from PIL import ExifTags, Image

from evidence.imaging.pictures import PARSER_ERRORS, exif_of

TAG_ERRORS: tuple[type[Exception], ...] = (*PARSER_ERRORS, ExifError)
"""What the two readers raise over damaged files."""

_TEXT_LIMIT = 1_000
"""Characters kept of one tag."""
_TAG_LIMIT = 400
"""Tags kept of one file: real cameras write fewer than two hundred."""
_NUMBER_LIMIT = 16
"""Numbers kept of one tag: no tag that is interpreted has more."""

_GROUPS = {"Image": None, "EXIF": ExifTags.IFD.Exif, "GPS": ExifTags.IFD.GPSInfo}
_POINTERS = frozenset({0x8769, 0x8825, 0xA005})
_ORIENTATION = ("Image", 0x0112)
_OPAQUE = frozenset({0x927C, 0xC4A5, 0x02BC, 0x83BB, 0x8649, 0x8773})
"""Maker's note, print matching, XMP, IPTC, Photoshop, colour profile: no texts."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of a file."""

    text: str
    """As a person reads it."""
    numbers: tuple[tuple[int, int], ...] = ()
    """Numerator and denominator of each value, as written; a denominator may be 0."""


Tags = dict[tuple[str, int], Tag]
"""By group (Image, EXIF, GPS) and number."""


def tag_name(group: str, number: int) -> str:
    """The name of the standard with its group, such as "EXIF DateTimeOriginal"."""
    names: dict[int, str] = ExifTags.GPSTAGS if group == "GPS" else ExifTags.TAGS
    return f"{group} {names.get(number, f'0x{number:04X}')}"


def tags_by_exifread(file: BinaryIO) -> Tags:
    """The tags that exifread finds. It raises whatever it likes over damaged files."""
    found = exifread.process_file(file, details=False, extract_thumbnail=False)
    tags: Tags = {}
    for name, value in found.items():
        group = name.partition(" ")[0]
        number = getattr(value, "tag", None)
        if group in _GROUPS and isinstance(number, int) and number not in _OPAQUE | _POINTERS:
            tags[group, number] = _tag(value.values, value.printable)
    return _few(tags)


def tags_by_pillow(picture: Image.Image) -> Tags:
    """The tags that Pillow finds in an opened picture. It raises over damaged files."""
    exif = exif_of(picture)
    tags: Tags = {}
    for group, pointer in _GROUPS.items():
        entries = exif if pointer is None else exif.get_ifd(pointer)
        for number, value in entries.items():
            if number not in _OPAQUE | _POINTERS:
                tags[group, number] = _tag(_as_utf8(value), None)
    return _few(_as_written(tags, picture))


def _as_utf8(value: Any) -> Any:
    """A text in the letters that were meant: Pillow takes its bytes for Latin-1, cameras for UTF-8.

    EXIF 3.0, 4.6.2, allows UTF-8; before it only ASCII was. Other bytes stay as Pillow reads them.
    """
    if not isinstance(value, str):
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _as_written(tags: Tags, picture: Image.Image) -> Tags:
    """The tags with the orientation that stands in the file.

    The decoder of HEIC turns the picture, sets the tag to 1 and keeps beside it what it was.
    """
    written = picture.info.get("original_orientation")
    if isinstance(written, int) and _ORIENTATION in tags:
        tags[_ORIENTATION] = _tag(written, None)
    return tags


def one_line(text: str) -> str:
    """A text as it may be kept: to its first NUL, without space around it, cut when long."""
    kept = text.split("\0", 1)[0].strip()[:_TEXT_LIMIT]
    return kept.encode("utf-8", "replace").decode("utf-8")


def _few(tags: Tags) -> Tags:
    return dict(list(tags.items())[:_TAG_LIMIT])


def _tag(value: Any, printable: str | None) -> Tag:
    if isinstance(value, str):
        return Tag(one_line(value))
    if isinstance(value, bytes):
        return Tag(_bytes_as_text(value), tuple((byte, 1) for byte in value[:_NUMBER_LIMIT]))
    values = list(_first(value if isinstance(value, Sequence) else [value]))
    numbers = tuple(pair for one in values for pair in _as_pair(one))
    text = printable if printable is not None else ", ".join(_as_text(one) for one in values)
    return Tag(one_line(text), numbers)


def _first(values: Iterable[Any]) -> Iterator[Any]:
    for count, value in enumerate(values):
        if count == _NUMBER_LIMIT:
            return
        yield value


def _as_pair(value: Any) -> list[tuple[int, int]]:
    numerator, denominator = getattr(value, "numerator", None), getattr(value, "denominator", None)
    if isinstance(numerator, int) and isinstance(denominator, int):
        return [(numerator, denominator)]
    return []


def _as_text(value: Any) -> str:
    pair = _as_pair(value)
    if not pair:
        return str(value)
    numerator, denominator = pair[0]
    return str(numerator) if denominator == 1 else f"{numerator}/{denominator}"


def _bytes_as_text(value: bytes) -> str:
    start = value[:_TEXT_LIMIT].removeprefix(b"ASCII\0\0\0").split(b"\0", 1)[0]
    text = start.decode("ascii", "replace").strip()
    return text if text.isprintable() and text.isascii() else f"({len(value)} bytes)"
