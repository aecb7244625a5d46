"""Tokens: secrets by which a program acts for somebody, for a part of what they may and for a time.

A token never opens more than its person may do at that moment: it ends with their rights, and its
scopes are a part of them. Nobody's account and nobody's rights can be changed by a token.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import Connection

from archive import people
from archive.accounts import after_restore, credentials
from archive.accounts.credentials import Credential, Kind
from archive.accounts.errors import BadToken, NoCredential
from archive.accounts.granting import check, is_name
from archive.policy import Operation
from archive.workspace import Archive

PREFIX = "khronika_"
"""How every token begins, so that one that was published by mistake is found by a search."""
LONGEST_DAYS = 366


class Scope(StrEnum):
    """What a token may be used for."""

    READ = "read"
    EXPORT = "export"
    ORIGINALS = "originals"
    RECORD = "record"
    EVIDENCE = "evidence"
    PACKETS = "packets"
    CHECK = "check"
    METRICS = "metrics"
    EXCHANGE = "exchange"


OPENS = MappingProxyType(
    {
        Scope.READ: frozenset({Operation.READ}),
        Scope.EXPORT: frozenset({Operation.READ, Operation.EXPORT}),
        Scope.ORIGINALS: frozenset({Operation.READ, Operation.ORIGINALS}),
        Scope.RECORD: frozenset({Operation.READ, Operation.RECORD}),
        Scope.EVIDENCE: frozenset({Operation.READ, Operation.EVIDENCE}),
        Scope.PACKETS: frozenset({Operation.READ, Operation.PLAN, Operation.PACKETS}),
        Scope.CHECK: frozenset({Operation.READ, Operation.CHECK}),
        Scope.METRICS: frozenset({Operation.MEASURE}),
        Scope.EXCHANGE: frozenset({Operation.EXCHANGE}),
    }
)
"""The operations of each scope."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token, without its secret."""

    credential: Credential
    name: str
    scopes: tuple[Scope, ...]

    @property
    def operations(self) -> frozenset[Operation]:
        """What it may be used for."""
        return frozenset().union(*(OPENS[scope] for scope in self.scopes))


def new(archive: Archive, name: str, scopes: Iterable[Scope], *, days: int) -> tuple[str, Token]:
    """A token of the person at work: its secret, which is told only now, and what is kept of it.

    Raises:
        BadToken: the name is none, is taken by another of theirs, or the time is too long.
        NotPermitted: a scope holds what is no task of theirs.
    """
    chosen = tuple(sorted(set(scopes)))
    if not is_name(name) or not chosen or not 1 <= days <= LONGEST_DAYS:
        raise BadToken(name, f"a name, a scope and 1 to {LONGEST_DAYS} days")
    after_restore.settle(archive)
    secret = PREFIX + credentials.new_secret()
    with archive.writing() as writer:
        person = people.at_work(writer.connection, writer.person)
        for scope in chosen:
            for operation in OPENS[scope]:
                check(operation, person.standing, person.name)
        if name in [one.name for one in tokens_of(writer.connection, person.id)]:
            raise BadToken(name, "a name that no other token of yours has")
        kept = credentials.draft(
            person.id,
            Kind.TOKEN,
            credentials.sealed(secret),
            at=writer.at,
            ends=writer.at + timedelta(days=days),
            name=name,
            scopes=[scope.value for scope in chosen],
        )
        credentials.make(writer, [kept], name=name, scopes=[scope.value for scope in chosen])
    return secret, _token(kept)


def tokens_of(connection: Connection, person: str) -> tuple[Token, ...]:
    """Somebody's tokens, also those that have ended by time, the oldest first."""
    return tuple(_token(one) for one in credentials.of(connection, person, Kind.TOKEN))


def found(connection: Connection, secret: str, at: datetime) -> Token | None:
    """The token of a secret; None if there is none that is still good."""
    credential = credentials.by_secret(connection, Kind.TOKEN, secret)
    return None if credential is None or not credential.is_good(at) else _token(credential)


def revoke(archive: Archive, name: str) -> Token:
    """End a token of the person at work at once, by its name or id.

    Raises:
        NoCredential: they have no such token.
    """
    with archive.writing() as writer:
        for one in tokens_of(writer.connection, writer.person):
            if name in (one.name, one.credential.id):
                credentials.end(writer, [one.credential], name=one.name)
                return one
        raise NoCredential(name)


def _token(credential: Credential) -> Token:
    scopes = tuple(Scope(scope) for scope in credential.facts["scopes"])
    return Token(credential, str(credential.facts["name"]), scopes)
