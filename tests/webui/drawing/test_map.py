"""Hits as symbols: solid and hatched, with the circle in which the true place lies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive.search.tallies import Cell
from webui.drawing import base_map
from webui.drawing.map import drawn, scale
from webui.drawing.view import View

GROZNY = View(43.3, 45.7, 7)


def test_the_solid_part_of_a_symbol_is_the_certain_part_of_its_area():
    (spot,) = drawn(GROZNY, [Cell(43.3, 45.7, 1, 3)]).spots
    assert (spot.x, spot.y) == (240, 170)
    assert spot.solid == pytest.approx(spot.size / 2, abs=0.05)
    (only_possible,) = drawn(GROZNY, [Cell(43.3, 45.7, 0, 4)]).spots
    assert only_possible.solid == 0
    (certain,) = drawn(GROZNY, [Cell(43.3, 45.7, 4, 0)]).spots
    assert certain.solid == certain.size == spot.size


def test_a_place_has_the_circle_that_its_radius_says():
    (spot,) = drawn(GROZNY, [Cell(43.3, 45.7, 1, 0, radius_m=20_000)]).spots
    assert spot.reach is not None
    metres, length = scale(GROZNY)
    assert spot.reach[1] == pytest.approx(length / metres * 20_000, rel=0.01)
    (small,) = drawn(GROZNY, [Cell(43.3, 45.7, 1, 0, radius_m=10)]).spots
    assert small.reach is None  # it would lie under the symbol


def test_what_reaches_into_the_view_from_outside_is_drawn():
    outside = Cell(43.3, 49.0, 0, 1, radius_m=400_000)
    assert len(drawn(GROZNY, [outside]).spots) == 1
    assert drawn(GROZNY, [Cell(43.3, 99.0, 0, 1, radius_m=400_000)]).spots == ()


def test_a_symbol_beside_the_180th_meridian_is_seen_from_both_sides():
    for lon in (179.9, -179.9):
        (spot,) = drawn(View(0.0, lon, 4), [Cell(0.0, -179.95, 1, 0)]).spots
        assert abs(spot.x - 240) < 10


def test_grid_lines_are_named_by_their_true_degrees():
    names = [line.degrees for line in drawn(View(0.0, 180.0, 3), []).meridians]
    assert names == [160, 170, -180, -170, -160]


def test_a_wide_view_is_drawn_from_one_file_and_a_near_one_from_tiles():
    assert {sheet.file for sheet in base_map.sheets(View(0.0, 0.0, 0))} == {"base/world.svg"}
    assert {sheet.file for sheet in base_map.sheets(GROZNY)} == {"base/30_30.svg"}
    around = base_map.sheets(View(-17.0, 180.0, 4))
    assert {sheet.file for sheet in around} == {"base/150_-30.svg", "base/-180_-30.svg"}


def test_countries_are_named_in_every_language_of_the_interface():
    (russia,) = (country for country in base_map.countries() if country.code == "RU")
    assert set(russia.names) == {"en", "ru", "ar", "fr", "es"}
    named = base_map.named(View(43.3, 45.7, 5))
    assert "GE" in {country.code for country, _x, _y in named}


def test_files_of_the_base_hold_paths_and_nothing_else():
    files = sorted(base_map.FOLDER.glob("*.svg"))
    assert len(files) > 60
    assert sum(Path(file).stat().st_size for file in files) < 700_000
    shape = re.compile(
        r'<svg xmlns="http://www.w3.org/2000/svg"><defs><path id="land" d="[Mlz\d -]+"/>'
        r'<path id="borders" d="[Ml\d -]*"/></defs></svg>\n'
    )
    assert [file.name for file in files if not shape.fullmatch(file.read_text("utf-8"))] == []
