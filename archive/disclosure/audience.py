"""Who is looking: what they are cleared for."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.access import Level


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is looking."""

    level: Level

    @property
    def rank(self) -> int:
        """0 for public, 1 for restricted, 2 for confidential."""
        return self.level.rank


PUBLIC = Audience(Level.PUBLIC)
RESTRICTED = Audience(Level.RESTRICTED)
CONFIDENTIAL = Audience(Level.CONFIDENTIAL)
