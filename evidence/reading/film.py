"""Films and sound: length, encoding, time and place as their containers claim them; one frame.

QuickTime and MP4 keep the creation time in UTC (ISO/IEC 14496-12, 8.2.2) and, as Apple's and
Android's telephones write it, the place as ISO 6709 in ©xyz or in Apple's own key. Nothing is
decoded but the first frame that can be, for a small picture. Read with the extra `video` (PyAV);
without it a film has a type and a note.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from typing import Any, BinaryIO

from PIL import Image

from evidence.capture.claims import ClaimedPlace, ClaimedTime, Claims
from evidence.capture.tags import one_line
from evidence.errors import UnreadablePicture, UnusableTag
from evidence.imaging.pictures import PARSER_ERRORS, said_by
from evidence.reading.clocks import time_of_iso
from evidence.reading.contents import Contents
from evidence.reading.errors import LibraryMissing, UnreadableFile

_MAKE = ("com.apple.quicktime.make", "make", "com.android.manufacturer")
_MODEL = ("com.apple.quicktime.model", "model", "com.android.model")
_SOFTWARE = ("com.apple.quicktime.software", "encoder", "software", "encoded_by")
_TIMES = ("com.apple.quicktime.creationdate", "creation_time", "date")
_PLACES = ("com.apple.quicktime.location.ISO6709", "location", "location-eng", "xyz", "©xyz")
_ISO_6709 = re.compile(r"([+-]\d{1,3}(?:\.\d+)?)([+-]\d{1,4}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?.*")
"""Degrees with decimals, as telephones write them; other forms of the standard are not read."""
_NO_CLOCK = ("1904-01-01", "1970-01-01T00:00:00")
"""What devices write that have no clock: the zero of their container."""
_TAGS = 60
_FRAMES_TRIED = 60
_OPTIONS = {"protocol_whitelist": ""}
"""A playlist inside a file opens nothing."""


def read_film(file: BinaryIO, media_type: str) -> Contents:
    """What the container claims.

    Raises:
        LibraryMissing: the extra `video` is not installed.
        UnreadableFile: no stream in it can be found.
    """
    with _container(file, media_type) as container:
        tags = _tags(container)
        times, notes = _times(tags)
        place = None
        try:
            place = place_of(tags)
        except UnusableTag as error:
            notes.append(str(error))
        video = next(iter(container.streams.video), None)
        if not container.streams:
            notes.append("the container holds no stream of pictures or sound")
        return Contents(
            Claims(
                times=tuple(times),
                place=place,
                make=_first(tags, _MAKE),
                model=_first(tags, _MODEL),
                software=_first(tags, _SOFTWARE),
                width=video.codec_context.width or None if video else None,
                height=video.codec_context.height or None if video else None,
                duration_ms=_duration(container),
                codecs=tuple(_codec(stream) for stream in container.streams)[:16],
                notes=tuple(notes),
                raw={
                    f"{container.format.name.split(',')[0]} {name}": t for name, t in tags.items()
                },
            )
        )


def poster(file: BinaryIO, media_type: str, *, max_pixels: int) -> Image.Image:
    """The first frame that can be decoded, turned as the film is shown.

    Raises:
        UnreadablePicture: there is none within the limits, or the extra is not installed.
    """
    try:
        with _container(file, media_type) as container:
            stream = next(iter(container.streams.video), None)
            if stream is None:
                raise UnreadablePicture("it holds no pictures")
            if stream.codec_context.width * stream.codec_context.height > max_pixels:
                raise UnreadablePicture(f"it has more than {max_pixels} pixels")
            stream.thread_count = 1
            for _, frame in zip(range(_FRAMES_TRIED), container.decode(stream), strict=False):
                return _upright(frame)
    except (LibraryMissing, UnreadableFile) as error:
        raise UnreadablePicture(str(error)) from error
    raise UnreadablePicture("no frame of it can be decoded")


@contextmanager
def _container(file: BinaryIO, media_type: str) -> Iterator[Any]:
    try:
        av = importlib.import_module("av")
    except ImportError as error:
        raise LibraryMissing("video", f"{media_type} was not read") from error
    av.logging.set_level(av.logging.PANIC)
    file.seek(0)
    try:
        nameless = _Nameless(file)
        with av.open(nameless, metadata_errors="replace", options=_OPTIONS) as container:
            yield container
    except (av.error.FFmpegError, *PARSER_ERRORS) as error:
        raise UnreadableFile(said_by(error)) from error


class _Nameless:
    """A file as PyAV takes it: the number that stands for its name elsewhere would be refused."""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def _upright(frame: Any) -> Image.Image:
    picture: Image.Image = frame.to_image()
    turns = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180}
    turns |= {-180: Image.Transpose.ROTATE_180, -90: Image.Transpose.ROTATE_270}
    turn = turns.get(frame.rotation)
    return picture if turn is None else picture.transpose(turn)


def _tags(container: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    sources = [container.metadata, *(stream.metadata for stream in container.streams)]
    for tags in sources:
        for name, value in tags.items():
            if len(found) < _TAGS and value:
                found.setdefault(one_line(str(name))[:79], one_line(str(value)))
    return {name: value for name, value in found.items() if value}


def _first(tags: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((tags[name] for name in names if name in tags), None)


def _times(tags: Mapping[str, str]) -> tuple[list[ClaimedTime], list[str]]:
    times, notes = [], []
    for name in _TIMES:
        written = tags.get(name, "")
        if not written:
            continue
        if written.startswith(_NO_CLOCK):
            notes.append(str(UnusableTag(name, "devices without a clock write the zero of time")))
            continue
        try:
            time = time_of_iso(written, name)
        except UnusableTag as error:
            notes.append(str(error))
        else:
            times += [time] if time else []
    return times, notes


def place_of(tags: Mapping[str, str]) -> ClaimedPlace | None:
    """The place that the tags of a film claim; None: they name none.

    Raises:
        UnusableTag: they name one in another form, out of range, or 0, 0.
    """
    name = next((name for name in _PLACES if name in tags), None)
    if name is None:
        return None
    match = _ISO_6709.fullmatch(tags[name])
    if match is None:
        raise UnusableTag(
            name, f"expected degrees such as +43.3169+045.6985/, found {tags[name]!r}"
        )
    lat, lon = Decimal(match[1]), Decimal(match[2])
    if abs(lat) > 90 or abs(lon) > 180:
        raise UnusableTag(name, f"{tags[name]!r} is out of range")
    if lat == 0 and lon == 0:
        raise UnusableTag(name, "devices write 0, 0 when they have no fix")
    metres = _plain(Decimal(match[3]), 2) if match[3] and len(match[3]) < 10 else None
    return ClaimedPlace(_plain(lat, 7), _plain(lon, 7), metres, name)


def _plain(value: Decimal, places: int) -> str:
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _duration(container: Any) -> int | None:
    if container.duration is not None and container.duration > 0:
        return int(container.duration) // 1000
    lengths = [
        int(Fraction(stream.duration) * stream.time_base * 1000)
        for stream in container.streams
        if stream.duration and stream.time_base
    ]
    return max((length for length in lengths if length > 0), default=None)


def _format(container: Any) -> str:
    return str(container.format.name).partition(",")[0]


def _codec(stream: Any) -> str:
    context = stream.codec_context
    return one_line(str(context.name if context is not None else stream.type))
