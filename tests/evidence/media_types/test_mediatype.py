"""What bytes are, whatever they are called."""

from __future__ import annotations

import io
import os
import random
import zipfile

import pytest
from PIL import Image

from evidence.media_types.mediatype import MediaType, identify

# The smallest files of their kind, https://github.com/mathiasbynens/small (CC0), and what they are
SMALL = {
    "AudioVideoInterleave.avi": "video/x-msvideo",
    "Mpeg4.mp4": "video/mp4",
    "bmp.bmp": "image/bmp",
    "gif-transparent.gif": "image/gif",
    "gif.gif": "image/gif",
    "gzip-name.gz": "application/gzip",
    "gzip.gz": "application/gzip",
    "html-2.0.html": "text/html",
    "html-4.01-strict.html": "text/html",
    "html5.html": "text/html",
    "iso-html.html": "text/html",
    "jpeg.jpg": "image/jpeg",
    "mp3.mp3": "audio/mpeg",
    "mp4-with-audio.mp4": "video/mp4",
    "pdf.pdf": "application/pdf",
    "png-transparent.png": "image/png",
    "png-truncated.png": "image/png",
    "rtf.rtf": "application/rtf",
    "svg.svg": "image/svg+xml",
    "tiff.tif": "image/tiff",
    "wav.wav": "audio/wav",
    "webm.webm": "video/webm",
    "webp.webp": "image/webp",
    "xhtml-1.0-frameset.html": "text/html",
    "xml-1.0-valid.xml": "application/xml",
    "xml-1.0.xml": "application/xml",
    "xml-1.1-valid.xml": "application/xml",
    "xml-1.1.xml": "application/xml",
    "zip.zip": "application/zip",
}


def told(data: bytes, name: str | None = None) -> MediaType:
    return identify(io.BytesIO(data), name=name)


@pytest.mark.parametrize(("name", "expected"), SMALL.items())
def test_the_smallest_files_are_told_and_agree_with_their_names(shared_data, name, expected):
    with (shared_data / "small" / name).open("rb") as file:
        found = identify(file, name=name)
    assert (found.type, found.extension_agrees) == (expected, True)


def test_camera_files_are_told_and_agree_with_their_names(shared_data):
    kinds = {".jpg": "image/jpeg", ".tiff": "image/tiff"}
    paths = [p for p in (shared_data / "exif-samples").rglob("*") if p.suffix in kinds]
    assert len(paths) > 20
    for path in paths:
        with path.open("rb") as file:
            found = identify(file, name=path.name)
        assert (found.type, found.extension_agrees) == (kinds[path.suffix], True), path


@pytest.mark.parametrize(
    ("written_as", "expected"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
        ("TIFF", "image/tiff"),
        ("BMP", "image/bmp"),
        ("AVIF", "image/avif"),
        ("JPEG2000", "image/jp2"),
        ("PDF", "application/pdf"),
    ],
)
def test_pictures_are_told_whatever_they_are_called(written_as, expected):
    file = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(file, written_as)
    assert identify(file, name="report.docx").type == expected
    assert identify(file, name="report.docx").extension_agrees is False


def ftyp(major: bytes, *compatible: bytes) -> bytes:
    brands = major + bytes(4) + b"".join(compatible)
    return (len(brands) + 8).to_bytes(4, "big") + b"ftyp" + brands + b"\0\0\0\x08free"


@pytest.mark.parametrize(
    ("brands", "expected"),
    [
        ((b"heic", b"mif1"), "image/heic"),
        ((b"mif1", b"heic"), "image/heic"),
        ((b"mif1", b"avif"), "image/avif"),
        ((b"mif1",), "image/heif"),
        ((b"avif",), "image/avif"),
        ((b"isom", b"avc1"), "video/mp4"),
        ((b"mp42",), "video/mp4"),
        ((b"qt  ",), "video/quicktime"),
        ((b"3gp5",), "video/3gpp"),
        ((b"M4A ",), "audio/mp4"),
        ((b"crx ",), "image/x-canon-cr3"),
    ],
)
def test_files_of_iso_base_media_are_told_by_their_brands(brands, expected):
    assert told(ftyp(*brands)).type == expected


