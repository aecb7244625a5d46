"""Links let somebody set their own password, once and not for long."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.accounts import granting, joining
from archive.accounts.errors import (
    NoInvitation,
    NoPasswordYet,
    SignInRefused,
    WeakPassword,
    WrongPassword,
)
from archive.accounts.passwords import Passwords
from archive.checking.verify import verify
from archive.errors import NotPermitted
from archive.founding import found_archive
from archive.people import EVERYTHING
from archive.policy import Role, Standing
from tests.archive.accounts.conftest import LAWYER, PASSWORD, House
from tests.archive.accounts.test_signing_in import opens

NEW = "seven tall yellow trees"


def test_a_link_is_good_once(house: House) -> None:
    link = joining.invite(house.archive, "Amina")
    assert joining.accept(house.archive, house.passwords, link, NEW).name == "Amina"
    with pytest.raises(NoInvitation, match="can be used once"):
        joining.accept(house.archive, house.passwords, link, PASSWORD)
    assert opens(house, house.sign_in(password=NEW).session)
    assert verify(house.archive).findings == []


def test_a_link_is_good_for_three_days(house: House) -> None:
    link = joining.invite(house.archive, "Amina")
    house.clock.pass_by(days=3)
    with pytest.raises(NoInvitation):
        joining.accept(house.archive, house.passwords, link, NEW)


def test_a_new_link_ends_the_one_before(house: House) -> None:
    before, _ = joining.invite(house.archive, "Amina"), joining.invite(house.archive, "Amina")
    with pytest.raises(NoInvitation):
        joining.accept(house.archive, house.passwords, before, NEW)


def test_a_link_of_who_has_left_leads_nowhere(house: House) -> None:
    link = joining.invite(house.archive, "Amina")
    granting.let_go(house.archive, "Amina")
    with pytest.raises(NoInvitation):
        joining.accept(house.archive, house.passwords, link, NEW)


def test_a_link_does_not_outlast_the_rights_of_who_made_it(house: House) -> None:
    # Danger: who has to go makes links to others' accounts first, and comes back as one of them.
    some = Standing(Role.ADMINISTRATOR, LAWYER.clearance, None)
    maker = granting.let_in(house.archive, "Marta", some)
    for taken in (
        lambda: granting.let_go(house.archive, "Marta"),
        lambda: granting.change_rights(house.archive, "Marta", LAWYER),
        lambda: granting.change_rights(house.archive, "Marta", Standing(some.role, some.clearance)),
    ):
        granting.change_rights(house.archive, "Marta", some)
        link = joining.invite(house.archive.working_as(maker.id), "Amina")
        with house.archive.reading() as connection:
            assert joining.invited(connection, link, house.archive).name == "Amina"
        taken()
        with pytest.raises(NoInvitation):
            joining.accept(house.archive, house.passwords, link, NEW)


def test_a_link_does_not_open_more_than_its_maker_could_give(house: House) -> None:
    # Danger: one who is cleared for less keeps a link to somebody until these are cleared for more.
    some = Standing(Role.ADMINISTRATOR, LAWYER.clearance, None)
    maker = granting.let_in(house.archive, "Marta", some)
    joining.set_password(house.archive, house.passwords, "Marta", PASSWORD)
    link = joining.invite(house.archive.working_as(maker.id), "Amina", without_second_factor=True)
    granting.change_rights(house.archive, "Amina", EVERYTHING)
    with pytest.raises(NoInvitation):
        joining.accept(house.archive, house.passwords, link, NEW)


def test_a_new_password_ends_sessions_and_known_browsers_and_keeps_the_second_factor(
    house: House,
) -> None:
    seed, _ = house.with_second_factor()
    before = house.sign_in(code=house.code(seed))
    joining.accept(house.archive, house.passwords, joining.invite(house.archive, "Amina"), NEW)
    assert not opens(house, before.session)
    with pytest.raises(SignInRefused):
        house.sign_in(password=NEW)
    house.clock.pass_by(seconds=30)
    assert house.sign_in(password=NEW, code=house.code(seed), browser=str(before.browser)).browser
    assert verify(house.archive).findings == []


def test_an_administrator_may_take_a_lost_second_factor_away(house: House) -> None:
    house.with_second_factor()
    link = joining.invite(house.archive, "Amina", without_second_factor=True)
    joining.accept(house.archive, house.passwords, link, NEW)
    assert opens(house, house.sign_in(password=NEW).session)


def test_nobody_resets_who_is_cleared_for_more(house: House) -> None:
    # Danger: by the link they would sign in as the other, with the other's clearance.
    half = granting.let_in(
        house.archive, "Half", Standing(Role.ADMINISTRATOR, LAWYER.clearance, None)
    )
    for attempt in (
        lambda: joining.invite(house.archive.working_as(half.id), "Vera"),
        lambda: joining.set_password(
            house.archive.working_as(half.id), house.passwords, "Vera", NEW
        ),
        lambda: joining.invite(house.archive.working_as(house.amina.id), "Amina"),
    ):
        with pytest.raises(NotPermitted, match="nothing was shown or changed"):
            attempt()


def test_nobody_shuts_the_door_behind_themselves(tmp_path: Path, passwords: Passwords) -> None:
    archive = found_archive(tmp_path / "archive", person="Vera")
    granting.let_in(archive, "Amina", LAWYER)
    with pytest.raises(NoPasswordYet, match="khronika user password"):
        joining.invite(archive, "Amina")
    joining.accept(archive, passwords, joining.invite(archive, "Vera"), NEW)
    assert joining.invite(archive, "Amina")
    archive.close()


def test_a_password_is_changed_by_who_knows_the_present_one(house: House) -> None:
    theirs = house.archive.working_as(house.amina.id)
    with pytest.raises(WrongPassword, match="nothing was changed"):
        joining.change_password(theirs, house.passwords, present="guess", password=NEW)
    session = house.sign_in().session
    joining.change_password(theirs, house.passwords, present=PASSWORD, password=NEW)
    assert not opens(house, session)
    assert opens(house, house.sign_in(password=NEW).session)


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("short", "12 to 256"),
        ("x" * 257, "12 to 256"),
        ("abababababab", "six different"),
        ("AMINA and doves", "name of its owner"),
    ],
)
def test_weak_passwords_are_refused_and_never_told(
    house: House, password: str, expected: str
) -> None:
    link = joining.invite(house.archive, "Amina")
    with pytest.raises(WeakPassword, match=expected) as caught:
        joining.accept(house.archive, house.passwords, link, password)
    assert password not in str(caught.value)
    joining.accept(house.archive, house.passwords, link, NEW)


def test_letters_that_keyboards_write_differently_are_the_same(house: House) -> None:
    link = joining.invite(house.archive, "Amina")
    joining.accept(house.archive, house.passwords, link, "caf\u00e9 noir au lait")
    assert opens(house, house.sign_in(password="cafe\u0301 noir au lait").session)
