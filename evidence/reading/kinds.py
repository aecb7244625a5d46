"""Which media types can be read, and of which a small picture can be drawn. Imports no reader."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A group of media types that one reader reads."""

    PICTURE = "picture"
    DRAWING = "drawing"
    """SVG: a picture that is a text, and is not drawn here."""
    FILM = "film"
    SOUND = "sound"
    PDF = "pdf"
    OFFICE = "office"
    MAIL = "mail"
    PLAIN = "plain"
    """Text of any kind, HTML among them."""
    ZIP = "zip"


DRAWN = frozenset({Kind.PICTURE, Kind.FILM, Kind.PDF})
"""Kinds of which a small picture can be drawn."""

HEIC = frozenset({"image/heic", "image/heif", "image/heic-sequence"})
"""Pictures that only the extra `heic` opens."""

_ONE = {
    "image/svg+xml": Kind.DRAWING,
    "application/ogg": Kind.SOUND,
    "application/pdf": Kind.PDF,
    "message/rfc822": Kind.MAIL,
    "application/json": Kind.PLAIN,
    "application/xhtml+xml": Kind.PLAIN,
    "application/xml": Kind.PLAIN,
    "application/zip": Kind.ZIP,
    "application/wacz": Kind.ZIP,
}
_STARTS = (
    ("image/", Kind.PICTURE),
    ("video/", Kind.FILM),
    ("audio/", Kind.SOUND),
    ("text/", Kind.PLAIN),
    ("application/vnd.openxmlformats-officedocument.", Kind.OFFICE),
    ("application/vnd.oasis.opendocument.", Kind.OFFICE),
)


def kind_of(media_type: str) -> Kind | None:
    """The kind that a media type belongs to; None: no reader reads it."""
    if media_type in _ONE:
        return _ONE[media_type]
    return next((kind for start, kind in _STARTS if media_type.startswith(start)), None)
