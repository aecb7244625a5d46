"""Bags as written by us, checked by others: bagit.py of the Library of Congress and sha256sum."""

from __future__ import annotations

import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from evidence.errors import BadBag, UnwritableStore
from evidence.packing import bag

INFO = {
    "Source-Organization": "An archive",
    "Bagging-Date": "2014-12-15",
    "External-Description": "Поджог",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "bag"
    for name, content in {
        "data/exhibits/0001-1a2b3c4d.jpg": b"\xff\xd8\xff",
        "data/records/I1.json": b"{}",
        "data/empty.txt": b"",
        "README.txt": b"read me\n",
        "verify.py": b"print()\n",
    }.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return made


def test_bagit_py_finds_it_valid(folder: Path) -> None:
    bag.write_bag(folder, INFO)
    command = [sys.executable, "-m", "bagit", "--validate", str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert b"is valid" in done.stderr


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sha256sum_agrees_with_both_manifests(folder: Path) -> None:
    bag.write_bag(folder, INFO)
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        command = ["sha256sum", "--strict", "-c", name]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()


def test_the_tag_files_are_written_byte_by_byte(folder: Path) -> None:
    digest = bag.write_bag(folder, INFO)
    assert (folder / "bagit.txt").read_bytes() == (
        b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    )
    assert (folder / "bag-info.txt").read_text("utf-8") == (
        "Source-Organization: An archive\nBagging-Date: 2014-12-15\n"
        "External-Description: Поджог\nPayload-Oxum: 5.3\n"
    )
    empty = sha256(b"").hexdigest()
    assert (folder / "manifest-sha256.txt").read_bytes().split(b"\n")[0].decode() == (
        f"{empty}  data/empty.txt"
    )
    tag_manifest = (folder / "tagmanifest-sha256.txt").read_bytes()
    assert [line.split()[1] for line in tag_manifest.decode().splitlines()] == [
        "README.txt",
        "bag-info.txt",
        "bagit.txt",
        "manifest-sha256.txt",
        "verify.py",
    ]
    assert digest == sha256(tag_manifest).hexdigest()


def test_writing_again_gives_the_same_bytes_and_keeps_the_signature_out(folder: Path) -> None:
    bag.write_bag(folder, INFO)
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    (folder / bag.SIGNATURE).write_text("signature")
    bag.write_bag(folder, INFO)
    assert {path: path.read_bytes() for path in before} == before


def test_a_digest_that_is_known_is_not_computed_again(folder: Path) -> None:
    bag.write_bag(folder, INFO, known={"data/records/I1.json": "0" * 64})
    assert f"{'0' * 64}  data/records/I1.json" in (folder / "manifest-sha256.txt").read_text()
    assert [finding.code for finding in bag.check_bag(folder)] == ["packet.file_changed"]


@pytest.mark.parametrize(
    "name",
    [
        "photo 1.jpg",
        "фото.jpg",
        "50%.jpg",
        "a\nb",
        ".hidden",
        "-rf",
        "dot.",
        "con",
        "NUL.txt",
        "com1.jpg",
        "tab\t",
        "star*",
    ],
)
def test_names_that_others_read_differently_are_refused(folder: Path, name: str) -> None:
    (folder / "data" / name).write_bytes(b"x")
    with pytest.raises(BadBag, match="generated ASCII names") as caught:
        bag.write_bag(folder, INFO)
    assert caught.value.found == f"data/{name}"
    assert not (folder / "bagit.txt").exists()


def test_folder_names_are_held_to_the_same(folder: Path) -> None:
    (folder / "data" / "two words").mkdir()
    with pytest.raises(BadBag, match="generated ASCII names"):
        bag.write_bag(folder, INFO)


def test_names_that_differ_in_case_only_are_refused(folder: Path) -> None:
    (folder / "data" / "EMPTY.txt").write_bytes(b"x")
    with pytest.raises(BadBag, match="in case only"):
        bag.write_bag(folder, INFO)


def test_links_are_refused(folder: Path) -> None:
    (folder / "data" / "link").symlink_to("/etc/hostname")
    with pytest.raises(BadBag, match="files and folders only"):
        bag.write_bag(folder, INFO)


def test_a_bag_without_payload_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBag, match="files below data/"):
        bag.write_bag(tmp_path, INFO)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Two Words", "x"),
        ("", "x"),
        ("Payload-Oxum", "0.0"),
        ("Contact-Name", "a\nPayload-Oxum: 0.0"),
        ("Contact-Name", ""),
        ("Contact-Name", " x"),
    ],
)
def test_labels_and_values_that_would_break_a_line_are_refused(
    folder: Path, label: str, value: str
) -> None:
    with pytest.raises(BadBag, match=r"labels of letters|one line of text"):
        bag.write_bag(folder, {label: value})


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises((BadBag, UnwritableStore), match=r"data/|absent"):
        bag.write_bag(tmp_path / "absent", INFO)


# The ZIP twin.
