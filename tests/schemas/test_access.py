"""Who may see what: levels in order, one for each field, restricted where nothing is said."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from schemas.access import LEVELS, Access, Level


def access(**fields) -> Access:
    return Access.model_validate_json(json.dumps(fields))


def test_levels_go_from_everybody_to_few():
    assert [level.value for level in LEVELS] == ["public", "restricted", "confidential"]
    assert [level.rank for level in LEVELS] == [0, 1, 2]


def test_what_says_nothing_is_not_public():
    assert access().level is Level.RESTRICTED


def test_fields_are_named_by_pointers():
    rules = access(level="public", fields=[{"path": "/acts/0/victims/1", "level": "confidential"}])
    assert rules.fields[0].level is Level.CONFIDENTIAL
    assert rules.content() == {
        "level": "public",
        "fields": [{"path": "/acts/0/victims/1", "level": "confidential"}],
    }


@pytest.mark.parametrize("path", ["", "/", "title", "/acts//0", "#/title", "/title/"])
def test_a_rule_about_nothing_is_refused(path):
    with pytest.raises(ValidationError, match="string_pattern_mismatch"):
        access(fields=[{"path": path, "level": "public"}])


@pytest.mark.parametrize("level", ["secret", "PUBLIC", "", 0, None])
def test_an_unknown_level_is_refused(level):
    with pytest.raises(ValidationError, match="level"):
        access(level=level)


def test_two_levels_for_one_field_are_refused():
    # The later of the two would win: a name would be public because of a line further down.
    rules = [{"path": "/names", "level": "confidential"}, {"path": "/names", "level": "public"}]
    with pytest.raises(ValidationError, match="expected one level for each field, found two"):
        access(fields=rules)
