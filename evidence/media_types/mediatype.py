"""What kind of file bytes are, told by the bytes alone.

A name is never believed: it is only compared afterwards. Signatures of common formats come first
(`signatures` beside this module), then text (`texttype`), then the general table of puremagic, from
which only signatures of four bytes and more count. What nothing knows is application/octet-stream
(RFC 2046, 4.5.1). Nothing is decoded here.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

import puremagic

from evidence.media_types.extensions import types_of_extension
from evidence.media_types.signatures import Recognised, recognise
from evidence.media_types.texttype import recognise_text

UNKNOWN = "application/octet-stream"

_WINDOW_BYTES = 64 << 10
"""How much of the start and of the end is looked at."""
_SHORTEST_SIGNATURE = 4
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")


@dataclass(frozen=True, slots=True)
class MediaType:
    """What the bytes of a file are, and whether its name says the same."""

    type: str
    """As registered at IANA where it is, without parameters; lower case."""
    signature: str
    """What in the bytes says so, for a person to read."""
    extension_agrees: bool | None
    """Whether files of this type usually carry the extension of the name. None: there is no name,
    no extension, one that stands for nothing known, or the file is empty."""


def identify(file: BinaryIO, *, name: str | None = None) -> MediaType:
    """The type of an open file, by its start and its end; the file is then at another position."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(_WINDOW_BYTES)
    file.seek(max(0, size - _WINDOW_BYTES))
    tail = file.read(_WINDOW_BYTES)
    return identify_bytes(head, tail, whole=size <= len(head), name=name)


def identify_bytes(head: bytes, tail: bytes, *, whole: bool, name: str | None = None) -> MediaType:
    """The type of a file that begins with `head` and ends with `tail`; `whole`: `head` is all."""
    found = (
        _empty(head)
        or recognise(head, tail)
        or recognise_text(head, tail, whole=whole)
        or _by_general_table(head, tail)
        or Recognised(UNKNOWN, "no signature known")
    )
    agrees = _agrees(found.type, name) if head else None
    return MediaType(found.type, found.signature, agrees)


def _empty(head: bytes) -> Recognised | None:
    return None if head else Recognised(UNKNOWN, "an empty file")


def _by_general_table(head: bytes, tail: bytes) -> Recognised | None:
    try:
        matches = puremagic.magic_string(head + tail)
    except puremagic.PureError:
        return None
    for match in matches:
        kind = match.mime_type.strip().lower()
        is_text = kind.startswith("text/") or kind.endswith(("/xml", "+xml", "/json"))
        long_enough = len(match.byte_match) >= _SHORTEST_SIGNATURE
        if long_enough and not is_text and _MEDIA_TYPE.fullmatch(kind) and kind != UNKNOWN:
            return Recognised(
                kind, f"{match.byte_match.hex(' ')} ({match.name or match.extension})"
            )
    return None


def _agrees(media_type: str, name: str | None) -> bool | None:
    if name is None:
        return None
    types = types_of_extension(PurePath(name).suffix)
    return None if types is None else media_type in types
