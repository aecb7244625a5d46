"""People who can sign in, a clock that is set by hand, and hashes that cost little."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from archive.accounts import granting, joining, second_factor, totp
from archive.accounts.door import Door
from archive.accounts.passwords import Passwords
from archive.accounts.signing_in import Given, SignedIn, sign_in
from archive.founding import found_archive, open_archive
from archive.people import EVERYTHING, Person
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.copies import copy_archive

PASSWORD = "four small grey doves"
LIGHT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CHEAP = Passwords(LIGHT)
LAWYER = Standing(Role.LAWYER, Level.RESTRICTED, None)


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class House:
    """An archive whose founder has a password, and Amina, a lawyer, who has one too."""

    archive: Archive
    passwords: Passwords
    door: Door
    clock: Clock
    amina: Person

    def sign_in(self, name: str = "Amina", password: str = PASSWORD, **more: Any) -> SignedIn:
        given = Given(name, password, **{"source": "192.0.2.1", "device": "a browser", **more})
        return sign_in(self.archive, self.door, given)

    def code(self, seed: str) -> str:
        step = totp.step_at(self.clock.now.timestamp())
        return totp.hotp(totp.seed_from_text(seed), step)

    def with_second_factor(self) -> tuple[str, tuple[str, ...]]:
        """Amina's seed and recovery codes; the step of her first code is over."""
        seed = second_factor.new_seed()
        codes = second_factor.set_up(self.archive, self.amina.id, seed, self.code(seed))
        self.clock.pass_by(seconds=30)
        return seed, codes


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(LIGHT)


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Person]:
    """The folder of the house, made once, to be copied and never changed; and Amina."""
    folder: Path = tmp_path_factory.mktemp("settled") / "archive"
    with closing(found_archive(folder, person="Vera", clock=Clock())) as archive:
        joining.set_password(archive, CHEAP, "Vera", "a lamp in every window")
        amina = granting.let_in(archive, "Amina", LAWYER)
        joining.accept(archive, CHEAP, joining.invite(archive, "Amina"), PASSWORD)
    assert amina.standing != EVERYTHING
    return folder, amina


@pytest.fixture
def house(
    settled: tuple[Path, Person], tmp_path: Path, passwords: Passwords, clock: Clock
) -> Iterator[House]:
    folder, amina = settled
    copy_archive(folder, tmp_path / "archive")
    archive = open_archive(tmp_path / "archive", clock=clock)
    yield House(archive, passwords, Door(passwords), clock, amina)
    archive.close()
