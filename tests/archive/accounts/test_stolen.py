"""A password that was stolen elsewhere is not taken, where there is a list of such passwords."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from archive.accounts.errors import BadPasswordList, WeakPassword
from archive.accounts.passwords import check_strength
from archive.accounts.stolen import is_stolen

KNOWN = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8"
"""SHA-1 of "password", as everybody who writes of it has it."""
WORDS = [f"stolen words {number}" for number in range(600)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stolen-passwords.txt"


def sha1(word: str) -> str:
    return hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.mark.parametrize("line", ["{}:7\r\n", "{}\n"])
def test_each_password_of_a_list_is_found_and_no_other(path: Path, line: str) -> None:
    listed = sorted([KNOWN, *map(sha1, WORDS)])
    path.write_bytes("".join(line.format(one) for one in listed).encode())
    assert all(is_stolen(word, path) for word in ("password", *WORDS))
    assert not any(is_stolen(f"other {word}", path) for word in WORDS)


@pytest.mark.parametrize("ending", ["", "\n"])
def test_a_list_of_one_is_a_list(path: Path, ending: str) -> None:
    path.write_text(KNOWN.lower() + ending)
    assert is_stolen("password", path)
    assert not is_stolen("passwords", path)


def test_without_a_list_nothing_is_known_to_be_stolen(path: Path) -> None:
    assert not is_stolen("password", path)
    path.write_bytes(b"")
    assert not is_stolen("password", path)


@pytest.mark.parametrize("text", ["password\n", "8846F7EAEE8FB117AD06BDD830B7586C:3\n"])
def test_a_file_that_is_no_such_list_is_said_to_be_none(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(BadPasswordList, match="expected one SHA-1 a line") as caught:
        is_stolen("password", path)
    assert caught.value.path == path


def test_a_stolen_password_is_refused(path: Path) -> None:
    path.write_text(sha1("six grey cafe\u0301 doves") + "\n")
    check_strength("six grey cafe\u0301 doves", name="Amina")
    with pytest.raises(WeakPassword, match="no list of stolen passwords has") as caught:
        check_strength("six grey cafe\u0301 doves", name="Amina", stolen=path)
    assert "doves" not in str(caught.value)
