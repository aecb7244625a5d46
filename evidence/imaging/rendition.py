"""A picture that was made from another one, and how."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.errors import ParserStopped
from evidence.isolation.frames import Frame

LONGEST_SIDE = 640
"""Pixels of a thumbnail's longer side."""

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the upright picture; right and bottom are not included."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture that was made from another one."""

    content: bytes
    media_type: str
    """image/jpeg or image/png."""
    width: int
    """Pixels."""
    height: int
    how: str
    """How it was made and by which version, for the custody entry."""
    notes: tuple[str, ...] = ()
    """What of the original it does not show."""

    def to_frame(self) -> Frame:
        """As it travels out of the parser process."""
        content = {
            "media_type": self.media_type,
            "width": self.width,
            "height": self.height,
            "how": self.how,
            "notes": list(self.notes),
        }
        return Frame(content, self.content)

    @classmethod
    def from_frame(cls, frame: Frame) -> Rendition:
        """What `to_frame` wrote.

        Raises:
            ParserStopped: the other side sent something else.
        """
        written = frame.content
        texts = [written.get("media_type"), written.get("how"), *written.get("notes", [None])]
        sizes = [written.get("width"), written.get("height")]
        if not all(isinstance(text, str) for text in texts) or not all(
            type(size) is int and size > 0 for size in sizes
        ):
            raise ParserStopped("it answered with something else than a picture")
        return cls(
            content=frame.payload,
            media_type=written["media_type"],
            width=written["width"],
            height=written["height"],
            how=written["how"],
            notes=tuple(written["notes"]),
        )
