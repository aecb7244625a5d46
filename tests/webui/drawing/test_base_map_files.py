"""The files of the base map keep what lies on both sides of the 180th meridian and round a pole."""

from __future__ import annotations

from webui.drawing.base_map_files import Topology, clipped, copies, labels, path, within

QUANTISED = {"scale": [1, 1], "translate": [0, 0]}


def _topology(arcs, geometries):
    objects = {"countries": {"geometries": geometries}, "land": {"geometries": geometries}}
    return Topology({"objects": objects, "transform": QUANTISED, "arcs": arcs})


def test_a_ring_across_the_meridian_is_drawn_on_both_sides():
    ring = [(170.0, 0.0), (-170.0, 0.0), (-170.0, 10.0), (170.0, 10.0), (170.0, 0.0)]
    spans = [(min(lon for lon, _ in one), max(lon for lon, _ in one)) for one in copies(ring)]
    assert spans == [(-190, -170), (170, 190)]


def test_a_ring_round_the_pole_is_led_along_it():
    ring = [(lon, -70.0) for lon in (-180.0, -90.0, 0.0, 90.0, 180.0)]
    (whole,) = (one for one in copies(ring) if min(lon for lon, _ in one) == -180)
    assert whole[-2:] == [(180.0, -90.0), (-180.0, -90.0)]


def test_a_ring_is_cut_at_the_edges_of_a_tile():
    square = [(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0), (-5.0, -5.0)]
    inside = clipped(square, (0, 0, 30, 30))
    assert set(inside) == {(0.0, 0.0), (5.0, 0.0), (5.0, 5.0), (0.0, 5.0)}
    assert clipped(square, (10, 10, 30, 30)) == []


def test_a_line_is_kept_where_it_touches_a_tile():
    line = [(0.0, 0.0), (40.0, 0.0), (50.0, 0.0), (60.0, 0.0)]
    assert within(line, (0, -1, 30, 1)) == [[(0.0, 0.0), (40.0, 0.0)]]


def test_paths_are_relative_and_short():
    assert path([[(1.0, 1.0), (1.5, 1.0), (1.0, 0.5)]], close=False) == "M100 100l50 0-50-50"


def test_borders_are_what_two_countries_share_and_names_lie_inside():
    arcs = [
        [[0, 0], [0, 10]],
        [[0, 10], [-10, 0], [0, -10], [10, 0]],
        [[0, 10], [20, 0], [0, -10], [-20, 0]],
    ]
    west = {"type": "Polygon", "arcs": [[0, 1]], "id": "001", "properties": {"name": "West"}}
    east = {"type": "Polygon", "arcs": [[0, 2]], "properties": {"name": "East"}}
    topology = _topology(arcs, [west, east])
    assert topology.borders() == [[(0, 0), (0, 10)]]
    rows = labels(topology, {"001": "WW"}, {"fr": {"WW": ["Ouest-long", "Ouest"]}})
    assert [row[:2] for row in rows] == [
        ("", {"en": "East"}),
        ("WW", {"en": "West", "fr": "Ouest"}),
    ]
    assert 0 < rows[0][2] < 20
