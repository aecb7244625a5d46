"""The known answers are those of ssh-keygen itself, where it is installed."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import BadSignature, UnknownSigner
from evidence.signing import keys, sshsig
from evidence.signing.sshsig import SshSignature
from tests.evidence.signing.test_keys import KEY, RFC8032_PUBLIC

MESSAGE = b"manifest\n"
SIGNATURE = sshsig.sign(MESSAGE, namespace=sshsig.PACKET, key=KEY)

needs_ssh_keygen = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed"
)


def ssh_keygen(*words: str, cwd: Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["ssh-keygen", "-Y", *words], cwd=cwd, input=given, capture_output=True, check=False
    )


def test_a_signature_fits_its_message() -> None:
    sshsig.verify(MESSAGE, SIGNATURE, namespace=sshsig.PACKET, public=RFC8032_PUBLIC)
    assert SshSignature.from_text(SIGNATURE).public == RFC8032_PUBLIC


def test_a_signature_comes_back_from_its_text() -> None:
    assert SshSignature.from_text(SIGNATURE).to_text() == SIGNATURE


@needs_ssh_keygen
@pytest.mark.parametrize(
    ("message", "namespace", "accepted"),
    [
        pytest.param(MESSAGE, sshsig.PACKET, True, id="as-signed"),
        pytest.param(b"manifesto\n", sshsig.PACKET, False, id="changed"),
        pytest.param(MESSAGE, sshsig.CHECKPOINT, False, id="other-namespace"),
    ],
)
def test_ssh_keygen_gives_the_same_verdict(
    tmp_path: Path, message: bytes, namespace: str, accepted: bool
) -> None:
    line = keys.allowed_signers_line(RFC8032_PUBLIC, principal="archive", namespace=sshsig.PACKET)
    (tmp_path / "allowed_signers").write_text(line + "\n")
    (tmp_path / "sig").write_text(SIGNATURE)
    words = ["verify", "-f", "allowed_signers", "-I", "archive", "-n", namespace, "-s", "sig"]
    done = ssh_keygen(*words, cwd=tmp_path, given=message)
    assert (done.returncode == 0) is accepted, done.stderr
    if accepted:
        sshsig.verify(message, SIGNATURE, namespace=namespace, public=RFC8032_PUBLIC)
    else:
        with pytest.raises(BadSignature):
            sshsig.verify(message, SIGNATURE, namespace=namespace, public=RFC8032_PUBLIC)


@needs_ssh_keygen
@pytest.mark.parametrize("hash_name", ["sha512", "sha256"])
def test_a_signature_by_ssh_keygen_is_verified(tmp_path: Path, hash_name: str) -> None:
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "id"]
    subprocess.run(words, cwd=tmp_path, check=True)
    (tmp_path / "message").write_bytes(MESSAGE)
    words = ["sign", "-f", "id", "-n", "file", "-O", f"hashalg={hash_name}", "message"]
    assert ssh_keygen(*words, cwd=tmp_path).returncode == 0
    text = (tmp_path / "message.sig").read_text()
    public = keys.public_bytes(keys.read_private(tmp_path / "id"))
    sshsig.verify(MESSAGE, text, namespace="file", public=public)
    assert SshSignature.from_text(text).to_text() == text


def test_a_signature_by_another_key_is_told_apart() -> None:
    other = keys.public_bytes(keys.generate())
    with pytest.raises(UnknownSigner, match="by another key") as caught:
        sshsig.verify(MESSAGE, SIGNATURE, namespace=sshsig.PACKET, public=other)
    assert caught.value.key == keys.fingerprint(RFC8032_PUBLIC)


@given(st.integers(0, 511))
def test_any_flipped_bit_of_the_signature_is_found(bit: int) -> None:
    good = SshSignature.from_text(SIGNATURE)
    changed = bytearray(good.signature)
    changed[bit // 8] ^= 1 << bit % 8
    forged = SshSignature(good.public, good.namespace, good.hash_name, bytes(changed)).to_text()
    with pytest.raises(BadSignature, match="does not fit"):
        sshsig.verify(MESSAGE, forged, namespace=sshsig.PACKET, public=RFC8032_PUBLIC)


def armoured(blob: bytes) -> str:
    return (
        "-----BEGIN SSH SIGNATURE-----\n"
        + base64.b64encode(blob).decode()
        + "\n-----END SSH SIGNATURE-----\n"
    )


def string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def blob(
    *,
    version: int = 1,
    kind: bytes = b"ssh-ed25519",
    public: bytes = RFC8032_PUBLIC,
    hash_name: bytes = b"sha512",
    signature: bytes = bytes(64),
) -> bytes:
    fields = (
        string(kind) + string(public),
        b"packet@khronika",
        b"",
        hash_name,
        string(kind) + string(signature),
    )
    return b"SSHSIG" + version.to_bytes(4, "big") + b"".join(map(string, fields))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        pytest.param("", "BEGIN and END", id="empty"),
        pytest.param(SIGNATURE.replace("END", "DNE"), "BEGIN and END", id="no-end"),
        pytest.param("hello\n" + SIGNATURE, "BEGIN and END", id="text-before"),
        pytest.param(SIGNATURE.replace("\n-----END", "=\n-----END"), "base64", id="no-base64"),
        pytest.param(armoured(blob(version=2)), "version 1", id="later-version"),
        pytest.param(armoured(b"SSHSIH" + blob()[6:]), "version 1", id="other-magic"),
        pytest.param(armoured(blob(kind=b"ssh-rsa")), "expected ssh-ed25519", id="rsa"),
        pytest.param(armoured(blob(hash_name=b"md5")), "SHA-2", id="md5"),
        pytest.param(armoured(blob(public=bytes(31))), "32 bytes", id="short-key"),
        pytest.param(armoured(blob(signature=bytes(63))), "64", id="short-signature"),
        pytest.param(armoured(blob() + b"x"), "another length", id="trailing"),
        pytest.param(armoured(blob()[:-1]), "another length", id="torn"),
        pytest.param(armoured(blob()[:10] + b"\xff\xff\xff\xff"), "another length", id="huge"),
    ],
)
def test_a_text_that_is_no_signature_is_refused(text: str, match: str) -> None:
    with pytest.raises(BadSignature, match=match):
        sshsig.verify(MESSAGE, text, namespace=sshsig.PACKET, public=RFC8032_PUBLIC)
