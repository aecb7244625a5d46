"""disclose(): the only place where anything is withheld from anybody.

Pages, search, counts, exports and packets are all computed from what it returns. An audience below
a record's level gets nothing at all, not even that the record exists. Otherwise it gets the record
without the fields that are for fewer eyes, without what points to records that it may not see, with
the pseudonym in place of withheld names and with the place as coarsely as the record asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from schemas.access import Level
from schemas.errors import BadPointer
from schemas.pointer import resolve
from schemas.records import Record
from schemas.reference import references
from schemas.shape import Json

Sees = Callable[[str], bool]
"""Whether the audience may see the record of this id (or the words that stand there instead)."""

DEFAULT_LEVELS: Mapping[str, Mapping[str, Level]] = {
    "item": {
        "/safety_note": Level.CONFIDENTIAL,
        "/acquired/from": Level.RESTRICTED,
        "/acquired/source_url": Level.RESTRICTED,
        "/claims": Level.RESTRICTED,
        "/creator": Level.RESTRICTED,
        "/names": Level.RESTRICTED,
        "/original_whereabouts": Level.RESTRICTED,
    },
    "actor": {
        "/consent": Level.RESTRICTED,
        "/known_identity": Level.RESTRICTED,
        "/willing_to_testify": Level.CONFIDENTIAL,
    },
    "source": {"/received_from": Level.RESTRICTED},
    "case": {"/members": Level.RESTRICTED, "/notes": Level.RESTRICTED},
}
"""Fields that endanger people when they leave the house, and who may see them unless the record
says otherwise: what a file says of its own making, who handed it over, who will testify."""

EVERYBODY = ("access",)
"""Fields that tell what is withheld; only the narrowest audience sees them."""

ADMIN_DEPTH = {"3": 2, "4": 1, "5": 1, "6": 1, "7": 0}
"""How many names of the admin path may be told at each public precision, below the country."""


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


def disclose(record: Record, audience: Audience, sees: Sees) -> View | None:
    """`record` as `audience` may see it; None if it may not know of it.

    The steps: 1. the record's own level; 2. fields for fewer eyes; 3. what points to records that
    the audience may not see; 4. citations and gaps of what went out; 5. pseudonym; 6. coarser
    places.
    """
    if record.access.level.rank > audience.rank:  # 1
        return None
    content = record.content()
    out = _for_fewer_eyes(record, audience)  # 2
    out |= _pointing_to_the_unseen(record, content, sees)  # 3
    out = {pointer for pointer in out if _is_there(content, pointer)}
    kept, moved = _without(content, out)  # 4
    if record.type == "actor" and "/names" in out:  # 5
        _under_a_pseudonym(kept, record.id or "")
    if audience.level is Level.PUBLIC:  # 6
        _coarsen_places(kept)
    return View(
        id=record.id or "",
        ref=kept.get("ref", ""),
        type=record.type,
        content=kept,
        withheld=tuple(sorted(out)),
        moved=moved,
    )


def _under_a_pseudonym(content: dict[str, Json], record_id: str) -> None:
    """Put the pseudonym in place of withheld names, and a ref that tells nothing."""
    content["ref"] = f"actor-{record_id[:8]}"
    if "pseudonym" in content:
        content["names"] = [{"text": content["pseudonym"], "kind": "pseudonym"}]


def _for_fewer_eyes(record: Record, audience: Audience) -> set[str]:
    levels = dict(DEFAULT_LEVELS.get(record.type, {}))
    levels.update({named.path: named.level for named in record.access.fields})
    out = {path for path, level in levels.items() if level.rank > audience.rank}
    if audience.level is not Level.CONFIDENTIAL:
        out.update(f"/{name}" for name in EVERYBODY)
    return out


def _pointing_to_the_unseen(record: Record, content: dict[str, Json], sees: Sees) -> set[str]:
    """The nearest optional thing around each reference that the audience may not follow."""
    return {
        _enclosing(content, found.pointer) for found in references(record) if not sees(found.value)
    }


def _is_there(content: Json, pointer: str) -> bool:
    try:
        resolve(content, pointer)
    except BadPointer:
        return False
    return True


def _enclosing(content: dict[str, Json], pointer: str) -> str:
    """The list element around `pointer`, else the value of the record's field that it stands in."""
    steps = pointer.split("/")[1:]
    inner: Json = content
    best = f"/{steps[0]}"
    for depth, step in enumerate(steps):
        if isinstance(inner, list):
            best = "/" + "/".join(steps[: depth + 1])
            inner = inner[int(step)]
        else:
            inner = inner[step]
    return best


def _without(content: dict[str, Json], out: set[str]) -> tuple[dict[str, Json], dict[str, str]]:
    """`content` without `out` nor citations and gaps of that; and what moved where."""
    moved: dict[str, str] = {}
    for name in ("citations", "gaps"):
        for index, row in enumerate(content.get(name, [])):
            if any(row["path"] == gone or row["path"].startswith(f"{gone}/") for gone in out):
                out.add(f"/{name}/{index}")
    kept: dict[str, Json] = _prune(content, "", "", out, moved) or {}
    for name in ("citations", "gaps"):
        for row in kept.get(name, []):
            row["path"] = _now_at(row["path"], moved)
    return kept, moved


def _now_at(path: str, moved: Mapping[str, str]) -> str:
    """Where a path leads now; one to something absent is followed as far as it leads."""
    if not path or path in moved:
        return moved.get(path, "")
    above, _, last = path.rpartition("/")
    return f"{_now_at(above, moved)}/{last}"


def _prune(value: Json, old: str, new: str, out: set[str], moved: dict[str, str]) -> Json:
    """`value` at `old` without what `out` names, noting at which pointer each thing stands now."""
    if old:
        moved[old] = new
    if isinstance(value, dict):
        kept = {
            key: _prune(inner, f"{old}/{key}", f"{new}/{key}", out, moved)
            for key, inner in value.items()
            if f"{old}/{key}" not in out
        }
        return {key: inner for key, inner in kept.items() if inner not in ({}, [])}
    if isinstance(value, list):
        rows: list[Json] = []
        for index, inner in enumerate(value):
            if f"{old}/{index}" not in out:
                pruned = _prune(inner, f"{old}/{index}", f"{new}/{len(rows)}", out, moved)
                rows.append(pruned)
        return rows
    return value


def _coarsen_places(value: Json) -> None:
    """Coarsen in place every PlaceValue that asks for it."""
    if isinstance(value, dict):
        asked = value.get("public_precision")
        if asked and asked > value.get("precision", "1"):
            value["precision"] = asked
            for name in ("geometry", "radius_m", "name", "place"):
                value.pop(name, None)
            value["admin"] = value.get("admin", [])[: 1 + ADMIN_DEPTH.get(asked, 0)]
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            _coarsen_places(inner)
