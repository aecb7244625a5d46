"""A view of the map puts every position where it belongs, across the 180th meridian as well."""

from __future__ import annotations

import pytest

from webui.drawing.view import METRES_A_DEGREE, View, fitted


def test_the_whole_earth_fits_into_the_first_view():
    view = View(0.0, 0.0, 0, 360, 180)
    assert [view.x(lon) for lon in (-180, 0, 180)] == [0, 180, 360]
    assert [view.y(lat) for lat in (90, 0, -90)] == [0, 90, 180]


def test_a_circle_on_the_ground_is_true_to_scale_in_the_middle_of_a_view():
    view = View(60.0, 30.0, 5)
    across, up = view.radii(60.0, 10 * METRES_A_DEGREE)
    assert across == up  # at the standard parallel a circle is a circle
    assert up == pytest.approx(view.y(50.0) - view.y(60.0), abs=0.1)
    farther = view.radii(66.0, 10 * METRES_A_DEGREE)
    assert farther[0] > farther[1] == up  # and wider nearer to the pole, as the map is


def test_positions_beyond_180_degrees_are_seen_where_the_view_goes_on():
    view = View(0.0, 179.0, 4)
    assert view.turns(-179, -179) == [1]
    assert view.x(-179, 1) == pytest.approx(view.width / 2 + 2 * view.across, abs=0.1)
    assert view.turns(0, 0) == []
    west, _south, east, _north = view.box
    assert (west, east) == (167.75, -169.75)


@pytest.mark.parametrize(
    ("box", "lon", "zoom"),
    [
        pytest.param((179.0, -18.0, -179.0, -17.0), -180.0, 7, id="fiji"),
        pytest.param((45.7, 43.3, 45.7, 43.3), 45.7, 7, id="one-position"),
        pytest.param((-180.0, -80.0, 180.0, 80.0), 0.0, 0, id="everywhere"),
        pytest.param((37.6, 43.3, 45.7, 55.8), 41.65, 3, id="moscow-to-grozny"),
    ],
)
def test_the_nearest_view_shows_all(box, lon, zoom):
    view = fitted(box)
    assert (view.lon, view.zoom) == (lon, zoom)
    for edge in (box[0], box[2]):
        assert any(0 <= view.x(edge, turn) <= view.width for turn in (-1, 0, 1))
    assert view.south <= box[1] <= box[3] <= view.north


def test_without_a_position_the_whole_earth_is_shown():
    assert fitted(None).zoom == 0


def test_moves_stay_on_the_earth():
    view = View(84.0, 170.0, 1)
    assert view.moved(up=0.4).lat == 85
    assert view.moved(right=0.4).lon == -118
    assert view.moved(closer=-5).zoom == 0
    assert View(0.0, 0.0, 12).moved(closer=1).zoom == 12
