"""A small matter with everything that a packet has to take care of, in an archive of its own."""

from __future__ import annotations

from pathlib import Path

import av
from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, Base

from archive import deriving, intake
from archive.describing import Describing
from archive.founding import found_archive
from archive.intake import Order
from archive.workspace import Archive
from schemas.access import Level
from tests.archive import samples
from tests.evidence.pictures_for_tests import make_exif, make_picture, written
from tests.evidence.reading import made_files

EVERY_PURPOSE = ("court", "authority", "advocacy", "press", "research", "internal")
SERIAL, FILE_NAME = "SN-7714-SECRET", "photo-by-lena-orlova.jpg"
IN_ARABIC = (
    "احترق المنزل ليلا. وقال الشهود إن الأضرار لحقت بما لا يقل عن تسعة منازل خلال الأيام الأولى من "
    "الشهر، ولا يعرف أحد من أمر بذلك. الأطفال والأهالي غادروا الآن إلى الإقليم المجاور، فلا عودة "
    "لهم إلى البلاد بلا سلام، والآلام كثيرة، ولم تقل السلطات لأحد كلاما آخر."
)
WITNESS, STREET = "Lena Orlova", "Fountain Lane 4"
LATITUDE = "43.3171"
SECRETS = (SERIAL, FILE_NAME, "lena-orlova", WITNESS, STREET, LATITUDE, "The hidden cellar")
"""What the public must not be told, in any form."""


def photo() -> bytes:
    """A picture with camera, serial number and place in its tags."""
    exif = make_exif(
        image={Base.Make: "Acme", Base.Model: "Box", Base.DateTime: "2014:12:13 14:05:00"},
        exif={Base.DateTimeOriginal: "2014:12:13 14:05:00", Base.BodySerialNumber: SERIAL},
        gps={
            GPS.GPSLatitudeRef: "N",
            GPS.GPSLatitude: (43.0, 19.0, 1.56),
            GPS.GPSLongitudeRef: "E",
            GPS.GPSLongitude: (45.0, 41.0, 52.8),
        },
    )
    return written(make_picture(), exif=exif)


def letter() -> bytes:
    """A PDF of two pages."""
    pages = []
    for words in ("Page one of a letter", "Page two of a letter"):
        page = Image.new("RGB", (400, 560), "white")
        ImageDraw.Draw(page).text((40, 60), words, fill="black")
        pages.append(page)
    return written(pages[0], "PDF", save_all=True, append_images=pages[1:])


def minutes() -> bytes:
    """A text document of a word processor."""
    lines = ["The council met at night.", "Совет заседал ночью.", *["It went on."] * 60]
    words = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{space}"><w:body>{words}</w:body></w:document>'
    return made_files.zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def make(site: Path) -> Archive:
    """The archive, with two incidents, three people, six files and a copy without metadata."""
    archive = found_archive(site / "archive", person="Vera")
    public = {"level": "public"}
    names = [
        {"text": "Vera Novikova"},
        {"text": "Вера Новикова"},
        {"text": "فيرا نوفيكوفا"},
    ]
    samples.record(
        archive,
        samples.actor("vera", names=names, access=public, public_figure=True),
        samples.actor("lena", name=WITNESS, access={"level": "confidential"}),
        samples.incident(
            "I1",
            title="A house is burnt down",
            access=public,
            date={"edtf": "2014-12-13", "verbatim": "13 December", "basis": "inferred"},
            place={
                "name": STREET,
                "geometry": {"type": "Point", "coordinates": [45.698, float(LATITUDE)]},
                "precision": "1",
                "public_precision": "4",
                "admin": ["Upland", "River district"],
            },
            narrative={"en": "It burnt at night.", "ar": IN_ARABIC, "ru": "Дом сгорел"},
            acts=[
                {
                    "key": "fire",
                    "type": "destruction_of_property",
                    "victims": [{"actor": "lena"}, {"actor": "vera"}],
                }
            ],
        ),
        samples.incident("I2", title="The hidden cellar", access={"level": "confidential"}),
        samples.case("C1", title="House at the river", incidents=["I1", "I2"], access=public),
    )
    files = site / "files"
    files.mkdir()
    with Describing(archive.blobs) as describing:

        def take(name: str, data: bytes, level: Level, **more: object) -> str:
            (files / name).write_bytes(data)
            order = Order(incident="I1", level=level, consent=EVERY_PURPOSE, **more)  # type: ignore[arg-type]
            (added,) = intake.add(archive, [files / name], order, describing.describe_many)
            return added.ref

        original = take(FILE_NAME, photo(), Level.PUBLIC, title="Photograph of the house")
        deriving.strip_metadata(archive, original, describing, reason="for publication")
        take("letter.pdf", letter(), Level.RESTRICTED, title="Letter of the council")
        take("note.txt", "записка соседа\n".encode() * 60, Level.RESTRICTED, title="Note")
        take("sound.bin", b"\x00\x01" * 500, Level.RESTRICTED, title="A recording")
        take("minutes.docx", minutes(), Level.RESTRICTED, title="Minutes of the council")
        take("film.mp4", made_files.film(av), Level.RESTRICTED, title="A film")
    return archive
