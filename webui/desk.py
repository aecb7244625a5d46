"""The reading desk: which archive is open, and in front of whom.

Every view asks `desk()` and nobody else, so that who is looking is decided in one place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from flask import current_app, g

from archive.accounts.door import Door
from archive.accounts.sessions import Session
from archive.disclosure import Audience
from archive.people import EVERYTHING
from archive.policy import Standing
from archive.search.engine import SearchEngine
from archive.workspace import Archive
from schemas.access import LEVELS, Level

KEY = "khronika.desk"
"""Under this name the desk lies among the extensions of the application."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One open archive and who reads in it."""

    archive: Archive
    search: SearchEngine
    audience: Audience
    standing: Standing | None = EVERYTHING
    """What the reader may do; None: nobody has signed in. See `webui.guard`."""
    name: str = ""
    """What the reader is called."""
    door: Door = field(default_factory=Door)
    """Where people sign in."""
    must_sign_in: bool = False
    """Whether they have to even while nobody has a password."""
    session: Session | None = None
    """That of the reader; None where nobody needs one."""

    @property
    def sees_everything(self) -> bool:
        """Whether nothing at all is withheld from the one who reads."""
        return self.audience.sees_everything

    @property
    def is_public(self) -> bool:
        """Whether the reader is anybody at all."""
        return self.audience.level is Level.PUBLIC

    def audiences(self) -> tuple[Level, ...]:
        """The levels up to the reader's own: the audiences for whom they may make things."""
        return tuple(level for level in LEVELS if level.rank <= self.audience.rank)

    def packet_audiences(self) -> tuple[Audience, ...]:
        """The audiences for whom the reader may have packets made: none that sees more.

        Those of each level outside of all compartments, and those in every one of the reader's.
        """
        outside = [Audience(level) for level in self.audiences()]
        mine = self.audience.compartments
        within = [Audience(level, mine) for level in self.audiences() if level.rank]
        return (*outside, *(within if mine != frozenset() else ()))


def desk() -> Desk:
    """The desk of the request that is being answered; before the guard has seen it, the house's."""
    return cast(Desk, g.get("desk") or current_app.extensions[KEY])
