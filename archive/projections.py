"""Followers: the rows by which a record is found, computed from its current revision alone.

`project` is pure: the same revision gives the same rows, today and when `verify` computes them
again. A record has one row in `views` for each group of audiences that see the same of it; what a
view points to is noted even if that record is for fewer eyes, because search asks of every hit who
may see what it points to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from archive import models
from archive.disclosure import Audience, View, disclose, is_undivided
from schemas.access import LEVELS
from schemas.dates import DateValue
from schemas.record import ID_PATTERN
from schemas.records import Record
from schemas.reference import FoundReference, references
from schemas.shape import Json

Row = dict[str, Any]

DATE_FIELD = {"incident": "date", "source": "published", "appeal": "issued", "actor": "born"}
"""The field that dates a record of each type; the others have no date of their own."""


class Stamp(NamedTuple):
    """Which entry made the revision."""

    id: str
    seq: int


class Seen(NamedTuple):
    """What some audiences see alike of a record."""

    ref: str
    type: str
    content: dict[str, Json]
    """Its JSON; whether the rules of access are in it makes no row different."""
    low: int
    """The lowest audience rank that sees this."""
    high: int
    """The highest one."""


class Outline(NamedTuple):
    """All that the rows of a record are made of, in values that a process can hand to another."""

    views: tuple[Seen, ...]
    """Each different view of it."""
    links: tuple[tuple[str, str], ...]
    """Pointer and id of every record that it points to."""
    external_ids: tuple[tuple[str, str], ...]
    """Scheme and value of its names elsewhere."""
    compartments: tuple[str, ...] = ()
    """The teams and cases to which it is limited."""


def outline(
    record: Record, content: dict[str, Json], found: Sequence[FoundReference] | None = None
) -> Outline:
    """The outline of `record`, whose JSON is `content`, and its references where they are known."""
    if found is None:
        found = references(record)
    return Outline(
        tuple(distinct_views(record, content)),
        tuple((one.pointer, one.value) for one in found if ID_PATTERN.fullmatch(one.value)),
        tuple((known.scheme, known.value) for known in record.external_ids),
        tuple(dict.fromkeys(record.access.compartments)),
    )


def project(record: Record, stamp: Stamp) -> dict[str, list[Row]]:
    """The rows of each follower table for the current revision of `record`."""
    return rows_of(outline(record, record.content()), stamp)


def rows_of(outlined: Outline, stamp: Stamp) -> dict[str, list[Row]]:
    """The rows of each follower table for the revision of this outline."""
    rows: dict[str, list[Row]] = {table.name: [] for table in models.FOLLOWERS}
    for seen in outlined.views:
        span = {"record_id": stamp.id, "view_lo": seen.low, "view_hi": seen.high}
        rows["views"].append({**span, **_found_by(seen), "seq": stamp.seq})
        if seen.type in ("actor", "place"):
            rows["names"] += [
                {**span, "position": position, "type": seen.type, "text": name["text"]}
                for position, name in enumerate(seen.content.get("names", []))
            ]
        rows["terms"] += [
            {"record_id": stamp.id, "view_lo": seen.low, "field": field, "value": value}
            for field, value in sorted(set(_terms(seen)))
        ]
    rows["links"] = [
        {"record_id": stamp.id, "pointer": pointer, "target": target}
        for pointer, target in outlined.links
    ]
    rows["external_ids"] = [
        {"scheme": scheme, "value": value, "record_id": stamp.id}
        for scheme, value in outlined.external_ids
    ]
    rows["compartments"] = [
        {"record_id": stamp.id, "compartment": name} for name in outlined.compartments
    ]
    return rows


def distinct_views(record: Record, content: dict[str, Json]) -> Iterator[Seen]:
    """Each different view of `record`, whose JSON is `content`, the widest audience first."""
    if is_undivided(record, content):
        low, high = record.access.level.rank, LEVELS[-1].rank
        yield Seen(record.ref or "", record.type, content, low, high)
    else:
        yield from compared_views(record)


def compared_views(record: Record) -> Iterator[Seen]:
    """The same, found by looking as each audience: the way for records with rules of their own."""
    held: Seen | None = None
    for level in LEVELS:
        view = disclose(record, Audience(level, None), _everything)
        if view is None:
            continue
        if held and _shown(held.content) == _shown(view.content):
            held = held._replace(high=level.rank)
            continue
        if held:
            yield held
        held = Seen(view.ref, view.type, view.content, level.rank, level.rank)
    if held:
        yield held


def _shown(content: dict[str, Json]) -> Json:
    """What of a view can be searched: everything but the rules of access."""
    return {name: value for name, value in content.items() if name != "access"}


def _everything(_record_id: str) -> bool:
    return True


def _found_by(view: View | Seen) -> Row:
    content = view.content
    date = _date(content.get(DATE_FIELD.get(view.type, "")))
    place = _place(content, view.type)
    return {
        "type": view.type,
        "ref": view.ref,
        "title": title_of(content),
        "context_only": int(content.get("context_only", False)),
        "retired": int("retired" in content),
        **date,
        **place,
    }


def title_of(content: Json) -> str:
    """What a view is called: its title, its first name, or a dash if both are withheld."""
    if "title" in content:
        return str(content["title"])
    named = [name["text"] for name in content.get("names", []) if isinstance(name, dict)]
    return str(named[0]) if named else "—"  # the names of an item are those of its files


def _date(content: Json) -> Row:
    if content is None:
        return dict.fromkeys(("date_lo", "date_hi", "core_lo", "core_hi", "date_words"))
    return _dated(content.get("edtf"), content.get("verbatim"), content.get("mode"))


@lru_cache(maxsize=10_000)
def _dated(edtf: str | None, verbatim: str | None, mode: str | None) -> Row:
    """The columns of a date. Many records share one; nobody changes what is returned.

    27 years have so many days.
    """
    stated = {"edtf": edtf, "verbatim": verbatim, "mode": mode}
    date = DateValue.model_validate(stated, strict=False)
    low, high = date.day_bounds()
    core_low, core_high = date.core() or (None, None)
    return {
        "date_lo": low,
        "date_hi": high,
        "core_lo": core_low,
        "core_hi": core_high,
        "date_words": date.words(),
    }


def _place(content: Json, kind: str) -> Row:
    where = content if kind == "place" else content.get("place", {})
    lat, lon = middle(where.get("geometry"))
    admin = where.get("admin", [])
    words = where.get("name") or (", ".join(reversed(admin)) if admin else None)
    return {
        "place_id": where.get("parent") if kind == "place" else where.get("place"),
        "place_words": words,
        "lat": lat,
        "lon": lon,
        "radius_m": where.get("radius_m"),
    }


def middle(geometry: Json) -> tuple[float | None, float | None]:
    """Latitude and longitude of the middle of a GeoJSON geometry's bounds; None without one."""
    if geometry is None:
        return None, None
    positions = list(_positions(geometry["coordinates"]))
    lons, lats = [p[0] for p in positions], [p[1] for p in positions]
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def _positions(coordinates: Json) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], list | tuple):
        for inner in coordinates:
            yield from _positions(inner)
    else:
        yield float(coordinates[0]), float(coordinates[1])


