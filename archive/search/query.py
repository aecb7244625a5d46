"""A question to the archive: words and filters, as a person or program asks it.

Whatever is wrong with it is said before anything is looked up. What the words of `words` mean is
read by `archive.search.query_text`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from archive.errors import BadQuery
from archive.search.cursor import read_cursor
from archive.search.tallies import MOST_STEPS
from archive.search.timeline import STEPS
from schemas.edtf import read_edtf
from schemas.errors import BadDate
from schemas.records import RECORD_TYPES

SORTS = ("relevance", "date", "newest", "recorded", "distance")
"""relevance: best fit first; date: earliest first; newest: latest first; recorded: what was written
last into the archive first; distance: what lies nearest to the middle of the circle first. What has
no date stands last in the second and third, what has no position in the last."""
FACETS = ("type", "kind", "method", "place", "actor", "status", "state", "tag")
"""What is counted unless asked otherwise."""
MOST_HITS = 10_000
MOST_CORNERS = 500
MOST_ACROSS = 100
LONGEST = 4_000
"""Characters of a search text."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for. Everything that is given must be met."""

    words: str = ""
    """Search text; see `archive.search.query_text`."""
    date_from: str | None = None
    """EDTF; from its first day on."""
    date_to: str | None = None
    """EDTF; up to and with its last day."""
    place: str | None = None
    """Ref, id or name of a place; what lies in it counts."""
    near: tuple[float, float, float] | None = None
    """Latitude, longitude in degrees, and kilometres around it."""
    bbox: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees; west beyond east crosses the 180th meridian."""
    area: tuple[tuple[float, float], ...] | None = None
    """Corners of an outline on the map: longitude and latitude in degrees of each."""
    kinds: tuple[str, ...] = ()
    """Codes or labels; one of them, or a narrower one, is enough."""
    actors: tuple[str, ...] = ()
    """Refs, ids or names; all of them must be involved."""
    types: tuple[str, ...] = ("incident",)
    """Types of record."""
    certain_only: bool = False
    """Leave out what is only possible."""
    limit: int = 20
    """Hits on the page."""
    offset: int = 0
    """Hits before it."""
    sort: str = "relevance"
    """One of `SORTS`."""
    include_retired: bool = False
    """Also records that are no longer in use."""
    facets: tuple[str, ...] = FACETS
    """Fields whose values are counted over all hits."""
    histogram: str | None = None
    """Count hits by day, month or year; None: do not."""
    bars: int = MOST_STEPS
    """More days, months or years than that are counted by a longer step."""
    cells: float | None = None
    """Count hits by squares of so many degrees; None: do not."""
    cells_in: tuple[float, float, float, float] | None = None
    """Count only squares of this box, written as `bbox` is. None: of the whole map."""
    cells_across: int | None = None
    """Count hits by squares of which so many lie across what all hits take up; without `cells`."""
    since: int | None = None
    """Only what was recorded or revised by this entry of the log or a later one. None: anything."""
    after: str | None = None
    """The cursor of an earlier answer to the same question: go on there; `offset` counts on."""
    before: str | None = None
    """The cursor of an earlier answer to the same question: the page that ends there."""

    def __post_init__(self) -> None:
        """Check what can be checked without the archive.

        Raises:
            BadQuery: a part of it cannot be understood.
        """
        if len(self.words) > LONGEST:
            raise BadQuery(f"at most {LONGEST:,} characters to look for", f"{self.words[:40]}…")
        for name in self.types:
            if name not in RECORD_TYPES:
                raise BadQuery(f"a type of record, one of {', '.join(RECORD_TYPES)}", name)
        if self.sort not in SORTS:
            raise BadQuery(f"an order, one of {', '.join(SORTS)}", self.sort)
        if not 0 <= self.limit <= MOST_HITS:
            raise BadQuery(f"from 0 to {MOST_HITS:,} hits at once", str(self.limit))
        if self.offset < 0:
            raise BadQuery("a number of hits before the page, 0 or more", str(self.offset))
        if self.sort == "distance" and self.near is None:
            raise BadQuery("a place to measure distances from (near)", "none")
        if self.histogram not in (None, *STEPS):
            raise BadQuery(f"a step of time, one of {', '.join(STEPS)}", str(self.histogram))
        if self.cells is not None and not 0.001 <= self.cells <= 90:
            raise BadQuery("squares of 0.001 to 90 degrees", f"{self.cells:g}")
        self._check_tallies()
        if self.after is not None and self.before is not None:
            raise BadQuery("one cursor, to go on after or to go back before", "two")
        if self.cursor is not None:
            read_cursor(self.cursor)
        self.window()
        _check_circle(self.near)
        _check_box(self.bbox)
        _check_box(self.cells_in)
        _check_area(self.area)

    def _check_tallies(self) -> None:
        if not 1 <= self.bars <= MOST_STEPS:
            raise BadQuery(f"from 1 to {MOST_STEPS:,} bars of a histogram", str(self.bars))
        if self.cells_across is not None and not 1 <= self.cells_across <= MOST_ACROSS:
            raise BadQuery(f"from 1 to {MOST_ACROSS} squares across", str(self.cells_across))

    @property
    def cursor(self) -> str | None:
        """The cursor of an earlier answer, whichever way the list goes on from there."""
        return self.after or self.before

    def window(self) -> tuple[int | None, int | None]:
        """First and last day that is looked for; None: no bound.

        Raises:
            BadQuery: a date is no EDTF, or the window ends before it begins.
        """
        return window_of(self.date_from, self.date_to)


def window_of(first: str | None, last: str | None) -> tuple[int | None, int | None]:
    """The days from the first of one date to the last of another (EDTF); None: no bound.

    Raises:
        BadQuery: one of them is no EDTF, or the window ends before it begins.
    """
    try:
        start = read_edtf(first).lo if first else None
        end = read_edtf(last).hi if last else None
    except BadDate as error:
        raise BadQuery(
            "a date such as 2014-12-11, 2014-12 or 2014", f"{error.text}: {error.why}"
        ) from error
    if start is not None and end is not None and end < start:
        raise BadQuery("days that end after they begin", f"{first} to {last}")
    return start, end


def _check_circle(near: tuple[float, float, float] | None) -> None:
    if near is None:
        return
    lat, lon, km = near
    if not (abs(lat) <= 90 and abs(lon) <= 180 and 0 <= km <= 20_040):
        raise BadQuery("latitude, longitude and kilometres such as 43.3, 45.7, 20", _shown(near))


def _check_box(bbox: tuple[float, float, float, float] | None) -> None:
    if bbox is None:
        return
    west, south, east, north = bbox
    sane = all(math.isfinite(number) for number in bbox)
    if not (sane and -90 <= south <= north <= 90 and abs(west) <= 180 and abs(east) <= 180):
        raise BadQuery(
            "west, south, east and north in degrees such as 45, 43, 46, 44", _shown(bbox)
        )


def _check_area(area: tuple[tuple[float, float], ...] | None) -> None:
    if area is None:
        return
    if not 3 <= len(area) <= MOST_CORNERS:
        raise BadQuery(f"an area of 3 to {MOST_CORNERS} corners", f"{len(area)} corners")
    for lon, lat in area:
        if not (abs(lat) <= 90 and abs(lon) <= 180):
            raise BadQuery("corners of longitude and latitude in degrees", _shown((lon, lat)))


def _shown(numbers: tuple[float, ...]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)
