"""Who is looking: what they are cleared for, and the teams and cases that they belong to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from archive import policy
from schemas.access import Access, Level


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is looking."""

    level: Level
    compartments: frozenset[str] | None = frozenset()
    """The compartments that they belong to; None: all there are and will be."""

    @property
    def rank(self) -> int:
        """0 for public, 1 for restricted, 2 for confidential."""
        return self.level.rank

    @property
    def sees_everything(self) -> bool:
        """Whether nothing at all is withheld from them, now and later."""
        return self.level is Level.CONFIDENTIAL and self.compartments is None

    def knows_of(self, *, level: int, limited_to: Collection[str]) -> bool:
        """Whether they may know of a record of this level (rank) that is in these compartments."""
        return level <= self.rank and policy.is_within(limited_to, self.compartments)

    def may_read(self, access: Access) -> bool:
        """Whether they may know of a record with these rules."""
        return self.knows_of(level=access.level.rank, limited_to=access.compartments)

    def covers(self, other: Audience) -> bool:
        """Whether they see all that `other` sees."""
        if other.compartments is None:
            return other.rank <= self.rank and self.compartments is None
        return self.knows_of(level=other.rank, limited_to=other.compartments)

    def also(self, other: Audience) -> Audience:
        """Those who are both: they see what each of the two may see."""
        both = self.compartments
        if both is None or other.compartments is None:
            both = other.compartments if both is None else both
        else:
            both &= other.compartments
        return Audience(min(self.level, other.level, key=lambda one: one.rank), both)

    def in_words(self) -> str:
        """As `read` takes it: "restricted+team-a"; "+*" for all compartments."""
        if self.compartments is None:
            return f"{self.level.value}+*"
        return "+".join((self.level.value, *sorted(self.compartments)))


def read(text: str) -> Audience:
    """The audience that a text like "restricted+team-a" names; a level alone is in no compartment.

    Raises:
        ValueError: it names none.
    """
    level, *named = text.split("+")
    if "*" in named:
        if named != ["*"]:
            raise ValueError(f"expected '*' alone or names of compartments, found {text!r}")
        return Audience(Level(level), None)
    if not all(named):
        raise ValueError(f"expected the name of a compartment behind each '+', found {text!r}")
    return Audience(Level(level), frozenset(named))


def entered(text: str) -> Audience:
    """The audience for which something was made, as an entry says; the narrowest if it does not."""
    return read(text) if text else CONFIDENTIAL


PUBLIC = Audience(Level.PUBLIC)
RESTRICTED = Audience(Level.RESTRICTED)
CONFIDENTIAL = Audience(Level.CONFIDENTIAL, None)
"""Those from whom nothing is withheld."""
