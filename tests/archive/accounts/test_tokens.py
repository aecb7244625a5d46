"""Tokens open a part of what their person may do, for a time, and never longer than they may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive import log
from archive.accounts import credentials, granting, tokens
from archive.accounts.credentials import Kind
from archive.accounts.errors import BadToken, NoCredential
from archive.accounts.tokens import OPENS, Scope, Token
from archive.checking.verify import verify
from archive.errors import NotPermitted
from archive.policy import Decision, Operation, decide
from archive.workspace import Archive
from tests.archive.accounts.conftest import LAWYER, House


def theirs(house: House) -> Archive:
    return house.archive.working_as(house.amina.id)


def found(house: House, secret: str) -> Token | None:
    with house.archive.reading() as connection:
        return tokens.found(connection, secret, house.clock())


def test_a_token_is_found_by_its_secret_until_it_ends(house: House) -> None:
    secret, made = tokens.new(theirs(house), "table", [Scope.EXPORT], days=30)
    assert secret.startswith("khronika_")
    assert len(secret) == len("khronika_") + 43
    assert found(house, secret) == made
    assert found(house, secret[:-1]) is None
    house.clock.pass_by(days=29, hours=23)
    assert found(house, secret) == made
    house.clock.pass_by(hours=1)
    assert found(house, secret) is None


def test_a_token_that_was_revoked_is_refused_at_once(house: House) -> None:
    secret, _ = tokens.new(theirs(house), "table", [Scope.READ], days=30)
    with pytest.raises(NoCredential, match="table"):
        tokens.revoke(house.archive, "table")  # Vera has none of that name
    tokens.revoke(theirs(house), "table")
    assert found(house, secret) is None
    assert verify(house.archive).findings == []


def test_tokens_end_with_the_rights_of_their_person(house: House) -> None:
    secret, _ = tokens.new(theirs(house), "table", [Scope.READ], days=30)
    granting.let_go(house.archive, "Amina")
    assert found(house, secret) is None


def test_the_secret_is_kept_nowhere(house: House) -> None:
    secret, made = tokens.new(theirs(house), "table", [Scope.READ], days=30)
    with house.archive.reading() as connection:
        entries = list(log.entries(connection))
        assert all(secret.encode() not in entry.data for entry in entries)
        kept = credentials.of(connection, house.amina.id, Kind.TOKEN)
        assert [one.secret for one in kept] == [credentials.sealed(secret)]
        words = log.detail(connection, entries[-1].seq)
    assert words == {"credential": "token", "name": "table", "scopes": ["read"]}
    assert made.credential.digest() in entries[-1].data.decode()


@pytest.mark.parametrize("scope", [Scope.RECORD, Scope.EVIDENCE])
def test_nobody_makes_a_token_for_what_is_not_their_task(house: House, scope: Scope) -> None:
    with pytest.raises(NotPermitted, match="a lawyer"):
        tokens.new(theirs(house), "table", [Scope.READ, scope], days=30)


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [("", [Scope.READ], 1), ("a", [], 1), ("a", [Scope.READ], 0), ("a", [Scope.READ], 367)],
)
def test_what_is_no_token_is_not_made(
    house: House, name: str, scopes: list[Scope], days: int
) -> None:
    with pytest.raises(BadToken, match="no token was made"):
        tokens.new(theirs(house), name, scopes, days=days)


def test_two_tokens_of_one_person_have_two_names(house: House) -> None:
    tokens.new(theirs(house), "table", [Scope.READ], days=30)
    with pytest.raises(BadToken, match="no other token of yours"):
        tokens.new(theirs(house), "table", [Scope.READ], days=30)
    tokens.new(house.archive, "table", [Scope.READ], days=30)


@pytest.mark.parametrize("scope", list(Scope))
def test_a_token_never_opens_more_than_its_scope_and_its_person(scope: Scope) -> None:
    standing = replace(LAWYER, scopes=OPENS[scope])
    for operation in Operation:
        decision = decide(operation, standing)
        if operation in (Operation.ENTER, Operation.FILES):
            assert decision is Decision.ALLOWED
        elif operation not in OPENS[scope]:
            assert decision is Decision.SCOPE
        else:
            assert decision is decide(operation, LAWYER)


def test_no_scope_reaches_accounts_rights_keys_or_erasure() -> None:
    for opened in OPENS.values():
        assert not opened & {
            Operation.OWN,
            Operation.PEOPLE,
            Operation.KEEP,
            Operation.ERASE,
            Operation.WATCH,
        }
