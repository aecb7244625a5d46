"""Two revisions at once, laid side by side for the one who came second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.drafting.merging import Merged
from archive.drafting.typed import Typed
from webui.language import _
from webui.telling import fields as told_fields


@dataclass(frozen=True, slots=True)
class Row:
    """One field that somebody else has changed meanwhile."""

    pointer: str
    field: str
    before: str
    mine: str
    theirs: str
    both: bool
    """Whether the reader has changed it as well."""


def rows_of(merged: Merged) -> tuple[Row, ...]:
    """Every field that somebody else has changed, what both changed first."""
    rows = [
        Row(
            pointer=one.pointer,
            field=told_fields.field_words(one.pointer),
            before=flat(one.before),
            mine=flat(one.mine),
            theirs=flat(one.theirs),
            both=one.both,
        )
        for one in merged.differences
    ]
    return tuple(sorted(rows, key=lambda row: not row.both))


def flat(typed: Typed) -> str:
    """What is typed, in one line."""
    return "; ".join(_flat(typed, "")) or _("nothing")


def _flat(typed: Typed, name: str) -> Iterator[str]:
    if isinstance(typed, dict):
        for key, inner in typed.items():
            yield from _flat(inner, told_fields.field_words(f"/{key}"))
    elif isinstance(typed, list):
        for inner in typed:
            yield from _flat(inner, name)
    elif typed:
        yield f"{name}: {typed}" if name else str(typed)
