"""Tags in one form, whoever read them."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from evidence.capture.tags import one_line, tags_by_exifread, tags_by_pillow
from evidence.imaging.pictures import picture_header
from tests.evidence.pictures_for_tests import make_exif, make_picture, png_bomb, written

EXIF = make_exif(
    image={0x010F: "NIKON", 0x0112: 6},
    exif={0x9003: "2014:12:14 10:05:00", 0x829A: IFDRational(1, 80), 0x927C: b"Nikon\0secret"},
    gps={1: "N", 2: (43.0, 19.0, 0.84)},
)


def by_exifread(data: bytes):
    return tags_by_exifread(io.BytesIO(data))


def by_pillow(data: bytes):
    with picture_header(io.BytesIO(data)) as picture:
        return tags_by_pillow(picture)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_both_readers_find_the_same(kind):
    data = written(make_picture(), kind, exif=EXIF)
    one, other = by_exifread(data), by_pillow(data)
    for key in [("Image", 0x010F), ("EXIF", 0x9003), ("GPS", 1)]:
        assert one[key].text == other[key].text != ""
    for key in [("Image", 0x0112), ("EXIF", 0x829A), ("GPS", 2)]:
        assert one[key].numbers == other[key].numbers != ()


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_pillow_finds_what_exifread_does_not(kind):
    data = written(make_picture(), kind, exif=EXIF)
    assert by_pillow(data)["EXIF", 0x9003].text == "2014:12:14 10:05:00"


def test_letters_beyond_ascii_are_those_that_were_meant():
    # Pillow takes the bytes of UTF-8 for Latin-1, and showed other letters than the camera wrote.
    data = written(make_picture(), "WEBP", exif=make_exif(image={0x010F: "M-------", 0x0110: "x-"}))
    data = data.replace(b"M-------", "Модë".encode()).replace(b"x-", b"x\xe9")
    assert by_pillow(data)["Image", 0x010F].text == "Модë"
    assert by_pillow(data)["Image", 0x0110].text == "xé"


@pytest.mark.parametrize("read", [by_exifread, by_pillow])
def test_the_notes_of_a_maker_are_left_out(read):
    assert ("EXIF", 0x927C) not in read(written(make_picture(), exif=EXIF))


def test_a_picture_without_tags_has_none():
    data = written(make_picture())
    assert by_exifread(data) == by_pillow(data) == {}


def test_looking_for_tags_decodes_no_pixels():
    assert by_pillow(png_bomb(50_000)) == {}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("NIKON\0\0\0", "NIKON"),
        ("NIKON\0hidden words", "NIKON"),
        ("  COOLPIX P6000  ", "COOLPIX P6000"),
        ("Каляпин", "Каляпин"),
        ("half \ud83d", "half ?"),
        ("x" * 2_000, "x" * 1_000),
        ("\0", ""),
    ],
)
def test_texts_end_at_nul_and_are_cut(text, kept):
    assert one_line(text) == kept


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"ASCII\0\0\0a comment", "a comment"),
        (b"0220", "0220"),
        (b"\x01\x02\x03", "(3 bytes)"),
        ("д".encode(), "(2 bytes)"),
    ],
)
def test_bytes_are_shown_as_text_only_where_they_are(value, text):
    data = written(make_picture(), exif=make_exif(exif={0x9286: value}))
    assert by_pillow(data)["EXIF", 0x9286].text == text


def test_a_tag_with_very_many_numbers_is_cut():
    exif = Image.Exif()
    exif[0xC5D8] = tuple(range(1000))
    assert len(by_pillow(written(make_picture(), exif=exif))["Image", 0xC5D8].numbers) == 16
