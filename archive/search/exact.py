"""The views of a record with regard to who may see what it points to.

The tables of followers are computed from each record alone: they take every record that it points
to as visible. Where such a record is for fewer eyes, `disclose` takes out what surrounds the
reference, so that rows made without it would tell more than is shown. For those records the rows
are computed here, from the same rules.
"""

from __future__ import annotations

from archive.disclosure import Audience, Sees, View, disclose
from archive.projections import Row, _found_by, _terms
from archive.search.feed import names_of
from archive.search.groups import EVERYBODY, Group, Known
from schemas.access import LEVELS
from schemas.record import ID_PATTERN
from schemas.records import Record


def sees(known: Known, rank: int, group: Group) -> Sees:
    """Whether those of a group who have this rank may see each record that a record points to."""

    def may_see(name: str) -> bool:
        level = known.levels.get(name)
        if level is None:
            return not ID_PATTERN.fullmatch(name)
        return level <= rank and (name not in known.limits or group.sees(known.limits[name]))

    return may_see


def view(record: Record, known: Known, rank: int, group: Group = EVERYBODY) -> View | None:
    """`record` as those of a group who have this rank see it. None: they do not.

    Which acts an item is evidence of, and what is cited for that, is left out for all: who sees it
    follows from the acts that the incident has now, and this row is not made anew when they change.
    All else follows from the rank, from `sees`, and from belonging to the record's compartments.
    """
    return disclose(record, Audience(LEVELS[rank], group.within), sees(known, rank, group))


def views(record: Record, known: Known, group: Group = EVERYBODY) -> list[tuple[View, int, int]]:
    """Each different view that a group has of `record`, with the lowest and highest rank."""
    found: list[tuple[View, int, int]] = []
    for level in LEVELS:
        shown = view(record, known, level.rank, group)
        if shown is None:
            continue
        if found and _shown(found[-1][0]) == _shown(shown):
            found[-1] = (found[-1][0], found[-1][1], level.rank)
        else:
            found.append((shown, level.rank, level.rank))
    return found


def rows(record: Record, seq: int, known: Known, group: Group = EVERYBODY) -> dict[str, list[Row]]:
    """The rows of `views`, `terms` and `names` for what is shown of `record` to a group."""
    made: dict[str, list[Row]] = {"views": [], "terms": [], "names": []}
    for view, low, high in views(record, known, group):
        span = {"record_id": record.id, "view_lo": low, "view_hi": high}
        made["views"].append({**span, **_found_by(view), "seq": seq})
        made["terms"] += [
            {"record_id": record.id, "view_lo": low, "field": field, "value": value}
            for field, value in sorted(set(_terms(view)))
        ]
        if view.type in ("actor", "place"):
            made["names"] += [
                {**span, "type": view.type, "position": position, "text": text}
                for position, text in enumerate(names_of(view))
            ]
    return made


def found_by(view: View) -> Row:
    """The row of `views` for one view, without its span."""
    return _found_by(view)


def _shown(view: View) -> dict[str, object]:
    """What of a view can be searched: everything but the rules of access."""
    return {name: value for name, value in view.content.items() if name != "access"}
