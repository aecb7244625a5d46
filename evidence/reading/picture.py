"""What a picture says of itself: EXIF, and beside it XMP, IPTC and the texts of PNG."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import BinaryIO

from evidence.capture.claims import Claims
from evidence.capture.exif import read_exif
from evidence.errors import UnusableTag
from evidence.imaging.pictures import PARSER_ERRORS, picture_header
from evidence.reading.contents import Contents
from evidence.reading.errors import UnreadableFile
from evidence.reading.iptc import read_iptc, time_of_iptc
from evidence.reading.xmp import Xmp, read_xmp, software_in


def read_picture(file: BinaryIO) -> Contents:
    """Its claims, each by its tag. Nothing is decoded, and nothing raised over bad content."""
    claims = read_exif(file)
    file.seek(0)
    packet, iptc = _beside_exif(file)
    claims = _with_iptc(claims, iptc)
    if packet:
        try:
            claims = _with_xmp(claims, read_xmp(packet))
        except UnreadableFile as error:
            claims = replace(claims, notes=(*claims.notes, f"XMP was not read: {error.why}"))
    return Contents(claims)


def _beside_exif(file: BinaryIO) -> tuple[bytes, dict[str, str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow has to say is in the notes already
        try:
            with picture_header(file) as picture:
                found = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
                packet = found if isinstance(found, bytes) else str(found).encode()
                return packet, read_iptc(picture)
        except PARSER_ERRORS:  # a file of no known format among them
            return b"", {}


def _with_iptc(claims: Claims, tags: dict[str, str]) -> Claims:
    try:
        time = time_of_iptc(tags)
    except UnusableTag as error:
        claims, time = replace(claims, notes=(*claims.notes, str(error))), None
    times = (*claims.times, time) if time else claims.times
    return replace(claims, times=times, raw={**claims.raw, **tags})


def _with_xmp(claims: Claims, xmp: Xmp) -> Claims:
    named = {f"XMP {name}": text for name, text in xmp.properties.items() if text}
    has_gps = any(tag.startswith("GPS ") for tag in claims.raw)
    return replace(
        claims,
        times=(*claims.times, *xmp.times),
        place=claims.place if claims.place or has_gps else xmp.place,
        software=claims.software or software_in(xmp.properties),
        notes=(*claims.notes, *xmp.notes),
        raw={**claims.raw, **named},
    )
