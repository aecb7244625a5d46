"""Mail (RFC 5322, MIME): headers, words, and the list of its parts with their digests.

What headers say is written by whoever sends, and by each server on the way for its own line only.
Attachments are not taken out: the mail is kept whole, and each part is named with its digest, so
that it can be compared with a file that came by itself.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from evidence.capture.claims import ClaimedTime, Claims
from evidence.capture.tags import one_line
from evidence.errors import UnusableTag
from evidence.imaging.pictures import PARSER_ERRORS, said_by
from evidence.reading.contents import Contents
from evidence.reading.errors import UnreadableFile
from evidence.reading.html import declared_encoding, words_of_html
from evidence.reading.plain import decoded

MAX_BYTES = 64 << 20
_HEADER_BYTES = 1 << 20
_TOO_LARGE = f"a mail of more than {MAX_BYTES:,} bytes: of it the headers alone were read"
_HEADERS = (
    "From",
    "To",
    "Cc",
    "Bcc",
    "Reply-To",
    "Sender",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Return-Path",
    "X-Originating-IP",
    "X-Mailer",
    "User-Agent",
)
_IN_WORDS = ("Subject", "From", "To", "Cc", "Date")
_PARTS = 100
_MAIL_ERRORS: tuple[type[Exception], ...] = (MessageError, *PARSER_ERRORS)
_HOPS = 20


def read_mail(file: BinaryIO) -> Contents:
    """Headers and words of a mail; of one that is larger than the limit the headers alone.

    Raises:
        UnreadableFile: it is no mail that is read here.
    """
    is_whole = file.seek(0, 2) <= MAX_BYTES
    file.seek(0)
    source = file if is_whole else io.BytesIO(file.read(_HEADER_BYTES))
    try:
        message = BytesParser(policy=policy.default).parse(source, headersonly=not is_whole)
        headers, hops = _headers(message), _hops(message)
        parts = list(_parts(message))[:_PARTS] if is_whole else []
        bodies, notes = _bodies(message) if is_whole else ([], [_TOO_LARGE])
    except _MAIL_ERRORS as error:
        raise UnreadableFile(said_by(error)) from error
    times, about_times = _times(headers)
    claims = Claims(
        times=times,
        software=headers.get("X-Mailer") or headers.get("User-Agent"),
        notes=(*notes, *about_times),
        raw={f"mail {name}": text for name, text in headers.items()} | hops | dict(parts),
    )
    told = [f"{name}: {headers[name]}" for name in _IN_WORDS if name in headers]
    return Contents(claims, "\n".join(told) + "\n\n" + "\n\n".join(bodies), "read as mail")


def _headers(message: EmailMessage) -> dict[str, str]:
    found = {}
    for name in _HEADERS:
        if (value := message.get(name)) is not None and (text := one_line(str(value))):
            found[name] = text
    return found


def _hops(message: EmailMessage) -> dict[str, str]:
    """The servers that passed it on, the last one first, each line as that server wrote it."""
    lines = message.get_all("Received") or []
    return {
        f"mail Received {number}": one_line(" ".join(str(line).split()))
        for number, line in enumerate(lines[:_HOPS], 1)
    }


def _parts(message: EmailMessage) -> Iterator[tuple[str, str]]:
    for number, part in enumerate(_leaves(message), 1):
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        name = one_line(part.get_filename() or "")
        told = f"{part.get_content_type()}, {len(data)} bytes, SHA-256 "
        told += hashlib.sha256(data).hexdigest()
        yield f"mail part {number}", f"{name}: {told}" if name else told


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.walk():
        if not part.is_multipart() and isinstance(part, EmailMessage):
            yield part


def _bodies(message: EmailMessage) -> tuple[list[str], list[str]]:
    texts: list[str] = []
    notes: list[str] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        content = part.get_payload(decode=True)
        if kind not in ("text/plain", "text/html") or not isinstance(content, bytes):
            continue
        if part.get_content_disposition() == "attachment":
            continue
        named = part.get_content_charset()
        text, _ = decoded(content, named or declared_encoding(content))
        if text is None:
            notes.append("the words of one part were not read: its encoding cannot be told")
        elif kind == "text/html":
            texts.append(words_of_html(text))
        else:
            texts.append(text)
    return list(dict.fromkeys(texts)), notes


def _times(headers: dict[str, str]) -> tuple[tuple[ClaimedTime, ...], tuple[str, ...]]:
    if "Date" not in headers:
        return (), ()
    try:
        time = parsedate_to_datetime(headers["Date"])
    except (ValueError, TypeError, IndexError):
        return (), (str(UnusableTag("mail Date", f"found {headers['Date'][:60]!r}")),)
    zone = None
    if time.tzinfo is not None:
        zone = time.strftime("%z")[:5]
        zone = f"{zone[:3]}:{zone[3:]}"
    wall = time.replace(tzinfo=None, microsecond=0).isoformat()
    return (ClaimedTime(wall, zone, "mail Date"),), ()
