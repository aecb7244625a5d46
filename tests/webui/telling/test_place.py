"""A place is told by its names, its position and what it lies in."""

from __future__ import annotations

from tests.webui.telling.views import MILL, by_name, teller
from webui.telling import place


def test_a_place_says_where_it_lies():
    told = teller(
        "place",
        kind="town",
        names=[{"text": "Lower Mill"}],
        parent=MILL,
        geometry={"type": "Point", "coordinates": [45, 43]},
        radius_m=800,
        gazetteer_ids={"geonames": "1"},
    )
    facts = by_name(place.facts(told))
    assert facts["Lies in"] == ["Upper Mill"]
    assert facts["Position"] == ["43° N 45° E within 800 m of it"]
    assert facts["In gazetteers"] == ["geonames 1"]


def test_a_place_without_a_position_says_nothing_of_it():
    assert "Position" not in by_name(place.facts(teller("place", kind="town")))
