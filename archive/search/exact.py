"""The views of a record with regard to who may see what it points to.

The tables of followers are computed from each record alone: they take every record that it points
to as visible. Where such a record is for fewer eyes, `disclose` takes out what surrounds the
reference, so that rows made without it would tell more than is shown. For those records the rows
are computed here, from the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping

from archive.disclosure import Audience, Sees, View, disclose
from archive.projections import Row, _found_by, _terms
from archive.search.feed import names_of
from schemas.access import LEVELS
from schemas.record import ID_PATTERN
from schemas.records import Record


def sees(levels: Mapping[str, int], rank: int) -> Sees:
    """Whether an audience of `rank` may see each record, given the level of every record by id."""

    def may_see(name: str) -> bool:
        level = levels.get(name)
        return not ID_PATTERN.fullmatch(name) if level is None else level <= rank

    return may_see


def view(record: Record, levels: Mapping[str, int], rank: int) -> View | None:
    """`record` as an audience of this rank sees it. None: it does not."""
    return disclose(record, Audience(LEVELS[rank]), sees(levels, rank))


def views(record: Record, levels: Mapping[str, int]) -> list[tuple[View, int, int]]:
    """Each different view of `record`, with the lowest and highest rank of those who have it."""
    found: list[tuple[View, int, int]] = []
    for level in LEVELS:
        shown = view(record, levels, level.rank)
        if shown is None:
            continue
        if found and _shown(found[-1][0]) == _shown(shown):
            found[-1] = (found[-1][0], found[-1][1], level.rank)
        else:
            found.append((shown, level.rank, level.rank))
    return found


def rows(record: Record, seq: int, levels: Mapping[str, int]) -> dict[str, list[Row]]:
    """The rows of `views`, `terms` and `names` for what is shown of `record`."""
    made: dict[str, list[Row]] = {"views": [], "terms": [], "names": []}
    for view, low, high in views(record, levels):
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
