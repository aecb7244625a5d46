"""The encrypted database: what opens it, what does not, and what lies in its files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive import passphrases, places
from archive.accounts import shutting
from archive.checking.verify import verify
from archive.cli.exits import ExitCode, sentence_and_code
from archive.database import cipher_of, encryption
from archive.database.encryption import How, Secret
from archive.database.errors import DatabaseLocked, LibraryMissing, NoDatabaseKey
from archive.founding import found_archive, open_archive, open_for_checking
from archive.log import head
from archive.settings import read_settings
from archive.upkeep import migrating
from archive.upkeep.backing_up import back_up
from archive.upkeep.errors import NothingToMove
from archive.upkeep.migrating import migrate, plan_move
from archive.upkeep.restoring import restore
from archive.workspace import Archive
from evidence.checks.findings import errors_of
from tests.archive import samples

pytest.importorskip("sqlcipher3", reason="the extra sqlcipher is not installed")

WORDS = "four wet boats at the pier"
TITLE = b"A house is burnt at Khasavyurt"
SECRET = Secret(How.PASSPHRASE, WORDS)


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encryption, "COST", {"passes": 1, "kib": 64, "lanes": 1})
    forgotten(monkeypatch, WORDS)


def forgotten(monkeypatch: pytest.MonkeyPatch, words: str = "") -> None:
    """As another program, which was given these words by its environment."""
    monkeypatch.setattr(passphrases, "_held", passphrases._Held())
    monkeypatch.setenv(passphrases.VARIABLE, words)


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Archive]:
    archive = found_archive(tmp_path / "house", person="Vera", wanted=places.Wanted())
    samples.record(archive, samples.incident("I1", title=TITLE.decode()))
    yield archive
    archive.close()


def sealed(archive: Archive, secret: Secret = SECRET) -> Path:
    """Encrypt an archive; its folder."""
    settings = archive.settings
    move = plan_move(settings, server=None, bucket=None, encrypted=True)
    migrate(archive, move, secret=secret)
    return settings.folder


def readable(folder: Path) -> list[str]:
    """The files below a folder in which the title can be read; the index is not encrypted."""
    files = [path for path in folder.rglob("*") if path.is_file() and "index" not in path.parts]
    return [path.name for path in files if TITLE in path.read_bytes()]


def test_a_move_there_and_back_has_the_same_log_and_leaves_nothing_open(plain: Archive) -> None:
    with plain.reading() as connection:
        before = head(connection)
    assert readable(plain.settings.folder) != []
    folder = sealed(plain)
    assert readable(folder) == []
    assert not list(folder.glob("khronika.db*"))
    with closing(open_archive(folder)) as archive:
        with archive.reading() as connection:
            assert head(connection) == before
        samples.record(archive, samples.incident("I2", title=TITLE.decode()))
        assert errors_of(verify(archive).findings) == []
        assert readable(folder) == []  # also not in its write-ahead log
        migrate(archive, plan_move(archive.settings, server=None, bucket=None))
    with closing(open_archive(folder)) as archive, archive.reading() as connection:
        assert head(connection).size == before.size + 1
    assert not read_settings(folder).encrypted


def test_a_wrong_passphrase_is_one_sentence(
    plain: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sealed(plain)
    for words in ("", "another"):
        forgotten(monkeypatch, words)
        with pytest.raises(DatabaseLocked, match="nothing was read") as caught:
            open_archive(folder)
        assert sentence_and_code(caught.value)[1] is ExitCode.NOT_ALLOWED
        with pytest.raises(DatabaseLocked, match="found no passphrase"):
            verify(open_for_checking(folder))


@pytest.mark.parametrize("after", ["rows", "file", "settings"])
def test_a_move_that_was_broken_off_loses_nothing(
    plain: Archive, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    class Killed(BaseException):
        """What no program catches."""

    def die(*_: object) -> None:
        raise Killed

    folder = plain.settings.folder
    with plain.reading() as connection:
        before = head(connection)
    place = {"rows": "_check", "file": "put_text", "settings": "finish"}[after]
    real = getattr(migrating, place)

    def once(*given: object, **more: object) -> object:
        if after == "file" and "moving.json" in str(given[0]):
            return real(*given, **more)
        return die()

    with monkeypatch.context() as patched:
        patched.setattr(migrating, place, once)
        with pytest.raises(Killed):
            sealed(plain)
    plain.close()
    with closing(open_archive(folder)) as archive:
        with archive.reading() as connection:
            assert head(connection) == before
        if after == "settings":
            assert migrating.finish(archive.settings)
            with pytest.raises(NothingToMove, match="nothing was changed"):
                plan_move(archive.settings, server=None, bucket=None, encrypted=True)
        else:
            sealed(archive)
    assert readable(folder) == []
    with closing(open_archive(folder)) as archive:
        assert errors_of(verify(archive).findings) == []


def test_another_passphrase_opens_it_from_then_on(
    plain: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sealed(plain)
    cipher = cipher_of(read_settings(folder))
    assert cipher is not None
    with pytest.raises(NoDatabaseKey, match="empty passphrase"):
        encryption.reseal(cipher, Secret(How.PASSPHRASE, ""))
    encryption.reseal(cipher, Secret(How.PASSPHRASE, "two dry ones"))
    forgotten(monkeypatch, WORDS)
    with pytest.raises(DatabaseLocked, match="nothing was read"):
        open_archive(folder)
    forgotten(monkeypatch, "two dry ones")
    open_archive(folder).close()
    assert cipher.file.stat().st_mode & 0o777 == 0o600


def test_a_key_file_opens_it_without_a_passphrase(
    plain: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "database.key"
    folder = sealed(plain, Secret(How.KEY_FILE, encryption.new_key_file(file)))
    assert file.stat().st_mode & 0o777 == 0o600
    forgotten(monkeypatch, WORDS)
    with pytest.raises(DatabaseLocked, match="KHRONIKA_DATABASE_KEY_FILE"):
        open_archive(folder)
    monkeypatch.setenv(passphrases.KEY_FILE, str(file))
    open_archive(folder).close()
    file.write_text("no key")
    with pytest.raises(NoDatabaseKey, match="64 hexadecimal digits"):
        encryption.new_key_file(file)


def test_backups_stay_encrypted_and_are_restored_with_the_passphrase(
    plain: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_archive(sealed(plain))) as archive:
        assert back_up(archive, tmp_path / "backup").findings == ()
    assert readable(tmp_path / "backup") == []
    forgotten(monkeypatch, "another")
    with pytest.raises(DatabaseLocked, match="nothing was read"):
        restore(tmp_path / "backup", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    forgotten(monkeypatch, WORDS)
    restore(tmp_path / "backup", tmp_path / "again")
    assert readable(tmp_path / "again") == []
    with closing(open_archive(tmp_path / "again")) as archive:
        found = errors_of(verify(archive).findings)
    assert [one.code for one in found] == ["key.missing"]  # it stayed behind, as in every backup


def test_a_lock_forgets_the_key_of_the_database(plain: Archive) -> None:
    with closing(open_archive(sealed(plain))) as archive:
        passphrases.forget()
        archive.engine.dispose()
        with pytest.raises(DatabaseLocked, match="nothing was read"), archive.reading():
            pass
        assert shutting.are_shut(archive.settings)
        shutting.take(archive.settings, WORDS)
        with archive.reading():
            assert not shutting.are_shut(archive.settings)


def test_a_new_archive_is_encrypted_from_the_first_moment(tmp_path: Path) -> None:
    made = found_archive(tmp_path / "new", wanted=places.Wanted(), secret=SECRET)
    samples.record(made, samples.incident("I1", title=TITLE.decode()))
    made.close()
    assert readable(tmp_path / "new") == []


def test_without_the_sealed_key_nothing_opens(
    plain: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sealed(plain)
    forgotten(monkeypatch, WORDS)
    (folder / "keys" / encryption.FILE).write_text("{}")
    with pytest.raises(NoDatabaseKey, match="cannot be read"):
        open_archive(folder)
    (folder / "keys" / encryption.FILE).unlink()
    with pytest.raises(NoDatabaseKey, match="no such file"):
        open_archive(folder)


def test_without_the_library_a_sentence_says_what_to_install(
    plain: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encryption, "find_spec", lambda _name: None)
    with pytest.raises(LibraryMissing, match=r"khronika\[sqlcipher\]"):
        sealed(plain)
    assert not read_settings(plain.settings.folder).encrypted
