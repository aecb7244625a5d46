"""Who gives what belongs together gets a session; everybody else gets one and the same refusal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher

from archive import log, models
from archive.accounts import credentials, granting, joining, sessions
from archive.accounts.credentials import Kind
from archive.accounts.door import Door
from archive.accounts.errors import SignInRefused, TooBusyToCheck, TooManyAttempts
from archive.accounts.passwords import Passwords
from archive.checking.verify import verify
from archive.policy import Role
from evidence.checks.findings import errors_of
from tests.archive.accounts.conftest import LAWYER, PASSWORD, House
from tests.by_hand import content_of_database


def last(house: House, action: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The newest entry of this action, with its words."""
    with house.archive.reading() as connection:
        entries = [entry for entry in log.entries(connection) if entry.fields["action"] == action]
        return entries[-1].fields, log.detail(connection, entries[-1].seq)


def count(house: House, action: str) -> int:
    with house.archive.reading() as connection:
        return [entry.fields["action"] for entry in log.entries(connection)].count(action)


def opens(house: House, secret: str) -> bool:
    with house.archive.reading() as connection:
        return sessions.found(connection, secret, house.clock()) is not None


def test_name_and_password_open_a_session_and_the_log_says_so(house: House) -> None:
    done = house.sign_in()
    assert done.person == house.amina
    assert opens(house, done.session)
    entry, words = last(house, "signed_in")
    assert entry["actor"] == house.amina.id
    assert words["source"] == "192.0.2.1"
    assert "second_factor" not in words
    assert verify(house.archive).findings == []


REFUSED = {
    "another password": {"password": "four small grey dove"},
    "nobody's name": {"name": "Amino"},
    "another spelling of the name": {"name": "amina"},
    "the id instead of the name": {"name": "{id}"},
    "no password": {"password": ""},
    "a hostile name": {"name": "Amina\0' OR 1=1 --\ud800"},
    "a hostile password": {"password": "\ud800" * 300},
}


@pytest.mark.parametrize("case", REFUSED)
def test_all_that_does_not_belong_together_is_refused_alike(house: House, case: str) -> None:
    # Danger: another sentence, or another entry, would tell which names are here.
    given = {key: value.format(id=house.amina.id) for key, value in REFUSED[case].items()}
    with pytest.raises(SignInRefused) as caught:
        house.sign_in(**given)
    assert str(caught.value) == str(SignInRefused())
    entry, words = last(house, "refused")
    assert (entry["outcome"], entry["actor"]) == ("refused", "unknown")
    assert set(words) == {"source", "device"}
    assert verify(house.archive).findings == []


def test_who_has_left_is_refused_and_their_sessions_end_at_once(house: House) -> None:
    done = house.sign_in()
    granting.let_go(house.archive, "Amina")
    assert not opens(house, done.session)
    with pytest.raises(SignInRefused):
        house.sign_in()
    granting.change_rights(house.archive, "Amina", LAWYER)
    with pytest.raises(SignInRefused):  # they come back by a new link, not by the old password
        house.sign_in()
    assert verify(house.archive).findings == []


def test_nothing_that_opens_a_door_is_in_the_database_or_the_log(house: House) -> None:
    seed, codes = house.with_second_factor()
    done = house.sign_in(code=house.code(seed))
    link = joining.invite(house.archive, "Amina")
    house.archive.engine.dispose()
    told = content_of_database(house.archive.settings)
    for secret in (PASSWORD, done.session, done.browser, link, *codes):
        assert str(secret).encode() not in told
        assert str(secret).replace("-", "").encode() not in told
    with house.archive.reading() as connection:
        entries = b"".join(entry.data for entry in log.entries(connection))
        details = connection.execute(models.details.select()).mappings().all()
    assert seed.encode() not in entries
    assert seed not in str([row["body"] for row in details])


