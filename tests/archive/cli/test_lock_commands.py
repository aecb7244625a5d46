"""The commands lock and unlock, and a key that is under a passphrase from the first moment."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive import passphrases
from archive.accounts import shutting
from archive.cli import cli
from archive.cli.exits import ExitCode, sentence_and_code
from archive.database import encryption
from archive.errors import LockedKey
from archive.workspace import Archive

SECRET = "seven lanterns over the harbour"


@pytest.fixture(autouse=True)
def _nothing_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrases, "_held", passphrases._Held())


def run(folder: Path, *words: str, says: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["--archive", str(folder), *words], input=says)


def test_lock_shuts_the_doors_and_unlock_opens_them(archive: Archive) -> None:
    folder = archive.settings.folder
    done = run(folder, "lock")
    assert (done.exit_code, "0 sessions ended" in done.stdout) == (0, True)
    assert (folder / shutting.MARK).exists()
    assert run(folder, "lock").exit_code == 0
    assert run(folder, "unlock").exit_code == 0
    assert not (folder / shutting.MARK).exists()


def test_a_key_made_under_a_passphrase_asks_for_it_wherever_it_signs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "archive"
    made = run(folder, "init", str(folder), "--passphrase", says=f"{SECRET}\n{SECRET}\n")
    assert made.exit_code == 0
    assert b"ENCRYPTED" in (folder / "keys" / "log.key").read_bytes()
    monkeypatch.setattr(passphrases, "_held", passphrases._Held())  # another program
    for words in ("checkpoint", "serve --port 0", "user add Amina --role reader"):
        refused = run(folder, *words.split()).exception
        assert isinstance(refused, LockedKey), words
        assert sentence_and_code(refused)[1] is ExitCode.NOT_ALLOWED
    hurried = run(folder, "lock")
    assert hurried.exit_code == 0
    assert "when they are opened" in hurried.stderr
    assert isinstance(run(folder, "unlock").exception, LockedKey)
    given = tmp_path / "passphrase"
    given.write_text(f"{SECRET}\n")
    monkeypatch.setenv(passphrases.FILE, str(given))
    assert run(folder, "unlock").exit_code == 0
    assert run(folder, "checkpoint").exit_code == 0


def test_the_doors_of_an_encrypted_archive_shut_without_its_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sqlcipher3", reason="the extra sqlcipher is not installed")
    monkeypatch.setattr(encryption, "COST", {"passes": 1, "kib": 64, "lanes": 1})
    monkeypatch.delenv("KHRONIKA_DATABASE", raising=False)  # a server encrypts its own disks
    folder = tmp_path / "archive"
    says = f"{SECRET}\n{SECRET}\n"
    assert run(folder, "init", str(folder), "--encrypt", "passphrase", says=says).exit_code == 0
    monkeypatch.setattr(passphrases, "_held", passphrases._Held())  # another program
    hurried = run(folder, "lock")
    assert (hurried.exit_code, (folder / shutting.MARK).exists()) == (0, True)
    assert "when they are opened" in hurried.stderr
    monkeypatch.setenv(passphrases.VARIABLE, SECRET)
    assert run(folder, "unlock").exit_code == 0
