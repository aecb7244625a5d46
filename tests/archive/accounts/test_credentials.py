"""Rows that open doors: none can be slipped in, exchanged or taken away unseen."""

from __future__ import annotations

from contextlib import closing

import pytest

from archive.accounts import credentials
from archive.accounts.credentials import Kind
from archive.checking.verify import verify
from tests.archive.accounts.conftest import House
from tests.by_hand import REFUSED, Hand, needs_file, unguarded


def edit(house: House, *statements: str) -> None:
    with unguarded(house.archive.settings) as hand:
        for statement in statements:
            assert hand.execute(statement).rowcount > 0


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE credentials SET secret = 'x' WHERE kind = 'password'", "row.edited"),
        ("UPDATE credentials SET facts = '{}' WHERE kind = 'session'", "row.edited"),
        ("UPDATE credentials SET kind = 'token' WHERE kind = 'device'", "row.edited"),
        ("UPDATE credentials SET seq = seq - 1 WHERE kind = 'session'", "row.edited"),
        ("DELETE FROM credentials WHERE kind = 'totp'", "row.missing"),
        (
            """INSERT INTO credentials SELECT 'x', seq, person, kind, 'y', facts FROM credentials
            WHERE kind = 'session'""",
            "row.added",
        ),
        (
            """UPDATE credentials SET person = (SELECT id FROM people WHERE name = 'Vera')
            WHERE kind = 'session'""",
            "row.edited",
        ),
    ],
)
def test_a_row_that_was_edited_deleted_or_added_is_found(
    house: House, statement: str, code: str
) -> None:
    seed, _ = house.with_second_factor()
    house.sign_in(code=house.code(seed))
    edit(house, statement)
    assert {row.code for row in verify(house.archive).findings} == {code}


@pytest.mark.parametrize(
    "slip",
    [
        "UPDATE credentials SET secret = 'x'",
        "REPLACE INTO credentials SELECT id, seq, person, kind, 'x', facts FROM credentials",
    ],
)
def test_a_slip_is_refused(house: House, slip: str) -> None:
    if slip.startswith("REPLACE"):
        needs_file(house.archive.settings)
    with (
        closing(Hand(house.archive.settings)) as hand,
        pytest.raises(REFUSED, match="never changed"),
    ):
        hand.execute(slip)
    assert verify(house.archive).clean


def test_a_secret_is_found_by_its_seal_only_and_for_its_own_kind(house: House) -> None:
    done = house.sign_in()
    with house.archive.reading() as connection:
        assert credentials.by_secret(connection, Kind.SESSION, done.session)
        sealed = credentials.sealed(done.session)
        assert credentials.by_secret(connection, Kind.SESSION, sealed) is None
        assert credentials.by_secret(connection, Kind.TOKEN, done.session) is None
        assert len(done.session) == 43
