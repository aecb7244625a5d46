"""The base of all shapes: strict, frozen, closed; what is not stated is not written."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from schemas.shape import Json, NonEmpty, OptionalText, Shape
from tests.schemas.made_records import objects, shapes

ALL = pytest.mark.parametrize("shape", list(shapes()), ids=lambda shape: shape.__name__)


class Room(Shape):
    number: int
    note: OptionalText = None


class House(Shape):
    name: NonEmpty
    path: str
    rooms: tuple[Room, ...] = ()
    agreed: tuple[str, ...] | None = None
    """None: nobody was asked."""
    best: Room | None = None
    said: Json = None
    labels: dict[str, str] = Field(default_factory=dict)
    from_: str | None = Field(default=None, alias="from")
    guarded: bool = False


def house(**fields: Json) -> House:
    return House.model_validate_json(json.dumps({"name": "A", "path": "", **fields}))


def test_what_was_not_stated_is_not_written():
    assert house().content() == {"name": "A", "path": "", "guarded": False}


def test_nulls_and_empty_values_are_written_as_if_they_had_not_been_stated():
    empty = house(rooms=[], best=None, said=None, labels={}, **{"from": None})
    assert empty.content() == house().content()
    assert empty == house()


def test_an_empty_text_is_read_as_none():
    room = Room.model_validate_json('{"number": 1, "note": ""}')
    assert room.note is None
    assert room == Room(number=1)


def test_a_field_that_must_be_stated_is_written_though_it_is_empty():
    assert house().content()["path"] == ""


def test_an_empty_list_is_written_where_no_list_would_mean_that_nobody_was_asked():
    assert house(agreed=[]).content()["agreed"] == []
    assert "agreed" not in house().content()


@pytest.mark.parametrize("said", ["", [], {}, 0, False, {"lo": None, "hi": []}])
def test_what_a_source_says_is_written_as_it_is(said):
    assert house(said=said).content()["said"] == said


def test_zero_and_false_are_statements():
    assert house(rooms=[{"number": 0}]).content()["rooms"] == [{"number": 0}]
    assert house().content()["guarded"] is False


def test_names_in_json_are_those_that_people_write():
    assert house(**{"from": "the owner"}).content()["from"] == "the owner"
    with pytest.raises(ValidationError, match="from_"):
        House.model_validate_json('{"name": "A", "path": "", "from_": "the owner"}')


def test_elements_keep_their_places():
    assert house(rooms=[{"number": 1, "note": ""}, {"number": 2}]).content()["rooms"] == [
        {"number": 1},
        {"number": 2},
    ]


@pytest.mark.parametrize("number", ['"7"', "7.5", "true", "null", "[7]"])
def test_nothing_becomes_a_number_that_is_none(number):
    with pytest.raises(ValidationError, match="number"):
        Room.model_validate_json(f'{{"number": {number}}}')


@ALL
def test_no_shape_takes_a_field_that_it_does_not_know(shape):
    with pytest.raises(ValidationError, match="extra_forbidden"):
        shape.model_validate_json('{"colour": "red"}')


@ALL
def test_no_field_of_a_shape_can_be_set_again(shape):
    assert shape.model_config["strict"] is True
    made = shape.model_construct()
    for name in shape.model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(made, name, None)


@ALL
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_each_shape_there_and_back(shape, data):
    value = shape.model_validate_json(json.dumps(data.draw(objects(shape))))
    written = value.content()
    again = shape.model_validate_json(json.dumps(written))
    assert again.content() == written
    # Claims that say nothing are kept by the item as none.
    assert again == value
