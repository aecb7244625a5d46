"""What belongs to a record because it points there: evidence to an incident, copies to an original.

Both a packet and a bundle for another archive are put together by it. Only what the audience is
shown to point there does; what may lie behind a field that is withheld leads nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from archive import lookup, repository
from archive.disclosure import Audience, View
from archive.repository import Summary

__all__ = ["belonging_to"]

Fields = tuple[str, ...]
BELONG: Mapping[str, Mapping[str, Fields]] = {
    "incident": {"item": ("/documents/",), "appeal": ("/about/", "/demands/")},
    "item": {"item": ("/derivative_of",)},
}
"""By the type of a record, the types of those that belong to it, by the fields that point there."""


def belonging_to(
    connection: Connection, target: Summary, audience: Audience
) -> dict[str, View | None]:
    """The records that belong to this one, by id, as the audience sees them.

    None for those of which it may not know at all: who counts what stays out has to count them.
    """
    kinds = BELONG.get(target.type, {})
    if not kinds:
        return {}
    pointers = repository.linking_to(connection, target.id)
    found = repository.find_many(connection, [record_id for record_id, _ in pointers])
    rows = [
        (key, pointer)
        for kind, fields in kinds.items()
        for key, pointer in pointers
        if key in found and found[key].type == kind and pointer.startswith(fields)
    ]
    records = repository.current(connection, [found[key] for key in dict(rows)])
    views = lookup.views_of(connection, records, audience)
    return {
        key: views[key]
        for key, pointer in rows
        if key in views and ((view := views[key]) is None or pointer in view.moved)
    }
