"""Broken and hostile files cost a note: never the item, and no more than time and memory allow.

The same faults, in 22,000 files, are tried by hand before a release; here in a few hundred.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import BinaryIO

import pytest

from evidence.errors import UnreadablePicture
from evidence.media_types.mediatype import identify
from evidence.parsing.parser_process import ParserPool
from evidence.reading.contents import Contents
from tests.evidence.pictures_for_tests import make_exif, make_picture, png_bomb, written
from tests.evidence.reading.made_files import iptc_block, pdf, xmp, zipped
from tests.evidence.reading.mutations import mutated

SECONDS = 10.0


@pytest.fixture(scope="module")
def pool():
    with ParserPool(workers=2, seconds=SECONDS) as pool:
        yield pool


def seeds() -> list[bytes]:
    exif = make_exif(
        image={0x010F: "Maker"},
        exif={0x9003: "2014:12:14 10:05:00"},
        gps={1: "N", 2: (43.0, 30.0, 0.0), 3: "E", 4: (45.0, 0.0, 0.0)},
    )
    photo = written(make_picture(), exif=exif, xmp=xmp('xmp:CreateDate="2014-12-14T10:05:00Z"'))
    with_iptc = photo[:2] + iptc_block({(2, 120): b"words"}) + photo[2:]
    document = zipped({"[Content_Types].xml": "", "word/document.xml": "<a><t>words</t></a>"})
    mail = b"From: a@example.org\nTo: b@example.org\nSubject: x\nDate: x\n\nwords\n"
    return [
        with_iptc,
        written(make_picture(), "PNG"),
        written(make_picture(), "TIFF"),
        written(make_picture(), "WEBP", exif=exif),
        pdf("one", "two", info={"CreationDate": "D:20141214100500Z"}),
        document,
        mail,
        "Дом сожжён в полночь, свидетели слышали выстрелы".encode("cp1251"),
    ]


def test_mutated_files_are_all_answered(pool):
    chosen, known = random.Random(41), seeds()
    for _ in range(240):
        data = mutated(chosen.choice(known), chosen.choice(known), chosen)
        with real(data) as file:
            media_type = identify(file).type
            assert isinstance(pool.read(file, media_type), Contents)
            with suppress(UnreadablePicture):
                assert pool.draw(file, media_type).rendition.content


@contextmanager
def real(data: bytes) -> Iterator[BinaryIO]:
    """Bytes as an open file of the system, as the parser process needs one."""
    with TemporaryFile() as file:
        file.write(data)
        file.flush()
        yield file


def notes_of(pool: ParserPool, data: bytes, media_type: str) -> str:
    with real(data) as file:
        return " ".join(pool.read(file, media_type).claims.notes)


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def test_a_zip_that_unfolds_a_thousandfold_is_given_up(pool):
    bomb = zipped({"[Content_Types].xml": "", "word/document.xml": b"<a>" + b" " * (80 << 20)})
    assert len(bomb) < 200_000
    assert "unfolds into too much" in notes_of(pool, bomb, DOCX)


def test_zips_inside_zips_are_not_opened(pool):
    inner = zipped({"a": b"\0" * (50 << 20)})
    for _ in range(5):
        inner = zipped({str(number): inner for number in range(10)})
    assert notes_of(pool, inner, "application/zip") == ""


def test_entries_that_overlap_count_each_time(pool):
    # D. Fifield, "A better zip bomb", 2019: many entries of the directory, one piece of data.
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/header1.xml", b"<a>" + b" " * (20 << 20) + b"</a>")
        for number in range(2, 60):
            twin = archive.getinfo("word/header1.xml")
            copy = zipfile.ZipInfo(f"word/header{number}.xml")
            for field in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(copy, field, getattr(twin, field))
            archive.filelist.append(copy)
            archive.NameToInfo[copy.filename] = copy
    notes = notes_of(pool, file.getvalue(), DOCX)
    assert "was not read" in notes or "parts were read" in notes


@pytest.mark.parametrize("side", [20_000, 60_000])
def test_a_picture_of_too_many_pixels_is_not_decoded(pool, side):
    with real(png_bomb(side)) as file:
        assert pool.read(file, "image/png").claims.width == side
        with pytest.raises(UnreadablePicture, match="within the limits"):
            pool.draw(file, "image/png")


def test_xml_that_multiplies_itself_is_refused(pool):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    data = zipped(
        {"[Content_Types].xml": "", "word/document.xml": f"<!DOCTYPE a [{laughs}]><a>&l9;</a>"}
    )
    assert "no XML that is read here" in notes_of(pool, data, DOCX)


def test_a_polyglot_is_read_as_what_its_first_bytes_say(pool):
    photo, paper = written(make_picture()), zipped({"a.txt": "words"})
    with real(photo + paper) as file:
        assert identify(file).type == "image/jpeg"
        assert pool.read(file, "image/jpeg").claims.width == 120
        assert pool.read(file, "application/pdf").text is None
