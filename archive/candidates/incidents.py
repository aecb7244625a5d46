"""Incidents that may be the same: near in time and place, told in the same words or of the same.

Nothing is joined here. The list says for each pair why it is on it; a person looks at both and
joins them (`archive.casework.joining`), links them as possibly the same, or leaves them be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, and_, not_, select, true

from archive import lookup, models, seeing
from archive.candidates.pairing import is_comparable, near_pairs
from archive.candidates.sketches import (
    WORDS_IN_COMMON,
    Sketch,
    are_near,
    days_between,
    in_common,
    km_between,
)
from archive.disclosure import Audience, View
from archive.glance import glance
from archive.search.exact import found_by
from archive.search.language import folded, words_of
from archive.workspace import Archive

CHUNK = 500
"""Pairs whose records are read at once."""
SHORTEST_WORD = 4
"""Letters of a word that is compared; shorter ones are mostly of no weight."""
SETTLED = frozenset({"possibly_same", "part_of"})
"""Links by which a person has already said how two incidents stand to each other."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records that may be the same."""

    ref: str
    title: str
    other_ref: str
    other_title: str
    reasons: tuple[str, ...]
    """Why they are on the list."""
    weight: float
    """For the order only: the more, the likelier."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and what could not be looked at."""

    candidates: tuple[Candidate, ...]
    """The likeliest first."""
    not_compared: int
    """Incidents without a date, or with one spread over more than a month."""


def same_incidents(archive: Archive, audience: Audience, ref: str | None = None) -> Found:
    """Pairs of incidents that `audience` may take for one; only those with `ref`, if given.

    Raises:
        UnknownRecord: there is no record of this ref that the audience may see.
    """
    sketches, left_out = _sketches(archive, audience)
    if ref is None:
        pairs = list(near_pairs(sketches))
    else:
        with archive.reading() as connection:
            wanted = lookup.find(connection, ref, audience).id
        one = next((row for row in sketches if row.id == wanted), None)
        pairs = [(one, row) for row in sketches if one and row.id != wanted and are_near(one, row)]
    found = [
        candidate
        for start in range(0, len(pairs), CHUNK)
        for candidate in _compared(archive, audience, pairs[start : start + CHUNK])
    ]
    found.sort(key=lambda row: (-row.weight, row.ref, row.other_ref))
    return Found(tuple(found), left_out)


def _sketches(archive: Archive, audience: Audience) -> tuple[list[Sketch], int]:
    view = models.views
    query = select(
        view.c.record_id, view.c.ref, view.c.title, view.c.date_lo, view.c.date_hi,
        view.c.lat, view.c.lon, view.c.radius_m, view.c.place_words,
    ).where(
        view.c.type == "incident",
        view.c.retired == 0,
        *seeing.its_views(audience),
    )  # fmt: skip
    found, left_out = [], 0
    with archive.reading() as connection:
        rows = {row[0]: tuple(row) for row in connection.execute(query)}
        less = rows.keys() & _seen_less_of(connection, audience)
    names = [column.name for column in query.selected_columns][1:]
    for key, shown in glance(archive, less, audience).items():
        made = found_by(shown)
        rows[key] = (key, *(made[name] for name in names))
    for record_id, ref, title, first, last, lat, lon, radius, place in rows.values():
        if not is_comparable(first, last):
            left_out += 1
            continue
        position = None if lat is None or lon is None else (lat, lon)
        words = " ".join(folded(word) for word in words_of(place or ""))
        found.append(
            Sketch(record_id, ref, title, first, last, position, (radius or 0) / 1000, words)
        )
    return found, left_out


def _seen_less_of(connection: Connection, audience: Audience) -> set[str]:
    """The records that point to something which the audience does not see."""
    link, target = models.links, models.records
    query = (
        select(link.c.record_id)
        .distinct()
        .outerjoin(target, link.c.target == target.c.id)
        .where(
            target.c.id.is_(None)
            | (target.c.level > audience.rank)
            | (target.c.state == "erased")
            | not_(and_(*seeing.within(target.c.id, audience), true()))
        )
    )
    return set(connection.execute(query).scalars())


def _compared(
    archive: Archive, audience: Audience, pairs: list[tuple[Sketch, Sketch]]
) -> Iterator[Candidate]:
    views = glance(archive, (one.id for pair in pairs for one in pair), audience)
    words = {key: _words(view) for key, view in views.items()}
    actors = {key: _actors(view) for key, view in views.items()}
    with archive.reading() as connection:
        shared = {who for one, two in pairs for who in actors[one.id] & actors[two.id]}
        names = lookup.labels_of(connection, shared, audience)
    for one, two in pairs:
        if _is_settled(views[one.id], two.id) or _is_settled(views[two.id], one.id):
            continue
        share = in_common(words[one.id], words[two.id])
        both = actors[one.id] & actors[two.id]
        if share < WORDS_IN_COMMON and not both:
            continue
        people = sorted(names[who].title for who in both if who in names)
        yield Candidate(
            one.ref,
            one.title,
            two.ref,
            two.title,
            tuple(_reasons(one, two, share, people)),
            share + len(both) - days_between(one, two) / 10,
        )


def _reasons(one: Sketch, two: Sketch, share: float, people: list[str]) -> Iterator[str]:
    days = days_between(one, two)
    yield "possibly on the same day" if days == 0 else f"{days} days apart at least"
    away = km_between(one, two)
    if away is None:
        yield "the same place in words"
    else:
        yield "possibly at the same spot" if away == 0 else f"{away:.1f} km apart at least"
    yield f"{share:.0%} of the words of the shorter one in common"
    if people:
        yield f"both name {', '.join(people)}"


def _words(view: View) -> frozenset[str]:
    """The words of title and narrative; when and where it was is compared by itself."""
    content = view.content
    told = (content.get("title", ""), *content.get("narrative", {}).values())
    found = (folded(word) for text in told for word in words_of(text))
    return frozenset(word for word in found if len(word) >= SHORTEST_WORD)


def _actors(view: View) -> frozenset[str]:
    return frozenset(
        row["actor"]
        for act in view.content.get("acts", [])
        for role in ("victims", "perpetrators")
        for row in act.get(role, [])
        if "actor" in row
    )


def _is_settled(view: View, other: str) -> bool:
    links: list[Mapping[str, str]] = view.content.get("links", [])
    return any(link["to"] == other and link["type"] in SETTLED for link in links)
