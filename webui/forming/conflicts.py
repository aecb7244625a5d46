"""Two revisions at once, laid side by side: for the one who came second, or for who decides.

Of a draft stands beside it what was typed; of two archives, what each has recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive.drafting.merging import Difference, Merged
from archive.drafting.typed import Typed
from archive.lookup import Label
from schemas.record import ID_PATTERN
from schemas.shape import Json
from webui.language import _
from webui.telling import fields as told_fields
from webui.telling.pieces import Line


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


ALONE = ("\u2068", "\u2069")
"""First strong isolate, and its end: what was typed may run the other way than the name before it
(https://www.unicode.org/reports/tr9/, section 2.4)."""


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
        yield f"{name}: {ALONE[0]}{typed}{ALONE[1]}" if name else str(typed)


@dataclass(frozen=True, slots=True)
class Sides:
    """One field that another archive has changed."""

    pointer: str
    field: str
    before: tuple[Line, ...]
    """What stands there in words; of a list a line for each element."""
    ours: tuple[Line, ...]
    theirs: tuple[Line, ...]
    both: bool
    """Whether it was changed here as well."""


def sides_of(
    record_type: str, differences: Iterable[Difference], labels: Mapping[str, Label]
) -> tuple[Sides, ...]:
    """Every field that they have changed, what both sides changed first."""

    def told(one: Difference, state: Json) -> tuple[Line, ...]:
        values = {one.pointer: state}
        if isinstance(state, list) and state:
            values = {f"{one.pointer}/{n}": inner for n, inner in enumerate(state)}
        return tuple(
            Line(told_fields.value(record_type, pointer, value, labels))
            for pointer, value in values.items()
        )

    rows = [
        Sides(
            pointer=one.pointer,
            field=told_fields.field_words(one.pointer),
            before=told(one, one.before),
            ours=told(one, one.mine),
            theirs=told(one, one.theirs),
            both=one.both,
        )
        for one in differences
    ]
    return tuple(sorted(rows, key=lambda row: not row.both))


def named_in(differences: Iterable[Difference]) -> list[str]:
    """The ids of the records that any side names in what differs."""
    texts = (text for one in differences for text in _texts([one.before, one.mine, one.theirs]))
    return list(dict.fromkeys(text for text in texts if ID_PATTERN.fullmatch(text)))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