def zipped(**entries: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in entries.items():
            archive.writestr(
                name.replace("__", "/").replace("_TYPES_", "[Content_Types].xml"), content
            )
    return file.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument."
OASIS = b"application/vnd.oasis.opendocument."


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (zipped(_TYPES_=b"", word__document=b""), OFFICE + "wordprocessingml.document"),
        (zipped(_TYPES_=b"", xl__workbook=b""), OFFICE + "spreadsheetml.sheet"),
        (zipped(_TYPES_=b"", ppt__slide=b""), OFFICE + "presentationml.presentation"),
        (zipped(mimetype=OASIS + b"text", content=b"x"), OASIS.decode() + "text"),
        (zipped(mimetype=OASIS + b"spreadsheet"), OASIS.decode() + "spreadsheet"),
        (zipped(mimetype=b"application/epub+zip"), "application/epub+zip"),
        (zipped(mimetype=b"application/x-anything"), "application/zip"),
        (zipped(word__holiday=b""), "application/zip"),
        (
            zipped(photo=os.urandom(200_000), _TYPES_=b"", xl__book=b""),
            OFFICE + "spreadsheetml.sheet",
        ),
    ],
)
def test_documents_in_zip_are_told_from_archives(data, expected):
    assert told(data).type == expected


@pytest.mark.parametrize(
    ("data", "expected", "signature"),
    [
        ("Каляпин".encode(), "text/plain", "UTF-8"),
        (b"\xef\xbb\xbfname;date", "text/plain", "UTF-8 with a byte order mark"),
        ("Каляпин".encode("utf-16"), "text/plain", "UTF-16-LE with a byte order mark"),
        ("plain words".encode("utf-16-be"), "text/plain", "UTF-16-BE"),
        ("поджог дома в Грозном".encode("cp1251"), "text/plain", "eight-bit text"),
        (b"BM stands for the British Museum", "text/plain", "UTF-8"),
        (b"ID3 is a kind of tag", "text/plain", "UTF-8"),
        (b"PK is a name", "text/plain", "UTF-8"),
        (b"--- 14 December ---", "text/plain", "UTF-8"),
        (b"<John> he said so", "text/plain", "UTF-8"),
        (b'{"incident": 1}\n', "application/json", "UTF-8, {"),
        (b"[see above] and so on", "text/plain", "UTF-8"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "text/vcard", "BEGIN:VCARD"),
        (b"<?xml version='1.0'?><!-- a --><svg/>", "image/svg+xml", "<svg"),
        (b"<?xml version='1.0'?>\n<html xmlns='x'/>", "application/xhtml+xml", "<?xml, <html"),
        (b"<svg:svg xmlns:svg='x'/>", "image/svg+xml", "<svg:svg"),
        (b"\n <!-- saved --> <HTML><p>", "text/html", "<HTML"),
        (b"<a name='top'></a>\n# Title\n", "text/plain", "UTF-8"),
        (b"<!--" * 20_000, "text/plain", "UTF-8"),
        (b"<!---->" * 9_000 + b"<svg/>", "image/svg+xml", "<svg"),
        (b"<?" + b"<" * 70_000, "text/plain", "UTF-8"),
        (b"junk before\n%PDF-1.4\n", "application/pdf", "%PDF- at 12"),
    ],
)
def test_texts_are_told_with_their_encoding(data, expected, signature):
    found = told(data)
    assert found.type == expected
    assert found.signature.startswith(signature)


@pytest.mark.parametrize("data", [b"\0", b"\x01\x02\x03", random.Random(7).randbytes(5_000)])
def test_what_nothing_knows_is_a_stream_of_octets(data):
    assert told(data, "photo.jpg") == MediaType(
        "application/octet-stream", "no signature known", extension_agrees=False
    )


def test_an_empty_file_says_nothing_about_its_name():
    assert told(b"", "photo.jpg") == MediaType(
        "application/octet-stream", "an empty file", extension_agrees=None
    )


@pytest.mark.parametrize("name", [None, "photo", "photo.", "photo.unheard-of", ".jpg", "a.jpg\n"])
def test_a_name_that_announces_nothing_neither_agrees_nor_disagrees(name):
    assert told(b"\xff\xd8\xff\xe0", name).extension_agrees is None


def test_a_name_in_capitals_agrees_like_any_other():
    assert told(b"\xff\xd8\xff\xe0", "IMG_0001.JPG").extension_agrees is True


def test_the_general_table_knows_rarer_files():
    midi = told(b"MThd\0\0\0\x06\0\x01\0\x02\0\x60")
    assert midi.type == "audio/x-midi"
    assert midi.signature.startswith("4d 54 68 64")


def test_a_long_file_is_told_by_its_start_and_its_end():
    long_text = "дом ".encode() * 40_000  # a character is cut at 64 KiB
    assert told(b"x" + long_text).type == "text/plain"
    assert told(b"[1," + b" " * 100_000 + b"2]").type == "application/json"
    assert told(b"[1," + b" " * 100_000 + b"and so on").type == "text/plain"
