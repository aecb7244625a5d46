"""Every address as everybody: what the policy's table says is what is said at the door.

All of them are asked of the policy, and few of them, so chosen that each role and each border is
met at every address, of the real site; `make walk` asks the real site all of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from flask import g

from archive.errors import NotPermitted
from archive.policy import Role, Standing
from tests.archive import samples
from tests.archive.everybody import EVERYBODY, SIDES, Side, is_open, some
from tests.webui.everywhere import NOWHERE, SAID, Walk, Way, furnish, ref_of, ways
from webui.api.openapi import description
from webui.desk import KEY
from webui.errors import NeedsSecondFactor, NotSignedIn
from webui.guard import desk_of_request, require
from webui.operations import OPERATIONS

ALIKE = {
    *("item.receipt", "item.receipt_file", "api.item_receipt"),  # no head was signed yet
    *("showing.play", "showing.pages", "showing.page"),  # a picture has neither sound nor pages
    *("case.order", "api.file_progress", "api.send_file_piece"),  # the form is read first
    *("api.link_record", "api.retire_record"),
}
"""Addresses that say the same of what is there and of what is not, as they are asked here."""
COSTLY = {
    *("item.picture", "item.blurred_picture", "showing.large"),
    *("redact.form", "redact.picture"),
}
"""Addresses where a process is started that opens the picture: few of all ask them less often."""
NOT_KNOWN = (303, 401)
ROLES = 6
Cell = tuple[Way, Standing | None, Side]


@pytest.fixture(scope="module")
def walk(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    made = samples.copy_of(founded, tmp_path_factory.mktemp("walk") / "archive")
    furnish(made)
    yield Walk(made)
    made.close()


def chosen(walk: Walk) -> list[Cell]:
    """Few cells of all."""
    found: list[Cell] = []
    by_address: dict[tuple[str, str], list[Way]] = {}
    for way in ways(walk.app):
        by_address.setdefault((way.endpoint, way.method), []).append(way)
    for number, ((endpoint, _method), some_ways) in enumerate(sorted(by_address.items())):
        for at, (one, side) in enumerate(some(number, OPERATIONS[endpoint])):
            way = some_ways[(number + at) % len(some_ways)]
            if at < (2 if endpoint in COSTLY else ROLES) or (way.kind and at >= ROLES):
                found.append((way, one, side))
        found.append((some_ways[0], None, SIDES[number % 6]))
    return found


def wrong(walk: Walk, cells: list[Cell]) -> list[object]:
    """The cells where something else is said than the table says."""
    return [
        (way, one, side, told) for way, one, side in cells if (told := _wrong(walk, way, one, side))
    ]


def _wrong(walk: Walk, way: Way, one: Standing | None, side: Side) -> str:
    ref = ref_of(way.kind, side) if way.kind else NOWHERE
    status, body = walk.told(way, one, ref)
    if not is_open(OPERATIONS[way.endpoint], one):
        refused = status in NOT_KNOWN if one is None else status == 403 and SAID in body
        return "" if refused else f"expected a refusal, found {status}"
    if (status == 403 and "whose task it is" in body) or (one is None and status == 401):
        return f"expected an answer, found {status}"
    if not way.kind or one is None:
        return ""
    nowhere = walk.nowhere(way, one)
    if not side.is_seen_by(one):
        return "" if (status, body) == nowhere else f"expected {nowhere[0]} as nowhere: {status}"
    alike = way.endpoint in ALIKE or status != nowhere[0]
    return "" if alike else f"expected another status than of nothing, found {status}"


def test_every_address_and_operation_of_the_api_is_decided(walk: Walk) -> None:
    there = {way.endpoint for way in ways(walk.app)}
    assert there - OPERATIONS.keys() == set(), "addresses without a decision"
    assert OPERATIONS.keys() - there == set(), "decisions without an address"
    described = [
        operation["operationId"]
        for path in description()["paths"].values()
        for method, operation in path.items()
        if method in ("get", "post", "put", "delete", "patch")
    ]
    assert {f"api.{name}" for name in described} <= OPERATIONS.keys()


def test_the_guard_decides_every_address_for_everybody_as_the_table_says(walk: Walk) -> None:
    cells = 0
    for one in (*EVERYBODY, None):
        walk.sit_down(one)
        with walk.app.test_request_context("/"):
            g.desk = desk_of_request(walk.app.extensions[KEY])
            for endpoint, operation in OPERATIONS.items():
                assert passes(endpoint) is is_open(operation, one), (endpoint, one)
                cells += 1
    assert cells == len(OPERATIONS) * (6 * 3 * 4 + 1)


def passes(endpoint: str) -> bool:
    try:
        require(endpoint)
    except (NotPermitted, NotSignedIn, NeedsSecondFactor):
        return False
    return True


def test_few_of_all_meet_every_pair(walk: Walk) -> None:
    """Each role at each address, and each two of role, clearance, compartment, side, operation."""
    cells = [(way, one, side) for way, one, side in chosen(walk) if one is not None]
    met = {(way.endpoint, way.method, one.role) for way, one, _ in cells}
    assert {row for row in met if row[0] not in COSTLY} == {
        (way.endpoint, way.method, one.role)
        for way in ways(walk.app)
        for one in (EVERYBODY if way.endpoint not in COSTLY else ())
    }
    for few, all_of_it in zip(_pairs(cells), _pairs(_all(walk)), strict=True):
        assert all_of_it - few == set()


def _all(walk: Walk) -> list[tuple[Way, Standing, Side]]:
    return [(way, one, side) for way in ways(walk.app) for one in EVERYBODY for side in SIDES]


def _pairs(cells: list[Any]) -> Iterator[set[Any]]:
    axes: list[Callable[[Way, Standing, Side], object]] = [
        lambda _way, one, _side: one.role,
        lambda _way, one, _side: one.clearance,
        lambda _way, one, _side: one.compartments,
        lambda _way, _one, side: side,
        lambda way, _one, _side: OPERATIONS[way.endpoint],
    ]
    for first, second in combinations(axes[:4], 2):
        yield {(first(*cell), second(*cell)) for cell in cells}
    for axis in axes[:3]:
        yield {(axes[4](*cell), axis(*cell)) for cell in cells}


def test_each_address_says_what_the_table_says(walk: Walk) -> None:
    assert wrong(walk, chosen(walk)) == []


@pytest.mark.everything
@pytest.mark.parametrize("role", [*Role, None])
def test_all_addresses_say_to_everybody_what_the_table_says(walk: Walk, role: Role | None) -> None:
    them = [one for one in EVERYBODY if one.role is role] if role else [None]
    cells = [
        (way, one, side) for way in ways(walk.app) for one in them for side in _asked(way, one)
    ]
    print(json.dumps({"role": role, "cells": len(cells)}))
    assert wrong(walk, cells) == []


def _asked(way: Way, one: Standing | None) -> tuple[Side, ...]:
    """The sides on which a record is asked for: all, where the way is open to somebody at all.

    Where a picture would be drawn, of those that they see the last one only: that it is drawn for
    the others as well decides nothing, and takes a quarter of the time of all.
    """
    if not way.kind or one is None or not is_open(OPERATIONS[way.endpoint], one):
        return SIDES[:1]
    if way.endpoint not in COSTLY:
        return SIDES
    seen = [side for side in SIDES if side.is_seen_by(one)]
    return tuple(side for side in SIDES if side not in seen[:-1])
