"""The small map shows the places that are told in words, and no others."""

from __future__ import annotations

from archive.disclosure import View
from webui.telling import where


def _at(lon, lat, **fields):
    return {"geometry": {"type": "Point", "coordinates": [lon, lat]}, **fields}


def _place(content):
    return View(id="p" * 16, ref="p", type="place", content=content, withheld=())


def test_an_incident_without_a_position_has_no_map():
    assert (
        where.small_map({"place": {"name": "somewhere"}, "acts": [{"type": "threat"}]}, {}) is None
    )


def test_places_of_acts_are_drawn_as_well_each_once():
    content = {
        "place": _at(45.7, 43.3, radius_m=5_000),
        "acts": [{"place": _at(45.7, 43.3, radius_m=5_000)}, {"place": _at(44.7, 43.0)}],
    }
    told = where.small_map(content, {})
    assert told is not None
    assert sorted(spot.cell.lon for spot in told.spots) == [44.7, 45.7]
    assert [spot.cell.radius_m for spot in told.spots if spot.cell.lon == 45.7] == [5_000]


def test_a_place_that_is_named_gives_its_position_where_the_incident_has_none():
    content = {"place": {"place": "p" * 16}}
    assert where.places_named(content) == ["p" * 16]
    told = where.small_map(content, {"p" * 16: _place(_at(45.7, 43.3, radius_m=20_000))})
    assert told is not None
    assert [(spot.cell.lat, spot.cell.radius_m) for spot in told.spots] == [(43.3, 20_000)]
    assert where.small_map(content, {}) is None  # the reader may not see that place


def test_the_whole_circle_is_shown_even_across_180_degrees():
    told = where.small_map({"place": _at(179.9, 0, radius_m=400_000)}, {})
    assert told is not None
    (spot,) = told.spots
    assert spot.reach is not None
    assert told.view.width > spot.x + spot.reach[0]
    assert spot.x - spot.reach[0] > 0
