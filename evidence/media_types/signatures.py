"""What the first bytes of a file say about its type: the signatures of the common formats.

The general tables mix these up most often (BMP with text that begins "BM", documents with ZIP, HEIC
with MP4), so they are asked before any general table. Sources: IANA media types,
https://www.iana.org/assignments/media-types/ ; https://mimesniff.spec.whatwg.org/ ; ISO/IEC
14496-12 (ftyp); PKWARE APPNOTE.TXT; OpenDocument 1.3 part 2, 3.3; ISO/IEC 11172-3 (frames).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recognised:
    """A type, and what in the bytes says so."""

    type: str
    signature: str


_AT_START: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0\x10\0\0\0CR", "image/x-canon-cr2"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"ID3\x02", "audio/mpeg"),
    (b"ID3\x03", "audio/mpeg"),
    (b"ID3\x04", "audio/mpeg"),
    (b"fLaC\0", "audio/flac"),
    (b"#!AMR\n", "audio/amr"),
    (b"#!AMR-WB\n", "audio/amr-wb"),
    (b"FLV\x01", "video/x-flv"),
    (b"\0\0\x01\xba", "video/mpeg"),
    (b"\0\0\x01\xb3", "video/mpeg"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
)

_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}

_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic-sequence",
    b"hevx": "image/heic-sequence",
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"crx ": "image/x-canon-cr3",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
}

_QUICKTIME_ATOMS = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})

_IN_ZIP: tuple[tuple[tuple[bytes, ...], str], ...] = (
    (
        (b"[Content_Types].xml", b"word/"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        (b"[Content_Types].xml", b"xl/"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        (b"[Content_Types].xml", b"ppt/"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ((b"AndroidManifest.xml", b"classes.dex"), "application/vnd.android.package-archive"),
    ((b"datapackage.json", b"archive/", b"pages/pages.jsonl"), "application/wacz"),
)

_IN_OLE: tuple[tuple[str, str], ...] = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("__substg1.0_", "application/vnd.ms-outlook"),
)

_BMP_HEADER_BYTES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
_PDF_WITHIN_BYTES = 1024
"""Readers of PDF accept the signature anywhere in the first kilobyte (ISO 32000-1, annex H)."""


def recognise(head: bytes, tail: bytes) -> Recognised | None:
    """The type that the signature in `head` stands for; None: there is no signature known here.

    `tail` is the end of the same file: the list of contents of a ZIP file is there.
    """
    for signature, media_type in _AT_START:
        if head.startswith(signature):
            return Recognised(media_type, _shown(signature))
    for rule in _RULES:
        found = rule(head, tail)
        if found is not None:
            return found
    return None


def _riff(head: bytes, _: bytes) -> Recognised | None:
    if head.startswith(b"RIFF") and head[8:12] in _RIFF:
        return Recognised(_RIFF[head[8:12]], f"RIFF, {_shown(head[8:12])}")
    return None


def _iso_media(head: bytes, _: bytes) -> Recognised | None:
    if head[4:8] != b"ftyp":
        return None
    box = head[: min(int.from_bytes(head[:4], "big"), 1024)]
    major = box[8:12]
    compatible = {box[at : at + 4] for at in range(16, len(box) - 3, 4)}
    said = f"ftyp {_shown(major)}"
    if major in {b"mif1", b"msf1"}:
        codec = next((brand for brand in (b"avif", b"heic", b"heix") if brand in compatible), b"")
        return Recognised(_BRANDS.get(codec, "image/heif"), f"{said} {_shown(codec)}".rstrip())
    if major.startswith(b"3g"):
        return Recognised("video/3gpp", said)
    return Recognised(_BRANDS.get(major, "video/mp4"), said)


def _quicktime(head: bytes, _: bytes) -> Recognised | None:
    if head[4:8] in _QUICKTIME_ATOMS:
        return Recognised("video/quicktime", f"atom {_shown(head[4:8])}")
    return None


def _matroska(head: bytes, _: bytes) -> Recognised | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    if b"webm" in head[:64]:
        return Recognised("video/webm", "EBML, webm")
    return Recognised("video/x-matroska", "EBML")


def _ogg(head: bytes, _: bytes) -> Recognised | None:
    if not head.startswith(b"OggS\0"):
        return None
    if b"\x80theora" in head[:512]:
        return Recognised("video/ogg", "OggS, theora")
    if any(codec in head[:512] for codec in (b"OpusHead", b"\x01vorbis", b"Speex   ")):
        return Recognised("audio/ogg", "OggS, a sound codec")
    return Recognised("application/ogg", "OggS")


def _zip(head: bytes, tail: bytes) -> Recognised | None:
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    stated = re.match(rb"mimetype(application/[\w.+-]+?)(?:PK|$)", head[30:158])
    if stated and stated[1].startswith((b"application/vnd.oasis.", b"application/epub+zip")):
        return Recognised(stated[1].decode("ascii"), "ZIP, its first entry mimetype")
    for names, media_type in _IN_ZIP:
        if all(name in head or name in tail for name in names):
            return Recognised(media_type, "ZIP with " + _shown(b" and ".join(names)))
    return Recognised("application/zip", _shown(head[:4]))


def _ole(head: bytes, tail: bytes) -> Recognised | None:
    if not head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return None
    for stream, media_type in _IN_OLE:
        name = stream.encode("utf-16-le")
        if name in head or name in tail:
            return Recognised(media_type, f"OLE with the stream {stream}")
    return Recognised("application/x-ole-storage", _shown(head[:8]))


def _bmp(head: bytes, _: bytes) -> Recognised | None:
    header = int.from_bytes(head[14:18], "little")
    if head.startswith(b"BM") and head[6:10] == bytes(4) and header in _BMP_HEADER_BYTES:
        return Recognised("image/bmp", "BM")
    return None


def _bzip2(head: bytes, _: bytes) -> Recognised | None:
    if re.match(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)", head):
        return Recognised("application/x-bzip2", "BZh")
    return None


def _tar(head: bytes, _: bytes) -> Recognised | None:
    return Recognised("application/x-tar", "ustar at 257") if head[257:262] == b"ustar" else None


def _mpeg_audio(head: bytes, _: bytes) -> Recognised | None:
    """A frame of MPEG sound without tags before it: eleven bits set, and no reserved value."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    if layer == 0 and version >= 2 and head[2] >> 2 & 15 < 13:
        return Recognised("audio/aac", "ADTS frame")
    rates_exist = head[2] >> 4 != 15 and head[2] >> 2 & 3 != 3
    if layer in {1, 2} and version != 1 and rates_exist:
        return Recognised("audio/mpeg", "MPEG audio frame")
    return None


def _late_pdf(head: bytes, _: bytes) -> Recognised | None:
    at = head.find(b"%PDF-", 0, _PDF_WITHIN_BYTES)
    return Recognised("application/pdf", f"%PDF- at {at}") if at > 0 else None


_RULES: tuple[Callable[[bytes, bytes], Recognised | None], ...] = (
    _riff,
    _iso_media,
    _quicktime,
    _matroska,
    _ogg,
    _zip,
    _ole,
    _bmp,
    _bzip2,
    _tar,
    _mpeg_audio,
    _late_pdf,
)


def _shown(signature: bytes) -> str:
    text = signature.decode("latin-1").strip()
    return text if text.isascii() and text.isprintable() else signature.hex(" ")
