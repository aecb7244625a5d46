"""Known answers: RFC 8032 §7.1 (TEST 1), RFC 8410 §10.3 (PKCS #8); the tools openssl and ssh-keygen
where they exist.
"""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence.errors import BadKey, KeyExists, UnwritableStore
from evidence.signing import keys

RFC8032_SECRET = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
RFC8032_PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
RFC8410_PEM = b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
"""
RFC8410_PUBLIC_PEM = b"""-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
"""

KEY = Ed25519PrivateKey.from_private_bytes(RFC8032_SECRET)

needs_ssh_keygen = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed"
)


def test_the_published_secret_has_the_published_public_key() -> None:
    assert keys.public_bytes(KEY) == RFC8032_PUBLIC


def test_the_published_pem_comes_back_the_same() -> None:
    key = keys.load_private(RFC8410_PEM)
    assert keys.private_pem(key) == RFC8410_PEM
    assert keys.public_pem(keys.public_bytes(key)) == RFC8410_PUBLIC_PEM
    assert keys.load_public(RFC8410_PUBLIC_PEM) == keys.public_bytes(key)


def test_two_new_keys_differ() -> None:
    assert keys.public_bytes(keys.generate()) != keys.public_bytes(keys.generate())


def test_a_key_file_is_for_its_owner_only(tmp_path: Path) -> None:
    keys.write_private(tmp_path / "log.key", KEY)
    assert stat.S_IMODE((tmp_path / "log.key").stat().st_mode) == 0o600
    assert keys.public_bytes(keys.read_private(tmp_path / "log.key")) == RFC8032_PUBLIC
    assert [path.name for path in tmp_path.iterdir()] == ["log.key"]


def test_a_passphrase_is_needed_and_must_be_the_right_one(tmp_path: Path) -> None:
    path = tmp_path / "packet.key"
    keys.write_private(path, KEY, "пароль")
    assert b"ENCRYPTED" in path.read_bytes()
    assert keys.public_bytes(keys.read_private(path, "пароль")) == RFC8032_PUBLIC
    for wrong in (None, "parol"):
        with pytest.raises(BadKey, match="passphrase"):
            keys.read_private(path, wrong)


def test_a_passphrase_for_an_open_key_is_refused() -> None:
    with pytest.raises(BadKey, match="passphrase"):
        keys.load_private(RFC8410_PEM, "needless")


def test_an_empty_passphrase_is_refused() -> None:
    with pytest.raises(BadKey, match="not empty"):
        keys.private_pem(KEY, "")


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    keys.write_private(path, KEY)
    before = path.read_bytes()
    with pytest.raises(KeyExists, match="expected no file") as caught:
        keys.write_private(path, keys.generate())
    assert caught.value.path == path
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["log.key"]


def test_a_key_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnwritableStore):
        keys.write_private(tmp_path / "missing" / "log.key", KEY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "pem",
    [
        pytest.param(b"", id="empty"),
        pytest.param(RFC8410_PEM[:60], id="torn"),
        pytest.param(RFC8410_PUBLIC_PEM, id="public"),
        pytest.param(b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", id="torn-openssh"),
    ],
)
def test_a_file_that_is_no_private_key_is_refused(pem: bytes) -> None:
    with pytest.raises(BadKey, match="no key that can be used"):
        keys.load_private(pem)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadKey, match=r"absent\.key"):
        keys.read_private(tmp_path / "absent.key")


@pytest.mark.parametrize("pem", [b"", RFC8410_PEM])
def test_a_file_that_is_no_public_key_is_refused(pem: bytes) -> None:
    with pytest.raises(BadKey, match="public key in PEM"):
        keys.load_public(pem)


def test_keys_of_another_kind_are_refused() -> None:
    private, public = p256_pems()
    with pytest.raises(BadKey, match="an Ed25519 key, found"):
        keys.load_private(private)
    with pytest.raises(BadKey, match="an Ed25519 key, found"):
        keys.load_public(public)


def p256_pems() -> tuple[bytes, bytes]:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    pem = serialization.Encoding.PEM
    return (
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo),
    )


@needs_ssh_keygen
def test_ssh_keygen_prints_the_same_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text(keys.ssh_line(RFC8032_PUBLIC, "log of an archive") + "\n")
    printed = subprocess.run(
        ["ssh-keygen", "-l", "-f", "key.pub"], cwd=tmp_path, capture_output=True, check=True
    )
    assert keys.fingerprint(RFC8032_PUBLIC) in printed.stdout.decode().split()
    assert "log of an archive" in printed.stdout.decode()


@needs_ssh_keygen
def test_a_key_made_by_ssh_keygen_can_be_used(tmp_path: Path) -> None:
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "id"], cwd=tmp_path, check=True
    )
    public = keys.public_bytes(keys.read_private(tmp_path / "id"))
    assert keys.ssh_line(public).split()[1] == (tmp_path / "id.pub").read_text().split()[1]


def test_the_short_fingerprint_is_the_same_digest_in_eight_groups() -> None:
    groups = keys.short_fingerprint(RFC8032_PUBLIC).split(" ")
    assert [len(group) for group in groups] == [4] * 8
    assert bytes.fromhex("".join(groups)).hex() == "".join(groups)
    assert keys.short_fingerprint(bytes(31) + b"\x01") != keys.short_fingerprint(RFC8032_PUBLIC)


def test_an_allowed_signers_line_names_principal_and_namespace() -> None:
    line = keys.allowed_signers_line(
        RFC8032_PUBLIC, principal="archive.example/log/1", namespace="checkpoint@khronika"
    )
    assert line == (
        'archive.example/log/1 namespaces="checkpoint@khronika" ssh-ed25519 '
        "AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
    )


@pytest.mark.parametrize("word", ["", "two words", "a\nb", 'a"b', "a,b", "*", "!x", "#x"])
def test_words_that_would_change_the_line_are_refused(word: str) -> None:
    with pytest.raises(BadKey, match="expected a"):
        keys.allowed_signers_line(RFC8032_PUBLIC, principal=word, namespace="x")
    with pytest.raises(BadKey, match="expected a"):
        keys.allowed_signers_line(RFC8032_PUBLIC, principal="x", namespace=word)


def test_a_comment_stays_on_its_line() -> None:
    with pytest.raises(BadKey, match="on one line"):
        keys.ssh_line(RFC8032_PUBLIC, "a\nb")


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33)])
def test_a_public_key_has_32_bytes(public: bytes) -> None:
    for form in (keys.public_pem, keys.ssh_line, keys.fingerprint):
        with pytest.raises(BadKey, match="32 bytes"):
            form(public)
