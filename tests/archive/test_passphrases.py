"""Keys under a passphrase: by file, by environment, at the terminal; never signed without it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from archive import heads, passphrases
from archive.errors import LockedKey
from archive.keyring import rotation
from archive.keyring.custodian import custodian_key
from archive.keyring.locking import Which, lock
from archive.workspace import Archive
from evidence.errors import BadKey
from evidence.signing import keys
from tests.archive import samples
from tests.archive.checking.attacks import Attacked

SECRET = "correct horse"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "a.key"
    keys.write_private(path, keys.generate(), SECRET)
    return path


def test_an_open_key_needs_nothing(tmp_path: Path) -> None:
    made = keys.generate()
    keys.write_private(tmp_path / "open.key", made)
    found = passphrases.private_key(tmp_path / "open.key")
    assert keys.public_bytes(found) == keys.public_bytes(made)


def test_a_locked_key_without_passphrase_is_said(key: Path) -> None:
    with pytest.raises(LockedKey, match="expected the passphrase of") as caught:
        passphrases.private_key(key)
    assert caught.value.path == key


def test_the_environment_opens_it(key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(passphrases.VARIABLE, "another")
    with pytest.raises(LockedKey):
        passphrases.private_key(key)
    monkeypatch.setenv(passphrases.VARIABLE, SECRET)
    assert passphrases.private_key(key)


def test_any_line_of_a_file_opens_it(
    key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secrets").write_text(f"another\n\n{SECRET}\n")
    monkeypatch.setenv(passphrases.FILE, str(tmp_path / "secrets"))
    assert passphrases.private_key(key)
    monkeypatch.setenv(passphrases.FILE, str(tmp_path / "missing"))
    with pytest.raises(LockedKey):
        passphrases.private_key(key)


def test_a_terminal_is_asked_once(key: Path) -> None:
    ours, theirs = pty.openpty()
    program = (
        "import sys; from pathlib import Path; from archive.passphrases import private_key\n"
        "for _ in range(2): private_key(Path(sys.argv[1]))"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program, str(key)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    assert b"Passphrase of a.key" in os.read(ours, 100)
    os.write(ours, f"{SECRET}\n".encode())
    assert running.wait(timeout=20) == 0
    os.close(ours)


@pytest.mark.parametrize("content", [b"", b"nothing", b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(passphrases.VARIABLE, SECRET)
    (tmp_path / "a.key").write_bytes(content)
    with pytest.raises((BadKey, LockedKey), match="expected"):
        passphrases.private_key(tmp_path / "a.key")


def test_a_locked_log_key_signs_only_with_its_passphrase(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lock(archive, Which.LOG, SECRET)
    assert b"ENCRYPTED" in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    head = heads.newest_head(archive.settings)
    with pytest.raises(LockedKey):
        samples.record(archive, samples.incident("I1"))
    assert heads.newest_head(archive.settings) == head
    report = Attacked(archive.settings.folder).check()
    assert report.findings == []
    assert any("locked by a passphrase" in line for line in report.trust)
    monkeypatch.setenv(passphrases.VARIABLE, SECRET)
    samples.record(archive, samples.incident("I1"))
    rotation.rotate(archive, reason="x", passphrase=SECRET)
    assert b"ENCRYPTED" in path.read_bytes()
    assert Attacked(archive.settings.folder).codes() == set()
    lock(archive, Which.LOG, None)
    monkeypatch.delenv(passphrases.VARIABLE)
    samples.record(archive, samples.incident("I2"))


def test_a_custodians_key_is_locked_and_opened(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = custodian_key(archive)
    lock(archive, Which.PACKET, SECRET)
    with pytest.raises(LockedKey):
        custodian_key(archive).sign(b"x", namespace="n")
    with pytest.raises(LockedKey):
        lock(archive, Which.PACKET, None)
    monkeypatch.setenv(passphrases.VARIABLE, SECRET)
    assert custodian_key(archive).sign(b"x", namespace="n") == key.sign(b"x", namespace="n")


def test_an_empty_passphrase_is_refused(archive: Archive) -> None:
    before = (archive.settings.keys / "log.key").read_bytes()
    with pytest.raises(BadKey, match="not empty"):
        lock(archive, Which.LOG, "")
    assert (archive.settings.keys / "log.key").read_bytes() == before
