"""Hits counted by time and by place: in every step in which they may have been."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from archive import recording
from archive.disclosure import CONFIDENTIAL
from archive.errors import BadQuery
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.search.tallies import Bar
from archive.workspace import Archive
from schemas.dates import DateValue
from schemas.shape import Json
from schemas.verdict import Verdict
from tests.archive.samples import incident
from tests.archive.search import slowly

DATES = ("2014-12-11", "2014-12", "2014-12-30/2015-01-02", "[2014-12-05..2015-01-28]", "2015", None)


@pytest.fixture
def dated(archive: Archive) -> SearchEngine:
    rows = [
        incident(f"d{n}", title="Something", **({"date": {"edtf": date}} if date else {}))
        for n, date in enumerate(DATES)
    ]
    recording.record(archive, [*rows, incident("open", date={"edtf": "2015-01-10/.."})])
    return engine_of(archive)


def test_months_count_what_was_and_what_may_have_been_there(dated: SearchEngine) -> None:
    told = dated.search(SearchQuery(histogram="month"), CONFIDENTIAL).histogram
    assert told is not None
    assert [bar for bar in told.bars if bar.start < "2015-03"] == [
        Bar("2014-12", 3, 1),  # the 11th, December, the 30th and on; perhaps between the 5th and 28
        Bar("2015-01", 1, 2),  # until the 2nd; perhaps the same, and some day of 2015
        Bar("2015-02", 0, 1),
    ]
    assert told.undated == 2


@pytest.mark.parametrize("step", ["day", "month", "year"])
def test_each_bar_has_what_a_search_for_its_dates_finds(invented: Archive, step: str) -> None:
    engine = engine_of(invented)
    told = engine.search(SearchQuery(histogram=step), CONFIDENTIAL).histogram
    assert told is not None
    assert told.bars
    chosen = random.Random(3).sample(told.bars, min(12, len(told.bars)))
    everything = engine.search(SearchQuery(limit=1000), CONFIDENTIAL)
    views = slowly.views_for(invented, CONFIDENTIAL)
    closed = {hit.ref for hit in everything.hits if _is_closed(views[hit.record_id])}
    assert len(everything.hits) - len(closed) == told.undated
    for bar in chosen:
        query = SearchQuery(date_from=bar.start, date_to=bar.start, limit=1000)
        hits = [hit for hit in engine.search(query, CONFIDENTIAL).hits if hit.ref in closed]
        counted = Counter(hit.verdict for hit in hits)
        assert (bar.certain, bar.possible) == (
            counted[Verdict.CERTAINLY],
            counted[Verdict.POSSIBLY],
        ), bar


def _is_closed(content: Json) -> bool:
    date = content.get("date")
    bounds = DateValue.model_validate(date, strict=False).day_bounds() if date else (None,)
    return None not in bounds


def test_bars_become_longer_steps_rather_than_too_many(archive: Archive) -> None:
    dates = [{"edtf": "0900-01-01"}, {"edtf": "2015-01-01"}]
    recording.record(archive, [incident(f"d{n}", date=date) for n, date in enumerate(dates)])
    told = engine_of(archive).search(SearchQuery(histogram="day"), CONFIDENTIAL).histogram
    assert told is not None
    assert (told.step, told.bars) == ("year", (Bar("0900", 1, 0), Bar("2015", 1, 0)))


def test_cells_count_each_hit_once_where_it_lies(invented: Archive) -> None:
    engine = engine_of(invented)
    results = engine.search(SearchQuery(cells=1.0, limit=1000, date_from="2015"), CONFIDENTIAL)
    placed = [hit for hit in results.hits if hit.lat is not None]
    told = results.cells or ()
    assert sum(cell.certain + cell.possible for cell in told) == len(placed)
    by_square = Counter((hit.lat // 1, hit.lon // 1) for hit in placed)  # type: ignore[operator]
    assert sorted(by_square.values()) == sorted(cell.certain + cell.possible for cell in told)


def test_cells_of_a_box_are_those_whose_hits_lie_in_it(invented: Archive) -> None:
    engine = engine_of(invented)
    everywhere = engine.search(SearchQuery(cells=0.001, limit=1000), CONFIDENTIAL)
    middle = sorted(hit.lon for hit in everywhere.hits if hit.lon is not None)
    west, east = middle[len(middle) // 3], middle[len(middle) // 2]
    for box in ((west, -90.0, east, 90.0), (east, -90.0, west, 90.0)):  # the second crosses 180°
        told = engine.search(SearchQuery(cells=1.0, cells_in=box), CONFIDENTIAL).cells or ()
        inside = [
            lon
            for lon in middle
            if (west <= lon <= east if box[0] == west else lon >= east or lon <= west)
        ]
        assert sum(cell.certain + cell.possible for cell in told) == len(inside)


def test_a_square_tells_the_one_place_and_the_one_record_in_it(archive: Archive) -> None:
    def lying(ref: str, lon: float, radius_m: int | None) -> Json:
        where = {"name": ref, "geometry": {"type": "Point", "coordinates": [lon, 43.3]}}
        return incident(ref, place=where if radius_m is None else {**where, "radius_m": radius_m})

    rows = [lying("alone", 10.5, 300), lying("a", 20.5, 900), lying("b", 20.5, 900)]
    rows += [lying("c", 30.1, 5), lying("d", 30.9, 5), lying("unstated", 40.5, None)]
    recording.record(archive, rows)
    told = engine_of(archive).search(SearchQuery(cells=1.0), CONFIDENTIAL).cells or ()
    shown = {round(cell.lon, 3): (cell.at_one_place, cell.radius_m) for cell in told}
    assert shown == {
        10.5: (True, 300),
        20.5: (True, 900),
        30.5: (False, None),
        40.5: (True, None),
    }
    named = {round(cell.lon, 1) for cell in told if cell.record_id}
    assert named == {10.5, 40.5}


@pytest.mark.parametrize(
    ("lons", "expected"),
    [
        ((10.0, 20.0, 15.5), (10.0, 20.0)),
        ((179.0, -179.5, -170.0), (179.0, -170.0)),
        ((-180.0, 180.0), (-180.0, 180.0)),
        ((45.7,), (45.7, 45.7)),
        ((-10.0, 0.0, 100.0, -130.0), (-130.0, 100.0)),
    ],
)
def test_the_extent_is_the_smallest_box_even_across_180(
    archive: Archive, lons: tuple[float, ...], expected: tuple[float, float]
) -> None:
    rows = [
        incident(
            f"d{at}",
            place={"name": "x", "geometry": {"type": "Point", "coordinates": [lon, float(at)]}},
        )
        for at, lon in enumerate(lons)
    ]
    recording.record(archive, [*rows, incident("nowhere")])
    told = engine_of(archive).search(SearchQuery(cells_across=4), CONFIDENTIAL)
    assert told.extent == (expected[0], 0.0, expected[1], len(lons) - 1.0)
    assert sum(cell.certain for cell in told.cells or ()) == len(lons)


def test_without_positions_there_is_no_extent(archive: Archive) -> None:
    recording.record(archive, [incident("nowhere")])
    told = engine_of(archive).search(SearchQuery(cells_across=4), CONFIDENTIAL)
    assert (told.cells, told.extent) == ((), None)


def test_as_few_bars_are_told_as_were_asked_for(dated: SearchEngine) -> None:
    asked = {bars: SearchQuery(histogram="day", bars=bars) for bars in (4_000, 14, 13)}
    steps = {}
    for bars, query in asked.items():
        told = dated.search(query, CONFIDENTIAL).histogram
        assert told is not None
        steps[bars] = told.step
    assert steps == {4_000: "day", 14: "month", 13: "month"}  # from December 2014 to December 2015


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"cells": 0.0}, "expected squares of 0.001 to 90 degrees"),
        ({"histogram": "week"}, "expected a step of time, one of day, month, year"),
        ({"sort": "distance"}, "expected a place to measure distances from"),
        ({"area": ((1.0, 2.0), (3.0, 4.0))}, "expected an area of 3 to 500 corners"),
        ({"area": ((1.0, 2.0), (3.0, 94.0), (0.0, 0.0))}, "expected corners of longitude"),
        ({"after": "nonsense"}, "expected the cursor of an earlier answer"),
        ({"after": "W10"}, "expected the cursor of an earlier answer"),
        ({"before": "W10"}, "expected the cursor of an earlier answer"),
        ({"before": "W10", "after": "W10"}, "expected one cursor"),
        ({"bars": 0}, "expected from 1 to 4,000 bars"),
        ({"cells_in": (0.0, 5.0, 1.0, 4.0)}, "expected west, south, east and north"),
    ],
)
def test_what_cannot_be_meant_is_said(asked: dict, sentence: str) -> None:
    with pytest.raises(BadQuery, match=sentence):
        SearchQuery(**asked)
