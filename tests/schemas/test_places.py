"""Places: geometry as RFC 7946 has it, and no more exact than it was given."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.places import Geometry, PlaceValue

READER = TypeAdapter(Geometry)
RING = [[45, 43], [46, 43], [46, 44], [45, 43]]
LINTED = "geojson-lint/geojsonhint/test/data"
"""Files of mapbox/geojsonhint 7d72009 (ISC), in the public data sets."""


def read(value):
    return READER.validate_json(json.dumps(value))


def place(**fields) -> PlaceValue:
    return PlaceValue.model_validate_json(json.dumps(fields))


# Appendix A of RFC 7946, without the collections.
@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Point", [100.0, 0.0]),
        ("LineString", [[100.0, 0.0], [101.0, 1.0]]),
        ("Polygon", [[[100.0, 0.0], [101.0, 0.0], [101.0, 1.0], [100.0, 1.0], [100.0, 0.0]]]),
        (
            "Polygon",
            [
                [[100.0, 0.0], [101.0, 0.0], [101.0, 1.0], [100.0, 1.0], [100.0, 0.0]],
                [[100.8, 0.8], [100.8, 0.2], [100.2, 0.2], [100.2, 0.8], [100.8, 0.8]],
            ],
        ),
        ("MultiPoint", [[100.0, 0.0], [101.0, 1.0]]),
        ("MultiLineString", [[[100.0, 0.0], [101.0, 1.0]], [[102.0, 2.0], [103.0, 3.0]]]),
        (
            "MultiPolygon",
            [
                [[[102.0, 2.0], [103.0, 2.0], [103.0, 3.0], [102.0, 3.0], [102.0, 2.0]]],
                [
                    [[100.0, 0.0], [101.0, 0.0], [101.0, 1.0], [100.0, 1.0], [100.0, 0.0]],
                    [[100.2, 0.2], [100.2, 0.8], [100.8, 0.8], [100.8, 0.2], [100.2, 0.2]],
                ],
            ],
        ),
    ],
)
def test_the_examples_of_the_standard_are_read_and_written(kind, coordinates):
    value = {"type": kind, "coordinates": coordinates}
    assert read(value).content() == value


@pytest.mark.parametrize(
    "name",
    [
        "good-linestring",
        "good-multilinestring",
        "good-multipoint",
        "good-point",
        "good-point-3d",
        "good-polygon",
        "multipolygon",
    ],
)
def test_geometries_that_a_linter_calls_good_are_read(shared_data, name):
    value = json.loads((shared_data / LINTED / "good" / f"{name}.geojson").read_text("utf-8"))
    assert read(value).content() == value


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("badcoord", "valid number"),
        ("bad-featurelist", "valid array"),
        ("bbox-4or6elements", "extra_forbidden"),
        ("bbox-contains-string", "extra_forbidden"),
        ("bbox-string", "extra_forbidden"),
        ("different-first-last", "a ring that ends where it begins"),
        ("different-first-size", "a ring that ends where it begins"),
        ("geometry_changed_semantics", "extra_forbidden"),
        ("multipoint-multidimension", "valid number"),
        ("multipoint-nondimension", "valid array"),
        ("notype", "Unable to extract tag"),
        ("point", "Field required"),
        ("point-string", "valid number"),
        ("point-toofew", "found a list of 1"),
        ("point-toomany", "found a list of 4"),
        ("short-line", "at least 2 items"),
        ("short-linearring", "at least 4 items"),
        ("short-multilinestring", "at least 2 items"),
        ("unknowntype", "does not match any of the expected tags"),
    ],
)
def test_geometries_that_a_linter_calls_bad_are_refused(shared_data, name, why):
    text = (shared_data / LINTED / "bad" / f"{name}.geojson").read_text("utf-8")
    with pytest.raises(ValidationError, match=why):
        READER.validate_json(text)


@pytest.mark.parametrize(
    "name",
    ["polygon_winding_order", "bad-polygon-interiorring-rhr", "excessive_precision_truncated"],
)
def test_rings_may_turn_either_way_and_digits_are_kept(shared_data, name):
    # Section 3.1.6: readers should not reject polygons that do not follow the right-hand rule.
    value = json.loads((shared_data / LINTED / "bad" / f"{name}.geojson").read_text("utf-8"))
    assert read(value).content() == value


def test_degrees_beyond_the_earth_are_refused_though_a_linter_lets_them_pass(shared_data):
    text = (shared_data / LINTED / "good" / "issue82.geojson").read_text("utf-8")
    with pytest.raises(
        ValidationError, match="expected a latitude from -90 to 90 degrees, found -1"
    ):
        READER.validate_json(text)


def test_an_altitude_is_kept():
    value = {"type": "Point", "coordinates": [45.698, 43.318, -12.5]}
    assert read(value).content() == value


@pytest.mark.parametrize("position", [[180, 0], [-180, 0], [0, 90], [0, -90], [180, -90]])
def test_the_date_line_and_the_poles_are_on_earth(position):
    assert read({"type": "Point", "coordinates": position}).coordinates == tuple(position)


@pytest.mark.parametrize(
    ("position", "why"),
    [
        ([180.0001, 0], "a longitude from -180 to 180 degrees, found 180.0001"),
        ([-181, 0], "a longitude from -180 to 180 degrees, found -181"),
        ([43.318, 90.5], "a latitude from -90 to 90 degrees, found 90.5"),
        ([0, -91], "a latitude from -90 to 90 degrees, found -91"),
        ([], "longitude, latitude and perhaps an altitude, found a list of 0"),
        (["45", "43"], "valid number"),
        ([None, 1], "valid number"),
        ([True, False], "valid number"),
    ],
)
def test_what_is_no_place_on_earth_is_refused(position, why):
    with pytest.raises(ValidationError, match=why):
        read({"type": "Point", "coordinates": position})


@pytest.mark.parametrize("kind", ["MultiPoint", "LineString", "MultiLineString", "Polygon"])
def test_a_geometry_of_nothing_is_refused(kind):
    with pytest.raises(ValidationError, match="at least"):
        read({"type": kind, "coordinates": []})


@pytest.mark.parametrize(
    "value",
    [
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Feature", "geometry": None, "properties": {}},
        {"type": "point", "coordinates": [0, 0]},
        {"type": "Point", "coordinates": [0, 0], "crs": {}},
        None,
        "POINT(0 0)",
    ],
)
def test_what_is_no_single_geometry_is_refused(value):
    with pytest.raises(ValidationError, match=r"tag|extra_forbidden|object"):
        read(value)


def test_a_place_holds_everything_that_is_known_of_it():
    full = {
        "place": "grozny",
        "name": "destroyed office of the JMG in Grozny",
        "geometry": {"type": "Polygon", "coordinates": [RING]},
        "radius_m": 250,
        "precision": "2",
        "admin": ["Russia", "Chechnya", "Grozny"],
        "public_precision": "4",
    }
    assert full.keys() == PlaceValue.model_fields.keys()
    assert place(**full).content() == full


@pytest.mark.parametrize("precision", ["1", "2", "3", "4", "5", "6", "7"])
def test_precision_is_the_code_of_ucdp(precision):
    assert place(name="Grozny", precision=precision).precision == precision


@pytest.mark.parametrize(
    "fields", [{}, {"radius_m": 5}, {"precision": "6"}, {"name": "", "admin": []}]
)
def test_a_place_that_is_nowhere_is_refused(fields):
    with pytest.raises(ValidationError, match="expected a place, a name, a geometry or an admin"):
        place(**fields)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"radius_m": -1}, "greater than or equal to 0"),
        ({"radius_m": 2.5}, "valid integer"),
        ({"precision": "8"}, "expected a code of the vocabulary 'place_precisions', found '8'"),
        ({"precision": 1}, "valid string"),
    ],
)
def test_radius_and_precision_are_checked(fields, why):
    with pytest.raises(ValidationError, match=why):
        place(name="Grozny", **fields)
