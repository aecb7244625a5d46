"""Whether bytes are text, how they are encoded, and what kind of text they are.

UTF-8 and UTF-16 are told with certainty, or nearly so. Older encodings of eight bits (Windows-1251,
ISO 8859) are told as such, but not which one it is: nothing in the bytes says so. HTML is told by
its first element, after WHATWG MIME Sniffing 7.1, https://mimesniff.spec.whatwg.org/ .
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from evidence.media_types.signatures import Recognised

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""What no text holds. Tab, line feed, form feed, return and escape are found in real texts."""
_SHORTEST_EIGHT_BIT = 16
"""Fewer bytes than this might be free of control codes by chance."""

_HTML = frozenset({"html", "head", "body", "title", "script"})
"""Fewer than the standard lists: texts in Markdown begin with <a> or <p> as well."""
_SPACE = re.compile(r"\s++")
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_FIRST_WORDS = (
    ("BEGIN:VCARD", "text/vcard"),
    ("BEGIN:VCALENDAR", "text/calendar"),
    ("WEBVTT", "text/vtt"),
)
_HEADER = re.compile(r"[!-9;-~]{1,76}:")
_OF_MAIL = frozenset(
    {"from", "to", "cc", "date", "subject", "message-id", "received", "return-path"}
    | {"mime-version", "content-type", "delivered-to", "in-reply-to", "references", "reply-to"}
)
_ENOUGH_HEADERS = 3
_JSON_BEGINS = re.compile(r'(?:\{\s*["}]|\[\s*[\]\[{"\-0-9tfn])')


@dataclass(frozen=True, slots=True)
class _Text:
    start: str
    end: str
    encoding: str


def recognise_text(head: bytes, tail: bytes, *, whole: bool) -> Recognised | None:
    """The kind of text that begins with `head` and ends with `tail`; None: it is no text.

    `whole` says that `head` is the entire file, so that a character may not be cut at its end.
    """
    text = _decoded(head, tail, whole=whole)
    if text is None:
        return None
    start = text.start.lstrip("\ufeff \t\r\n\f")
    if start.startswith("<"):
        marked_up = _markup(start, text.end.rstrip())
        if marked_up is not None:
            return marked_up
    if _JSON_BEGINS.match(start) and text.end.rstrip().endswith("]" if start[0] == "[" else "}"):
        return Recognised("application/json", f"{text.encoding}, {start[0]}")
    if _is_mail(start):
        return Recognised("message/rfc822", "headers of mail")
    for words, media_type in _FIRST_WORDS:
        if start.startswith(words):
            return Recognised(media_type, words)
    return Recognised("text/plain", text.encoding)


def _is_mail(start: str) -> bool:
    """Whether it begins with headers (RFC 5322, 2.2), and three of those that mail has."""
    block, _, _ = start.replace("\r\n", "\n").partition("\n\n")
    lines = block.split("\n")
    if not all(_HEADER.match(line) or line.startswith((" ", "\t")) for line in lines):
        return False
    named = {line.partition(":")[0].lower() for line in lines}
    return len(named & _OF_MAIL) >= _ENOUGH_HEADERS


def _decoded(head: bytes, tail: bytes, *, whole: bool) -> _Text | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return _if_clean(
                head, tail, encoding, f"{encoding.upper()} with a byte order mark", whole
            )
    if b"\0" in head:
        encoding = _by_zeros(head)
        return _if_clean(head, tail, encoding, encoding.upper(), whole) if encoding else None
    utf8 = _if_clean(head, tail, "utf-8", "UTF-8", whole)
    if utf8 is not None or len(head) < _SHORTEST_EIGHT_BIT:
        return utf8
    return _if_clean(head, tail, "latin-1", "eight-bit text, its encoding unknown", whole)


def _if_clean(head: bytes, tail: bytes, codec: str, label: str, whole: bool) -> _Text | None:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        start = decoder.decode(head, final=whole)
    except UnicodeDecodeError:
        return None
    if _CONTROLS.search(start) or ("\x7f" in start and codec == "latin-1"):
        return None
    return _Text(start, start if whole else tail.decode(codec, errors="replace"), label)


def _by_zeros(head: bytes) -> str:
    """UTF-16 without a mark, where every second byte of most characters is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.4 * half and even == 0:
        return "utf-16-le"
    if even > 0.4 * half and odd == 0:
        return "utf-16-be"
    return ""


def _markup(start: str, end: str) -> Recognised | None:
    declared = start.startswith("<?xml")
    doctype, root, local = _root(start)
    if local == "svg" or doctype == "svg":
        return Recognised("image/svg+xml", f"<{root}" if root else "<!DOCTYPE svg")
    if declared:
        kind = "application/xhtml+xml" if local == "html" else "application/xml"
        return Recognised(kind, "<?xml" + (f", <{root}" if root else ""))
    if doctype == "html" or local in _HTML:
        return Recognised("text/html", "<!DOCTYPE html" if doctype == "html" else f"<{root}")
    closed = end.endswith((f"</{root}>", "/>")) and bool(root)
    if doctype or closed:
        return Recognised("application/xml", f"<!DOCTYPE {doctype}" if doctype else f"<{root}")
    return None


def _root(text: str) -> tuple[str, str, str]:
    """Name after DOCTYPE, name of the first element, and that without a prefix; "" for none."""
    doctype, at = "", 0
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if text.startswith("<?", at):
            end = text.find("?>", at) + 2
        elif text.startswith("<!--", at):
            end = text.find("-->", at + 4) + 3
        elif text[at : at + 9].lower() == "<!doctype":
            named = re.match(r"\s*([\w:.-]+)", text[at + 9 : at + 109])
            doctype = named[1].lower() if named else ""
            subset, close = text.find("[", at), text.find(">", at)
            end = text.find("]>", at) + 2 if 0 <= subset < close else close + 1
        else:
            break
        if end <= at:
            return doctype, "", ""
        at = end
    root = _ROOT.match(text, at)
    if root is None:
        return doctype, "", ""
    return doctype, root[0][1:], root[2].lower()
