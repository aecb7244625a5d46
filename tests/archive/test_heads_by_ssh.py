"""Beside each kept head lies a signature that people with nothing but ssh-keygen can check."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from archive import heads, log_keys
from archive.keyring import rotation
from archive.workspace import Archive
from evidence.signing import keys, sshsig


@pytest.fixture
def signers(archive: Archive, tmp_path: Path) -> Path:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    return write_signers(archive, tmp_path)


def write_signers(archive: Archive, folder: Path) -> Path:
    public = log_keys.public_of(log_keys.verification_key(archive.settings))
    path = folder / "allowed_signers"
    line = keys.allowed_signers_line(public, principal="archive", namespace=sshsig.CHECKPOINT)
    path.write_text(line + "\n")
    return path


def verifies(head: bytes, signature: Path, signers: Path) -> bool:
    words = ["-f", str(signers), "-I", "archive", "-n", "checkpoint@khronika", "-s", str(signature)]
    done = subprocess.run(
        ["ssh-keygen", "-Y", "verify", *words],
        input=head,
        capture_output=True,
        check=False,
        timeout=20,
    )
    return done.returncode == 0


def test_each_kept_head_verifies_and_a_changed_one_does_not(
    archive: Archive, signers: Path
) -> None:
    kept = sorted(archive.settings.checkpoints.glob("*.checkpoint"))
    assert kept
    for path in kept:
        signature = path.with_suffix(".sig")
        assert verifies(path.read_bytes(), signature, signers)
        assert not verifies(path.read_bytes() + b"\n", signature, signers)


def test_a_signature_of_another_head_does_not_fit(archive: Archive, signers: Path) -> None:
    first = heads.sign(archive.settings, archive.engine, keep=True).path
    rotation.rotate(archive, reason="x")
    second = max(archive.settings.checkpoints.glob("*.checkpoint"))
    assert first != second
    assert not verifies(second.read_bytes(), first.with_suffix(".sig"), signers)


def test_the_head_of_a_rotation_is_signed_by_the_key_that_leaves(
    archive: Archive, signers: Path, tmp_path: Path
) -> None:
    done = rotation.rotate(archive, reason="x")
    signature = done.signed.path.with_suffix(".sig")
    assert verifies(done.signed.path.read_bytes(), signature, signers)
    assert not verifies(done.signed.path.read_bytes(), signature, write_signers(archive, tmp_path))
