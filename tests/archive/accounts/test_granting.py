"""Rights are given and taken by those who may, and the log and `verify` know of each change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from archive import log, people
from archive.accounts import granting
from archive.accounts.errors import BadName, LastAdministrator, NameTaken
from archive.checking.verify import verify
from archive.disclosure import CONFIDENTIAL, PUBLIC, Audience
from archive.errors import NoLongerHere, NotPermitted, UnknownPerson
from archive.founding import open_archive
from archive.people import EVERYTHING, Person
from archive.policy import Operation, Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.by_hand import by_hand

LAWYER = Standing(Role.LAWYER, Level.RESTRICTED, frozenset({"north"}))


def everybody(archive: Archive) -> dict[str, Person]:
    with archive.reading() as connection:
        return {one.name: one for one in people.everybody(connection)}


def actions(archive: Archive) -> list[str]:
    with archive.reading() as connection:
        return [entry.fields["action"] for entry in log.entries(connection)]


def test_somebody_comes_changes_leaves_and_comes_back_and_the_log_knows(archive: Archive) -> None:
    added = granting.let_in(archive, "Amina", LAWYER)
    assert everybody(archive)["Amina"] == added
    more = replace(LAWYER, role=Role.REVIEWER, compartments=None)
    granting.change_rights(archive, "Amina", more)
    assert everybody(archive)["Amina"].standing == more
    granting.let_go(archive, "Amina")
    assert not everybody(archive)["Amina"].working
    granting.change_rights(archive, "Amina", LAWYER)
    assert everybody(archive)["Amina"] == added
    granted, withdrawn = "right.granted", "right.withdrawn"
    assert actions(archive)[-4:] == [granted, granted, withdrawn, granted]
    assert verify(archive).findings == []


def test_whoever_founded_the_archive_stays_its_first_person(archive: Archive) -> None:
    # Danger: with the entry of the last change, another would be at work unasked.
    granting.let_in(archive, "Amina", EVERYTHING)
    granting.change_rights(archive, "Vera", EVERYTHING)
    opened = open_archive(archive.settings.folder)
    assert opened.person == archive.person
    opened.close()


def test_who_has_left_cannot_be_at_work(archive: Archive) -> None:
    granting.let_in(archive, "Amina", LAWYER)
    granting.let_go(archive, "Amina")
    with pytest.raises(NoLongerHere, match="Amina"):
        open_archive(archive.settings.folder, "Amina")
    with pytest.raises(NoLongerHere, match="who has left"):
        granting.let_go(archive, "Amina")


@pytest.mark.parametrize("name", ["Vera", "VERA", "vera"])
def test_two_people_do_not_share_a_name(archive: Archive, name: str) -> None:
    with pytest.raises(NameTaken, match="nothing was changed"):
        granting.let_in(archive, name, LAWYER)


@pytest.mark.parametrize("name", ["", " ", " A", "A\n", "A\u202eB", "e\u0301", "x" * 101])
def test_a_name_can_be_seen_and_typed_again(archive: Archive, name: str) -> None:
    with pytest.raises(BadName, match="nothing was changed"):
        granting.let_in(archive, name, LAWYER)


def test_one_administrator_is_always_left(archive: Archive) -> None:
    granting.let_in(archive, "Half", Standing(Role.ADMINISTRATOR, Level.RESTRICTED, None))
    for attempt in (
        lambda: granting.let_go(archive, "Vera"),
        lambda: granting.change_rights(archive, "Vera", LAWYER),
        lambda: granting.change_rights(
            archive, "Vera", replace(EVERYTHING, compartments=frozenset({"north"}))
        ),
    ):
        with pytest.raises(LastAdministrator, match="nothing was changed") as caught:
            attempt()
        assert caught.value.name == "Vera"
    granting.let_in(archive, "Other", EVERYTHING)
    assert not granting.let_go(archive, "Vera").working


def half(archive: Archive) -> Archive:
    standing = Standing(Role.ADMINISTRATOR, Level.RESTRICTED, frozenset({"north"}))
    return archive.working_as(granting.let_in(archive, "Half", standing).id)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda one: granting.let_in(one, "New", EVERYTHING),
        lambda one: granting.let_in(one, "New", replace(LAWYER, compartments=frozenset({"x"}))),
        lambda one: granting.change_rights(one, "Half", EVERYTHING),
        lambda one: granting.change_rights(one, "Vera", LAWYER),
        lambda one: granting.let_go(one, "Vera"),
    ],
)
def test_nobody_gives_or_takes_what_they_are_not_cleared_for(
    archive: Archive, attempt: Callable[[Archive], object]
) -> None:
    at_work = half(archive)
    before = everybody(archive), len(actions(archive))
    with pytest.raises(NotPermitted, match="nothing was shown or changed"):
        attempt(at_work)
    assert (everybody(archive), len(actions(archive))) == before


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMINISTRATOR])
def test_managing_people_is_no_task_of_others(archive: Archive, role: Role) -> None:
    one = granting.let_in(archive, "One", replace(EVERYTHING, role=role))
    with pytest.raises(NotPermitted, match="let people in") as caught:
        granting.let_in(archive.working_as(one.id), "New", LAWYER)
    assert role.value in caught.value.found


def test_an_audience_is_never_wider_than_the_clearance(archive: Archive) -> None:
    lawyer = granting.let_in(archive, "Amina", LAWYER)
    assert granting.audience_of(lawyer).level is Level.RESTRICTED
    assert granting.audience_of(lawyer, PUBLIC) == PUBLIC
    with pytest.raises(NotPermitted, match="cleared for confidential, in all compartments"):
        granting.audience_of(lawyer, CONFIDENTIAL)
    with pytest.raises(NotPermitted, match="as restricted\\+team-z"):
        granting.audience_of(lawyer, Audience(Level.RESTRICTED, frozenset({"team-z"})))


def test_somebody_unknown_may_do_nothing(archive: Archive) -> None:
    with archive.reading() as connection, pytest.raises(UnknownPerson):
        granting.allow(connection, "nobody", Operation.READ)


def test_an_archive_from_before_there_were_clearances_is_brought_up_to_date(
    archive: Archive,
) -> None:
    archive.close()
    with by_hand(archive.settings) as connection:
        for column in ("clearance", "compartments", "working"):
            connection.execute(f"ALTER TABLE people DROP COLUMN {column}")
        for table in ("credentials", "uses", "attempts", "drafts", "compartments"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    opened = open_archive(archive.settings.folder)
    assert everybody(opened)["Vera"].standing == EVERYTHING
    assert verify(opened).findings == []
    opened.close()
