"""Which types a file's name announces: extensions in use, and what stands behind them.

Only for comparing a name with the bytes. A photo that is called .pdf is worth a note; neither the
photo nor the name is wrong because of it.
"""

from __future__ import annotations

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OASIS = "application/vnd.oasis.opendocument."
_ZIPPED = {
    "docx": _OFFICE + "wordprocessingml.document",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
    "pptx": _OFFICE + "presentationml.presentation",
    "odt": _OASIS + "text",
    "ods": _OASIS + "spreadsheet",
    "odp": _OASIS + "presentation",
    "epub": "application/epub+zip",
    "apk": "application/vnd.android.package-archive",
}
_OLE = "application/x-ole-storage"

_TYPES: dict[str, str] = {
    **_ZIPPED,
    "jpg jpeg jpe jfif": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "tif tiff": "image/tiff",
    "dng nef arw": "image/tiff",
    "cr2": "image/x-canon-cr2",
    "cr3": "image/x-canon-cr3",
    "heic heif": "image/heic image/heif image/heic-sequence",
    "avif": "image/avif",
    "bmp dib": "image/bmp",
    "jp2": "image/jp2",
    "jxl": "image/jxl",
    "svg": "image/svg+xml",
    "mp4 m4v": "video/mp4",
    "m4a m4b": "audio/mp4",
    "mov qt": "video/quicktime",
    "3gp 3g2": "video/3gpp",
    "avi": "video/x-msvideo",
    "mkv": "video/x-matroska",
    "webm": "video/webm",
    "wmv wma asf": "video/x-ms-asf",
    "flv": "video/x-flv",
    "mpg mpeg": "video/mpeg",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "ogg": "audio/ogg video/ogg application/ogg",
    "oga opus": "audio/ogg",
    "ogv": "video/ogg",
    "flac": "audio/flac",
    "aac": "audio/aac",
    "amr": "audio/amr audio/amr-wb",
    "pdf": "application/pdf",
    "rtf": "application/rtf",
    "doc": f"application/msword {_OLE} application/rtf",
    "xls": f"application/vnd.ms-excel {_OLE}",
    "ppt": f"application/vnd.ms-powerpoint {_OLE}",
    "msg": f"application/vnd.ms-outlook {_OLE}",
    "zip": "application/zip",
    "wacz": "application/wacz",
    "gz tgz": "application/gzip",
    "bz2": "application/x-bzip2",
    "xz": "application/x-xz",
    "zst": "application/zstd",
    "7z": "application/x-7z-compressed",
    "rar": "application/vnd.rar",
    "tar": "application/x-tar",
    "sqlite sqlite3": "application/vnd.sqlite3",
    "db": "application/vnd.sqlite3 application/x-ole-storage",
    "html htm": "text/html application/xhtml+xml",
    "xhtml": "application/xhtml+xml text/html",
    "xml": "application/xml application/xhtml+xml image/svg+xml",
    "json geojson jsonl": "application/json text/plain",
    "vcf": "text/vcard",
    "ics": "text/calendar",
    "vtt": "text/vtt",
    "eml": "message/rfc822 text/plain",
    "txt text csv tsv md rst log srt py": "text/plain",
}

_BY_EXTENSION: dict[str, frozenset[str]] = {
    extension: frozenset(types.split())
    for extensions, types in _TYPES.items()
    for extension in extensions.split()
}


def types_of_extension(extension: str) -> frozenset[str] | None:
    """The types that files with `extension` (with or without a dot) usually are; None: unknown."""
    return _BY_EXTENSION.get(extension.lower().removeprefix("."))


def extension_of_type(media_type: str) -> str:
    """The extension that files of this type usually have, without a dot; "bin" if unknown."""
    meant = (names for names, types in _TYPES.items() if types.split()[0] == media_type)
    known = (name for name, types in _BY_EXTENSION.items() if media_type in types)
    return next(meant, next(known, "bin")).split()[0]
