"""disclose(): the only place where anything is withheld from anybody.

Pages, search, counts, exports and packets are all computed from what it returns. An audience below
a record's level gets nothing at all, not even that the record exists. Otherwise it gets the record
without the fields that are for fewer eyes, without what points to records that it may not see, with
the pseudonym in place of withheld names and with the place as coarsely as the record asks for.
Whatever is left of a value can be read as such a value; a value that cannot stand without what was
taken out of it goes out as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from schemas.access import Access, FieldAccess, Level
from schemas.errors import BadPointer
from schemas.fields import elements_like, shapes_around
from schemas.item import Item
from schemas.pointer import escaped, resolve
from schemas.records import Record
from schemas.reference import FoundReference, references
from schemas.shape import Json, Shape

Sees = Callable[[str], bool]
"""Whether the audience may see the record of this id (or the words that stand there instead)."""
ShowsAct = Callable[[str, str], bool]
"""Whether what the audience sees of this incident (id) has an act of this key."""

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

NAMED_BY = {"actor": "names", "place": "names"}
"""The field by which a record is known; of the other types it is the title."""

ALONE = re.compile(r".*/as_in_source|/retired/in_favour_of|/review/by")
"""References that go out alone: what stands beside them does not tell what they lead to."""

ADMIN_DEPTH = {"2": 2, "3": 2, "4": 1}
"""How many names of the admin path may be told at each public precision, below the country."""
EXACT = ("geometry", "radius_m", "name", "place")
"""What a coarser place does not tell."""
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
class Audience:
    """Who is looking."""

    level: Level

    @property
    def rank(self) -> int:
        """0 for public, 1 for restricted, 2 for confidential."""
        return self.level.rank


PUBLIC = Audience(Level.PUBLIC)
RESTRICTED = Audience(Level.RESTRICTED)
CONFIDENTIAL = Audience(Level.CONFIDENTIAL)


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

    The steps: 1. the record's own level; 2. fields for fewer eyes; 3. what points to records and
    acts that the audience may not see; 4. coarser places; 5. what cannot stand without that;
    6. citations and gaps of what went out; 7. pseudonym and ref.
    """
    if record.access.level.rank > audience.rank:  # 1
        return None
    content = record.content()
    hidden = _for_fewer_eyes(record, audience) | set(also)  # 2
    out = hidden | _pointing_to_the_unseen(record, sees)  # 3
    if isinstance(record, Item) and audience.level is not Level.CONFIDENTIAL:
        out |= _naming_unseen_acts(record, shows_act)
    coarser = set()
    if audience.level is Level.PUBLIC:  # 4
        for place, exact in _coarsened(content, ""):
            coarser.add(place)
            out |= exact
    out = {pointer for pointer in out if _is_there(content, pointer)}
    out |= _left_without_sense(record, content, out)  # 5
    out |= _telling_of(content, out | coarser | hidden)  # 6
    moved: dict[str, str] = {}
    kept: dict[str, Json] = _prune(content, "", "", out, moved)
    _renumber(kept, moved)
    _name(record, kept, out)  # 7
    return View(
        id=record.id or "",
        ref=kept["ref"],
        type=record.type,
        content=kept,
        withheld=tuple(sorted(out)),
        moved=moved,
    )


