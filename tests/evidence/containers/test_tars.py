"""What lies in a TAR comes out as it was; what is dangerous is refused, what breaks off says so."""

from __future__ import annotations

import io
import random
import tarfile

import pytest

from evidence.containers import Limits, is_container
from tests.evidence.containers.packing import REGULAR, tar, told

NAMES = {"w": b"a.tar", "w:gz": b"a.tar.gz", "w:bz2": b"a.tbz2", "w:xz": b"a.tar.xz"}
FILES = (
    ("DCIM", None, tarfile.DIRTYPE),
    ("DCIM/1.jpg", b"p" * 512, REGULAR),
    ("caf\udce9\n.txt", b"x", REGULAR),
    ("n" * 255, b"long", REGULAR),
    ("empty", None, REGULAR),
)


@pytest.mark.parametrize("mode", NAMES)
def test_files_come_out_as_they_went_in_however_compressed(mode):
    assert told(tar(*FILES, mode=mode), NAMES[mode]) == {
        b"DCIM/1.jpg": b"p" * 512,
        b"caf\xe9\n.txt": b"x",
        b"n" * 255: b"long",
        b"empty": b"",
    }


@pytest.mark.parametrize(
    ("name", "kind", "why"),
    [
        ("link", tarfile.SYMTYPE, "it is a symbolic link"),
        ("hard", tarfile.LNKTYPE, "it is a link to another entry"),
        ("pipe", tarfile.FIFOTYPE, "it is a named pipe"),
        ("disk", tarfile.BLKTYPE, "it is a device"),
        ("tty", tarfile.CHRTYPE, "it is a device"),
        ("../x", REGULAR, "its name leads out of the archive file (..)"),
        ("/etc/x", REGULAR, "its name is an absolute path"),
    ],
)
def test_what_is_no_plain_file_below_is_refused_and_the_rest_comes_out(name, kind, why):
    found = told(tar((name, None, kind), ("good", b"x", REGULAR)), b"a.tar")
    assert found == {name.encode(): why, b"good": b"x"}


NOISE, MORE = random.Random(3).randbytes(100_000), random.Random(4).randbytes(1_200_000)


@pytest.mark.parametrize("mode", NAMES)
def test_one_that_breaks_off_says_so_after_what_came_out(mode):
    whole = tar(("a", NOISE, REGULAR), ("b", MORE, REGULAR), mode=mode)
    found = told(whole[: len(whole) * 5 // 6], NAMES[mode])
    assert found[b"a"] == NOISE
    assert "breaks off" in str(found[b"b"])


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_the_sum_at_the_end_of_a_compressed_one_is_looked_at(mode):
    found = told(tar(("a", b"A", REGULAR), mode=mode)[:-2], NAMES[mode])
    assert b"" in found


def test_a_damaged_header_in_the_middle_is_not_taken_for_the_end():
    data = bytearray(tar(("a", b"A", REGULAR), ("b", b"B", REGULAR)))
    data[1024:1034] = b"\xff" * 10
    found = told(bytes(data), b"a.tar")
    assert found[b"a"] == b"A"
    assert "goes on with something else" in str(found[b""])


def test_a_bomb_ends_at_its_limit():
    data = tar(("bomb", bytes(300_000), REGULAR), ("b", b"B", REGULAR), mode="w:gz")
    found = told(data, b"a.tgz", Limits(free_bytes=1 << 10, ratio=20))
    assert "(a ratio of 20:1)" in str(found[b"bomb"])
    assert b"b" not in found
    assert "(a ratio of 20:1)" in str(found[b""])


def test_a_header_of_a_size_that_no_header_has_is_not_read_into_memory():
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = tarfile.XHDTYPE, 1 << 40
    data = info.tobuf(tarfile.GNU_FORMAT) + bytes(1024)
    assert "a header says that it has 1,099,511,627,776 bytes" in str(told(data, b"a.tar")[b""])


def test_holes_count_like_bytes():
    # GNU's sparse form: one hole of a terabyte, of which nothing stands in the file.
    header = bytearray(tarfile.TarInfo("hole").tobuf(tarfile.GNU_FORMAT))
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[483:495] = b"%011o\0" % (1 << 32)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    found = told(bytes(header) + bytes(1024), b"a.tar")
    assert "expected at most 67,108,864 bytes" in str(found[b"hole"])


def test_too_many_entries_end_it():
    data = tar(*((str(n), b"x", REGULAR) for n in range(5)))
    assert told(data, b"a.tar", Limits(entries=3))[b""] == "expected at most 3 entries, found 4"


def test_one_inside_another_stays_whole():
    inner = tar(("a", b"A", REGULAR))
    assert told(tar(("inner.tar", inner, REGULAR)), b"a.tar") == {b"inner.tar": inner}


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"x" * 600, b"a.tar"), (b"", b"a.tar"), (tar(*FILES), b"a.jpg"), (b"\x1f\x8b", b"a.gz")],
)
def test_what_is_no_tar_by_bytes_and_name_is_not_opened(data, name):
    assert not is_container(io.BytesIO(data), name)
