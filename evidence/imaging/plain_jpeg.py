"""A JPEG as the drawers here write it: one baseline picture and nothing beside its pixels.

ITU-T T.81 (JPEG), annex B. A JPEG that was drawn in the process apart is put into a PDF as it is;
its frame is read here, so that the PDF says of it what is true, and nothing else comes along.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from evidence.errors import UnreadablePicture

__all__ = ["PlainJpeg"]

_START, _END = b"\xff\xd8", b"\xff\xd9"
_FRAME, _SCAN = 0xC0, 0xDA
_PLAIN = frozenset({0xE0, 0xDB, _FRAME, 0xC4, _SCAN})
"""JFIF's own segment, tables, the baseline frame, the scan."""
_BITS, _GREY, _COLOUR = 8, 1, 3


@dataclass(frozen=True, slots=True)
class PlainJpeg:
    """A picture that may be shown as it is."""

    content: bytes
    width: int
    """Pixels."""
    height: int
    is_grey: bool

    @property
    def digest(self) -> bytes:
        """SHA-256 of its bytes."""
        return sha256(self.content).digest()

    @classmethod
    def of(cls, content: bytes) -> PlainJpeg:
        """The picture in `content`.

        Raises:
            UnreadablePicture: it is none, or more than one baseline picture in grey or colour.
        """
        frame = b""
        for kind, body in _segments(content):
            if kind not in _PLAIN or (kind == _FRAME and frame):
                raise UnreadablePicture(f"it has a segment {kind:02x}, which no drawn JPEG has")
            frame = body if kind == _FRAME else frame
        if len(frame) < 6 or frame[0] != _BITS or frame[5] not in (_GREY, _COLOUR):
            raise UnreadablePicture("it has no frame of eight bits in grey or colour")
        height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
        if not width or not height:
            raise UnreadablePicture("it has no size")
        return cls(content, width, height, frame[5] == _GREY)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment, up to the scan, which has to reach to the end."""
    if not (content.startswith(_START) and content.endswith(_END)):
        raise UnreadablePicture("it does not begin and end as a JPEG")
    at = len(_START)
    while True:
        marker, length = content[at : at + 2], int.from_bytes(content[at + 2 : at + 4], "big")
        if len(marker) < 2 or marker[0] != 0xFF or length < 2 or at + 2 + length > len(content):
            raise UnreadablePicture("it breaks off before its pixels")
        yield marker[1], content[at + 4 : at + 2 + length]
        if marker[1] == _SCAN:
            return
        at += 2 + length
