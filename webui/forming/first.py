"""Which fields a form shows at once; the others of a group can be opened one by one.

Every field of every shape can be reached. Those named here are the ones that most records have.
"""

from __future__ import annotations

from collections.abc import Mapping

from archive.drafting.fields import NESTED, Field, Kind

FIRST: Mapping[str, tuple[str, ...]] = {
    "Incident": ("title", "ref", "kinds", "date", "place", "narrative", "acts", "counts"),
    "Act": ("type", "key", "methods", "victims", "perpetrators", "property"),
    "Victim": ("actor", "description", "role", "status_at_end"),
    "Perpetrator": ("actor", "description", "actor_type", "degree", "hedge"),
    "Property": ("class", "description", "quantity", "damage", "status"),
    "IncidentCount": ("of_what", "value"),
    "Link": ("to", "type"),
    "DateValue": ("said", "verbatim"),
    "CountValue": ("said",),
    "Duration": ("said",),
    "TimeOfDay": ("said",),
    "PlaceValue": ("place", "name", "precision"),
    "Actor": ("kind", "names", "ref", "occupation", "description"),
    "Name": ("text", "language"),
    "Relation": ("to", "type"),
    "Place": ("kind", "names", "ref", "parent", "geometry", "radius_m"),
    "Source": (
        "kind", "title", "ref", "author", "publisher", "source_language", "published", "text",
    ),
    "Item": ("title", "ref", "kind", "state", "description", "documents"),
    "Documents": ("incident", "act"),
    "Appeal": (
        "kind", "title", "ref", "by", "about", "demands", "addressees", "issued", "deadline",
    ),
    "Demand": ("text", "incidents"),
    "Addressee": ("person", "office", "address"),
    "Response": ("kind", "by", "date", "as_of", "text"),
    "Case": ("title", "ref", "purpose", "incidents", "exhibits", "appeals", "notes"),
    "Citation": ("path", "source", "quote", "locator", "hedge"),
    "Quote": ("exact",),
    "Access": ("level",),
    "FieldAccess": ("path", "level"),
    "Gap": ("path", "reason", "note"),
    "ExternalId": ("scheme", "value"),
    "Consent": ("scope", "given_on"),
    "Text": ("language", "text"),
    "Pair": ("name", "text"),
}  # fmt: skip
"""By the name of the shape, in the order in which they are shown."""
LAST = ("access", "citations")
"""Fields of a record that stand at the end of its form."""


def first_of(group: Field) -> tuple[str, ...]:
    """The fields of a group that are shown at once."""
    named = FIRST.get(group.shape, ())
    follows = group.kind in NESTED and group.kind is not Kind.GROUP
    needed = () if follows else tuple(one.name for one in group.inner if one.required)
    return (*named, *(name for name in needed if name not in named))


def in_order(group: Field) -> list[Field]:
    """The fields of a group in the order in which they are shown."""
    first = first_of(group)
    names = [one.name for one in group.inner]
    rest = [name for name in names if name not in first and name not in LAST]
    last = [name for name in LAST if name in names and name not in first]
    return [group.named(name) for name in (*first, *rest, *last) if name in names]
