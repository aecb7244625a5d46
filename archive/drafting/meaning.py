"""Which record a person means in a form: by its ref, its id, or a name that only one has.

Only what the person may see is found. What they may not see gets the same answer as what is not
there.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, Select, Table, select

from archive import lookup, models, seeing
from archive.disclosure import Audience
from archive.drafting.fields import Field
from archive.drafting.reading import Resolve
from archive.errors import UnknownRecord, some_of
from archive.lookup import Label
from schemas.record import ID_PATTERN

SUGGESTED = 12
"""Records that are proposed at a time."""


def resolver(connection: Connection, audience: Audience, *, by_ref: bool = False) -> Resolve:
    """Finds the record that each reference of a form means: its id, or the ref that people use."""

    def resolve(text: str, field: Field) -> str:
        try:
            found = lookup.find(connection, text, audience)
        except UnknownRecord:
            label = _named(connection, audience, text, field)
            if label is None:
                return text
            return label.ref if by_ref else label.id
        if field.types and found.type not in field.types:
            expected = " or ".join(field.types)
            raise ValueError(
                f"expected a record of type {expected}, found {text!r}, of type {found.type}"
            )
        return text if by_ref else found.id

    return resolve


def _named(connection: Connection, audience: Audience, text: str, field: Field) -> Label | None:
    """The only record of this name; None: the words are kept as they are. Raises ValueError."""
    labels = [one for one in called(connection, audience, text) if _fits(one, field)]
    if len(labels) == 1:
        return labels[0]
    if labels:
        refs = some_of(sorted(label.ref for label in labels), 5)
        raise ValueError(f"expected one record, found several of this name: {refs}; give its ref")
    if field.or_text and not ID_PATTERN.fullmatch(text):
        return None
    kinds = " or ".join(field.types) or "record"
    raise ValueError(f"expected the ref or name of a record ({kinds}), found {text[:80]!r}")


def _fits(label: Label, field: Field) -> bool:
    return not field.types or label.type in field.types


def called(connection: Connection, audience: Audience, text: str) -> list[Label]:
    """The records that have exactly this name or title, as far as the audience sees them."""
    names, views = models.names, models.views
    by_name = select(names.c.record_id).where(names.c.text == text, *_seen(names, audience))
    by_title = select(views.c.record_id).where(views.c.title == text, *_seen(views, audience))
    return _labels(connection, audience, (by_name, by_title))


def suggested(
    connection: Connection, audience: Audience, text: str, types: tuple[str, ...]
) -> list[Label]:
    """Records whose ref, title or a name has these words in it, those that begin so first."""
    names, views = models.names, models.views
    pattern = "%" + text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    more = (views.c.type.in_(types),) if types else ()
    by_name = select(names.c.record_id).where(
        names.c.text.ilike(pattern, escape="\\"),
        *_seen(names, audience),
        *((names.c.type.in_(types),) if types else ()),
    )
    by_title = select(views.c.record_id).where(
        views.c.title.ilike(pattern, escape="\\") | views.c.ref.ilike(pattern, escape="\\"),
        *_seen(views, audience),
        *more,
    )
    found = _labels(connection, audience, (by_title.limit(200), by_name.limit(200)))
    start = text.casefold()
    found.sort(key=lambda one: (not one.title.casefold().startswith(start), one.title, one.ref))
    return found[:SUGGESTED]


def _seen(table: Table, audience: Audience) -> tuple[ColumnElement[bool], ...]:
    levels = (table.c.view_lo <= audience.rank, table.c.view_hi >= audience.rank)
    return (*levels, *seeing.within(table.c.record_id, audience))


def _labels(
    connection: Connection, audience: Audience, queries: Iterable[Select[str]]
) -> list[Label]:
    ids = [str(row) for query in queries for row in connection.execute(query).scalars()]
    return list(lookup.labels_of(connection, dict.fromkeys(ids), audience).values())
