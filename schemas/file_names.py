"""Names of files exactly as they were, whatever bytes they are made of, in text that JSON can hold.

A name on a disk or in a ZIP is bytes, not text. One that is valid UTF-8 stands as it is, line
breaks included. Any other is written with a prefix and percent-encoding (RFC 3986, section 2.1) of
the bytes that are not UTF-8, of the per cent sign itself and of byte 0, which no record may hold:

    photo.jpg           photo.jpg
    f\\xeete.jpg         bytes;percent,f%EEte.jpg

A name that happens to begin with that prefix is written with it once more, so that reading back
always gives the same bytes.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

__all__ = ["PREFIX", "name_bytes", "on_one_line", "written_name"]

PREFIX = "bytes;percent,"
_ESCAPES = range(0xDC80, 0xDD00)
"""What Python puts in place of a byte that is not UTF-8 (PEP 383)."""


def written_name(name: bytes) -> str:
    """The name as text; `name_bytes` gives the bytes back."""
    text = name.decode("utf-8", "surrogateescape")
    strange = any(sign == "\0" or ord(sign) in _ESCAPES for sign in text)
    if not strange and not text.startswith(PREFIX):
        return text
    return PREFIX + "".join(_percent(sign) for sign in text)


def name_bytes(text: str) -> bytes:
    """The bytes of the name that `written_name` wrote as `text`."""
    if text.startswith(PREFIX):
        return unquote_to_bytes(text.removeprefix(PREFIX))
    return text.encode("utf-8")


def on_one_line(text: str) -> str:
    """A text for a terminal: what would break the line or steer the terminal is written out."""
    return "".join(sign if sign.isprintable() else _visible(sign) for sign in text)


def _percent(sign: str) -> str:
    if ord(sign) in _ESCAPES:
        return f"%{ord(sign) - 0xDC00:02X}"
    return {"%": "%25", "\0": "%00"}.get(sign, sign)


def _visible(sign: str) -> str:
    return sign.encode("unicode_escape").decode()
