"""A restored backup opens no door that was closed since it was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import log
from archive.accounts import after_restore, credentials, joining, sessions, tokens
from archive.accounts.credentials import Kind
from archive.accounts.errors import NoInvitation
from archive.accounts.signing_in import SIGNED_IN
from archive.accounts.tokens import Scope
from archive.checking.verify import verify
from archive.founding import open_archive
from archive.people import WITHDRAWN
from archive.upkeep.backing_up import back_up
from archive.upkeep.restoring import restore
from archive.workspace import Archive
from tests.archive.accounts.conftest import PASSWORD, House
from webui.application import create_app


@pytest.fixture
def carried(house: House) -> dict[str, str]:
    """The secrets of a session, a token and a link of Amina's."""
    theirs = house.archive.working_as(house.amina.id)
    return {
        "session": house.sign_in().session,
        "token": tokens.new(theirs, "script", [Scope.READ], days=9)[0],
        "link": joining.invite(house.archive, "Amina"),
    }


@pytest.fixture
def restored(house: House, carried: dict[str, str], tmp_path: Path) -> Archive:
    back_up(house.archive, tmp_path / "backup")
    key = house.archive.settings.keys / "log.key"
    restore(tmp_path / "backup", tmp_path / "new", key=key)
    return open_archive(tmp_path / "new", clock=house.clock)


def test_nothing_that_was_carried_opens_a_restored_archive(
    restored: Archive, carried: dict[str, str]
) -> None:
    client = create_app(restored).test_client()
    client.set_cookie("khronika-session", carried["session"])
    assert client.get("/account").status_code in (303, 401)
    sent = {"Authorization": f"Bearer {carried['token']}"}
    assert client.get("/api/v1/me", headers=sent).status_code == 401
    with restored.reading() as connection, pytest.raises(NoInvitation):
        joining.invited(connection, carried["link"], restored)
    restored.close()


def test_the_next_sign_in_ends_it_all_by_entries(
    house: House, restored: Archive, carried: dict[str, str]
) -> None:
    again = House(restored, house.passwords, house.door, house.clock, house.amina)
    done = again.sign_in(password=PASSWORD)
    assert not after_restore.is_pending(restored.settings)
    with restored.reading() as connection:
        left = credentials.of(connection, house.amina.id, *after_restore.ENDED)
        assert {one.kind for one in left} == {Kind.SESSION, Kind.DEVICE}
        assert sessions.found(connection, carried["session"], house.clock()) is None
        assert sessions.found(connection, done.session, house.clock()) is not None
        assert tokens.found(connection, carried["token"], house.clock()) is None
        actions = [entry.fields["action"] for entry in log.entries(connection, 0)]
    assert actions[-2:] == [WITHDRAWN, SIGNED_IN]
    assert verify(restored).findings == []
    restored.close()
