"""Shutting the doors: at once and without a passphrase, told by the log, opened by who has one."""

from __future__ import annotations

import pytest

from archive import log, passphrases
from archive.accounts import forms_key, sessions, shutting
from archive.checking.verify import verify
from archive.errors import LockedKey
from archive.keyring.locking import Which, lock
from evidence.checks.findings import errors_of
from tests.archive.accounts.conftest import House

SECRET = "seven lanterns over the harbour"


@pytest.fixture(autouse=True)
def _nothing_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrases, "_held", passphrases._Held())


def actions(house: House) -> list[str]:
    with house.archive.reading() as connection:
        return [str(entry.fields["action"]) for entry in log.entries(connection)]


def test_the_doors_shut_and_open_and_the_log_says_so(house: House) -> None:
    done, settings = house.sign_in(), house.archive.settings
    key = forms_key.derived(settings, forms_key.Use.FORMS)
    shutting.shut(settings, house.clock())
    assert shutting.are_shut(settings)
    assert shutting.enter(house.archive) == 1
    assert shutting.enter(house.archive) == 0
    assert forms_key.derived(settings, forms_key.Use.FORMS) != key
    with house.archive.reading() as connection:
        assert sessions.found(connection, done.session, house.clock()) is None
    shutting.reopen(house.archive)
    shutting.reopen(house.archive)
    assert not shutting.are_shut(settings)
    assert actions(house)[-3:] == ["right.withdrawn", "archive.locked", "archive.unlocked"]
    assert errors_of(verify(house.archive).findings) == []


def test_who_is_in_a_hurry_needs_no_passphrase(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Danger: somebody is at the door, and the program asks for a passphrase before it shuts.
    house.sign_in()
    lock(house.archive, Which.LOG, SECRET)
    settings = house.archive.settings
    shutting.shut(settings, house.clock())
    assert shutting.are_shut(settings)
    for act in (shutting.enter, shutting.reopen):
        with pytest.raises(LockedKey, match="expected the passphrase"):
            act(house.archive)
    assert shutting.are_shut(settings)
    monkeypatch.setenv(passphrases.VARIABLE, SECRET)
    shutting.reopen(house.archive)
    assert actions(house)[-3:] == ["right.withdrawn", "archive.locked", "archive.unlocked"]


def test_a_mark_that_cannot_be_read_shuts_as_well(house: House) -> None:
    settings = house.archive.settings
    (settings.folder / shutting.MARK).write_text("{")
    assert shutting.are_shut(settings)
    shutting.reopen(house.archive)
    assert not shutting.are_shut(settings)


def test_what_was_forgotten_is_needed_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    lock(house.archive, Which.LOG, SECRET)
    path = house.archive.settings.keys / "log.key"
    monkeypatch.setenv(passphrases.VARIABLE, SECRET)
    assert passphrases.private_key(path)
    passphrases.forget()
    monkeypatch.setenv(passphrases.VARIABLE, SECRET)  # not even this, until it is given anew
    with pytest.raises(LockedKey, match="nothing was signed"):
        passphrases.private_key(path)
    assert shutting.are_shut(house.archive.settings)
    monkeypatch.delenv(passphrases.VARIABLE)
    with pytest.raises(LockedKey, match="nothing was signed"):
        shutting.take(house.archive.settings, "another")
    shutting.take(house.archive.settings, SECRET)
    assert passphrases.private_key(path)
    assert not shutting.are_shut(house.archive.settings)


def test_a_server_with_a_file_of_passphrases_goes_on_when_the_mark_is_gone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock(house.archive, Which.LOG, SECRET)
    given = house.archive.settings.folder.parent / "passphrase"
    given.write_text(f"{SECRET}\n")
    passphrases.forget()
    assert shutting.are_shut(house.archive.settings)
    monkeypatch.setenv(passphrases.FILE, str(given))
    assert not shutting.are_shut(house.archive.settings)
