"""The small picture that stands for a file in lists, whatever kind of file it is."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.errors import ParserStopped
from evidence.imaging.rendition import Rendition
from evidence.isolation.frames import Frame

KINDS = frozenset({"thumbnail", "poster", "first_page"})


@dataclass(frozen=True, slots=True)
class Drawn:
    """A small picture of a file."""

    kind: str
    """thumbnail of a picture, poster of a film, first_page of a document."""
    rendition: Rendition
    bits: str | None = None
    """Perceptual hash, of pictures only."""

    def to_frame(self) -> Frame:
        """As it travels out of the parser process."""
        frame = self.rendition.to_frame()
        return Frame({**frame.content, "kind": self.kind, "bits": self.bits}, frame.payload)

    @classmethod
    def from_frame(cls, frame: Frame) -> Drawn:
        """What `to_frame` wrote.

        Raises:
            ParserStopped: the other side sent something else.
        """
        kind, bits = frame.content.get("kind"), frame.content.get("bits")
        if kind not in KINDS or not (bits is None or (isinstance(bits, str) and len(bits) == 16)):
            raise ParserStopped("it answered with something else than a small picture")
        return cls(kind, Rendition.from_frame(frame), bits)
