"""Where a draft points: references to other records, and the fields that its own rules name.

What is stored holds opaque ids in every reference, and every citation, gap and rule of access names
a field that its record has: a rule with a typing error in it would protect nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import Connection

from archive import repository, seeing
from archive.disclosure import Audience
from archive.errors import BadField, BadReference
from schemas.errors import BadPointer
from schemas.fields import check_field
from schemas.record import ID_PATTERN
from schemas.records import Record
from schemas.reference import FoundReference, with_references

Targets = Mapping[str, tuple[str, str]]
"""Id and type of the record behind each name that a reference uses."""

NOWHERE = ""
"""The type of a record that is not here, to which another archive's record points: it was erased
there. Whoever revises what came from there need not take that out."""

ALWAYS_SHOWN = ("/id", "/type", "/access")
"""Fields for which no rule of access can be made: what is seen has an id and a type, and the rules
themselves are for the fewest in any case."""


def targets_of(
    connection: Connection,
    found: Iterable[FoundReference],
    batch: Iterable[Record] = (),
    also: Targets = MappingProxyType({}),
    *,
    by: Audience,
    kept: frozenset[str] = frozenset(),
) -> Targets:
    """The id and type behind each name that these references use: here, in `batch` or in `also`.

    What `by` may not know of is not here: to name it is to name nothing. But for the ids that are
    `kept`: the records point there already.
    """
    wanted = {one.value for one in found}
    targets = {name: also[name] for name in wanted if name in also}
    stored = repository.find_many(connection, wanted)
    known = seeing.known_to(connection, {row.id: row.level for row in stored.values()}, by)
    targets.update(
        {n: (row.id, row.type) for n, row in stored.items() if row.id in known or n in kept}
    )
    for draft in batch:
        names = (draft.ref or "", draft.id or "")
        targets.update(dict.fromkeys(names, (draft.id or "", draft.type)))
    return targets


def leading_nowhere(found: Iterable[FoundReference], targets: Targets) -> set[str]:
    """The ids behind which no record is."""
    return {
        one.value for one in found if one.value not in targets and ID_PATTERN.fullmatch(one.value)
    }


def pointing(
    draft: Record, targets: Targets, found: Sequence[FoundReference] | None = None
) -> Record:
    """The draft with ids in every reference; `found` are its references, where they are known.

    Raises:
        BadReference: a reference leads nowhere, or to a record of another type.
    """
    return with_references(draft, lambda one: _target(one, draft, targets), found)


def _target(found: FoundReference, of: Record, targets: Targets) -> str:
    """The id that a reference leads to, or its words where words may stand."""
    target = targets.get(found.value)
    if target is None:
        if found.mark.or_text and not ID_PATTERN.fullmatch(found.value):
            return found.value
        why = "no record has this ref or id"
        if found.mark.or_text:
            why = "it has the form of an id, and no record has it; as words, write it otherwise"
        raise _bad_reference(found, of, why)
    if found.mark.types and target[1] not in (*found.mark.types, NOWHERE):
        expected = " or ".join(found.mark.types)
        raise _bad_reference(found, of, f"it is of type {target[1]}, where {expected} is expected")
    return target[0]


def _bad_reference(found: FoundReference, of: Record, why: str) -> BadReference:
    record = of.ref or "the record"
    return BadReference(record=record, pointer=found.pointer, value=found.value, why=why)


def check_paths(draft: Record) -> None:
    """See that each citation, gap and rule of access names a field, be it an empty one.

    Raises:
        BadField: one does not; or a rule cannot be kept.
    """
    for list_name, path in _paths(draft):
        try:
            check_field(draft, path)
        except BadPointer as error:
            raise _bad_field(draft, path, f"{list_name}: {error}") from error
    for rule in draft.access.fields:
        if any(rule.path == name or rule.path.startswith(f"{name}/") for name in ALWAYS_SHOWN):
            raise _bad_field(draft, rule.path, "access: this cannot be for fewer eyes")


def _bad_field(draft: Record, path: str, why: str) -> BadField:
    return BadField(record=draft.ref or "the record", pointer=path, why=why)


def _paths(draft: Record) -> Iterator[tuple[str, str]]:
    yield from (("citations", row.path) for row in draft.citations)
    yield from (("gaps", row.path) for row in draft.gaps)
    yield from (("access", row.path) for row in draft.access.fields)
