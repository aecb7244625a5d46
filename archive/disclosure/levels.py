"""Which fields of a record are for fewer eyes than the record: by its own rules, and by ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archive.disclosure.audience import Audience
from archive.disclosure.pruning import is_there
from schemas.access import Access, FieldAccess, Level
from schemas.fields import elements_like
from schemas.item import Item
from schemas.records import Record
from schemas.shape import Json

DEFAULT_LEVELS: Mapping[str, Mapping[str, Level]] = {
    "item": {
        "/safety_note": Level.CONFIDENTIAL,
        "/acquired/by": Level.RESTRICTED,
        "/acquired/from": Level.RESTRICTED,
        "/acquired/source_url": Level.RESTRICTED,
        "/claims": Level.RESTRICTED,
        "/creator": Level.RESTRICTED,
        "/derived": Level.RESTRICTED,
        "/names": Level.RESTRICTED,
        "/original_whereabouts": Level.RESTRICTED,
    },
    "actor": {
        "/consent": Level.RESTRICTED,
        "/known_identity": Level.RESTRICTED,
        "/willing_to_testify": Level.CONFIDENTIAL,
    },
    "incident": {"/review/by": Level.RESTRICTED},
    "source": {"/received_from": Level.RESTRICTED},
    "case": {"/members": Level.RESTRICTED, "/notes": Level.RESTRICTED},
}
"""Fields that endanger people when they leave the house, and who may see them unless the record
says otherwise: what a file says of its own making, who handed it over, who will testify."""
EVERYBODY = ("access",)
"""Fields that tell what is withheld; only the narrowest audience sees them."""


def is_undivided(record: Record, content: dict[str, Json]) -> bool:
    """Whether all who may know of `record` see all of `content`, but for the rules of access.

    True only where no step of `disclose` has anything to take out or to change, whoever looks, if
    everybody sees what the record points to. Most records are such, and need to be looked at once.
    """
    own = record.access.level.rank
    finer = [path for path, level in _levels(record).items() if level.rank > own]
    told_of = [*(row.path for row in record.citations), *(row.path for row in record.gaps)]
    return not (
        any(is_there(content, path) for path in finer)
        or any(is_within(told, finer) for told in told_of)
        or (isinstance(record, Item) and any(row.act for row in record.documents))
        or (record.access.level is Level.PUBLIC and _asks_coarser(content))
        or any(path.startswith("/access") for path in told_of)
    )


def _asks_coarser(value: Json) -> bool:
    """Whether a place in `value` says how exactly the public may learn it."""
    if isinstance(value, dict):
        return "public_precision" in value or any(_asks_coarser(v) for v in value.values())
    return isinstance(value, list) and any(_asks_coarser(inner) for inner in value)


def withholds(record: Record, audience: Audience, pointer: str) -> bool:
    """Whether the rules of `record` keep a field from `audience`, be it filled or not."""
    return is_within(pointer, for_fewer_eyes(record, audience))


def is_default_only(item: Item, pointer: str) -> bool:
    """Whether a field is kept back by no rule of the item's own."""
    return not any(is_within(pointer, (named.path,)) for named in item.access.fields)


def is_within(pointer: str, fields: Iterable[str]) -> bool:
    """Whether a pointer leads to one of these fields or into it."""
    return any(pointer == one or pointer.startswith(f"{one}/") for one in fields)


def under_rules_of(older: Record, newer: Record) -> Record:
    """An earlier revision as it may be read today: under its own rules and those of `newer`.

    Elements of lists have no names and may have moved since: a rule about one of them counts for
    all of that list.
    """
    levels = _levels(older)
    for path, level in _levels(newer).items():
        for same in elements_like(older, path):
            levels[same] = max(level, levels.get(same, level), key=_rank)
    fields = tuple(FieldAccess(path=path, level=level) for path, level in levels.items())
    level = max(older.access.level, newer.access.level, key=_rank)
    limited = tuple(sorted({*older.access.compartments, *newer.access.compartments}))
    access = Access(level=level, fields=fields, compartments=limited)
    return older.model_copy(update={"access": access})


def _rank(level: Level) -> int:
    return level.rank


def _levels(record: Record) -> dict[str, Level]:
    """Who may see which field, for all fields that have a level of their own."""
    levels = dict(DEFAULT_LEVELS.get(record.type, {}))
    levels.update({named.path: named.level for named in record.access.fields})
    return levels


def for_fewer_eyes(record: Record, audience: Audience) -> set[str]:
    """The fields, filled or not, that a record or its type keeps from `audience`."""
    out = {path for path, level in _levels(record).items() if level.rank > audience.rank}
    if audience.level is not Level.CONFIDENTIAL:
        out.update(f"/{name}" for name in EVERYBODY)
    return out
