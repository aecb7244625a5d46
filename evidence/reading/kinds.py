"""Which media types can be read, and of which a small picture can be drawn. Imports no reader."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A group of media types that one reader reads."""

    PICTURE = "picture"


DRAWN = frozenset({Kind.PICTURE})
"""Kinds of which a small picture can be drawn."""


def kind_of(media_type: str) -> Kind | None:
    """The kind that a media type belongs to; None: no reader reads it."""
    if media_type.startswith("image/"):
        return Kind.PICTURE
    return None