def is_undivided(record: Record, content: dict[str, Json]) -> bool:
    """Whether all who may know of `record` see all of `content`, but for the rules of access.

    True only where no step of `disclose` has anything to take out or to change, whoever looks, if
    everybody sees what the record points to. Most records are such, and need to be looked at once.
    """
    own = record.access.level.rank
    finer = [path for path, level in _levels(record).items() if level.rank > own]
    told_of = [*(row.path for row in record.citations), *(row.path for row in record.gaps)]
    return not (
        any(_is_there(content, path) for path in finer)
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
    return is_within(pointer, _for_fewer_eyes(record, audience))


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
    return older.model_copy(update={"access": Access(level=level, fields=fields)})


def _rank(level: Level) -> int:
    return level.rank


def _levels(record: Record) -> dict[str, Level]:
    """Who may see which field, for all fields that have a level of their own."""
    levels = dict(DEFAULT_LEVELS.get(record.type, {}))
    levels.update({named.path: named.level for named in record.access.fields})
    return levels


def _for_fewer_eyes(record: Record, audience: Audience) -> set[str]:
    out = {path for path, level in _levels(record).items() if level.rank > audience.rank}
    if audience.level is not Level.CONFIDENTIAL:
        out.update(f"/{name}" for name in EVERYBODY)
    return out


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


def _coarsened(value: Json, here: str) -> Iterator[tuple[str, set[str]]]:
    """Every place that asks to be told coarser, told so; with what it does not tell any more."""
    if isinstance(value, dict):
        asked = value.get("public_precision")
        if asked and asked > value.get("precision", "1"):
            value["precision"] = asked
            told = 1 + ADMIN_DEPTH.get(asked, 0)
            finer = range(told, len(value.get("admin", ())))
            yield here, {f"{here}/{name}" for name in (*EXACT, *(f"admin/{n}" for n in finer))}
        for key, inner in value.items():
            yield from _coarsened(inner, f"{here}/{escaped(key)}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _coarsened(inner, f"{here}/{index}")


def _is_there(content: Json, pointer: str) -> bool:
    try:
        resolve(content, pointer)
    except BadPointer:
        return False
    return True


def _left_without_sense(record: Record, content: Json, out: set[str]) -> set[str]:
    """Values that are none any more without what went out of them, the inner ones first."""
    around = {place: shape for one in out for place, shape in shapes_around(record, one)}
    gone: set[str] = set()
    for place in sorted(around, key=lambda pointer: -pointer.count("/")):
        left = _prune(resolve(content, place), place, place, out | gone, {})
        if not _makes_sense(type(around[place]), left):
            gone.add(place)
    return gone


def _makes_sense(shape: type[Shape], left: Json) -> bool:
    """Whether `left` is still such a value, and says nothing that follows from what went out."""
    try:
        return bool(shape.model_validate(left, strict=False).content() == left)
    except ValidationError:
        return False


def _telling_of(content: dict[str, Json], out: set[str]) -> set[str]:
    """The citations and gaps of what went out, or was made coarser."""
    return {
        f"/{name}/{index}"
        for name in ("citations", "gaps")
        for index, row in enumerate(content.get(name, []))
        if is_within(row["path"], out)
    }


def _renumber(kept: dict[str, Json], moved: Mapping[str, str]) -> None:
    for name in ("citations", "gaps"):
        for row in kept.get(name, []):
            row["path"] = _now_at(row["path"], moved)


def _name(record: Record, kept: dict[str, Json], out: set[str]) -> None:
    """Put a ref that tells nothing where the own one might, and the pseudonym where no name is."""
    named_by = NAMED_BY.get(record.type, "title")
    part = re.compile(rf"/ref|/{named_by}(/[0-9]+(/text)?)?")
    if any(part.fullmatch(pointer) for pointer in out):
        kept["ref"] = f"{record.type}-{(record.id or '')[:8]}"
    if record.type == "actor" and "names" not in kept and "pseudonym" in kept:
        kept["names"] = [{"text": kept["pseudonym"], "kind": "pseudonym"}]


def _now_at(path: str, moved: Mapping[str, str]) -> str:
    """Where a path leads now; one to something absent is followed as far as it leads."""
    if not path or path in moved:
        return moved.get(path, "")
    above, _, last = path.rpartition("/")
    return f"{_now_at(above, moved)}/{last}"


def _prune(value: Json, old: str, new: str, out: set[str], moved: dict[str, str]) -> Json:
    """`value` at `old` without what `out` names, noting at which pointer each thing stands now.

    A field of which nothing is left goes as well; an element of a list stays, be it empty.
    """
    if isinstance(value, dict):
        kept: dict[str, Json] = {}
        for key, inner in value.items():
            step = f"/{escaped(key)}"
            if f"{old}{step}" in out:
                continue
            there: dict[str, str] = {f"{old}{step}": f"{new}{step}"}
            pruned = _prune(inner, f"{old}{step}", f"{new}{step}", out, there)
            if pruned in ({}, []) and inner != pruned:
                continue
            kept[key] = pruned
            moved.update(there)
        return kept
    if isinstance(value, list):
        rows: list[Json] = []
        for index, inner in enumerate(value):
            was, now = f"{old}/{index}", f"{new}/{len(rows)}"
            if was not in out:
                moved[was] = now
                rows.append(_prune(inner, was, now, out, moved))
        return rows
    return value
