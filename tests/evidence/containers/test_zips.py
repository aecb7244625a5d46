"""What lies in a ZIP comes out as it was; what is dangerous or broken is refused alone."""

from __future__ import annotations

import io
import zipfile

import pytest

from evidence.containers import Limits, is_container
from tests.evidence.containers.packing import told, zipped

FEW = Limits(entries=3, total_bytes=1 << 20, free_bytes=1 << 10, header_bytes=1 << 10)


@pytest.mark.parametrize(
    "method",
    [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA],
)
def test_files_come_out_as_they_went_in(method):
    def fill(archive):
        archive.writestr("DCIM/", "")
        archive.writestr("DCIM/1.jpg", b"photo" * 1000, method)
        archive.writestr("пусто.txt", b"")

    data = zipped(fill)
    assert told(data, b"phone.ZIP") == {
        b"DCIM/1.jpg": b"photo" * 1000,
        "пусто.txt".encode(): b"",
    }


def test_names_are_the_bytes_that_stand_there_whatever_they_mean():
    data = zipped(lambda archive: archive.writestr("abcd.jpg", b"x"))
    data = data.replace(b"abcd.jpg", b"f\xeate.jpg")  # Latin-1, which nothing in the file says
    assert told(data, b"a.zip") == {b"f\xeate.jpg": b"x"}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../x", "leads out"),
        ("", "has no name"),
        ("a/../../x", "leads out"),
        ("..\\x", "leads out"),
        ("/etc/x", "absolute"),
        ("C:\\x", "absolute"),
        ("\\\\host\\x", "absolute"),
    ],
)
def test_a_name_that_would_lead_elsewhere_is_refused(name, why):
    def fill(archive):
        archive.writestr(zipfile.ZipInfo(name), b"evil")
        archive.writestr("good", b"x")

    found = told(zipped(fill), b"a.zip")
    assert found[b"good"] == b"x"
    assert why in str(found[name.encode()])


def test_links_are_refused():
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    data = zipped(lambda archive: archive.writestr(link, "/etc/passwd"))
    assert told(data, b"a.zip") == {b"link": "it is a symbolic link"}


def test_an_encrypted_file_is_refused_and_the_others_come_out():
    data = bytearray(
        zipped(lambda archive: (archive.writestr("a", b"A"), archive.writestr("b", b"B")))
    )
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    assert told(bytes(data), b"a.zip") == {b"a": "it is encrypted", b"b": b"B"}


def test_a_file_whose_sum_is_another_is_refused_and_the_others_come_out():
    data = zipped(
        lambda archive: (archive.writestr("a", b"A" * 99), archive.writestr("b", b"B" * 99))
    )
    found = told(data.replace(b"A" * 99, b"A" * 98 + b"?"), b"a.zip")
    assert "Bad CRC-32" in str(found[b"a"])
    assert found[b"b"] == b"B" * 99


def test_entries_that_share_their_bytes_are_refused():
    # The list names one and the same content twice: so does a bomb a thousand times.
    data = zipped(lambda archive: archive.writestr("aa", b"A" * 99))
    begin, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry, tail = data[begin:end], bytearray(data[end:])
    tail[8:12] = b"\2\0\2\0"
    tail[12:16] = (2 * len(entry)).to_bytes(4, "little")
    doubled = data[:begin] + entry + entry + bytes(tail)
    assert told(doubled, b"a.zip") == {b"aa": "it shares its bytes with another entry"}


def test_more_than_the_limits_allow_is_refused():
    def fill(archive):
        archive.writestr("bomb", bytes(100_000), zipfile.ZIP_DEFLATED)
        archive.writestr("good", b"x")

    found = told(zipped(fill), b"a.zip", Limits(free_bytes=1 << 10))
    assert "(a ratio of 200:1), found 100,000" in str(found[b"bomb"])
    assert found[b"good"] == b"x"


def test_too_many_entries_end_it():
    def fill(archive):
        for number in range(5):
            archive.writestr(f"{number}", b"x")

    found = told(zipped(fill), b"a.zip", FEW)
    assert found[b""] == "expected at most 3 entries, found 4"
    assert len(found) == 4


def test_a_list_that_would_fill_the_memory_is_not_read():
    data = zipped(lambda archive: archive.writestr("n" * 5000, b"x"))
    assert "a header says that it has 5,046 bytes" in str(told(data, b"a.zip", FEW)[b""])


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_zip_that_was_cut_off_says_so(cut):
    data = zipped(lambda archive: archive.writestr("a", b"A" * 300))
    assert "it is no ZIP" in str(told(data[:-cut], b"a.zip")[b""])


@pytest.mark.parametrize("name", [b"letter.docx", b"book.epub", b"app.apk", b"page.wacz", b"x.jpg"])
def test_files_that_are_zips_by_their_bytes_only_stay_whole(name):
    data = zipped(lambda archive: archive.writestr("a", b"A"))
    assert not is_container(io.BytesIO(data), name)
    assert told(data, name) == {}


def test_a_zip_by_its_name_only_is_no_zip():
    assert not is_container(io.BytesIO(b"\xff\xd8\xff\xe0"), b"photo.zip")
