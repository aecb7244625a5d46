"""Letting people in, changing their rights, letting them go: who may do so, and what is refused.

Nobody gives or takes what they are not cleared for themselves, and one administrator who is cleared
for everything is always left.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from sqlalchemy import Connection

from archive import people, policy
from archive.accounts import credentials
from archive.accounts.errors import BadName, LastAdministrator, NameTaken
from archive.disclosure import Audience
from archive.errors import NotPermitted
from archive.people import EVERYTHING, Person
from archive.policy import Operation, Standing
from archive.workspace import Archive, Writer

LONGEST_NAME = 100
"""Characters of a person's name."""


def allow(connection: Connection, person: str, operation: Operation) -> Person:
    """The person at work, if the policy lets them do this.

    Raises:
        NotPermitted: it does not.
        UnknownPerson, NoLongerHere: they do not work here.
    """
    found = people.at_work(connection, person)
    check(operation, found.standing, found.name)
    return found


def check(operation: Operation, standing: Standing, name: str) -> None:
    """See that the policy lets somebody do this.

    Raises:
        NotPermitted: it does not.
    """
    if not policy.may(operation, standing):
        raise NotPermitted(
            what=policy.RULES[operation].what,
            expected=policy.open_to(operation),
            found=f"{name!r}, {policy.in_words(standing)}",
        )


def audience_of(person: Person, wanted: Audience | None = None) -> Audience:
    """All that somebody may see; or the narrower audience that they want to see the archive as.

    Raises:
        NotPermitted: it sees something that they may not see.
    """
    own = Audience(person.standing.clearance, person.standing.compartments)
    if wanted is None or own.covers(wanted):
        return wanted or own
    raise NotPermitted(
        what=f"see the archive as {wanted.in_words()}",
        expected=_cleared_for(wanted),
        found=f"{person.name!r}, {policy.in_words(person.standing)}",
    )


def _cleared_for(audience: Audience) -> str:
    cleared = f"somebody cleared for {audience.level.value}"
    if audience.compartments is None:
        return f"{cleared}, in all compartments"
    return (
        f"{cleared}, in {', '.join(sorted(audience.compartments))}" * bool(audience.compartments)
        or cleared
    )


def at_work(writer: Writer) -> Audience:
    """What the person at work may see.

    Raises:
        UnknownPerson, NoLongerHere: they do not work here.
    """
    return audience_of(people.at_work(writer.connection, writer.person))


def let_in(archive: Archive, name: str, standing: Standing) -> Person:
    """Let somebody work with the archive, with this standing.

    Raises:
        BadName, NameTaken: they cannot be called so.
        NotPermitted: whoever is at work may not give that standing.
    """
    if not is_name(name):
        raise BadName(name)
    with archive.writing() as writer:
        check_may_give(writer.connection, writer.person, standing)
        known = [one.name.casefold() for one in people.everybody(writer.connection)]
        if name.casefold() in known:
            raise NameTaken(name)
        added = people.add(
            writer,
            name=name,
            role=standing.role,
            clearance=standing.clearance,
            compartments=standing.compartments,
        )
    return Person(added, name, standing, working=True)


def change_rights(archive: Archive, name: str, standing: Standing) -> Person:
    """Give somebody another standing, also where they had left.

    Raises:
        UnknownPerson: nobody of that name ever worked here.
        NotPermitted: whoever is at work may not give that standing, or not to them.
        LastAdministrator: nobody would be left who can put rights in order again.
    """
    with archive.writing() as writer:
        before = people.load(writer.connection, name)
        check_may_give(writer.connection, writer.person, before.standing)
        check_may_give(writer.connection, writer.person, standing)
        after = replace(before, standing=standing, working=True)
        _keep_an_administrator(writer.connection, after)
        people.change(writer, before, standing)
    return after


def let_go(archive: Archive, name: str) -> Person:
    """Take all rights from somebody, and end whatever they could sign in with.

    What they did stays in the log under their name.

    Raises:
        UnknownPerson, NoLongerHere: nobody of that name works here.
        NotPermitted: whoever is at work may not take them.
        LastAdministrator: nobody would be left who can put rights in order again.
    """
    with archive.writing() as writer:
        before = people.at_work(writer.connection, name)
        check_may_give(writer.connection, writer.person, before.standing)
        _keep_an_administrator(writer.connection, replace(before, working=False))
        people.withdraw(writer, before)
        credentials.end(writer, credentials.of(writer.connection, before.id))
    return replace(before, working=False)


def is_name(name: str) -> bool:
    """Whether a text can be the name of a person: it can be seen, and typed the same way again."""
    return (
        0 < len(name) <= LONGEST_NAME
        and name == unicodedata.normalize("NFC", name).strip()
        and name.isprintable()
    )


def check_may_give(connection: Connection, person: str, standing: Standing) -> None:
    """See that the person at work may give or take this standing.

    Raises:
        NotPermitted: they may not.
    """
    giver = allow(connection, person, Operation.PEOPLE)
    if not policy.may_manage(giver.standing, standing):
        raise NotPermitted(
            what="give or take this standing",
            expected=f"somebody cleared as {policy.in_words(standing)} is",
            found=f"{giver.name!r}, {policy.in_words(giver.standing)}",
        )


def _keep_an_administrator(connection: Connection, after: Person) -> None:
    """See that somebody is left who may give every standing, once a person is as `after` says."""
    for one in people.everybody(connection):
        then = after if one.id == after.id else one
        if then.working and policy.may_manage(then.standing, EVERYTHING):
            return
    raise LastAdministrator(after.name)
