"""What is left of a record for one audience: the steps, one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from archive.disclosure.audience import Audience
from archive.disclosure.coarsening import coarsened
from archive.disclosure.levels import for_fewer_eyes, is_default_only, is_within
from archive.disclosure.pruning import is_there, left_without_sense, now_at, prune
from schemas.access import Level
from schemas.fields import shapes_around
from schemas.item import Item
from schemas.records import Record
from schemas.reference import FoundReference, references
from schemas.shape import Json

Sees = Callable[[str], bool]
"""Whether the audience may see the record of this id (or the words that stand there instead)."""
ShowsAct = Callable[[str, str], bool]
"""Whether what the audience sees of this incident (id) has an act of this key."""
NAMED_BY = {"actor": "names", "place": "names"}
"""The field by which a record is known; of the other types it is the title."""
ALONE = re.compile(r".*/as_in_source|/retired/in_favour_of|/review/by")
"""References that go out alone: what stands beside them does not tell what they lead to."""
BYTES_TELL = (
    "/claims",
    "/names",
    "/digest",
    "/size",
    "/crc32",
    "/perceptual_hash",
    "/media_type",
)
"""Fields of an item that whoever has its bytes knows, with all that is in them."""


@dataclass(frozen=True, slots=True)
class View:
    """A record as one audience sees it."""

    id: str
    ref: str
    """What this audience calls it: not the record's own ref where that would tell its name."""
    type: str
    content: dict[str, Json]
    """The record's JSON; list indexes count what is left."""
    withheld: tuple[str, ...] = ()
    """JSON Pointers, into the full record, of what was taken out. Never shown to the audience."""
    compartments: tuple[str, ...] = ()
    """Those that the record is in: whoever sees it belongs to all of them, and may be told so."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Where each thing that is left stands: JSON Pointer into the full record → into `content`."""


def _no_act(_incident: str, _key: str) -> bool:
    return False


def disclose(
    record: Record,
    audience: Audience,
    sees: Sees,
    shows_act: ShowsAct = _no_act,
    also: Collection[str] = (),
) -> View | None:
    """`record` as `audience` may see it; None if it may not know of it.

    `also` are pointers to fields that stay out besides, such as those of a file without consent.

    The steps: 1. the record's own level and compartments; 2. fields for fewer eyes; 3. what points
    to records and acts that the audience may not see; 4. coarser places; 5. what cannot stand
    without that; 6. citations and gaps of what went out, and rules about it; 7. pseudonym and ref.
    """
    if not audience.may_read(record.access):  # 1
        return None
    content = record.content()
    hidden = for_fewer_eyes(record, audience) | set(also)  # 2
    out = hidden | _pointing_to_the_unseen(record, sees)  # 3
    if isinstance(record, Item) and not audience.sees_everything:
        out |= _naming_unseen_acts(record, shows_act)
    coarser = set()
    if audience.level is Level.PUBLIC:  # 4
        for place, exact in coarsened(content, ""):
            coarser.add(place)
            out |= exact
    out = {pointer for pointer in out if is_there(content, pointer)}
    out |= left_without_sense(record, content, out)  # 5
    out |= _telling_of(content, out | coarser | hidden)  # 6
    out |= _rules_about(content, out)
    moved: dict[str, str] = {}
    kept: dict[str, Json] = prune(content, "", "", out, moved)
    _renumber(kept, moved)
    _name(record, kept, out)  # 7
    return View(
        id=record.id or "",
        ref=kept["ref"],
        type=record.type,
        content=kept,
        withheld=tuple(sorted(out)),
        compartments=tuple(sorted(set(record.access.compartments))),
        moved=moved,
    )


def _pointing_to_the_unseen(record: Record, sees: Sees) -> set[str]:
    """What each reference that the audience may not follow takes out with it."""
    return {_around(record, found) for found in references(record) if not sees(found.value)}


def _around(record: Record, found: FoundReference) -> str:
    """The value or list element around a reference, which may tell what it leads to."""
    if ALONE.fullmatch(found.pointer):
        return found.pointer
    shapes = shapes_around(record, found.pointer)
    in_a_list = found.pointer.rpartition("/")[2].isdigit()
    if not shapes or (in_a_list and not found.pointer.startswith("/citations/")):
        return found.pointer
    return shapes[0][0]


def _naming_unseen_acts(item: Item, shows_act: ShowsAct) -> set[str]:
    return {
        f"/documents/{index}/act"
        for index, row in enumerate(item.documents)
        if row.act and not shows_act(row.incident, row.act)
    }


def _telling_of(content: dict[str, Json], out: set[str]) -> set[str]:
    """The citations and gaps of what went out, or was made coarser."""
    return {
        f"/{name}/{index}"
        for name in ("citations", "gaps")
        for index, row in enumerate(content.get(name, []))
        if is_within(row["path"], out)
    }


def _rules_about(content: dict[str, Json], out: set[str]) -> set[str]:
    """The rules of access that name something that went out, and so tell that it is there."""
    rules = content.get("access", {}).get("fields", [])
    return {
        f"/access/fields/{index}" for index, row in enumerate(rules) if is_within(row["path"], out)
    }


def _renumber(kept: dict[str, Json], moved: Mapping[str, str]) -> None:
    rules = kept.get("access", {}).get("fields", [])
    for row in (*kept.get("citations", []), *kept.get("gaps", []), *rules):
        row["path"] = now_at(row["path"], moved)


def _name(record: Record, kept: dict[str, Json], out: set[str]) -> None:
    """Put a ref that tells nothing where the own one might, and the pseudonym where no name is."""
    named_by = NAMED_BY.get(record.type, "title")
    part = re.compile(rf"/ref|/{named_by}(/[0-9]+(/text)?)?")
    if any(part.fullmatch(pointer) for pointer in out):
        kept["ref"] = f"{record.type}-{(record.id or '')[:8]}"
    if record.type == "actor" and "names" not in kept and "pseudonym" in kept:
        kept["names"] = [{"text": kept["pseudonym"], "kind": "pseudonym"}]


def bytes_tell_more(item: Item, view: View) -> bool:
    """Whether the bytes of an item tell more than `view` shows of it.

    What was made of them, its words and small pictures, is in them as well: it counts where the
    item's own rules keep it back.
    """
    return any(
        is_within(pointer, BYTES_TELL)
        or (is_within(pointer, ("/derived",)) and not is_default_only(item, pointer))
        for pointer in view.withheld
    )
