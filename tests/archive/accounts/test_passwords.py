"""Passwords are hashed as RFC 9106 advises, a few at a time, and for nobody as slowly."""

from __future__ import annotations

from threading import Barrier, Event, Thread

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from archive.accounts.errors import TooBusyToCheck
from archive.accounts.passwords import IN_LINE, Passwords


def test_the_parameters_are_the_second_choice_of_rfc_9106() -> None:
    kept = Passwords().hashed("a lamp in every window")
    found = extract_parameters(kept)
    assert (found.type, found.memory_cost, found.time_cost) == (Type.ID, 64 * 1024, 3)
    assert found.parallelism == 4
    assert (found.salt_len, found.hash_len) == (16, 32)


def test_two_hashes_of_one_password_differ_and_fit(passwords: Passwords) -> None:
    one, two = passwords.hashed("a lamp"), passwords.hashed("a lamp")
    assert one != two
    assert passwords.fits("a lamp", one)
    assert not passwords.fits("a lamb", one)


@pytest.mark.parametrize("kept", [None, "", "no hash", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"])
def test_what_is_no_hash_fits_nothing(passwords: Passwords, kept: str | None) -> None:
    assert not passwords.fits("nobody has this password", kept)


class Counting(PasswordHasher):
    """Counts what it compares, and waits for a sign if one is given."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.compared: list[str] = []
        self.sign: Event | None = None

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - theirs
        self.compared.append(str(hash))
        if self.sign:
            self.sign.wait(10)
        return bool(super().verify(hash, password))


def test_a_name_that_is_not_here_costs_the_same_work() -> None:
    hasher = Counting()
    passwords = Passwords(hasher)
    kept = passwords.hashed("a lamp")
    passwords.fits("guess", kept)
    passwords.fits("guess", None)
    one, two = (extract_parameters(each) for each in hasher.compared)
    assert one == two


def test_a_flood_of_strangers_neither_fills_the_line_nor_stops_who_is_known() -> None:
    hasher = Counting()
    passwords = Passwords(hasher)
    kept = passwords.hashed("a lamp")
    hasher.sign, started = Event(), Barrier(IN_LINE + 1)
    turned_away: list[str] = []

    def guess() -> None:
        started.wait(10)
        passwords.fits("guess", kept)

    waiting = [Thread(target=guess) for _ in range(IN_LINE)]
    for thread in waiting:
        thread.start()
    started.wait(10)
    while not turned_away:
        try:
            assert passwords._strangers._line._value >= 0
            if passwords._strangers._line._value == 0:
                passwords.fits("guess", kept)
        except TooBusyToCheck as error:
            turned_away.append(str(error))
    known = Thread(
        target=lambda: turned_away.append(str(passwords.fits("a lamp", kept, known_browser=True)))
    )
    known.start()
    hasher.sign.set()
    for thread in (*waiting, known):
        thread.join(10)
    assert "wait a moment" in turned_away[0]
    assert turned_away[1] == "True"
