"""Signing in: name, password and code in, a session out; or one refusal that tells nothing.

1. The attempt is counted, or turned away, by where it comes from and whom it is for.
2. The password is compared, as slowly for a name that is not here.
3. In one transaction: the code or the key's answer is compared and used up, old sessions are
   cleared, the new session is made, and the log says who signed in; or the log says that somebody
   was refused, and not whether the name, the password or the code was wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from archive import people
from archive.accounts import (
    after_restore,
    attempts,
    credentials,
    second_factor,
    security_keys,
    sessions,
)
from archive.accounts.attempts import Attempt
from archive.accounts.credentials import Credential, Kind
from archive.accounts.door import Door
from archive.accounts.errors import SignInRefused, TooBusyToCheck, TooManyAttempts
from archive.accounts.granting import is_name
from archive.accounts.second_factor import Proved
from archive.accounts.security_keys import Site
from archive.errors import UnknownPerson
from archive.log import Draft, Thing
from archive.people import Person
from archive.settings import Settings
from archive.workspace import Archive, Writer

SIGNED_IN = "signed_in"
REFUSED = "refused"
NOBODY = "unknown"
"""Who is at work where nobody is known."""
LONGEST_DEVICE = 200
"""Characters of what a browser says that it is that are kept."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gives to sign in."""

    name: str
    password: str
    code: str = ""
    """Of the app, or one for recovery; empty where no second factor was set up."""
    answer: str = ""
    """Of a security key, in the place of a code, as the browser hands it on."""
    site: Site | None = None
    """As what the browser knows these pages; None where no security key can answer."""
    source: str = ""
    """The address from which they ask."""
    device: str = ""
    """What their browser says that it is."""
    browser: str | None = None
    """The secret of a browser in which somebody signed in before."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody has signed in."""

    person: Person
    session: str
    """The secret of the session, for the browser to carry."""
    browser: str | None
    """The secret by which the browser is known from now on; None if it is known already."""


def sign_in(archive: Archive, door: Door, given: Given) -> SignedIn:
    """A session for whoever gives what belongs together.

    Raises:
        TooManyAttempts: too many have failed; nothing was compared.
        TooBusyToCheck: too many are signing in at this moment; nothing was compared.
        SignInRefused: something that was given does not belong to the rest.
    """
    after_restore.settle(archive)
    with archive.reading() as connection:
        person, kept = _named(connection, given.name)
        browser = _browser_of(connection, person, given.browser)
    attempt = _counted(archive, door, given, browser)  # 1
    try:
        fits = door.passwords.fits(given.password, kept, known_browser=browser is not None)  # 2
    except TooBusyToCheck:
        attempts.take_back(archive, attempt)
        raise
    stronger = None
    if fits and kept is not None and door.passwords.is_outdated(kept):
        stronger = door.passwords.hashed(given.password)
    with archive.writing() as writer:  # 3
        done, known = None, bool(browser)
        key = _answered(writer, archive.settings, person, given)
        if fits and person is not None:
            as_them = replace(writer, person=person.id)
            proof = key or _code(as_them, archive.settings, person, given)
            done = _admitted(as_them, archive.settings, person, given, known=known, proof=proof)
        if done is None:
            _refuse(writer, person, given, door.turned_away(attempt.buckets.values()))
        else:
            attempts.succeeded(writer.connection, attempt)
            if stronger is not None:
                _hash_anew(replace(writer, person=done.person.id), stronger)
    if done is None:
        raise SignInRefused
    return done


def _hash_anew(writer: Writer, hashed: str) -> None:
    """Keep the same password by the parameters of today; nothing else of its owner's changes."""
    old = credentials.of(writer.connection, writer.person, Kind.PASSWORD)
    credentials.end(writer, old, reason="hashed anew")
    kept = credentials.draft(writer.person, Kind.PASSWORD, hashed, at=writer.at)
    credentials.make(writer, [kept], reason="hashed anew")


def _answered(
    writer: Writer, settings: Settings, person: Person | None, given: Given
) -> Proved | None:
    """What a security key proves. Whoever asks, the challenge is used up by it."""
    if not given.answer:
        return None
    whom = person.id if person else NOBODY
    key = security_keys.proved(writer, settings, whom, given.site, given.answer)
    return None if key is None else Proved(key=key)


def _code(writer: Writer, settings: Settings, person: Person, given: Given) -> Proved | None:
    """What a code proves; None where no second factor was set up, too."""
    if not second_factor.is_set_up(writer.connection, person.id):
        return None
    seconds = writer.at.timestamp()
    return second_factor.proved(
        writer.connection, settings.keys, person.id, given.code, seconds=seconds
    )


def _counted(archive: Archive, door: Door, given: Given, browser: Credential | None) -> Attempt:
    known = browser.id if browser else None
    try:
        return attempts.begin(archive, name=given.name, source=given.source, browser=known)
    except TooManyAttempts as error:
        door.turn_away(error.buckets)
        raise


def _named(connection: Connection, name: str) -> tuple[Person | None, str | None]:
    """The person of a name, if they work here and have a password, and what is kept of it."""
    if not is_name(name):
        return None, None
    try:
        person = people.load(connection, name)
    except UnknownPerson:
        return None, None
    kept = credentials.of(connection, person.id, Kind.PASSWORD)
    if not kept or not person.working or person.name != name:
        return None, None
    return person, kept[-1].secret


def _browser_of(
    connection: Connection, person: Person | None, secret: str | None
) -> Credential | None:
    """The credential of a browser, if it is one in which this person has signed in."""
    if person is None or not secret:
        return None
    found = credentials.by_secret(connection, Kind.DEVICE, secret)
    return found if found and found.person == person.id else None


def _admitted(
    writer: Writer,
    settings: Settings,
    person: Person,
    given: Given,
    *,
    known: bool,
    proof: Proved | None,
) -> SignedIn | None:
    """The session, if the second factor is proved where there is one; None otherwise."""
    connection, told = writer.connection, {"source": given.source}
    if not people.load(connection, person.id).working:
        return None
    if second_factor.is_set_up(connection, person.id):
        if proof is None:
            return None
        second_factor.spend(writer, proof)
        told["second_factor"] = proof.by.value
        second_factor.seal_older(writer, settings.keys, person.id)
    credentials.end(writer, sessions.ended_by_time(connection, person.id, writer.at), by="time")
    device = given.device[:LONGEST_DEVICE]
    secret, session = sessions.begin(writer, person.id, source=given.source, device=device)
    new, browser = [session], None
    if not known:
        browser = credentials.new_secret()
        sealed = credentials.sealed(browser)
        new.append(credentials.draft(person.id, Kind.DEVICE, sealed, at=writer.at, device=device))
    credentials.make(writer, new, SIGNED_IN, device=device, **told)
    return SignedIn(person, secret, browser)


def _refuse(writer: Writer, person: Person | None, given: Given, turned_away: int) -> None:
    """Enter that somebody was refused. What they typed is not kept: it may be a password."""
    things = (Thing(person.id if person else NOBODY, "target"),)
    detail: dict[str, object] = {"source": given.source, "device": given.device[:LONGEST_DEVICE]}
    if turned_away:
        detail["turned_away_before"] = turned_away
    stranger = replace(writer, person=NOBODY)
    stranger.append([Draft(REFUSED, things, detail=detail, outcome="refused")])