def _terms(view: View | Seen) -> Iterator[tuple[str, str]]:
    content = view.content
    yield from (("tag", tag) for tag in content.get("tags", []))
    for field in ("kind", "state", "status"):
        if field in content:
            yield field, content[field]
    yield from (("kind", kind) for kind in content.get("kinds", []))
    for act in content.get("acts", []):
        yield "kind", act["type"]
        yield "act", act["type"]
        yield from (("method", method) for method in act.get("methods", []))
        yield from _people_and_places(act)
    yield from _people_and_places(content)
    yield from (("incident", row["incident"]) for row in content.get("documents", []))
    yield from (("incident", row) for row in content.get("incidents", []))
    yield from (("incident", row) for row in content.get("about", []))
    if "media_type" in content:
        yield "media_type", content["media_type"]
    if "perceptual_hash" in content:
        yield "picture", content["perceptual_hash"]
    if "digest" in content:
        yield "sha256", content["digest"]
    yield from (("sha256", made["digest"]) for made in content.get("derived", []))


def _people_and_places(content: Json) -> Iterator[tuple[str, str]]:
    for role in ("victims", "perpetrators"):
        yield from (("actor", row["actor"]) for row in content.get(role, []) if "actor" in row)
    for thing in content.get("property", []):
        if "owner" in thing:
            yield "actor", thing["owner"]
    place = content.get("place")
    if isinstance(place, dict) and "place" in place:
        yield "place", place["place"]
