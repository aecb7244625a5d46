"""Links by which people get in: an invitation for who is new, the same for who lost a password.

A link is good once, for three days, and as long as whoever made it may still manage the person that
it is for: links that somebody kept do not outlast their rights, nor open more than they could give.
Whoever has it sets the password of that person; their sessions and known browsers end with that.
There is no password that somebody else chose.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from archive import database, people, policy
from archive.accounts import after_restore, attempts, credentials, second_factor
from archive.accounts.credentials import Kind
from archive.accounts.errors import NoInvitation, NoPasswordYet, WrongPassword
from archive.accounts.granting import check_may_give
from archive.accounts.passwords import Passwords, check_strength
from archive.people import EVERYTHING, Person
from archive.settings import Settings
from archive.workspace import Archive, Writer

GOOD_FOR = timedelta(days=3)


def invite(archive: Archive, name: str, *, without_second_factor: bool = False) -> str:
    """A new link for somebody who works here; its secret. Earlier links to them end.

    `without_second_factor` takes theirs away at once, for who has lost it and the recovery codes.

    Raises:
        UnknownPerson, NoLongerHere: nobody of that name works here.
        NotPermitted: whoever is at work may not manage them.
        NoPasswordYet: nobody who could manage everything could sign in themselves.
    """
    after_restore.settle(archive)
    secret = credentials.new_secret()
    with archive.writing() as writer:
        person = people.at_work(writer.connection, name)
        check_may_give(writer.connection, writer.person, person.standing)
        if person.id != writer.person:
            check_ready(writer.connection, writer.person)
        old = credentials.of(writer.connection, person.id, Kind.INVITATION)
        credentials.end(writer, old)
        if without_second_factor:
            second_factor.drop(writer, person.id)
        kept = credentials.draft(
            person.id,
            Kind.INVITATION,
            credentials.sealed(secret),
            at=writer.at,
            ends=writer.at + GOOD_FOR,
        )
        credentials.make(writer, [kept])
    return secret


def invited(connection: Connection, secret: str, archive: Archive) -> Person:
    """Whom a link is for.

    Raises:
        NoInvitation: there is no such link, or it is good no more.
        UnknownPerson: an entry of the log names a maker who never worked here.
    """
    found = credentials.by_secret(connection, Kind.INVITATION, secret)
    is_void = after_restore.is_pending(archive.settings)
    if found is None or is_void or not found.is_good(archive.clock()):
        raise NoInvitation
    person = people.load(connection, found.person)
    maker = people.load(connection, credentials.maker_of(connection, found))
    if not (person.working and maker.working):
        raise NoInvitation
    if not policy.may_manage(maker.standing, person.standing):
        raise NoInvitation
    return person


def accept(archive: Archive, passwords: Passwords, secret: str, password: str) -> Person:
    """Set the password of whoever a link is for, and use the link up.

    Raises:
        NoInvitation: there is no such link, or it is good no more.
        WeakPassword: the password is one of those that are guessed first; the link stays good.
        BadPasswordList: the list of stolen passwords is none; the same is so.
    """
    with archive.reading() as connection:
        person = invited(connection, secret, archive)
    _check(archive.settings, person, password)
    hashed = passwords.hashed(password)
    with archive.working_as(person.id).writing() as writer:
        invited(writer.connection, secret, archive)  # somebody may have been quicker
        _set(writer, person.id, hashed)
    return person


def set_password(archive: Archive, passwords: Passwords, name: str, password: str) -> Person:
    """Set somebody's password at the archive's own machine.

    Raises:
        UnknownPerson, NoLongerHere: nobody of that name works here.
        NotPermitted: it is another's, and whoever is at work may not manage them.
        WeakPassword, BadPasswordList: as `accept`.
    """
    with archive.reading() as connection:
        person = people.at_work(connection, name)
        if person.id != archive.person:
            check_may_give(connection, archive.person, person.standing)
    _check(archive.settings, person, password)
    hashed = passwords.hashed(password)
    with archive.writing() as writer:
        _set(writer, person.id, hashed)
    return person


def change_password(archive: Archive, passwords: Passwords, *, present: str, password: str) -> None:
    """Give the person at work another password, who proves that it is they by the present one.

    All their other sessions end, and so does this one: they sign in again.

    Raises:
        WrongPassword: the present password is another.
        WeakPassword, BadPasswordList: as `accept`.
    """
    person = prove(archive, passwords, present)
    _check(archive.settings, person, password)
    hashed = passwords.hashed(password)
    with archive.writing() as writer:
        _set(writer, person.id, hashed)


def prove(archive: Archive, passwords: Passwords, present: str) -> Person:
    """The person at work, who proves by their password that it is they.

    Raises:
        WrongPassword: it is another, or they have none.
        TooManyAttempts: whoever has their session has guessed too often.
    """
    with archive.reading() as connection:
        person = people.at_work(connection, archive.person)
        kept = credentials.of(connection, person.id, Kind.PASSWORD)
    within = f"signed in as {person.id}"
    attempt = attempts.begin(archive, name=person.name, source="", browser=within)
    if not passwords.fits(present, kept[-1].secret if kept else None, known_browser=True):
        raise WrongPassword
    with database.writing(archive.engine) as connection:
        attempts.succeeded(connection, attempt)
    return person


def _check(settings: Settings, person: Person, password: str) -> None:
    """See that nobody guesses a password soon. Raises WeakPassword, BadPasswordList."""
    stolen = settings.stolen_passwords
    check_strength(password, name=person.name, archive=settings.name, stolen=stolen)


def _set(writer: Writer, person: str, hashed: str) -> None:
    """The new password, in place of what opened the door before; the second factor stays."""
    ended = (Kind.PASSWORD, Kind.INVITATION, Kind.SESSION, Kind.DEVICE)
    credentials.end(writer, credentials.of(writer.connection, person, *ended))
    credentials.make(writer, [credentials.draft(person, Kind.PASSWORD, hashed, at=writer.at)])


def check_ready(connection: Connection, at_work: str) -> None:
    """See that whoever lets others in does not shut the door behind themselves.

    Raises:
        NoPasswordYet: no administrator cleared for everything has a password.
    """
    for one in people.everybody(connection):
        may = one.working and policy.may_manage(one.standing, EVERYTHING)
        if may and credentials.of(connection, one.id, Kind.PASSWORD):
            return
    raise NoPasswordYet(people.load(connection, at_work).name)
