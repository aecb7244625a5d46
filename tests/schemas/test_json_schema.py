"""The JSON Schema: as committed, valid itself, and of one mind with the shapes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from archive.worked_example import example_records
from schemas.json_schema import record_schema, text
from schemas.records import RECORD_TYPES, read_record
from schemas.vocabulary import vocabulary_names
from tests.schemas.made_records import records

ROOT = Path(__file__).resolve().parents[2]
CHECK = jsonschema.Draft202012Validator(record_schema())


def test_the_committed_schema_is_what_the_shapes_say_today() -> None:
    assert (ROOT / "docs" / "record.schema.json").read_text("utf-8") == text()


def test_the_schema_is_written_to_standard_output() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "schemas.json_schema"], cwd=ROOT, capture_output=True, check=True
    )
    assert done.stdout.decode() == text()


def test_the_schema_is_one_by_its_own_standard() -> None:
    jsonschema.Draft202012Validator.check_schema(record_schema())
    assert len(record_schema()["oneOf"]) == len(RECORD_TYPES)


@pytest.mark.parametrize("record", example_records(), ids=lambda record: record["ref"])
def test_every_record_of_the_worked_example_is_valid(record: dict[str, Any]) -> None:
    assert list(CHECK.iter_errors(record)) == []


@settings(max_examples=60, deadline=None)
@given(records())
def test_whatever_the_shapes_accept_is_written_validly(made: dict[str, Any]) -> None:
    content = read_record(json.dumps(made)).content()
    assert list(CHECK.iter_errors(content)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "incident"},
        {"type": "incident", "title": ""},
        {"type": "incident", "title": "A fire", "colour": "red"},
        {"type": "incident", "title": "A fire", "date": "2014-12-14"},
        {"type": "incident", "title": "A fire", "acts": [{"victims": []}]},
        {"type": "rumour", "title": "A fire"},
    ],
    ids=["no title", "empty title", "unknown field", "date as text", "act of no type", "type"],
)
def test_what_the_shapes_refuse_for_its_form_is_not_valid(wrong: dict[str, Any]) -> None:
    assert list(CHECK.iter_errors(wrong))


def test_every_vocabulary_that_it_names_is_shipped() -> None:
    named = set(_values_of("x-vocabulary", record_schema()))
    assert named
    assert named <= set(vocabulary_names())


def _values_of(key: str, schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [found for inner in schema for found in _values_of(key, inner)]
    if not isinstance(schema, dict):
        return []
    own = [schema[key]] if key in schema else []
    return own + [found for inner in schema.values() for found in _values_of(key, inner)]
