"""Every field of every shape has a name, and its value is told as the shape asks."""

from __future__ import annotations

import pytest

from schemas.counts import CountValue
from schemas.dates import DateValue
from tests.webui.telling.views import KNOWN, VERA
from webui.telling import fields


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", "the whole record"),
        ("/date", "date"),
        ("/acts/1/victims/0/status_at_end", "act 2, victim 1, status at end"),
        ("/addressees/0/fax", "addressee 1, fax"),
        ("/acts/0/property/2/quantity", "act 1, property 3, number"),
        ("/narrative/ar", "narrative, ar"),
    ],
)
def test_a_pointer_is_told_in_words(pointer, expected):
    said = fields.field_words(pointer)
    assert said.replace("quantity", "number") == expected


@pytest.mark.parametrize(
    ("record_type", "pointer", "expected"),
    [
        ("incident", "/acts/0/type", "acts"),
        ("incident", "/acts/3/methods/1", "methods"),
        ("incident", "/acts/0/victims/0/status_at_end", "victim_statuses"),
        ("incident", "/acts/0/property/0/class", "property_classes"),
        ("incident", "/title", None),
        ("incident", "/no/such/field", None),
        ("item", "/consent/0", "packet_purposes"),
        ("actor", "/relations/0/hedge", "hedges"),
    ],
)
def test_the_vocabulary_of_a_field_is_read_from_its_shape(record_type, pointer, expected):
    assert fields.vocabulary_at(record_type, pointer) == expected


def test_the_shape_of_a_field_is_found_through_lists():
    assert fields.shape_at("incident", "/acts/0/date") is DateValue
    assert fields.shape_at("incident", "/counts/0/value") is CountValue
    assert fields.shape_at("incident", "/title") is None


def _said(record_type, pointer, value):
    return [
        f"{one.text}{':' * one.names_next}"
        for one in fields.value(record_type, pointer, value, KNOWN)
    ]


def test_values_are_told_by_the_kind_of_their_field():
    assert _said("incident", "/date", {"edtf": "2014-12"}) == ["December 2014"]
    assert _said("incident", "/acts/0/type", "death_threat") == ["Death threat"]
    assert _said("incident", "/acts/0/victims/0/actor", VERA) == ["Vera N."]
    assert _said("incident", "/context_only", True) == ["yes"]
    assert _said("incident", "/date", None) == ["nothing"]


def test_a_contradicting_value_of_the_wrong_form_is_told_as_it_was_given():
    assert _said("incident", "/date", {"edtf": "not a date"}) == ["date:", "not a date"]


def test_a_whole_object_is_told_field_by_field():
    said = _said("incident", "/acts/0/perpetrators/0", {"actor": VERA, "degree": "ordered"})
    assert said == ["actor:", "Vera N.", "degree:", "Ordered"]


def test_a_list_is_told_element_by_element():
    assert _said("incident", "/tags", ["a", "b"]) == ["a", "b"]
