"""Files inside a ZIP (APPNOTE.TXT 6.3.10, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT).

The list at its end says what lies where. Two entries that share bytes are a bomb (as in
https://www.bamsoftware.com/hacks/zipbomb/), so that both are refused. Sums are checked while bytes
come out, and a size that proves a lie ends the file that tells it.
"""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from evidence.containers.errors import BrokenContainer, BrokenMember
from evidence.containers.limits import Flow, Limits
from evidence.containers.member import Member, unsafe_name
from evidence.containers.streams import Headers

_CHUNK = 1 << 20
_SMALL_CHUNK = 1 << 12
"""For ways of compressing of which zipfile takes in as much as it is asked to give, without a limit
on what comes out of that."""
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1 | 0x40
_LOCAL = struct.Struct("<26xHH")
"""The lengths of name and extra field in a local header (4.3.7)."""
_LOCAL_BYTES = 30
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    ArithmeticError,
    LookupError,
    NotImplementedError,
    RuntimeError,
)
"""What zipfile raises over files that somebody has damaged, or that need a password."""
_MADE_ON_UNIX = 3


def zip_members(file: BinaryIO, size: int, limits: Limits) -> Iterator[Member]:
    """What lies in the ZIP of `size` bytes, in the order in which it lies there.

    Raises:
        BrokenContainer: its list cannot be read.
        TooMuchInside: there are too many entries.
    """
    archive = _opened(file, limits)
    entries = sorted(archive.infolist(), key=lambda one: one.header_offset)
    shared, flow = _sharing_bytes(file, entries, archive.start_dir), Flow(limits, size)
    for entry in entries:
        flow.count_entry()
        if not entry.filename.endswith("/"):  # one without any name is told of
            yield _member(archive, entry, flow, shares=entry.header_offset in shared)


def _opened(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(Headers(file, limits.header_bytes))
    except _BROKEN as error:
        raise BrokenContainer(f"it is no ZIP ({error})") from error
    archive.fp = file  # the list has been read; file contents are read step by step
    return archive


def _member(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, flow: Flow, *, shares: bool
) -> Member:
    name = _name(entry)
    refused = (
        unsafe_name(name)
        or _special(entry)
        or ("it shares its bytes with another entry" if shares else "")
        or ("it is encrypted" if entry.flag_bits & _ENCRYPTED else "")
    )
    return Member(name, entry.file_size, refused, lambda: _chunks(archive, entry, flow))


def _name(entry: zipfile.ZipInfo) -> bytes:
    """The name as it stands in the list: without the flag its encoding is not said (4.4.4)."""
    encoding = "utf-8" if entry.flag_bits & _UTF8_NAME else "cp437"
    return entry.orig_filename.encode(encoding)


def _special(entry: zipfile.ZipInfo) -> str:
    mode = entry.external_attr >> 16
    if entry.create_system != _MADE_ON_UNIX or stat.S_IFMT(mode) in (0, stat.S_IFREG):
        return ""
    return "it is a symbolic link" if stat.S_ISLNK(mode) else "it is no plain file"


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, flow: Flow) -> Iterator[bytes]:
    bounded = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    step = _CHUNK if bounded else _SMALL_CHUNK
    flow.check(entry.file_size)
    try:
        with archive.open(entry) as source:
            while data := source.read(step):
                flow.add(len(data))
                yield data
    except _BROKEN as error:
        raise BrokenMember(str(error)) from error


def _sharing_bytes(file: BinaryIO, entries: list[zipfile.ZipInfo], end: int) -> set[int]:
    """Where the entries begin that reach into the next one, and those that are reached into."""
    shared: set[int] = set()
    furthest, owner = 0, -1
    for entry in entries:
        start = entry.header_offset
        if start < furthest or start < 0:
            shared.update((owner, start))
        stop = _end_of(file, entry)
        if stop > end:
            shared.add(start)
        if stop > furthest:
            furthest, owner = stop, start
    return shared


def _end_of(file: BinaryIO, entry: zipfile.ZipInfo) -> int:
    file.seek(max(0, entry.header_offset))
    header = file.read(_LOCAL_BYTES)
    lengths = _LOCAL.unpack(header) if len(header) == _LOCAL_BYTES else (0, 0)
    return int(entry.header_offset + _LOCAL_BYTES + sum(lengths) + entry.compress_size)
