"""A record in a compartment is there for those who belong to it, and says so.

That it is nowhere for all others is seen in `test_every_way`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.accounts import granting
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.archive import samples
from webui.application import create_app

OF_A = {"level": "restricted", "compartments": ["team-a"]}
TEAMS = (frozenset({"team-a", "team-b"}), None)


@pytest.fixture(scope="module")
def house(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    made = samples.copy_of(founded, tmp_path_factory.mktemp("house") / "archive")
    kinds = samples.SMALLEST
    samples.record(made, *(samples.draft(kind, f"{kind}-1", access=OF_A) for kind in kinds))
    yield made
    made.close()


def test_it_is_there_for_those_who_belong_to_it(house: Archive) -> None:
    for teams in TEAMS:
        standing = Standing(Role.ADMINISTRATOR, Level.RESTRICTED, teams)
        person = granting.let_in(house, f"inside {teams is None}", standing)
        client = create_app(house.working_as(person.id)).test_client()
        for kind in samples.SMALLEST:
            page = client.get(f"/{kind}/{kind}-1")
            assert page.status_code == 200
            assert '<span class="level">team-a</span>' in page.get_data(as_text=True)
            assert client.get(f"/api/v1/records/{kind}-1").status_code == 200
