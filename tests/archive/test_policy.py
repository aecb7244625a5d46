"""The policy, against a table written by hand."""

from __future__ import annotations

import pytest

from archive.people import EVERYTHING
from archive.policy import (
    RULES,
    Decision,
    Operation,
    Role,
    Standing,
    decide,
    in_words,
    is_within,
    may_manage,
    open_to,
)
from schemas.access import LEVELS, Level
from tests.archive.everybody import rows


def test_the_table_names_every_operation_role_and_clearance() -> None:
    assert len(rows()) == len(Operation) * len(Role) * len(LEVELS)
    assert set(RULES) == set(Operation)


@pytest.mark.parametrize("operation", list(Operation))
def test_the_policy_answers_as_the_table_says(operation: Operation) -> None:
    for named, level, role, expected in rows():
        if named is operation:
            for compartments in (None, frozenset(), frozenset({"team"})):
                found = decide(operation, Standing(role, level, compartments))
                assert (found is Decision.ALLOWED) is expected, (role, level, found)


@pytest.mark.parametrize("operation", list(Operation))
def test_who_is_not_known_may_only_enter(operation: Operation) -> None:
    allowed = operation in (Operation.ENTER, Operation.FILES)
    expected = Decision.ALLOWED if allowed else Decision.NOT_SIGNED_IN
    assert decide(operation, None) is expected


@pytest.mark.parametrize("role", list(Role))
def test_a_password_alone_does_not_open_what_is_confidential(role: Role) -> None:
    known_by_password = Standing(role, Level.CONFIDENTIAL, None, second_factor=False)
    for operation in Operation:
        allowed = operation in (Operation.ENTER, Operation.FILES, Operation.OWN)
        expected = Decision.ALLOWED if allowed else Decision.SECOND_FACTOR
        assert decide(operation, known_by_password) is expected
    less = Standing(role, Level.RESTRICTED, None, second_factor=False)
    assert decide(Operation.READ, less) is Decision.ALLOWED


@pytest.mark.parametrize(
    ("manager", "other", "expected"),
    [
        (EVERYTHING, EVERYTHING, True),
        (Standing(Role.ADMINISTRATOR, Level.RESTRICTED, None), EVERYTHING, False),
        (
            Standing(Role.ADMINISTRATOR, Level.RESTRICTED, None),
            Standing(Role.LAWYER, Level.RESTRICTED, None),
            True,
        ),
        (
            Standing(Role.ADMINISTRATOR, Level.CONFIDENTIAL, frozenset({"north"})),
            Standing(Role.READER, Level.PUBLIC, frozenset({"north", "south"})),
            False,
        ),
        (
            Standing(Role.ADMINISTRATOR, Level.CONFIDENTIAL, frozenset({"north"})),
            Standing(Role.READER, Level.PUBLIC, None),
            False,
        ),
        (
            Standing(Role.ADMINISTRATOR, Level.CONFIDENTIAL, frozenset({"north", "south"})),
            Standing(Role.READER, Level.PUBLIC, frozenset({"north"})),
            True,
        ),
        (
            Standing(Role.LAWYER, Level.CONFIDENTIAL, None),
            Standing(Role.READER, Level.PUBLIC),
            False,
        ),
    ],
)
def test_nobody_gives_what_they_are_not_cleared_for(
    manager: Standing, other: Standing, *, expected: bool
) -> None:
    assert may_manage(manager, other) is expected


def test_a_thing_without_compartments_is_for_all_and_another_for_those_within() -> None:
    team = frozenset({"team"})
    assert is_within(frozenset(), frozenset())
    assert is_within(team, None)
    assert is_within(team, frozenset({"team", "other"}))
    assert not is_within(team, frozenset({"other"}))
    assert not is_within(team, frozenset())
    assert not is_within(frozenset({"team", "other"}), team)


def test_refusals_can_be_said_in_words() -> None:
    one = Standing(Role.ANALYST, Level.RESTRICTED, frozenset({"b", "a"}))
    assert in_words(one) == "an analyst cleared for restricted, in a, b"
    assert in_words(Standing(Role.READER, Level.PUBLIC)).endswith("in no compartment")
    assert open_to(Operation.PACKETS) == "administrator or lawyer cleared for restricted or more"
    assert open_to(Operation.ENTER) == "anybody"
