"""Pictures made for the worked example, with what a camera would write into them.

They are drawn, not photographed, and say so in large letters and in their metadata. Two clocks
have their zone written beside them and two have not, one clock is wrong on purpose, and one file
has no position, so that the archive has something to remark on. Tags are those of Exif 2.32 (CIPA
DC-008-2019). The same version of Pillow makes the same bytes each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

from schemas.access import Level

__all__ = ["MadePicture", "make_pictures"]

SIZE: Final = (1280, 960)
"""Pixels."""
MARK: Final = "MADE FOR THE EXAMPLE - not a photograph"
"""With a hyphen: the letters that Pillow brings have no dash."""
SKY, GROUND, DARK, PALE, RED = "#c9d6df", "#8d8a80", "#3b3f45", "#f2efe6", "#b5452c"
GROZNY: Final = (43.318, 45.698)
"""Degrees north and east, WGS 84: the centre of the town, not the place of any event."""
MOSCOW: Final = (55.7558, 37.6173)
"""The same for Moscow."""
Draw = Callable[[ImageDraw.ImageDraw], None]


@dataclass(frozen=True, slots=True)
class MadePicture:
    """One picture that was made, and what the example lets it stand for."""

    file_name: str
    title: str
    incident: str
    """Ref of the incident that it documents."""
    act: str | None
    """Key of the act in that incident; None: the incident as a whole."""
    description: str
    level: Level
    """Who may see it."""


@dataclass(frozen=True, slots=True)
class _Camera:
    """What the made camera writes."""

    clock: str
    """Date and time as Exif writes them, without a zone."""
    utc_offset: str | None
    position: tuple[float, float] | None
    """Degrees north and east."""


def make_pictures(folder: Path) -> tuple[MadePicture, ...]:
    """Write the four pictures into `folder`, and say what each is.

    Raises:
        OSError: a file cannot be written; those before it are there.
    """
    for picture, camera, draw in _PICTURES:
        image = Image.new("RGB", SIZE, SKY)
        pen = ImageDraw.Draw(image)
        draw(pen)
        _write_mark(pen)
        image.save(folder / picture.file_name, quality=85, exif=_exif(picture, camera))
    return tuple(picture for picture, _, _ in _PICTURES)


def _exif(picture: MadePicture, camera: _Camera) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Make] = "Khronika"
    exif[Base.Model] = "Example camera"
    exif[Base.Software] = "Khronika example pictures"
    exif[Base.ImageDescription] = f"Made for the example, not a photograph: {picture.file_name}"
    times: dict[int, object] = {Base.ExifVersion: b"0232", Base.DateTimeOriginal: camera.clock}
    if camera.utc_offset:
        times[Base.OffsetTimeOriginal] = camera.utc_offset
    exif[IFD.Exif] = times
    if camera.position:
        exif[IFD.GPSInfo] = _gps(*camera.position)
    return exif


def _gps(lat: float, lon: float) -> dict[int, object]:
    return {
        GPS.GPSVersionID: bytes((2, 3, 0, 0)),
        GPS.GPSLatitudeRef: "N",
        GPS.GPSLatitude: _sexagesimal(lat),
        GPS.GPSLongitudeRef: "E",
        GPS.GPSLongitude: _sexagesimal(lon),
        GPS.GPSMapDatum: "WGS-84",
    }


def _sexagesimal(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes, and seconds to one hundredth."""
    minutes, hundredths = divmod(round(degrees * 360_000), 6_000)
    return IFDRational(minutes // 60), IFDRational(minutes % 60), IFDRational(hundredths, 100)


def _write_mark(pen: ImageDraw.ImageDraw) -> None:
    width, height = SIZE
    pen.rectangle((0, height - 120, width, height), fill=DARK)
    font = ImageFont.load_default(size=54)
    pen.text((width / 2, height - 60), MARK, fill=PALE, font=font, anchor="mm")


def _office_fire(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 640, 1280, 960), fill=GROUND)
    pen.rectangle((360, 260, 920, 700), fill=DARK)
    for left in (420, 580, 740):
        pen.rectangle((left, 340, left + 100, 440), fill="#f0a13a")
        pen.polygon(((left, 340), (left + 50, 190), (left + 100, 340)), fill=RED)
    pen.rectangle((600, 540, 690, 700), fill="#1f2226")


def _search_of_car(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 600, 1280, 960), fill=GROUND)
    pen.polygon(((420, 470), (520, 350), (800, 350), (900, 470)), fill=PALE)
    pen.rectangle((300, 460, 980, 620), fill="#5b7d9a")
    for left in (380, 780):
        pen.ellipse((left, 560, left + 120, 680), fill=DARK)
    pen.polygon(((980, 460), (1090, 330), (1110, 350), (980, 500)), fill="#5b7d9a")


def _banner_square(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 560, 1280, 960), fill=GROUND)
    for left in range(80, 1200, 90):
        pen.ellipse((left, 560, left + 60, 620), fill=DARK)
        pen.rectangle((left - 5, 620, left + 65, 760), fill=DARK)
    for left in (180, 700):
        pen.rectangle((left, 300, left + 400, 440), fill=PALE, outline=RED, width=8)
        pen.line((left, 440, left, 640), fill=RED, width=8)
        pen.line((left + 400, 440, left + 400, 640), fill=RED, width=8)


def _press_conference(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, 1280, 960), fill="#d8cfc0")
    pen.rectangle((140, 520, 1140, 700), fill="#7a5b3e")
    for left in (300, 520, 740, 960):
        pen.line((left, 520, left + 20, 430), fill=DARK, width=8)
        pen.ellipse((left + 8, 400, left + 36, 436), fill=DARK)
    for left, top in ((420, 300), (610, 250), (800, 330)):
        pen.ellipse((left, top, left + 40, top + 54), fill=PALE, outline=DARK, width=3)


_PICTURES: Final[tuple[tuple[MadePicture, _Camera, Draw], ...]] = (
    (
        MadePicture(
            file_name="jmg-office-fire.jpg",
            title="Drawing of an office on fire, made for the example",
            incident="I5",
            act="office-fire",
            description="Stands for a picture of the burning office in Grozny. Made for the "
            "example; it shows no real place. Its clock has no zone.",
            level=Level.PUBLIC,
        ),
        _Camera("2014:12:13 19:40:00", None, GROZNY),
        _office_fire,
    ),
    (
        MadePicture(
            file_name="search-of-car.jpg",
            title="Drawing of a car with its door open, made for the example",
            incident="I8",
            act="vehicle-search",
            description="Stands for a picture of the search of the group's car. Made for the "
            "example; it shows no real car.",
            level=Level.RESTRICTED,
        ),
        _Camera("2014:12:14 11:05:00", "+03:00", GROZNY),
        _search_of_car,
    ),
    (
        MadePicture(
            file_name="banner-square.png",
            title="Drawing of a crowd with two banners, made for the example",
            incident="I4",
            act="banner-name",
            description="Stands for a picture of the banners in Grozny. Made for the example; it "
            "shows no real crowd. Its clock is wrong on purpose and it has no position.",
            level=Level.PUBLIC,
        ),
        _Camera("2013:01:01 00:00:00", None, None),
        _banner_square,
    ),
    (
        MadePicture(
            file_name="press-conference.jpg",
            title="Drawing of a table with microphones and eggs, made for the example",
            incident="I3",
            act="eggs",
            description="Stands for a picture of the press conference in Moscow. Made for the "
            "example; it shows no real room.",
            level=Level.PUBLIC,
        ),
        _Camera("2014:12:11 12:30:00", "+03:00", MOSCOW),
        _press_conference,
    ),
)
