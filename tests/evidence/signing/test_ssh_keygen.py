"""Keys that only ssh-keygen can use: files, an agent; and what it says when it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.errors import BadKey
from evidence.signing import keys, ssh_keygen, sshsig

pytestmark = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed"
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "id"
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "of Vera", "-f", str(path)]
    subprocess.run(words, check=True, capture_output=True, timeout=20)
    return path


@pytest.fixture
def agent(own: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An agent that holds the key, whose file is taken away."""
    if shutil.which("ssh-agent") is None:
        pytest.skip("ssh-agent is not installed")
    socket = own.with_name("agent")
    running = subprocess.Popen(
        ["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    try:
        for _ in range(500):
            if socket.exists():
                break
            time.sleep(0.01)
        subprocess.run(
            ["ssh-add", str(own)], env=dict(os.environ), check=True, capture_output=True, timeout=20
        )
        own.unlink()
        yield
    finally:
        running.terminate()
        running.wait(timeout=20)


def fits(own: Path, text: str) -> None:
    public = keys.blob_of_line(ssh_keygen.public_line(own))[-32:]
    sshsig.verify(b"words", text, namespace="packet@khronika", public=public)


def test_a_key_file_signs(own: Path) -> None:
    fits(own, ssh_keygen.sign(b"words", namespace="packet@khronika", key_file=own))


def test_an_agent_signs_for_a_public_key(own: Path, agent: None) -> None:
    public = own.with_suffix(".pub")
    fits(own, ssh_keygen.sign(b"words", namespace="packet@khronika", key_file=public))


def test_the_public_half_has_no_comment(own: Path) -> None:
    line = ssh_keygen.public_line(own)
    assert line == ssh_keygen.public_line(own.with_suffix(".pub"))
    assert "Vera" not in line


def test_what_ssh_keygen_says_is_quoted(tmp_path: Path) -> None:
    path = tmp_path / "id"
    path.write_text("nothing")
    with pytest.raises(BadKey, match="a signature by ssh-keygen, which said: "):
        ssh_keygen.sign(b"words", namespace="n", key_file=path)


@pytest.mark.parametrize("content", [None, "", "ssh-ed25519", "\xff"])
def test_without_a_public_half_a_key_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "id.pub").write_bytes(content.encode("latin-1"))
    with pytest.raises(BadKey, match="a public key of OpenSSH"):
        ssh_keygen.public_line(tmp_path / "id")


def test_where_ssh_keygen_is_missing_it_is_said(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BadKey, match="not installed"):
        ssh_keygen.sign(b"words", namespace="n", key_file=own)
