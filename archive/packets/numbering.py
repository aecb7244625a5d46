"""Page numbers of a production: a pattern with digits in it, without gaps.

`EV-######` gives EV-000001, EV-000002 …; `KEN-OTP-####-####` gives KEN-OTP-0000-0001 …: the digits
of all runs make one number, as registries of courts write it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.packets.errors import BadNumbering

__all__ = ["Numbering"]

DEFAULT = "EV-######"
_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_MOST_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Numbering:
    """How pages are numbered."""

    pattern: str = DEFAULT
    """Letters, digits, dots, hyphens, and # for each digit of the number."""
    first: int = 1
    """The number of the first page."""

    def check(self, pages: int) -> None:
        """See that so many pages can be numbered.

        Raises:
            BadNumbering: the pattern is none, or has too few digits.
        """
        plain = self.pattern.replace("#", "0")
        if "#" not in self.pattern or not _PATTERN.fullmatch(plain) or len(plain) > 40:
            raise BadNumbering(
                f"letters, digits, dots and hyphens with # for each digit, in {_MOST_CHARACTERS} "
                "characters at most",
                self.pattern,
            )
        last = self.first + pages - 1
        if self.first < 0 or last >= 10 ** self.pattern.count("#"):
            expected = f"digits for the pages {self.first} to {last}"
            raise BadNumbering(expected, self.pattern)

    def text(self, page: int) -> str:
        """The number of a page, `page` from 0."""
        digits = iter(f"{self.first + page:0{self.pattern.count('#')}d}")
        return re.sub("#", lambda _: next(digits), self.pattern)