class TestSecondFactor:
    def test_a_password_alone_is_refused_like_a_wrong_one(self, house: House) -> None:
        house.with_second_factor()
        for code in ("", "000000", "no code"):
            with pytest.raises(SignInRefused, match="found something else"):
                house.sign_in(code=code)

    def test_the_code_of_the_app_opens_once(self, house: House) -> None:
        seed, _ = house.with_second_factor()
        code = house.code(seed)
        assert opens(house, house.sign_in(code=f"{code[:3]} {code[3:]}").session)
        assert last(house, "signed_in")[1]["second_factor"] == "totp"
        with pytest.raises(SignInRefused):
            house.sign_in(code=code)
        house.clock.pass_by(seconds=30)
        assert opens(house, house.sign_in(code=house.code(seed)).session)
        assert verify(house.archive).findings == []

    def test_a_recovery_code_opens_once(self, house: House) -> None:
        _, codes = house.with_second_factor()
        assert len(set(codes)) == 10
        assert opens(house, house.sign_in(code=codes[3].lower().replace("-", " ")).session)
        assert last(house, "signed_in")[1]["second_factor"] == "recovery"
        with pytest.raises(SignInRefused):
            house.sign_in(code=codes[3])
        assert opens(house, house.sign_in(code=codes[4]).session)
        assert verify(house.archive).findings == []

    def test_a_recovery_code_has_more_bits_than_anybody_guesses(self, house: House) -> None:
        _, codes = house.with_second_factor()
        letters = [code.replace("-", "") for code in codes]
        assert all(len(one) * 5 >= 112 for one in letters)  # one of 32 letters is five bits
        assert len({one[:4] for one in letters}) == len(codes)

    def test_a_wrong_password_does_not_use_a_recovery_code_up(self, house: House) -> None:
        _, codes = house.with_second_factor()
        with pytest.raises(SignInRefused):
            house.sign_in(password="another one of them", code=codes[0])
        assert opens(house, house.sign_in(code=codes[0]).session)

    def test_another_persons_code_does_not_count(self, house: House) -> None:
        _, codes = house.with_second_factor()
        granting.let_in(house.archive, "Ivo", replace(LAWYER, role=Role.READER))
        link = joining.invite(house.archive, "Ivo")
        joining.accept(house.archive, house.passwords, link, "nine green bottles")
        assert house.sign_in("Ivo", "nine green bottles", code=codes[0]).person.name == "Ivo"
        assert opens(house, house.sign_in(code=codes[0]).session)  # it was not even looked at


class TestGuessing:
    def test_a_guesser_is_held_up_and_the_owner_is_not(self, house: House) -> None:
        browser = house.sign_in().browser
        let_through = 0
        for number in range(120):
            house.clock.pass_by(seconds=1)
            try:
                house.sign_in(password=f"guess {number}", source="198.51.100.9")
            except SignInRefused:
                let_through += 1
            except TooManyAttempts:
                pass
        assert let_through == count(house, "refused") == 16  # 10, and then after 1, 2, 4, … 32 s
        assert opens(house, house.sign_in(browser=str(browser), source="198.51.100.9").session)
        assert opens(house, house.sign_in(source="203.0.113.5").session)

    def test_guesses_from_everywhere_are_held_up_by_the_name(self, house: House) -> None:
        browser = house.sign_in().browser
        let_through, waits = 0, []
        for number in range(120):
            house.clock.pass_by(seconds=0.5)
            source = f"198.51.100.{number}"
            try:
                house.sign_in(password=f"guess {number}", source=source)
            except SignInRefused:
                let_through += 1
            except TooManyAttempts as error:
                waits.append(error.seconds)
        assert let_through == 30 + 5  # and then after 1, 2, 4, 8, 16 s
        assert max(waits) == 32
        assert opens(house, house.sign_in(browser=str(browser), source="198.51.1.1").session)

    def test_names_that_are_not_here_are_held_up_just_so(self, house: House) -> None:
        def story(name: str, net: str) -> list[str]:
            told = []
            for number in range(45):
                house.clock.pass_by(seconds=1)
                try:
                    house.sign_in(name, f"guess {number}", source=f"{net}.{number}")
                except (SignInRefused, TooManyAttempts) as error:
                    told.append(str(error))
            return told

        assert story("Amina", "198.51.100") == story("Nobody", "203.0.113")

    def test_an_attempt_that_was_never_judged_is_not_held_against_anybody(
        self, house: House
    ) -> None:
        class Busy(Passwords):
            def fits(self, *_args: object, **_named: object) -> bool:
                raise TooBusyToCheck

        busy = replace(house, door=Door(Busy()))
        for _ in range(40):
            with pytest.raises(TooBusyToCheck):
                busy.sign_in()
        assert opens(house, house.sign_in().session)

    def test_what_was_turned_away_is_told_with_the_next_refusal(self, house: House) -> None:
        for number in range(15):
            with pytest.raises((SignInRefused, TooManyAttempts)):
                house.sign_in(password=f"guess {number}")
        house.clock.pass_by(seconds=1)
        with pytest.raises(SignInRefused):
            house.sign_in(password="guess")
        assert last(house, "refused")[1]["turned_away_before"] == 5

    def test_a_browser_of_somebody_else_does_not_help(self, house: House) -> None:
        browser = str(house.sign_in("Vera", "a lamp in every window").browser)
        for number in range(40):
            with pytest.raises((SignInRefused, TooManyAttempts)):
                house.sign_in(password=f"guess {number}", browser=browser)
        with pytest.raises(TooManyAttempts):
            house.sign_in(browser=browser)

    def test_a_stolen_browser_is_held_up_too(self, house: House) -> None:
        browser = str(house.sign_in().browser)
        told = []
        for number in range(12):
            with pytest.raises((SignInRefused, TooManyAttempts)) as caught:
                house.sign_in(password=f"guess {number}", browser=browser)
            told.append(caught.type)
        assert told == [SignInRefused] * 10 + [TooManyAttempts] * 2
        assert opens(house, house.sign_in(source="203.0.113.5").session)

    def test_signing_in_does_not_wipe_the_count_of_an_address(self, house: House) -> None:
        # Danger: an insider could guess at others' passwords nine at a time for ever.
        for _ in range(9):
            with pytest.raises(SignInRefused):
                house.sign_in("Vera", "guess")
        house.sign_in()
        with pytest.raises(SignInRefused):
            house.sign_in("Vera", "guess")
        with pytest.raises(TooManyAttempts):
            house.sign_in("Vera", "guess")


