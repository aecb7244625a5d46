"""Places that are told coarser than they are known."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.pointer import escaped
from schemas.shape import Json

ADMIN_DEPTH = {"2": 2, "3": 2, "4": 1}
"""How many names of the admin path may be told at each public precision, below the country."""
EXACT = ("geometry", "radius_m", "name", "place")
"""What a coarser place does not tell."""


def coarsened(value: Json, here: str) -> Iterator[tuple[str, set[str]]]:
    """Every place that asks to be told coarser, told so; with what it does not tell any more."""
    if isinstance(value, dict):
        asked = value.get("public_precision")
        if asked and asked > value.get("precision", "1"):
            value["precision"] = asked
            told = 1 + ADMIN_DEPTH.get(asked, 0)
            finer = range(told, len(value.get("admin", ())))
            yield here, {f"{here}/{name}" for name in (*EXACT, *(f"admin/{n}" for n in finer))}
        for key, inner in value.items():
            yield from coarsened(inner, f"{here}/{escaped(key)}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from coarsened(inner, f"{here}/{index}")
