"""The guard at the door of every address: who is asking, and may they do this?

The desk of a request is set here and nowhere else. As long as nobody has a password and the archive
is served to its own machine alone, whoever sits there is the person whom `khronika serve` was
started for. Otherwise a request is somebody's if it carries the secret of a session that is good
now: it is looked up each time, so that what is ended or withdrawn counts from the next request on.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFError
from sqlalchemy import Connection

from archive import people, policy
from archive.accounts import (
    after_restore,
    credentials,
    granting,
    second_factor,
    sessions,
    tokens,
    watching,
)
from archive.accounts.credentials import Kind
from archive.accounts.limits import network_of
from archive.accounts.sessions import Session
from archive.disclosure import PUBLIC, Audience
from archive.errors import NotPermitted
from archive.people import Person
from archive.policy import Decision, Operation
from webui import cookies, doors
from webui.desk import KEY, Desk, desk
from webui.errors import NeedsSecondFactor, NotSignedIn
from webui.operations import OPERATIONS
from webui.visitors import LOOPBACK, host_name

SENT_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")
"""Headers by which a server in front says that it sends on what somebody else asked: then it is not
who sits at this machine, whatever address the request comes from (RFC 7239; RFC 9110 §7.6.3)."""


ASKED_BLINDLY = frozenset({"health.show"})
"""Addresses that answer everybody alike, also while the database is away: nobody is looked up."""


def register(app: Flask) -> None:
    """Let no request pass unseen, and let the templates ask what is open to the reader."""
    app.before_request(check_request)
    app.jinja_env.globals["may"] = may


def protect_forms() -> None:
    """See that what changes something was sent by a form of ours, unless a program sends its token.

    No browser adds that header by itself, so that no other site can make one act for somebody.
    """
    if request.endpoint is not None and token_of_request() is None:
        try:
            current_app.extensions["csrf"].protect()
        except CSRFError:
            _enter_unasked()
            raise


def _enter_unasked() -> None:
    """Let the log say that a form came without its token for somebody who has signed in.

    Another site may have sent it, or the page was old: once in an hour for each.
    """
    here = desk()
    hour = int(here.archive.clock().timestamp()) // 3600
    known = here.session is not None and request.endpoint in OPERATIONS
    if known and here.door.is_news(f"{here.archive.person} unasked", hour):
        watching.denied(here.archive, OPERATIONS[request.endpoint or ""], by="form without a token")


def check_request() -> None:
    """Set the desk of this request, and see that the policy lets the reader do what is asked.

    Raises:
        DoorsShut: the archive was shut, and nothing of it is shown.
        NotSignedIn: nobody is known to ask, and they would have to be.
        NeedsSecondFactor: a password alone is not enough for this reader.
        NotPermitted: it is not open to them, or the address names no operation.
    """
    if doors.stand_before():
        return
    house: Desk = current_app.extensions[KEY]
    blind = request.endpoint in ASKED_BLINDLY
    g.desk = _desk_of_a_stranger(house) if blind else desk_of_request(house)
    if request.endpoint is None:
        return  # there is no such address, and that is what will be said
    if request.endpoint not in OPERATIONS:
        expected = "an address that names its operation for the policy"
        raise NotPermitted(what="answer it", expected=expected, found=request.endpoint)
    require(request.endpoint)


def require(endpoint: str) -> None:
    """See that the policy lets the reader do what an address is for, also from within another.

    Raises:
        NotSignedIn, NeedsSecondFactor, NotPermitted: it does not.
    """
    operation, standing = OPERATIONS[endpoint], desk().standing
    decision = policy.decide(operation, standing)
    if decision is Decision.NOT_SIGNED_IN:
        if operation is Operation.MEASURE and _is_of_this_machine():
            return
        _enter_bad_token()
        raise NotSignedIn
    if decision is Decision.SECOND_FACTOR:
        raise NeedsSecondFactor
    if standing is not None:
        if decision is not Decision.ALLOWED:
            _enter_refusal(operation)
        granting.check(operation, standing, desk().name)


def _is_of_this_machine() -> bool:
    """Whether a program on this machine asks, by a name of this machine, for nobody else."""
    return (
        request.remote_addr in LOOPBACK
        and host_name(request.headers.get("Host", "")) in LOOPBACK
        and "Authorization" not in request.headers
        and not any(name in request.headers for name in SENT_ON)
    )


def _enter_refusal(operation: Operation) -> None:
    """Let the log say that somebody asked for what is not open to them: once in an hour for each.

    Who sits alone at the machine is not watched.
    """
    here, known = desk(), desk().session is not None or token_of_request() is not None
    hour = int(here.archive.clock().timestamp()) // 3600
    if known and here.door.is_news(f"{here.archive.person} {operation}", hour):
        watching.denied(here.archive, operation)


def _enter_bad_token() -> None:
    """Let the log say that a token was not good: once in an hour for each network it came from."""
    if token_of_request() is None:
        return
    here, source = desk(), request.remote_addr or ""
    hour = int(here.archive.clock().timestamp()) // 3600
    if here.door.is_news(f"token {network_of(source)}", hour):
        watching.token_refused(here.archive, source=source)


def may(endpoint: str) -> bool:
    """Whether an address is open to the reader."""
    return _may(OPERATIONS[endpoint], desk().standing)


_may = lru_cache(policy.may)
"""The policy asks nothing but what it is given; a page asks it for each of its links."""


def desk_of_request(house: Desk) -> Desk:
    """The desk of whoever asks."""
    archive = house.archive
    if (secret := token_of_request()) is not None:
        return _desk_of_token(house, secret)
    with archive.reading() as connection:
        alone = not (
            house.must_sign_in
            or any(name in request.headers for name in SENT_ON)
            or credentials.anybody_has(connection, Kind.PASSWORD)
        )
        if alone:
            return _desk_of(house, people.at_work(connection, archive.person))
        void = after_restore.is_pending(archive.settings)
        session = (
            None if void else sessions.found(connection, cookies.session_secret(), archive.clock())
        )
        found = None if session is None else _desk_of_session(house, connection, session)
    if session is None or found is None:
        return _desk_of_a_stranger(house)
    sessions.touch(archive, session)
    return found


def _desk_of_a_stranger(house: Desk) -> Desk:
    return replace(house, audience=PUBLIC, standing=None, name="")


def token_of_request() -> str | None:
    """The token that a program sends (RFC 6750 §2.1); None if it sends no authorization at all."""
    sent = request.headers.get("Authorization")
    if sent is None:
        return None
    scheme, _, token = sent.partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else ""


def _desk_of_token(house: Desk, secret: str) -> Desk:
    """The desk of a program that acts for somebody; of a stranger, if its token is not good."""
    archive = house.archive
    with archive.reading() as connection:
        void = after_restore.is_pending(archive.settings)
        token = None if void else tokens.found(connection, secret, archive.clock())
        person = None if token is None else people.load(connection, token.credential.person)
        if token is None or person is None or not person.working:
            return _desk_of_a_stranger(house)
        found = _desk_of(house, _as_known(connection, person))
    assert found.standing is not None
    return replace(found, standing=replace(found.standing, scopes=token.operations))


def _as_known(connection: Connection, person: Person) -> Person:
    """A person with whether they have a second factor."""
    has_second = second_factor.is_set_up(connection, person.id)
    return replace(person, standing=replace(person.standing, second_factor=has_second))


def _desk_of_session(house: Desk, connection: Connection, session: Session) -> Desk | None:
    person = people.load(connection, session.credential.person)
    if not person.working:
        return None
    return replace(_desk_of(house, _as_known(connection, person)), session=session)


def _desk_of(house: Desk, person: Person) -> Desk:
    """The desk of a person, who sees no more than the archive is served for."""
    own = Audience(person.standing.clearance, person.standing.compartments)
    seen = own.also(house.audience)
    standing = replace(person.standing, clearance=seen.level, compartments=seen.compartments)
    return replace(
        house,
        archive=house.archive.working_as(person.id),
        audience=granting.audience_of(replace(person, standing=standing)),
        standing=standing,
        name=person.name,
    )
