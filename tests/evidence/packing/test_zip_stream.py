"""A ZIP that is written without seeking, read back by the standard library."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

import pytest

from evidence.errors import BadBag
from evidence.packing import zip_stream
from evidence.packing.zip_stream import ZipStream


def made(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    stream = ZipStream(out)
    for name, data in files.items():
        stream.add(name, [data[:3], data[3:]], size=len(data), crc32=zlib.crc32(data))
    stream.close()
    return out.getvalue()


def test_the_standard_library_reads_it() -> None:
    files = {"a/empty.txt": b"", "a/b.txt": b"words " * 100}
    with zipfile.ZipFile(io.BytesIO(made(files))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_it_is_what_the_standard_library_would_write() -> None:
    data = b"words"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.txt", (1980, 1, 1, 0, 0, 0))
        info.create_system = 3
        info.external_attr = 0o100644 << 16
        archive.writestr(info, data)
    assert made({"a.txt": data}) == out.getvalue()


@pytest.mark.parametrize(
    ("size", "crc32"), [(4, zlib.crc32(b"words")), (5, 1)], ids=["size", "crc"]
)
def test_other_bytes_than_were_announced_are_refused(size: int, crc32: int) -> None:
    with pytest.raises(BadBag, match="CRC-32"):
        ZipStream(io.BytesIO()).add("a", [b"words"], size=size, crc32=crc32)


class Counting:
    """Takes gigabytes and keeps only what is not zero."""

    def __init__(self) -> None:
        self.length = 0
        self.pieces: list[tuple[int, bytes]] = []

    def write(self, data: bytes) -> int:
        if len(data) < 1 << 20:
            self.pieces.append((self.length, data))
        self.length += len(data)
        return len(data)


def test_sizes_and_offsets_beyond_four_gigabytes_are_told_by_zip64(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    block = bytes(1 << 24)
    count = 257
    size = count * len(block)
    monkeypatch.setattr(zip_stream.zlib, "crc32", lambda *_: 7)  # of 4 GB it takes seconds

    def blocks() -> Iterator[bytes]:
        for _ in range(count):
            yield block

    target = Counting()
    stream = ZipStream(target)
    stream.add("big", blocks(), size=size, crc32=7)
    stream.add("small", [b"x"], size=1, crc32=7)
    stream.close()
    end = b"".join(data for at, data in target.pieces if at > size)
    central = end[end.index(struct.pack("<I", 0x02014B50)) :]
    assert struct.pack("<HHQQ", 1, 16, size, size) in central
    offset = struct.unpack_from("<HHQ", central, central.index(b"small") + 5)[2]
    assert offset > 0xFFFFFFFF
    where = central.index(struct.pack("<I", 0x06064B50))
    entries, total, directory, start = struct.unpack_from("<QQQQ", central, where + 24)
    assert (entries, total) == (2, 2)
    assert start > 0xFFFFFFFF
    assert directory == where
    assert struct.pack("<I", 0x07064B50) in central
