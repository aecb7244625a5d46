"""What a reader found in one file, and how it travels out of the parser process."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace

from evidence.capture.claims import Claims
from evidence.errors import BadClaims, ParserStopped
from evidence.isolation.frames import Frame

MAX_TEXT = 5_000_000
"""Characters of text that are kept of one file: some two thousand printed pages."""
_CUT = "the text was cut after {kept:,} characters: only these can be found by search"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file says."""

    claims: Claims = field(default_factory=Claims)
    text: str | None = None
    """Its words. None: it has none, or they could not be read; the notes say so where it should
    have some. Empty: it could be read and holds no words."""
    how: str = ""
    """By which program and version the words were read."""

    def noting(self, *notes: str) -> Contents:
        """The same with these notes beside its own."""
        claims = replace(self.claims, notes=(*self.claims.notes, *notes))
        return replace(self, claims=claims)

    def within_limits(self) -> Contents:
        """The same, with the text cut at `MAX_TEXT` and a note about that."""
        if self.text is None or len(self.text) <= MAX_TEXT:
            return self
        return replace(self, text=self.text[:MAX_TEXT]).noting(_CUT.format(kept=MAX_TEXT))

    def to_frame(self) -> Frame:
        """As it travels out of the parser process."""
        claims = json.dumps(self.claims.to_json()).encode()
        text = (self.text or "").encode("utf-8", "replace")
        content = {"claims": len(claims), "how": self.how, "has_text": self.text is not None}
        return Frame(content, claims + text)

    @classmethod
    def from_frame(cls, frame: Frame) -> Contents:
        """What `to_frame` wrote.

        Raises:
            ParserStopped: the other side sent something else.
        """
        size, how = frame.content.get("claims"), frame.content.get("how")
        if type(size) is not int or not 0 <= size <= len(frame.payload) or not isinstance(how, str):
            raise ParserStopped("it answered with something else than the contents of a file")
        try:
            claims = Claims.from_json(json.loads(frame.payload[:size]))
            text = frame.payload[size:].decode("utf-8")
        except (BadClaims, ValueError, RecursionError) as error:
            raise ParserStopped(f"it answered with something unreadable ({error})") from error
        return cls(claims, text if frame.content.get("has_text") is True else None, how)


class Patience:
    """How long a reader goes on with page after page of one file."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Whether it should stop, and say how far it came."""
        return time.monotonic() >= self._until
