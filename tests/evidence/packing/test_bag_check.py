"""Verdicts on the bags of the Library of Congress conformance suite, and on broken bags of ours.

Each bag of the suite (https://github.com/LibraryOfCongress/bagit-conformance-suite) gets the
verdict that its folder says: `valid`, `warning` (valid, and to be warned of), or another, which is
invalid.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.checks.findings import errors_of
from evidence.packing.bag import write_bag
from evidence.packing.bag_check import check_bag

VALID = [
    *(f"v0.9{draft}/valid/basic-bag" for draft in "3456"),
    *(f"v0.9{draft}/valid/duplicate-metadata-entries" for draft in "3456"),
    "v0.96/valid/bag-in-a-bag",
    "v0.96/valid/bag-with-encoded-names",
    "v0.96/valid/bag-with-escapable-characters",
    "v0.96/valid/bag-with-space",
    "v0.97/valid/ISO-8859-1-encoded-tag-files",
    "v0.97/valid/UTF-16-encoded-tag-files",
    "v0.97/valid/bag-in-a-bag",
    "v0.97/valid/bag-with-encoded-names",
    "v0.97/valid/bag-with-escapable-characters",
    "v0.97/valid/bag-with-space",
    "v0.97/valid/basic-bag",
    "v0.97/valid/duplicate-metadata-entries",
    "v0.97/valid/minimal-bag",
    "v0.97/valid/uncommon-metadata-separators",
    "v0.96/valid/holey-bag",
    "v0.97/valid/holey-bag",
    "v1.0/valid/basicBag",
]
WARNING = {
    "v0.96/valid/bag-with-leading-dot-slash-in-manifest": ["manifest-md5.txt"],
    "v0.97/valid/bag-with-leading-dot-slash-in-manifest": ["manifest-md5.txt"],
    "v0.97/warning/duplicate-file-with-different-case": ["data/HELLO.txt"],
    "v0.97/warning/made-with-md5sum-tools": ["manifest-md5.txt", "tagmanifest-md5.txt"],
    "v0.97/warning/relative-path": ["manifest-sha512.txt"],
    "v0.97/warning/same-filename-listed-twice-with-different-normalization": [
        "data/Nu\u0301n\u0303ez"
    ],
    "v0.97/warning/same-filename-listed-twice-with-the-same-hash": ["manifest-sha256.txt"],
    "v0.97/warning/special-system-files": ["data/.DS_Store"],
}
"""Where the irregularity is; a path that begins with `./` is in the suite both valid and warned."""
INVALID = {
    "v0.97/invalid/baginfo-missing-encoding": "packet.unreadable",
    "v0.97/invalid/bom-in-bagit.txt": "packet.unreadable",
    "v0.97/invalid/corrupt-data-file": "packet.file_changed",
    "v0.97/invalid/corrupt-tag-file": "packet.file_changed",
    "v0.97/invalid/extra-file-in-bag": "packet.file_added",
    "v0.97/invalid/invalid-version-number": "packet.unreadable",
    "v0.97/invalid/missing-baginfo": "packet.file_missing",
    "v0.97/invalid/missing-bagit.txt": "packet.file_missing",
    "v0.97/invalid/out-of-scope-file-paths-using-dot-notation": "packet.unreadable",
    "v0.97/invalid/out-of-scope-file-paths-using-dot-notation-for-fetch": "packet.unreadable",
    "v0.97/invalid/same-filename-listed-twice-with-different-hashes": "packet.unreadable",
    "v0.97/linux-only/out-of-scope-file-paths-using-absolute-path": "packet.unreadable",
    "v0.97/linux-only/out-of-scope-file-paths-using-absolute-path-for-fetch": "packet.unreadable",
    "v0.97/linux-only/out-of-scope-file-paths-using-shortcut": "packet.unreadable",
    "v0.97/linux-only/out-of-scope-file-paths-using-shortcut-for-fetch": "packet.unreadable",
    "v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username": "packet.unreadable",
    "v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username-for-fetch": (
        "packet.unreadable"
    ),
    "v0.97/windows-only/out-of-scope-file-paths-using-absolute-path": "packet.unreadable",
    "v0.97/windows-only/out-of-scope-file-paths-using-absolute-path-for-fetch": "packet.unreadable",
    "v0.97/windows-only/out-of-scope-file-paths-using-shortcut": "packet.unreadable",
    "v0.97/windows-only/out-of-scope-file-paths-using-shortcut-for-fetch": "packet.unreadable",
    "v0.97/windows-only/out-of-scope-file-paths-using-unc": "packet.unreadable",
    "v0.97/windows-only/out-of-scope-file-paths-using-unc-for-fetch": "packet.unreadable",
    "v1.0/invalid/bagit-with-invalid-whitespace": "packet.unreadable",
    "v1.0/invalid/notAllManifestsListAllFiles": "packet.file_added",
    "v1.0/invalid/same-filename-listed-twice-with-different-hashes": "packet.unreadable",
    "v1.0/invalid/same-filename-listed-twice-with-the-same-hash": "packet.unreadable",
}


def suite_bag(shared_data: Path, name: str) -> Path:
    folder = shared_data / "bagit-conformance" / name
    assert folder.is_dir(), f"the suite has no {name}"
    return folder


def test_every_bag_of_the_suite_has_a_verdict_here(shared_data: Path) -> None:
    root = shared_data / "bagit-conformance"
    there = {path.relative_to(root).as_posix() for path in root.glob("v*/*/*") if path.is_dir()}
    assert there == {*VALID, *WARNING, *INVALID}
    assert len(there) == 60
    said = {name: name.split("/")[1] for name in there}
    assert {said[name] for name in VALID} == {"valid"}
    assert {said[name] for name in WARNING} == {"valid", "warning"}
    assert not {said[name] for name in INVALID} & {"valid", "warning"}


@pytest.mark.parametrize("name", VALID)
def test_a_valid_bag_has_no_findings(shared_data: Path, name: str) -> None:
    assert check_bag(suite_bag(shared_data, name), of_others=True) == []


@pytest.mark.parametrize("name", WARNING)
def test_a_bag_that_should_be_warned_of_has_notices_alone(shared_data: Path, name: str) -> None:
    found = check_bag(suite_bag(shared_data, name), of_others=True)
    assert {(one.code, one.severity) for one in found} == {("packet.irregular", "notice")}
    assert [one.where for one in found] == WARNING[name]


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_bag_is_refused_for_its_fault(shared_data: Path, name: str) -> None:
    found = check_bag(suite_bag(shared_data, name), of_others=True)
    assert INVALID[name] in {finding.code for finding in found}
    assert {finding.severity for finding in found} == {"error"}
    if name.endswith("-for-fetch"):
        assert [finding.where for finding in found] == ["fetch.txt"]


def test_a_hole_that_was_not_filled_is_a_missing_file(shared_data: Path, tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    shutil.copytree(suite_bag(shared_data, "v0.97/valid/holey-bag"), bag)
    (bag / "data" / "dir2").chmod(0o755)
    (bag / "data" / "dir2" / "test4.txt").unlink()
    found = check_bag(bag, of_others=True)
    assert [(one.code, one.where) for one in found] == [
        ("packet.file_missing", "data/dir2/test4.txt")
    ]


FORGIVEN = [name for name, where in WARNING.items() if where[0].startswith("data/")]


@pytest.mark.parametrize("name", [*FORGIVEN, "v0.97/valid/holey-bag"])
def test_nothing_is_forgiven_in_a_packet_of_ours(shared_data: Path, name: str) -> None:
    codes = {one.code for one in errors_of(check_bag(suite_bag(shared_data, name)))}
    assert codes & {"packet.file_missing", "packet.unreadable"}


def test_md5_alone_is_not_enough_unless_asked_for(shared_data: Path) -> None:
    found = check_bag(suite_bag(shared_data, "v0.97/valid/basic-bag"))
    assert {finding.code for finding in found} == {"packet.manifest_missing"}


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    folder = tmp_path / "bag"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "a.txt").write_bytes(b"a\n")
    (folder / "data" / "b.txt").write_bytes(b"b\n")
    (folder / "README.txt").write_bytes(b"r\n")
    write_bag(folder, {"Source-Organization": "An archive"})
    return folder


def test_a_name_with_a_separator_of_lines_in_unicode_is_one_name(tmp_path: Path) -> None:
    name, content = "data/a\u2028b.txt", b"a\n"
    (tmp_path / "data").mkdir()
    (tmp_path / name).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    (tmp_path / "manifest-sha256.txt").write_text(f"{digest}  {name}\n", "utf-8")
    declared = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    (tmp_path / "bagit.txt").write_text(declared, "utf-8")
    assert check_bag(tmp_path) == []


def test_a_bag_of_ours_is_valid(ours: Path) -> None:
    assert check_bag(ours) == []


def append(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def relist(folder: Path, change: Callable[[str], str]) -> None:
    """Change the manifest, and name its new digest in the tag manifest."""
    manifest, tags = folder / "manifest-sha256.txt", folder / "tagmanifest-sha256.txt"
    before = hashlib.sha256(manifest.read_bytes()).hexdigest()
    manifest.write_text(change(manifest.read_text("utf-8")), "utf-8")
    after = hashlib.sha256(manifest.read_bytes()).hexdigest()
    tags.write_text(tags.read_text("utf-8").replace(before, after), "utf-8")


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        pytest.param(append("data/a.txt", "x"), {"file_changed"}, id="payload"),
        pytest.param(append("README.txt", "x"), {"file_changed"}, id="tag-file"),
        pytest.param(
            append("manifest-sha256.txt", "\n"), {"manifest_changed"}, id="manifest-changed"
        ),
        pytest.param(
            lambda folder: (folder / "data/a.txt").unlink(),
            {"file_missing", "file_changed"},
            id="payload-removed",
        ),
        pytest.param(
            lambda folder: (folder / "README.txt").unlink(), {"file_missing"}, id="tag-removed"
        ),
        pytest.param(append("data/c.txt", "x"), {"file_added", "file_changed"}, id="payload-added"),
        pytest.param(
            lambda folder: (folder / "data" / "link").symlink_to("a.txt"),
            {"file_added"},
            id="link-added",
        ),
        pytest.param(lambda folder: os.mkfifo(folder / "pipe"), {"file_added"}, id="pipe-added"),
        pytest.param(append("fetch.txt", "http://x - data/c"), {"unreadable"}, id="fetch"),
        pytest.param(
            lambda folder: relist(folder, lambda text: text.replace("  data/a", " a")),
            {"unreadable", "file_added"},
            id="path-outside-data",
        ),
        pytest.param(
            lambda folder: relist(folder, lambda text: text + "hello\n"),
            {"unreadable"},
            id="no-manifest-line",
        ),
        pytest.param(
            lambda folder: relist(folder, lambda text: text.replace("a.txt", "a%0Atxt")),
            {"file_missing", "file_added"},
            id="encoded-newline",
        ),
        pytest.param(
            append("manifest-md4.txt", "x  data/a.txt"), {"unreadable", "file_added"}, id="md4"
        ),
        pytest.param(
            lambda folder: (folder / "manifest-sha256.txt").write_bytes(b"\xff"),
            {"unreadable", "manifest_changed", "file_added"},
            id="manifest-not-utf-8",
        ),
    ],
)
def test_what_is_wrong_with_a_bag_is_found(
    ours: Path, change: Callable[[Path], None], codes: set[str]
) -> None:
    change(ours)
    assert {finding.code.removeprefix("packet.") for finding in check_bag(ours)} == codes


def test_a_signed_bag_leaves_no_tag_file_unlisted(ours: Path) -> None:
    (ours / "note.txt").write_text("RFC 8493 allows this")
    assert check_bag(ours) == []
    (ours / "tagmanifest-sha256.txt.sig").write_text("signature")
    assert [(one.code, one.where) for one in check_bag(ours)] == [("packet.file_added", "note.txt")]


def test_percent_signs_are_written_encoded_since_1_0(tmp_path: Path) -> None:
    folder = tmp_path / "bag"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "50%.txt").write_bytes(b"")
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    digest = hashlib.sha256(b"").hexdigest()
    (folder / "manifest-sha256.txt").write_text(f"{digest}  data/50%25.txt\n")
    assert check_bag(folder) == []


def test_a_folder_that_is_no_bag_is_refused(tmp_path: Path) -> None:
    codes = {finding.code for finding in check_bag(tmp_path)}
    assert codes == {"packet.file_missing", "packet.manifest_missing"}
