"""Stored bytes that are not what came in are named by item and digest, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.cli.exits import ExitCode
from tests.archive.checking.attacks import Attacked
from tests.by_hand import needs_folder


def change_one_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def cut_the_last_byte(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])


def put_a_folder_in_its_place(path: Path) -> None:
    path.unlink()
    path.mkdir()


def put_a_link_in_its_place(path: Path) -> None:
    aside = path.with_name("aside")
    path.rename(aside)
    path.symlink_to(aside)


ATTACKS: dict[str, tuple[Callable[[Path], None], str]] = {
    "one byte changed": (change_one_byte, "blob.changed"),
    "cut": (cut_the_last_byte, "blob.changed"),
    "removed": (lambda path: path.unlink(), "blob.missing"),
    "a folder in its place": (put_a_folder_in_its_place, "blob.missing"),
    "a link in its place": (put_a_link_in_its_place, "blob.missing"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_attacked_file_is_named_and_no_other(attacked: Attacked, attack: str) -> None:
    touch, code = ATTACKS[attack]
    if attack.endswith("in its place"):
        needs_folder(attacked.settings)
    path, *_ = attacked.blobs()
    touch(path)
    report = attacked.check()
    assert [(one.code, digest_of(one.where)) for one in report.errors] == [(code, path.name)]
    assert ref_of_item(attacked, path.name) in report.errors[0].where
    assert report.read["files"] == report.expected["files"] - 1


def test_two_blobs_that_changed_places_are_both_named(attacked: Attacked) -> None:
    one, other, *_ = attacked.blobs()
    content = one.read_bytes(), other.read_bytes()
    for path, other_content in zip((other, one), content, strict=True):
        path.chmod(0o644)
        path.write_bytes(other_content)
    found = {(row.code, digest_of(row.where)) for row in attacked.check().errors}
    assert found == {("blob.changed", one.name), ("blob.changed", other.name)}


def test_a_quick_check_says_that_it_read_no_files(attacked: Attacked) -> None:
    change_one_byte(attacked.blobs()[0])
    report = attacked.check(quick=True)
    assert report.read["files"] == 0
    assert report.expected["files"] > 0


def test_a_changed_file_makes_the_command_exit_with_1(attacked: Attacked) -> None:
    change_one_byte(attacked.blobs()[0])
    result = attacked.command("verify")
    assert result.exit_code == ExitCode.FINDINGS
    assert "blob.changed" in result.output


def digest_of(where: str) -> str:
    return where.rpartition(" ")[2]


def ref_of_item(attacked: Attacked, digest: str) -> str:
    query = """SELECT ref FROM records JOIN terms ON record_id = id
               WHERE field = 'sha256' AND value = ? ORDER BY seq DESC LIMIT 1"""
    return str(attacked.value(query, digest))
