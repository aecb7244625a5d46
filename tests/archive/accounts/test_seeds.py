"""Who has the database has no code of anybody's second factor."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from archive.accounts import credentials, seeds
from archive.accounts.credentials import Kind
from archive.accounts.errors import SignInRefused
from archive.checking.verify import verify
from archive.errors import LockedKey
from archive.keyring.locking import Which, lock
from tests.archive.accounts.conftest import House


def seed_of(house: House) -> credentials.Credential:
    with house.archive.reading() as connection:
        (kept,) = credentials.of(connection, house.amina.id, Kind.TOTP)
    return kept


def test_a_seed_lies_sealed_in_the_database_and_its_codes_fit(house: House) -> None:
    seed, _ = house.with_second_factor()
    folder = house.archive.settings.folder
    assert seed.encode() not in b"".join(path.read_bytes() for path in folder.glob("khronika.db*"))
    assert house.sign_in(code=house.code(seed)).session
    assert (house.archive.settings.keys / seeds.FILE).stat().st_mode & 0o777 == 0o600


def test_a_seal_fits_no_other_person_and_no_other_key(house: House) -> None:
    house.with_second_factor()
    keys, kept = house.archive.settings.keys, seed_of(house)
    assert seeds.opened(keys, kept) is not None
    assert seeds.opened(keys, replace(kept, person="somebody")) is None
    shutil.move(keys / seeds.FILE, keys / "away")
    assert seeds.opened(keys, kept) is None
    seeds.sealed(keys, "A", credential="a", person="b")  # makes another key
    assert seeds.opened(keys, kept) is None


def test_without_the_key_recovery_codes_still_open(house: House) -> None:
    seed, codes = house.with_second_factor()
    (house.archive.settings.keys / seeds.FILE).unlink()
    with pytest.raises(SignInRefused):
        house.sign_in(code=house.code(seed))
    assert house.sign_in(code=codes[0]).session


def test_a_seed_that_an_earlier_program_kept_readable_is_sealed_at_the_next_sign_in(
    house: House,
) -> None:
    seed, _ = house.with_second_factor()
    with house.archive.writing() as writer:
        credentials.end(writer, [seed_of(house)])
        credentials.make(writer, [credentials.draft(house.amina.id, Kind.TOTP, seed, at=writer.at)])
    code = house.code(seed)
    assert house.sign_in(code=code).session
    assert seeds.is_sealed(seed_of(house))
    with pytest.raises(SignInRefused):  # its code was used, also under seal
        house.sign_in(code=code)
    house.clock.pass_by(seconds=30)
    assert house.sign_in(code=house.code(seed)).session
    assert verify(house.archive).findings == []


def test_the_key_can_be_put_under_a_passphrase(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed, _ = house.with_second_factor()
    lock(house.archive, Which.SECOND_FACTOR, "a long way home")
    with pytest.raises(LockedKey):
        house.sign_in(code=house.code(seed))
    monkeypatch.setenv("KHRONIKA_PASSPHRASE", "a long way home")
    assert house.sign_in(code=house.code(seed)).session
