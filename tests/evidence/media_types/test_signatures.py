"""First bytes that stand for a type, and bytes that only look like them."""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile

import pytest

from evidence.media_types.signatures import recognise

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("photo.jpg"))
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"ID3\x04\0\0", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"fLaC\0\0\0\x22", "audio/flac"),
        (b"#!AMR\n\x3c", "audio/amr"),
        (b"OggS\0\x02" + bytes(22) + b"OpusHead", "audio/ogg"),
        (b"OggS\0\x02" + bytes(22) + b"\x80theora", "video/ogg"),
        (b"OggS\0\x02" + bytes(22), "application/ogg"),
        (b"\x1a\x45\xdf\xa3" + bytes(20) + b"\x42\x82\x88matroska", "video/x-matroska"),
        (b"\0\0\0\x08wide\0\0\0\x08mdat", "video/quicktime"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", "video/x-ms-asf"),
        (b"II*\0\x10\0\0\0CR\x02\0", "image/x-canon-cr2"),
        (bz2.compress(b"photo"), "application/x-bzip2"),
        (lzma.compress(b"photo"), "application/x-xz"),
        (tar(), "application/x-tar"),
        (b"SQLite format 3\0", "application/vnd.sqlite3"),
        (OLE, "application/x-ole-storage"),
        (OLE + "WordDocument".encode("utf-16-le"), "application/msword"),
        (OLE + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
        (OLE + "__substg1.0_".encode("utf-16-le"), "application/vnd.ms-outlook"),
    ],
)
def test_a_signature_stands_for_its_type(data, expected):
    assert recognise(data, data).type == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"\xff\xfe\x1a\x04",  # text in UTF-16
        b"\xff\xff\xff\xff",
        b"BM" + bytes(30),
        b"BZh is a station",
        b"RIFF" + bytes(4) + b"????",
        b"ftypheic",
        b" " * 1024 + b"%PDF-1.4",
    ],
)
def test_what_only_looks_like_a_signature_is_none(data):
    assert recognise(data, data) is None


def test_the_contents_of_a_zip_are_looked_for_at_its_end():
    tail = b"[Content_Types].xml ... word/document.xml"
    found = recognise(b"PK\x03\x04" + bytes(200), tail)
    assert found.type.endswith("wordprocessingml.document")
    assert found.signature == "ZIP with [Content_Types].xml and word/"
