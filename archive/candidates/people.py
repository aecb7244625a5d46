"""Actors who may be the same: called alike in any script, told of together or with the same data.

A likeness of names alone is little: it puts a pair on the list and never joins it.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive import lookup, repository
from archive.candidates.incidents import Candidate
from archive.disclosure import Audience, View
from archive.glance import glance
from archive.search.engine import SearchEngine
from archive.workspace import Archive

CHUNK = 500
"""Actors that are read at once."""
MOST_ALIKE = 10
"""Actors that are compared with one."""


def same_people(
    archive: Archive, engine: SearchEngine, audience: Audience, ref: str | None = None
) -> tuple[Candidate, ...]:
    """Pairs of actors whom `audience` may take for one; only those with `ref`, if given.

    Raises:
        UnknownRecord: there is no record of this ref that the audience may see.
    """
    with archive.reading() as connection:
        if ref is None:
            rows = repository.every(connection, "actor")
            ids = [row.id for row in rows if row.state == "current"]
        else:
            ids = [lookup.find(connection, ref, audience).id]
    found: dict[frozenset[str], Candidate] = {}
    for start in range(0, len(ids), CHUNK):
        for view in glance(archive, ids[start : start + CHUNK], audience).values():
            for other, candidate in _alike(archive, engine, audience, view):
                found.setdefault(frozenset((view.id, other)), candidate)
    return tuple(sorted(found.values(), key=lambda row: (-row.weight, row.ref, row.other_ref)))


def _alike(
    archive: Archive, engine: SearchEngine, audience: Audience, view: View
) -> Iterator[tuple[str, Candidate]]:
    if "retired" in view.content:
        return
    names = [name["text"] for name in view.content.get("names", [])]
    hits = {
        hit.record_id: (name, hit)
        for name in names
        for hit in engine.people(name, audience, MOST_ALIKE)
        if hit.record_id != view.id
    }
    others = glance(archive, hits, audience)
    for key, (name, hit) in hits.items():
        other = others.get(key)
        if other is None or "retired" in other.content or _is_settled(view, other):
            continue
        likeness = "the same name" if hit.likeness == 1 else f"names {hit.likeness:.0%} alike"
        reasons = (f"{likeness}: {name}, {hit.name}", *_same_data(view, other))
        yield (
            key,
            Candidate(
                ref=view.ref,
                title=names[0],
                other_ref=hit.ref,
                other_title=hit.title,
                reasons=reasons,
                weight=hit.likeness + len(reasons) - 1,
            ),
        )


def _same_data(one: View, other: View) -> Iterator[str]:
    for field in ("born", "occupation", "nationality", "sex"):
        mine, theirs = one.content.get(field), other.content.get(field)
        if mine is not None and mine == theirs:
            yield f"the same {field}" if field != "born" else "born on the same date"


def _is_settled(one: View, other: View) -> bool:
    """Whether a person has said already that these two may be the same."""
    return any(
        relation["type"] == "possibly_same_as" and relation["to"] == second.id
        for first, second in ((one, other), (other, one))
        for relation in first.content.get("relations", [])
    )
