"""A report: numbers over the incidents that meet a question, in all and group by group.

The numbers are those of one audience: what is withheld from it is not counted, and nothing tells
that it is there. Incidents of context are no violations and stand apart unless they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from archive.disclosure import Audience, View
from archive.glance import glance
from archive.reporting.grouping import GROUPINGS, UNSTATED, Groups, span_of
from archive.reporting.measures import Measured, measure
from archive.reporting.totals import Counted, things, totals
from archive.search.engine import SearchEngine
from archive.search.query import SearchQuery
from archive.workspace import Archive
from schemas.counts import Interval
from schemas.verdict import Verdict, both

CHUNK = 1000
"""Incidents that are read at once."""


@dataclass(frozen=True, slots=True)
class Row:
    """The numbers of one group."""

    key: str
    """The group; `grouping.UNSTATED` for those that do not state what is grouped by."""
    certain: int
    """Incidents that certainly belong to it."""
    possible: int
    """Incidents that possibly do."""
    numbers: Mapping[str, Interval]
    """By measure; one of which no incident says anything is missing."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was counted."""

    by: str | None
    """The grouping; None: all together only."""
    rows: tuple[Row, ...]
    total: Row
    things: Mapping[str, Mapping[str, Interval]]
    """What was lost over all, by loss and class of property."""
    notes: tuple[str, ...]
    """What is to be known of the numbers."""


def report(
    archive: Archive,
    engine: SearchEngine,
    query: SearchQuery,
    audience: Audience,
    *,
    by: str | None = None,
    context: bool = False,
) -> Report:
    """Count the incidents that certainly or possibly meet `query`, as `audience` sees them.

    Raises:
        BadQuery: the query cannot be understood.
    """
    verdicts = engine.verdicts(replace(query, types=("incident",)), audience)
    views = _views(archive, verdicts, audience)
    left_out = [] if context else [view for view in views if view.content.get("context_only")]
    unwanted = {view.id for view in left_out}
    views = [view for view in views if view.id not in unwanted]
    measured = {view.id: measure(view) for view in views}
    same = _possibly_same(archive, measured.values(), audience)
    counted = {view.id: (measured[view.id], verdicts[view.id]) for view in views}
    groups = _groups(views, query, by) if by else {}
    return Report(
        by=by,
        rows=_rows(groups, counted, same),
        total=_row("total", list(counted.values()), same),
        things=things(list(counted.values())),
        notes=tuple(_notes(left_out, by)),
    )


def _views(archive: Archive, ids: Iterable[str], audience: Audience) -> list[View]:
    wanted = list(ids)
    return [
        view
        for start in range(0, len(wanted), CHUNK)
        for view in glance(archive, wanted[start : start + CHUNK], audience).values()
    ]


def _groups(views: list[View], query: SearchQuery, by: str) -> dict[str, Groups]:
    """The groups of each incident, by its id."""
    span = span_of(views, query.window())
    return {view.id: GROUPINGS[by].of(view, span) for view in views}


def _rows(
    groups: Mapping[str, Groups], counted: Mapping[str, Counted], same: list[tuple[str, str]]
) -> tuple[Row, ...]:
    members: dict[str, list[Counted]] = {}
    for incident, found in groups.items():
        measured, meets = counted[incident]
        for key, belongs in found.items():
            members.setdefault(key, []).append((measured, both(belongs, meets)))
    keys = sorted(members, key=lambda key: (key == UNSTATED, key))
    return tuple(_row(key, members[key], same) for key in keys)


def _row(key: str, counted: list[Counted], same: list[tuple[str, str]]) -> Row:
    certain = sum(verdict is Verdict.CERTAINLY for _, verdict in counted)
    return Row(key, certain, len(counted) - certain, totals(counted, same_actors=same))


def _possibly_same(
    archive: Archive, measured: Iterable[Measured], audience: Audience
) -> list[tuple[str, str]]:
    """The pairs of victims whom the audience may take for one person."""
    named = sorted({one for row in measured for mention in row.mentions for one in mention.named})
    return [
        (view.id, relation["to"])
        for view in _views(archive, named, audience)
        for relation in view.content.get("relations", [])
        if relation["type"] == "possibly_same_as"
    ]


def _notes(left_out: list[View], by: str | None) -> Iterable[str]:
    if left_out:
        yield (
            f"{len(left_out):,} incident{'s' * (len(left_out) > 1)} of context not counted: "
            "ask with --context to count what is no violation itself"
        )
    if by:
        yield "an incident may stand in several groups: they need not add up to the total"
