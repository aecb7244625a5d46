"""Three states of one record laid beside each other: before, yours and theirs.

What only one of you changed is taken from the one who did. What both changed otherwise is a
conflict, and waits for a person. Rows of a list are compared one by one while all three states have
equally many, and as a whole otherwise: nobody can tell by machine which row became which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from archive.drafting.typed import Typed, is_blank
from schemas.pointer import escaped

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that both have changed, or only they."""

    pointer: str
    before: Typed
    mine: Typed
    theirs: Typed
    both: bool
    """Whether you have changed it as well, otherwise than they."""


@dataclass(slots=True)
class Merged:
    """What comes of the three."""

    typed: Typed
    differences: list[Difference] = field(default_factory=list)
    """What they have changed: where both did, yours stands unless chosen otherwise."""

    @property
    def conflicts(self) -> list[Difference]:
        """What both have changed."""
        return [one for one in self.differences if one.both]


def merge(
    before: Typed,
    mine: Typed,
    theirs: Typed,
    chosen: Mapping[str, str] | None = None,
    *,
    is_one: Callable[[str], bool] = lambda _pointer: False,
) -> Merged:
    """What becomes of a draft when others have revised its record meanwhile.

    `chosen` says for each conflict, by its JSON Pointer, whether `mine` or `theirs` is taken.
    `is_one` says of a pointer whether what stands there is one value, whatever it is made of.
    """
    merging = _Merging(chosen or {}, is_one)
    typed = merging.at("", before, mine, theirs)
    return Merged(typed, merging.found)


@dataclass(frozen=True, slots=True)
class _Merging:
    chosen: Mapping[str, str]
    is_one: Callable[[str], bool]
    found: list[Difference] = field(default_factory=list)

    def at(self, pointer: str, before: Typed, mine: Typed, theirs: Typed) -> Typed:
        """What is to stand at a pointer."""
        if _same(mine, theirs) or _same(before, theirs):
            return mine
        if not self.is_one(pointer):
            if _all(dict, before, mine, theirs):
                return self._group(pointer, before, mine, theirs)
            if _all(list, before, mine, theirs) and len(before) == len(mine) == len(theirs):
                return [
                    self.at(f"{pointer}/{number}", *three)
                    for number, three in enumerate(zip(before, mine, theirs, strict=True))
                ]
        both = not _same(before, mine)
        self.found.append(Difference(pointer, before, mine, theirs, both=both))
        return mine if both and self.chosen.get(pointer, MINE) == MINE else theirs

    def _group(self, pointer: str, before: Typed, mine: Typed, theirs: Typed) -> Typed:
        keys = [*mine, *(key for key in theirs if key not in mine)]
        inner = {
            key: self.at(
                f"{pointer}/{escaped(key)}", before.get(key), mine.get(key), theirs.get(key)
            )
            for key in keys
        }
        return {key: value for key, value in inner.items() if value is not None}


def _all(kind: type, *values: Typed) -> bool:
    return all(isinstance(one, kind) for one in values)


def _same(one: Typed, other: Typed) -> bool:
    """Whether two states say the same: a field that was opened and left empty says nothing."""
    return one == other or (is_blank_or_none(one) and is_blank_or_none(other))


def is_blank_or_none(typed: Typed) -> bool:
    """Whether nothing stands there."""
    return typed is None or is_blank(typed)
