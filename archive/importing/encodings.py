"""Which encoding the bytes of a text file are in; detected, or refused, never guessed wrongly.

A byte order mark decides (Unicode 15.0, section 23.8). Without one, bytes that are UTF-8 are UTF-8:
other text hardly ever is by accident (RFC 3629, section 8). What is left is told apart by its
words: Cyrillic in windows-1251 stands in long runs of high bytes, Latin-1 has single ones between
ASCII letters. Where that does not decide, the mapping must say it.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from archive.importing.errors import UnreadableTable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_STEP = 1 << 20
"""Bytes read at a time."""
_SAMPLE = 4 << 20
"""Bytes by which encodings of one byte a letter are told apart."""
_LONG_RUN = 2.5
"""From this mean length of runs of high bytes on, they are words of another alphabet."""
_SHORT_RUN = 1.3
"""Up to this one, they are single letters with an accent."""


def encoding_of(path: Path) -> str:
    """The encoding of the text in `path`, under Python's name for it.

    Raises:
        UnreadableTable: it cannot be told.
    """
    with path.open("rb") as file:
        start = file.read(4096)
        for mark, name in _MARKS:
            if start.startswith(mark):
                return name
        if b"\0" in start:
            raise UnreadableTable(path.name, "zero bytes at its start, as in no text")
        file.seek(0)
        if _is_utf8(iter(lambda: file.read(_STEP), b"")):
            return "utf-8"
        file.seek(0)
        found = of_one_byte(file.read(_SAMPLE))
    if found is None:
        why = "bytes that are not UTF-8 and may be in several encodings; state `encoding` in the"
        raise UnreadableTable(path.name, f"{why} mapping")
    return found


def _is_utf8(blocks: object) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in blocks:  # type: ignore[attr-defined] # an iterator over a file's blocks
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def of_one_byte(sample: bytes) -> str | None:
    """windows-1251, latin-1 or windows-1252, by the runs of high bytes; None: it may be either."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    high = b"".join(runs)
    if not high:
        return None
    letters = sum(byte >= 0xC0 or byte in (0xA8, 0xB8) for byte in high) / len(high)
    mean = len(high) / len(runs)
    if mean >= _LONG_RUN and letters > 0.8 and b"\x98" not in high:
        return "windows-1251"
    if mean <= _SHORT_RUN and letters > 0.5:
        between = sum(0x80 <= byte <= 0x9F for byte in high)
        return "windows-1252" if between else "latin-1"
    return None
