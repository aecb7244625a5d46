"""A time of day and a duration, as sources state them.

Times follow ISO 8601-1:2019, 5.3, without the date. A time has an offset from UTC only where the
source writes one. Comparing clocks is left to whoever knows where they stood.
"""

from __future__ import annotations

import re

from pydantic import Field, model_validator

from schemas.errors import BadDuration, BadTime
from schemas.shape import Json, Shape

__all__ = ["Duration", "TimeOfDay"]

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")
_OFFSET = re.compile(
    r"\+(?:0[0-9]|1[0-3]):[0-5][0-9]|\+14:00|(?!-00:00)-(?:0[0-9]|1[01]):[0-5][0-9]|-12:00"
)
"""The clocks of the world run from -12:00 to +14:00; -00:00 is not written (ISO 8601-1, 4.3.13)."""


class TimeOfDay(Shape):
    """What a clock showed, or between which times it was."""

    verbatim: str | None = None
    """The words of the source, in its language."""
    lo: str | None = None
    """Earliest time, HH:MM or HH:MM:SS. A time without seconds stands for its whole minute."""
    hi: str | None = None
    """Latest time. Earlier than `lo`: it was after midnight. None: not stated."""
    utc_offset: str | None = None
    """Offset of the clock from UTC, such as +03:00, as the source wrote it. None: it wrote none."""

    @model_validator(mode="after")
    def _agree(self) -> TimeOfDay:
        if not (self.verbatim or self.lo or self.hi):
            raise BadTime("", "neither a time nor the words of the source are given")
        for time in (self.lo, self.hi):
            if time is not None and not _TIME.fullmatch(time):
                raise BadTime(time, "hours go from 00 to 23, minutes and seconds from 00 to 59")
        if self.utc_offset is not None and not _OFFSET.fullmatch(self.utc_offset):
            raise BadTime(self.utc_offset, "an offset is written +03:00, from -12:00 to +14:00")
        return self

    def words(self) -> str:
        """Short text in any language: "14:30", "14:00–15:00 (UTC+03:00)", or the source's words."""
        if self.lo is None and self.hi is None:
            return self.verbatim or ""
        times = self.lo if self.lo == self.hi else f"{self.lo or '…'}–{self.hi or '…'}"
        return f"{times} (UTC{self.utc_offset})" if self.utc_offset else f"{times}"


class Duration(Shape):
    """How long it lasted, in minutes."""

    verbatim: str | None = None
    """The words of the source, in its language."""
    lo: int = Field(default=0, ge=0)
    """The shortest it can have been, in minutes. 0: nothing shorter is ruled out."""
    hi: int | None = None
    """The longest it can have been, in minutes. None: not bounded."""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Json) -> Json:
        if not isinstance(given, dict):
            return given
        return {key: value for key, value in given.items() if value is not None}

    @model_validator(mode="after")
    def _agree(self) -> Duration:
        if not self.verbatim and self.lo == 0 and self.hi is None:
            raise BadDuration(self.lo, self.hi, "without bounds it needs the words of the source")
        if self.hi is not None and self.hi < self.lo:
            raise BadDuration(self.lo, self.hi, "the longest is shorter than the shortest")
        return self

    def words(self) -> str:
        """The words of the source, and the bounds: "several hours (≥ 2 h)", "1 h 30 min"."""
        if self.lo == 0 and self.hi is None:
            return self.verbatim or ""
        return f"{self.verbatim} ({self._bounds()})" if self.verbatim else self._bounds()

    def _bounds(self) -> str:
        if self.hi is None:
            return f"≥ {_length(self.lo)}"
        if self.lo == self.hi:
            return _length(self.lo)
        return f"{_length(self.lo)} – {_length(self.hi)}" if self.lo else f"≤ {_length(self.hi)}"


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else [])
    return " ".join(parts)
