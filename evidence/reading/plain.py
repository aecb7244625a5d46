"""Plain text and HTML in whatever encoding: told with certainty, or not read as words at all.

UTF-8 and UTF-16 are told by their own form. Encodings of eight bits look alike: one is chosen only
if it makes words of letters that belong together and no other one does so nearly as well; else the
text is not read and a note says so. Wrong letters would be worse than none.
"""

from __future__ import annotations

import codecs
from typing import BinaryIO

from evidence.capture.claims import Claims
from evidence.reading.contents import MAX_TEXT, Contents
from evidence.reading.encodings import encoding_of
from evidence.reading.html import declared_encoding, words_of_html

_MOST_BYTES = 4 * MAX_TEXT
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_REFUSED = "its words were not read: which encoding it has cannot be told with certainty"


def read_plain(file: BinaryIO, media_type: str) -> Contents:
    """The words of a text file, and how they are encoded."""
    file.seek(0)
    data = file.read(_MOST_BYTES)
    rest = file.read(1)
    is_html = media_type in ("text/html", "application/xhtml+xml", "image/svg+xml")
    text, how = decoded(data, declared_encoding(data) if is_html else None)
    if text is None:
        return Contents(Claims(notes=(_REFUSED,)))
    notes = (f"words of the first {_MOST_BYTES:,} bytes were read",) if rest else ()
    claims = Claims(notes=notes, raw={"encoding": how})
    return Contents(claims, words_of_html(text) if is_html else text, f"read as {how}")


def decoded(data: bytes, declared: str | None = None) -> tuple[str | None, str]:
    """The text, and how it was decoded; None if that cannot be told with certainty."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _if_valid(data[len(mark) :], name, f"{name}, by its byte order mark")
    if b"\0" in data[:4096]:
        name = (
            "utf-16-le" if data[:4096][1::2].count(0) > data[:4096][0::2].count(0) else "utf-16-be"
        )
        return _if_valid(data, name, f"{name}, by its form")
    text, how = _if_valid(data, "utf-8", "utf-8, by its form")
    if text is not None:
        return text, how
    if declared and (known := _known(declared)):
        text, how = _if_valid(data, known, f"{known}, as it says")
        if text is not None:
            return text, how
    found = encoding_of(data)
    return _if_valid(data, found, f"{found}, by its letters") if found else (None, "")


def _known(name: str) -> str | None:
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return None
    return codec.name if codec._is_text_encoding else None


def _if_valid(data: bytes, codec: str, how: str) -> tuple[str | None, str]:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        text = decoder.decode(data, final=len(data) < _MOST_BYTES)
    except UnicodeDecodeError:
        return None, ""
    return text.replace("\r\n", "\n").replace("\0", ""), how
