"""Places are told as exactly as they are known, and no more."""

from __future__ import annotations

from tests.webui.telling.views import KNOWN, MILL
from webui.telling import places


def _said(value):
    return " ".join(piece.text for piece in places.told(value, KNOWN))


def test_a_position_comes_with_its_radius():
    value = {
        "name": "Grozny",
        "geometry": {"type": "Point", "coordinates": [45.698, 43.318]},
        "radius_m": 5000,
    }
    assert _said(value) == "Grozny 43.318° N 45.698° E within 5 km of it"


def test_the_middle_of_an_area_is_called_so():
    ring = [[45, 43], [46, 43], [46, 44], [45, 43]]
    value = {"name": "A district", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    assert _said(value) == "A district middle at 43.5° N 45.5° E"


def test_a_place_without_a_name_is_told_by_the_units_around_it():
    assert _said({"admin": ["Russia", "Chechnya"], "precision": "4"}) == (
        "Chechnya, Russia First-order unit"
    )


def test_what_the_public_may_learn_is_said_where_it_is_less():
    value = {"place": MILL, "precision": "1", "public_precision": "4"}
    assert _said(value).endswith("the public is told no more than: First-order unit")
    assert "public" not in _said({"place": MILL, "precision": "4", "public_precision": "4"})


def test_a_bare_position_is_a_position():
    assert _said({"geometry": {"type": "Point", "coordinates": [1, 2]}}).startswith("a position")