class TestSessions:
    def test_a_session_ends_without_use_and_in_any_case(self, house: House) -> None:
        one = house.sign_in()
        house.clock.pass_by(hours=1, minutes=59)
        with house.archive.reading() as connection:
            session = sessions.found(connection, one.session, house.clock())
        assert session is not None
        sessions.touch(house.archive, session)
        house.clock.pass_by(hours=1, minutes=59)
        assert opens(house, one.session)
        house.clock.pass_by(minutes=2)
        assert not opens(house, one.session)

    def test_a_session_that_is_always_used_ends_after_twelve_hours(self, house: House) -> None:
        one = house.sign_in()
        for _ in range(11):
            house.clock.pass_by(hours=1)
            with house.archive.reading() as connection:
                session = sessions.found(connection, one.session, house.clock())
            assert session is not None
            sessions.touch(house.archive, session)
        house.clock.pass_by(hours=1)
        assert not opens(house, one.session)
        house.sign_in()
        with house.archive.reading() as connection:
            assert len(credentials.of(connection, house.amina.id, Kind.SESSION)) == 1
        assert verify(house.archive).findings == []

    def test_one_session_or_all_of_them_are_ended_at_once(self, house: House) -> None:
        one, two, three = (house.sign_in() for _ in range(3))
        with house.archive.reading() as connection:
            known = sessions.sessions_of(connection, house.amina.id, house.clock())
        assert [known[0].device, known[0].source] == ["a browser", "192.0.2.1"]
        sessions.end(house.archive, house.amina.id, known[0].credential.id)
        assert [opens(house, each.session) for each in (one, two, three)] == [False, True, True]
        assert sessions.end(house.archive, house.amina.id) == 2
        assert not opens(house, two.session)
        assert verify(house.archive).findings == []

    def test_nobody_ends_anothers_session_by_its_id(self, house: House) -> None:
        done = house.sign_in("Vera", "a lamp in every window")
        with house.archive.reading() as connection:
            session = sessions.found(connection, done.session, house.clock())
        assert session is not None
        with pytest.raises(sessions.NoCredential, match="still good"):
            sessions.end(house.archive, house.amina.id, session.credential.id)
        assert opens(house, done.session)


def test_a_password_is_hashed_anew_when_the_parameters_are_stronger(house: House) -> None:
    house.sign_in()
    with house.archive.reading() as connection:
        (before,) = credentials.of(connection, house.amina.id, Kind.PASSWORD)
        known = len(credentials.of(connection, house.amina.id, Kind.DEVICE))
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    house.door = Door(stronger)
    house.sign_in()
    with house.archive.reading() as connection:
        (after,) = credentials.of(connection, house.amina.id, Kind.PASSWORD)
        assert len(credentials.of(connection, house.amina.id, Kind.DEVICE)) == known + 1
    assert stronger.is_outdated(before.secret)
    assert not stronger.is_outdated(after.secret)
    house.sign_in()
    with house.archive.reading() as connection:
        assert credentials.of(connection, house.amina.id, Kind.PASSWORD) == (after,)
    assert errors_of(verify(house.archive).findings) == []
