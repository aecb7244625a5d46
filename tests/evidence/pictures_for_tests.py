"""Small pictures with and without tags, made as each test needs them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image, ImageDraw


def make_exif(*, image: dict[int, Any] | None = None, **groups: dict[int, Any]) -> Image.Exif:
    """Tags by number; `exif` and `gps` are the groups beside the main one."""
    exif = Image.Exif()
    for number, value in (image or {}).items():
        exif[number] = value
    for name, pointer in (("exif", ExifTags.IFD.Exif), ("gps", ExifTags.IFD.GPSInfo)):
        if name in groups:
            exif.get_ifd(pointer).update(groups[name])
            exif[pointer] = 0  # where it lies is filled in when it is written
    return exif


def make_picture(
    size: tuple[int, int] = (120, 80), mode: str = "RGB", ground: str = "#ffffffff"
) -> Image.Image:
    """A roof over a slope: red to the left above, so that every turn can be told."""
    picture = Image.new(mode, size, ground)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, size[0] // 2, size[1] // 4), fill="red")
    pen.polygon([(0, size[1]), (size[0], size[1]), (size[0], size[1] // 2)], fill="black")
    return picture


def written(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The bytes of a file of that kind."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def png_bomb(side: int) -> bytes:
    """A small PNG file that unfolds into `side` × `side` pixels of one bit."""
    rows = bytes((1 + (side + 7) // 8) * 1000)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = squeeze.compress(rows) + squeeze.flush(zlib.Z_FULL_FLUSH)  # may be repeated as it is
    sum_of_zeros = struct.pack(">HH", len(rows) * (side // 1000) % 65521, 1)  # Adler-32
    data = b"\x78\x9c" + block * (side // 1000) + b"\x03\x00" + sum_of_zeros
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)),
        (b"IDAT", data),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
