"""Who may see a record, and which of its fields are for fewer eyes.

Levels are ordered: what is public may be seen by all, what is restricted by those who work with
the archive, what is confidential by the few who are named for it. A record that says nothing is
restricted: publishing is always a decision.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from schemas.shape import NonEmpty, Shape

FIELD_PATTERN = r"^(/[^/]+)+$"
"""A JSON Pointer (RFC 6901) that leads to something inside the record."""


class Level(StrEnum):
    """How widely something may be seen, from everybody to few."""

    PUBLIC = "public"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"

    @property
    def rank(self) -> int:
        """0 for public, 1 for restricted, 2 for confidential; an audience sees up to its own."""
        return _RANKS[self]


_RANKS = {Level.PUBLIC: 0, Level.RESTRICTED: 1, Level.CONFIDENTIAL: 2}
LEVELS = tuple(Level)
"""All levels, from the widest audience to the narrowest."""


class FieldAccess(Shape):
    """A part of a record that is for fewer people than the record."""

    path: Annotated[str, Field(pattern=FIELD_PATTERN)]
    """JSON Pointer (RFC 6901) to the field or list element."""
    level: Level
    """Who may see it. A level wider than the record's own changes nothing."""


class Access(Shape):
    """Who may see a record."""

    level: Level = Level.RESTRICTED
    """Who may see that the record exists, and every field that `fields` does not name."""
    fields: tuple[FieldAccess, ...] = ()
    """Exceptions for single fields."""
    compartments: tuple[NonEmpty, ...] = ()
    """Teams or cases that alone may see the record; empty: no such limit."""

    @model_validator(mode="after")
    def _one_level_each(self) -> Access:
        paths = [named.path for named in self.fields]
        for path in paths:
            if paths.count(path) > 1:
                raise ValueError(f"expected one level for each field, found two for {path!r}")
        return self
