"""Every address that names a record answers as if it were not there, to whom it is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from flask import Flask

from archive.accounts import granting
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import LEVELS, Level
from tests.archive import samples
from webui.application import create_app

OF_A = {"level": "restricted", "compartments": ["team-a"]}
TEAMS = (frozenset(), frozenset({"team-b"}), frozenset({"team-a", "team-b"}), None)
CLOSED_TO = [
    (level, teams)
    for level, teams in product(LEVELS, TEAMS)
    if (level is Level.PUBLIC and teams is None)
    or (level is not Level.PUBLIC and teams is not None and "team-a" not in teams)
]


@pytest.fixture(scope="module")
def house(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    made = samples.copy_of(founded, tmp_path_factory.mktemp("house") / "archive")
    kinds = samples.SMALLEST
    samples.record(made, *(samples.draft(kind, f"{kind}-1", access=OF_A) for kind in kinds))
    yield made
    made.close()


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """The addresses of records, with the address of one that is nowhere beside each."""
    for rule in app.url_map.iter_rules():
        if "ref" in rule.arguments and "GET" in (rule.methods or ()):
            path = re.sub(r"<any\(([a-z]+)[^>]*>", r"\1", rule.rule)
            kinds = [kind for kind in samples.SMALLEST if f"/{kind}" in path] or ["incident"]
            yield path.replace("<ref>", f"{kinds[0]}-1"), path.replace("<ref>", "nowhere")


def test_every_record_is_nowhere_for_those_to_whom_it_is_closed(house: Archive) -> None:
    for level, teams in CLOSED_TO:
        standing = Standing(Role.ADMINISTRATOR, level, teams)
        person = granting.let_in(house, f"{level} {sorted(teams or ())} {teams is None}", standing)
        app = create_app(house.working_as(person.id))
        client = app.test_client()
        for path, nowhere in addresses(app):
            answer, of_nothing = client.get(path), client.get(nowhere)
            assert answer.status_code in (400, 403, 404), (path, standing)
            assert answer.status_code == of_nothing.status_code, (path, standing)


def test_it_is_there_for_those_who_belong_to_it(house: Archive) -> None:
    for teams in TEAMS[2:]:
        standing = Standing(Role.ADMINISTRATOR, Level.RESTRICTED, teams)
        person = granting.let_in(house, f"inside {teams is None}", standing)
        client = create_app(house.working_as(person.id)).test_client()
        for kind in samples.SMALLEST:
            page = client.get(f"/{kind}/{kind}-1")
            assert page.status_code == 200
            assert '<span class="level">team-a</span>' in page.get_data(as_text=True)
            assert client.get(f"/api/v1/records/{kind}-1").status_code == 200
