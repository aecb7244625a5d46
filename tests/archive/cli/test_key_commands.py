"""Keys at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import cli
from archive.cli.exits import ExitCode, sentence_and_code
from archive.errors import LockedKey
from archive.passphrases import VARIABLE
from archive.workspace import Archive
from evidence.signing import keys
from tests.archive.keyring.test_identity import ssh_key

Run = Callable[..., Result]


@pytest.fixture
def run(archive: Archive) -> Run:
    folder = str(archive.settings.folder)

    def command(*words: object, says: str | None = None) -> Result:
        return CliRunner().invoke(cli, ["--archive", folder, *map(str, words)], input=says)

    return command


def states(run: Run) -> list[tuple[str, str]]:
    told = json.loads(run("key", "list", "--json").stdout)
    return [(row["for"], row["state"]) for row in told["keys"]]


def test_the_list_shows_every_key_and_what_became_of_it(run: Run, tmp_path: Path) -> None:
    assert states(run) == [("log", "in use")]
    own = ssh_key(tmp_path / "id")
    added = run("key", "add", own)
    fingerprint = added.stdout.split()[-1]
    run("key", "rotate", "--reason", "a year is over")
    run("key", "revoke", fingerprint, "--reason", "lost")
    assert states(run) == [
        ("log", "followed by another"),
        ("log", "in use"),
        ("packet", "revoked"),
    ]
    text = run("key", "list").stdout
    assert f"packet: {fingerprint}  revoked" in text
    assert "list of keys: no identity key" in text
    assert run("verify").exit_code == 0


def test_an_identity_is_made_shown_and_signs(run: Run, tmp_path: Path) -> None:
    stick, secret = tmp_path / "identity.pem", tmp_path / "secret"
    secret.write_text("correct horse\n")
    made = run("key", "identity", "new", stick, "--new-passphrase-file", secret, "--json")
    assert json.loads(made.stdout)["fingerprint"].startswith("SHA256:")
    assert b"ENCRYPTED" in stick.read_bytes()
    locked = run("key", "identity", "sign", stick)
    assert isinstance(locked.exception, LockedKey)
    assert sentence_and_code(locked.exception)[1] is ExitCode.NOT_ALLOWED


def test_a_signed_list_is_told_as_signed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "identity.pem"
    made = run("key", "identity", "new", stick, says="correct horse\ncorrect horse\n")
    assert "to be read aloud: " in made.stdout
    monkeypatch.setenv(VARIABLE, "correct horse")
    assert run("key", "identity", "sign", stick).exit_code == 0
    assert "list of keys: signed\n" in run("key", "list").stdout
    run("key", "rotate", "--reason", "x")
    assert "signed before the last change" in run("key", "list").stdout


def test_an_identity_that_is_a_ssh_key_is_adopted(run: Run, tmp_path: Path) -> None:
    own = ssh_key(tmp_path / "id")
    told = json.loads(run("key", "identity", "adopt", f"{own}.pub", "--json").stdout)
    public = own.with_suffix(".pub").read_text()
    assert told["fingerprint"] == keys.fingerprint_of_blob(keys.blob_of_line(public))


def test_a_key_is_locked_and_unlocked(
    run: Run, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("key", "lock", "log", says="correct horse\ncorrect horse\n")
    assert "under a passphrase" in done.stdout
    assert b"ENCRYPTED" in (archive.settings.keys / "log.key").read_bytes()
    assert isinstance(run("key", "rotate", "--reason", "x").exception, LockedKey)
    monkeypatch.setenv(VARIABLE, "correct horse")
    assert run("key", "unlock", "log").exit_code == 0
    monkeypatch.delenv(VARIABLE)
    assert run("key", "rotate", "--reason", "x").exit_code == 0


def test_an_empty_passphrase_file_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n")
    result = run("key", "lock", "log", "--new-passphrase-file", tmp_path / "secret")
    assert result.exit_code == ExitCode.USAGE


def test_a_lost_key_is_replaced(run: Run, archive: Archive) -> None:
    (archive.settings.keys / "log.key").unlink()
    done = run("key", "rotate", "--lost", "--reason", "the disk died", "--json")
    assert json.loads(done.stdout)["entry"] >= 0
    result = run("verify")
    assert result.exit_code == ExitCode.FINDINGS
    assert "key.rotation_unsigned" in result.stdout
