"""Pictures put into a PDF after its pages were set, so that setting never holds their pixels.

Typst decodes every picture that it places and keeps all pixels until it is done: 1 GB for 140 page
pictures. It gets stand-ins instead: JPEGs of one pixel that carry the digest of the picture which
they stand for. In the PDF that it writes, each is an object of its own that holds the bytes of the
JPEG; the real ones are written in their place, and the table of offsets anew (ISO 32000-1, 7.5.4).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from archive.typesetting.errors import UnsetPages
from evidence.imaging.plain_jpeg import PlainJpeg

__all__ = ["put_pictures", "stand_in"]

_COMMENT = b"\xff\xfe" + (2 + 32).to_bytes(2, "big")
"""A comment segment of 32 bytes (ITU-T T.81, B.2.4.5); behind the start and the segment of JFIF."""
_AT = 2 + 18
_TABLE = re.compile(rb"xref\n0 (\d+)\n")
_LINE_BYTES = 20
_PICTURE = re.compile(
    rb"(\d+ 0 obj\n<<)/Length (\d+)(/Type/XObject/Subtype/Image/Filter/DCTDecode)"
    rb"/Width 1/Height 1(/ColorSpace (?:\d+ 0 R|/Device\w+)/BitsPerComponent 8>>\nstream\n)"
)


@cache
def _pixel(mode: str) -> bytes:
    file = io.BytesIO()
    Image.new(mode, (1, 1)).save(file, "JPEG")
    return file.getvalue()


def stand_in(picture: PlainJpeg) -> bytes:
    """The JPEG of one pixel that stands for a picture; the same for the same."""
    pixel = _pixel("L" if picture.is_grey else "RGB")
    return pixel[:_AT] + _COMMENT + picture.digest + pixel[_AT:]


def put_pictures(pdf: bytes, pictures: Mapping[bytes, Path], out: BinaryIO) -> None:
    """Write the PDF to `out`, with each picture, by its digest, in the place of its stand-in.

    One picture is in memory at a time.

    Raises:
        UnsetPages: a picture has no place, or the PDF is not written as Typst 0.15 writes it.
    """
    offsets, table = _offsets(pdf)
    moved, placed = {}, set[bytes]()
    at = out.write(pdf[: min(offsets.values())])
    for number, piece in _objects(pdf, offsets, table):
        moved[number] = at
        digest = _stands_for(piece)
        if digest in pictures:
            at += out.write(_filled(piece, PlainJpeg.of(pictures[digest].read_bytes())))
            placed.add(digest)
        else:
            at += out.write(piece)
    if missing := pictures.keys() - placed:
        raise UnsetPages(f"no place for {len(missing)} of {len(pictures)} pictures")
    out.write(_moved_table(pdf[table:], moved, at))


def _offsets(pdf: bytes) -> tuple[dict[int, int], int]:
    """Where each object begins, by its number, and where the table does."""
    at = int(pdf[pdf.rindex(b"startxref\n") + 10 :].split(b"\n", 1)[0])
    head = _TABLE.match(pdf, at)
    if head is None:
        raise UnsetPages("a PDF without a table of offsets")
    lines = _lines(pdf, head)
    return {row: int(one[:10]) for row, one in enumerate(lines) if one[17:18] == b"n"}, at


def _lines(pdf: bytes, head: re.Match[bytes]) -> list[bytes]:
    """The lines of a table that begins with `head`."""
    steps = range(head.end(), head.end() + _LINE_BYTES * int(head[1]), _LINE_BYTES)
    return [pdf[at : at + _LINE_BYTES] for at in steps]


def _objects(pdf: bytes, offsets: Mapping[int, int], end: int) -> Iterator[tuple[int, bytes]]:
    """Each object with its number, as they follow one another."""
    rows: Sequence[tuple[int, int]] = sorted(offsets.items(), key=lambda row: row[1])
    ends = [*(at for _, at in rows[1:]), end]
    for (number, start), stop in zip(rows, ends, strict=True):
        yield number, pdf[start:stop]


def _stands_for(piece: bytes) -> bytes:
    """The digest of the picture for which an object stands; empty if it is something else."""
    head = _PICTURE.match(piece)
    if head is None:
        return b""
    stream = piece[head.end() :]
    at = _AT + len(_COMMENT)
    return stream[at : at + 32] if stream[_AT:at] == _COMMENT else b""


def _filled(piece: bytes, picture: PlainJpeg) -> bytes:
    head = _PICTURE.match(piece)
    assert head is not None
    size = f"/Width {picture.width}/Height {picture.height}".encode()
    length = f"/Length {len(picture.content)}".encode()
    tail = piece[head.end() + int(head[2]) :]
    return b"".join([head[1], length, head[3], size, head[4], picture.content, tail])


def _moved_table(old: bytes, moved: Mapping[int, int], at: int) -> bytes:
    """The table with the new offsets, and what follows it."""
    head = _TABLE.match(old)
    assert head is not None
    lines = _lines(old, head)
    for number, offset in moved.items():
        lines[number] = f"{offset:010d}".encode() + lines[number][10:]
    trailer = old[head.end() + _LINE_BYTES * len(lines) :]
    trailer = trailer[: trailer.rindex(b"startxref\n")]
    return b"".join([head[0], *lines, trailer, b"startxref\n%d\n%%%%EOF" % at])
