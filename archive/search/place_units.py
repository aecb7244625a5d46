"""Words for places by the units that they name, so that few of them are looked at for a place.

Such words name a place and what is around it, as "Grozny, Chechnya, Russia" does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from archive.search.name_keys import name_key


class PlaceUnits:
    """Which of the words for places name which units; grows with the list of them."""

    def __init__(self) -> None:
        self._known = 0
        self._naming: dict[str, list[int]] = defaultdict(list)
        self._called: dict[str, list[int]] = defaultdict(list)

    def follow(self, words: Sequence[str]) -> None:
        """Take over what has been added to the words for places."""
        for code in range(self._known, len(words)):
            units = [name_key(unit) for unit in words[code].split(",")]
            self._called[units[0]].append(code)
            for unit in units:
                self._naming[unit].append(code)
        self._known = len(words)

    def naming(self, units: Iterable[str]) -> list[int]:
        """Numbers of the words that name any of these units."""
        return [code for unit in units for code in self._naming.get(unit, ())]

    def called(self, units: Iterable[str]) -> list[int]:
        """Numbers of the words of which the first unit, the place itself, is one of these."""
        return [code for unit in units for code in self._called.get(unit, ())]
