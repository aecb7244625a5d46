"""What a mapping made of rows: values that remember the columns they came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schemas.shape import Json


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value and the columns that it came from."""

    value: Json
    columns: tuple[str, ...]
    row: int
    constant: bool = False
    """Whether it would be the same for every row."""


Made = Any
"""A Leaf, a dict or a list of these, or None for nothing."""


def from_columns(made: Made) -> bool:
    """Whether anything in what was made came from a column."""
    if isinstance(made, Leaf):
        return not made.constant
    rows = made.values() if isinstance(made, dict) else made
    return any(from_columns(one) for one in rows)


def bare(made: Made) -> Json:
    """What was made, as JSON."""
    if isinstance(made, Leaf):
        return made.value
    if isinstance(made, dict):
        return {name: bare(inner) for name, inner in made.items()}
    return [bare(inner) for inner in made]


def laid_out(made: Made, pointer: str, origin: dict[str, tuple[str, ...]]) -> Json:
    """The JSON of what was made, noting in `origin` which columns each place came from."""
    if isinstance(made, Leaf):
        origin[pointer] = made.columns
        return made.value
    if isinstance(made, dict):
        return {name: laid_out(one, f"{pointer}/{name}", origin) for name, one in made.items()}
    return [laid_out(one, f"{pointer}/{at}", origin) for at, one in enumerate(made)]
