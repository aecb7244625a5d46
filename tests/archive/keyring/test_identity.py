"""The offline identity signs the list of keys; ssh-keygen verifies it; changes make it outdated."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from archive.keyring import custodian, identity, rotation
from archive.keyring.errors import NoIdentity, OtherIdentity, WithinArchive
from archive.keyring.identity import ListState
from archive.workspace import Archive
from evidence.errors import KeyExists
from evidence.signing import keys, sshsig
from tests.archive.checking.attacks import Attacked


def test_an_archive_begins_without_identity(archive: Archive, tmp_path: Path) -> None:
    assert identity.state_of_list(archive) is ListState.NONE
    keys.write_private(tmp_path / "k.pem", keys.generate())
    with pytest.raises(NoIdentity, match="identity new"):
        identity.sign_list(archive, tmp_path / "k.pem")


def test_the_list_is_signed_and_outdated_by_each_change(archive: Archive, tmp_path: Path) -> None:
    stick = tmp_path / "identity.pem"
    ours = identity.new_identity(archive, stick)
    assert identity.state_of_list(archive) is ListState.UNSIGNED
    path = identity.sign_list(archive, stick)
    assert identity.state_of_list(archive) is ListState.CURRENT
    rotation.rotate(archive, reason="x")
    assert identity.state_of_list(archive) is ListState.OUTDATED
    identity.sign_list(archive, stick)
    assert identity.state_of_list(archive) is ListState.CURRENT
    lines = path.read_text().splitlines()
    assert lines[0] == "khronika-keys/1"
    assert any(line.startswith("log followed-by-another SHA256:") for line in lines)
    assert any(line.startswith(f"identity in-use {ours.fingerprint} entry-") for line in lines)
    assert Attacked(archive.settings.folder).codes() == set()


def test_no_private_half_of_the_identity_lies_in_the_archive(
    archive: Archive, tmp_path: Path
) -> None:
    for place in (archive.settings.folder / "i.pem", archive.settings.keys / ".." / "i.pem"):
        with pytest.raises(WithinArchive, match="outside the archive"):
            identity.new_identity(archive, place)
    (tmp_path / "link").symlink_to(archive.settings.keys)
    with pytest.raises(WithinArchive):
        identity.new_identity(archive, tmp_path / "link" / "i.pem")
    stick = tmp_path / "i.pem"
    identity.new_identity(archive, stick)
    private = keys.read_private(stick).private_bytes_raw()
    for path in archive.settings.folder.rglob("*"):
        assert not path.is_file() or private not in path.read_bytes()


def test_a_key_that_is_there_is_not_overwritten(archive: Archive, tmp_path: Path) -> None:
    stick = tmp_path / "i.pem"
    identity.new_identity(archive, stick)
    with pytest.raises(KeyExists):
        identity.new_identity(archive, stick)


def test_another_key_cannot_sign_the_list(archive: Archive, tmp_path: Path) -> None:
    identity.new_identity(archive, tmp_path / "i.pem")
    keys.write_private(tmp_path / "other.pem", keys.generate())
    with pytest.raises(OtherIdentity, match="expected the identity key SHA256:"):
        identity.sign_list(archive, tmp_path / "other.pem")
    assert identity.state_of_list(archive) is ListState.UNSIGNED


def test_a_list_that_was_changed_is_told(archive: Archive, tmp_path: Path) -> None:
    identity.new_identity(archive, tmp_path / "i.pem")
    path = identity.sign_list(archive, tmp_path / "i.pem")
    text = path.read_text()
    path.write_text(text.replace("in-use", "revoked", 1))
    assert identity.state_of_list(archive) is ListState.FORGED
    path.write_text(text)
    path.with_name("list.txt.sig").write_text("nothing")
    assert identity.state_of_list(archive) is ListState.FORGED


def test_ssh_keygen_verifies_the_list_and_refuses_a_changed_one(
    archive: Archive, tmp_path: Path
) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    ours = identity.new_identity(archive, tmp_path / "i.pem")
    path = identity.sign_list(archive, tmp_path / "i.pem")
    line = keys.signers_line(ours.line, principal="archive", namespace=identity.NAMESPACE)
    (tmp_path / "signers").write_text(line + "\n")
    words = ["-f", "signers", "-I", "archive", "-n", identity.NAMESPACE, "-s", f"{path}.sig"]

    def verifies(content: bytes) -> bool:
        done = subprocess.run(
            ["ssh-keygen", "-Y", "verify", *words],
            input=content,
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=20,
        )
        return done.returncode == 0

    assert verifies(path.read_bytes())
    assert not verifies(path.read_bytes() + b"x")


def test_a_ssh_key_may_be_the_identity(archive: Archive, tmp_path: Path) -> None:
    own = ssh_key(tmp_path / "id")
    ours = identity.adopt(archive, own.with_suffix(".pub").read_text())
    assert ours.fingerprint == printed_fingerprint(own)
    identity.sign_list(archive, own)
    assert identity.state_of_list(archive) is ListState.CURRENT


def test_a_custodian_signs_with_a_ssh_key_of_their_own(archive: Archive, tmp_path: Path) -> None:
    own = ssh_key(tmp_path / "id")
    key = custodian.use_own_key(archive, own)
    assert key.fingerprint == printed_fingerprint(own)
    assert custodian.custodian_key(archive) == key
    text = custodian.custodian_key(archive).sign(b"words", namespace="packet@khronika")
    sshsig.verify(b"words", text, namespace="packet@khronika", public=key.blob[-32:])
    rotation.revoke(archive, key.fingerprint, reason="lost")
    assert custodian.custodian_key(archive).fingerprint != key.fingerprint
    assert own.exists()


def test_a_ssh_key_of_another_kind_signs_too(archive: Archive, tmp_path: Path) -> None:
    own = ssh_key(tmp_path / "id", kind="ecdsa")
    key = custodian.use_own_key(archive, own)
    text = key.sign(b"words", namespace="packet@khronika")
    assert sshsig.signer_of(text) == key.blob


def ssh_key(path: Path, kind: str = "ed25519") -> Path:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    words = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "a comment", "-f", str(path)]
    subprocess.run(words, check=True, capture_output=True, timeout=20)
    return path


def printed_fingerprint(path: Path) -> str:
    done = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(path)], check=True, capture_output=True, timeout=20
    )
    return done.stdout.decode().split()[1]
