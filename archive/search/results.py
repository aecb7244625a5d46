"""What a search answers."""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.tallies import Cell, Histogram
from archive.search.verdicts import Box
from schemas.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found, as the audience sees it."""

    record_id: str
    ref: str
    type: str
    title: str
    verdict: Verdict
    """Whether the filters are certainly met, or possibly."""
    why: tuple[str, ...]
    """Why only possibly; one reason for each filter that does not decide."""
    date_words: str
    """"" if there is no date."""
    place_words: str
    """"" if there is no place."""
    matched: tuple[str, ...]
    """Names of what it points to by which words were met."""
    passages: tuple[str, ...]
    """Its own words around what was met, this in `archive.search.passages.MARKS`."""
    lat: float | None
    """Degrees north, of the record or its place. None: no position is known."""
    lon: float | None
    """Degrees east."""
    radius_m: int | None
    """How far the true place may lie from there, in metres. None: not stated."""
    first_day: int | None = None
    """The first day of its date, as `datetime.date.toordinal` counts. None: no date, or open."""
    last_day: int | None = None
    """The last one."""


@dataclass(frozen=True, slots=True)
class SearchResults:
    """All that was found, and one page of it."""

    certain: int
    """How many certainly meet all filters."""
    possible: int
    """How many possibly do; those that were asked to be left out are not counted."""
    hits: tuple[Hit, ...]
    """The page: certain ones before possible ones."""
    facets: dict[str, list[tuple[str, int, int]]]
    """By field: (value, how many are certain, how many possible), the most frequent first."""
    notes: tuple[str, ...]
    """What is to be known about the answer: what was left out, and why."""
    did_you_mean: tuple[str, ...]
    """Search texts with other spellings that would find something."""
    histogram: Histogram | None = None
    """None: it was not asked for."""
    cells: tuple[Cell, ...] | None = None
    """None: they were not asked for."""
    extent: Box | None = None
    """The smallest box around all positions. None: no hit has one, or no squares were asked for."""
    next: str | None = None
    """A cursor for the hits after this page. None: there are none."""
    previous: str | None = None
    """A cursor for the hits before this page. None: there are none."""
    first: int = 0
    """How many hits come before this page."""


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """An actor who is called nearly so."""

    record_id: str
    ref: str
    title: str
    name: str
    """The name that matched."""
    likeness: float
    """1 if it has every word, less if it sounds so."""
