"""Files inside a TAR (POSIX pax, GNU and old forms), plain or compressed by gzip, bzip2 or xz.

A TAR is read from its beginning to its end, once. What it holds beside plain files (links, devices,
pipes) is refused.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from evidence.containers.errors import BrokenContainer, BrokenMember, ContainerError
from evidence.containers.limits import Flow, Limits
from evidence.containers.member import Member, unsafe_name
from evidence.containers.streams import Onward, Readable, Unxz

_CHUNK = 1 << 20
_BROKEN = (
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    ArithmeticError,
    LookupError,
    RecursionError,
)
"""What tarfile raises over files that somebody has damaged."""
_BLOCK = 512
MAGIC = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz"}
"""How each way of compressing begins."""


def tar_members(file: BinaryIO, size: int, limits: Limits) -> Iterator[Member]:
    """What lies in the TAR of `size` bytes, in the order in which it lies there.

    Raises:
        BrokenContainer: it cannot be read on; what was told of before came out whole.
        TooMuchInside: there are too many entries, or too many bytes came out of it.
    """
    flow = Flow(limits, size)
    stream = Onward(uncompressed(file), flow, limits.header_bytes)
    archive = _opened(stream)
    entry = _next(archive)
    while entry is not None:
        flow.count_entry()
        if not entry.isdir():
            yield _member(archive, entry, flow)
        archive.members = []  # type: ignore[attr-defined] # it would keep them all
        entry = _next(archive)
    if stream.last.strip(b"\0") or len(stream.last) < _BLOCK:
        raise BrokenContainer("it breaks off, or goes on with something else, after its last file")
    _drain(stream)


def _opened(stream: Onward) -> tarfile.TarFile:
    try:
        return tarfile.TarFile(fileobj=stream, errors="surrogateescape")
    except ContainerError:
        raise
    except _BROKEN as error:
        raise BrokenContainer(f"it is no TAR ({error})") from error


def uncompressed(file: BinaryIO) -> Readable:
    """The stream with its compression taken off, if it has one that is known."""
    file.seek(0)
    start = file.read(6)
    file.seek(0)
    match next((name for magic, name in MAGIC.items() if start.startswith(magic)), None):
        case "gzip":
            return gzip.GzipFile(fileobj=file)
        case "bzip2":
            return bz2.BZ2File(file)
        case "xz":
            return Unxz(file)
        case _:
            return file


def _next(archive: tarfile.TarFile) -> tarfile.TarInfo | None:
    try:
        return archive.next()
    except ContainerError:
        raise
    except _BROKEN as error:
        raise BrokenContainer(f"it breaks off ({error})") from error


def _drain(stream: Onward) -> None:
    """Read to the end, where what was compressed has its sum."""
    try:
        while stream.read(_CHUNK):
            pass
    except ContainerError:
        raise
    except _BROKEN as error:
        raise BrokenContainer(f"all came out, but its sum is another ({error})") from error


def _member(archive: tarfile.TarFile, entry: tarfile.TarInfo, flow: Flow) -> Member:
    name = entry.name.encode("utf-8", "surrogateescape")
    refused = unsafe_name(name) or _special(entry)
    return Member(name, entry.size, refused, lambda: _chunks(archive, entry, flow))


def _special(entry: tarfile.TarInfo) -> str:
    if entry.isreg():
        return ""
    kinds = (
        (entry.issym(), "a symbolic link"),
        (entry.islnk(), "a link to another entry"),
        (entry.isfifo(), "a named pipe"),
        (entry.isdev(), "a device"),
    )
    kind = next((name for belongs, name in kinds if belongs), "of a kind that is not known")
    return f"it is {kind}"


def _chunks(archive: tarfile.TarFile, entry: tarfile.TarInfo, flow: Flow) -> Iterator[bytes]:
    left = entry.size
    if entry.issparse():  # it can have holes of any size, which are not in the stream
        flow.add(left)
    try:
        source = archive.extractfile(entry)
        assert source is not None  # it is a plain file
        while data := source.read(min(_CHUNK, left)):
            left -= len(data)
            yield data
    except ContainerError:
        raise
    except _BROKEN as error:
        raise BrokenMember(f"it breaks off ({error})") from error
    if left:
        raise BrokenMember(f"it breaks off {left:,} bytes before its end")
