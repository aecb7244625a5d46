"""Which files are meant by the paths that are named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.intake.walking import files_of, size_of
from schemas.file_names import name_bytes

DEPTH = 1100


def make(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def test_a_folder_means_all_that_lies_in_it_by_name(tmp_path):
    folder = make(tmp_path / "phone", "b.jpg", "DCIM/2.jpg", "DCIM/10.jpg", "a.jpg")
    found = list(files_of([folder]))
    names = ["phone/DCIM/10.jpg", "phone/DCIM/2.jpg", "phone/a.jpg", "phone/b.jpg"]
    assert [one.name for one in found] == names
    assert [one.path for one in found] == [tmp_path / name for name in names]
    assert size_of([folder]) == sum(len(name) - len("phone/") for name in names)


def test_a_file_is_called_by_its_own_name_and_a_point_by_that_of_its_folder(tmp_path, monkeypatch):
    folder = make(tmp_path / "phone", "a.jpg")
    assert [one.name for one in files_of([folder / "a.jpg"])] == ["a.jpg"]
    monkeypatch.chdir(folder)
    assert [one.name for one in files_of([Path()])] == ["phone/a.jpg"]


def test_links_are_met_as_links_and_never_followed(tmp_path):
    folder = make(tmp_path / "in", "a.jpg")
    outside = make(tmp_path / "outside", "secret.txt")
    (folder / "folder-link").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    names = [one.name for one in files_of([folder])]
    assert names == ["in/a.jpg", "in/folder-link", "in/loop"]


def test_names_are_kept_byte_by_byte(tmp_path):
    raw = [b"\xe9t\xe9.jpg", b"two\nlines.jpg", b"x" * 255, "снимок.jpg".encode()]
    (tmp_path / "in").mkdir()
    for name in raw:
        (tmp_path / "in" / os.fsdecode(name)).write_bytes(name)
    found = [name_bytes(one.name) for one in files_of([tmp_path / "in"])]
    assert found == sorted(b"in/" + name for name in raw)


def test_a_folder_that_cannot_be_read_is_refused_and_the_rest_goes_on(tmp_path):
    # Root may read every folder, so the folder vanishes between being met and being read.
    folder = make(tmp_path / "in", "a/1.jpg", "b/2.jpg", "c/3.jpg")
    walk = files_of([folder])
    assert next(walk).name == "in/a/1.jpg"
    (folder / "b" / "2.jpg").unlink()
    (folder / "b").rmdir()
    rest = list(walk)
    assert [one.name for one in rest] == ["in/b", "in/c/3.jpg"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_locked_folder_is_refused_with_the_reason(tmp_path):
    folder = make(tmp_path / "in", "a/1.jpg", "b/2.jpg")
    (folder / "a").chmod(0)
    try:
        found = list(files_of([folder]))
    finally:
        (folder / "a").chmod(0o700)
    assert [one.name for one in found] == ["in/a", "in/b/2.jpg"]
    assert "cannot be read: Permission denied" in found[0].refused


def test_the_archive_is_not_taken_into_itself(tmp_path):
    make(tmp_path / "work", "archive/khronika.db", "archive/evidence/x", "photo.jpg")
    found = list(files_of([tmp_path / "work"], besides=tmp_path / "work" / "archive"))
    assert [one.name for one in found] == ["work/archive", "work/photo.jpg"]
    assert found[0].refused == "it is the folder of this archive itself"


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """Folders within folders, deeper than a function can call itself; taken apart afterwards."""
    start = os.open(".", os.O_RDONLY)
    os.chdir(tmp_path)
    for _ in range(DEPTH):
        Path("d").mkdir()
        os.chdir("d")
    Path("end.txt").write_text("here")
    os.fchdir(start)
    yield tmp_path / "d"
    os.chdir(tmp_path.joinpath(*["d"] * DEPTH))
    Path("end.txt").unlink()
    for _ in range(DEPTH):
        os.chdir("..")
        Path("d").rmdir()
    os.fchdir(start)
    os.close(start)


def test_very_deep_folders_are_walked(deep):
    (found,) = files_of([deep])
    assert found.name.endswith("/end.txt")
