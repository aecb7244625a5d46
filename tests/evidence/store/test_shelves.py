"""Where blobs lie, and names that are given once."""

from __future__ import annotations

import pytest

from evidence.errors import BadDigest, MissingEvidence
from evidence.store.shelves import Shelves, place_if_absent, place_under_lock

BRIDGE = "90c54de43d8e29a4a90a5d2fce39fb11fdf45bb9a8fd2f6b5a4b94fbf9ab4db0"  # any digest


@pytest.fixture
def shelves(tmp_path):
    shelves = Shelves(tmp_path / "store")
    shelves.prepare()
    return shelves


@pytest.mark.parametrize("place", [place_if_absent, place_under_lock])
def test_a_name_is_given_once_and_never_taken_over(tmp_path, place):
    for name in ("first", "second"):
        (tmp_path / name).write_bytes(name.encode())
    assert place(tmp_path / "first", tmp_path / "final") is True
    assert place(tmp_path / "second", tmp_path / "final") is False
    assert (tmp_path / "final").read_bytes() == b"first"
    assert (tmp_path / "second").read_bytes() == b"second"


@pytest.mark.parametrize("place", [place_if_absent, place_under_lock])
def test_a_link_that_leads_nowhere_counts_as_a_name(tmp_path, place):
    (tmp_path / "temp").write_bytes(b"new")
    (tmp_path / "final").symlink_to(tmp_path / "elsewhere")
    assert place(tmp_path / "temp", tmp_path / "final") is False
    assert not (tmp_path / "elsewhere").exists()


def test_a_blob_lies_under_the_first_two_digits_of_its_digest(shelves):
    temp = shelves.tmp / "temp"
    temp.write_bytes(b"bytes")
    assert shelves.place(temp, BRIDGE) is True
    assert (shelves.folder / "sha256" / "90" / BRIDGE).read_bytes() == b"bytes"


@pytest.mark.parametrize("text", ["../../etc/passwd", BRIDGE.upper(), BRIDGE[:-1], ""])
def test_no_path_is_made_from_anything_but_a_digest(shelves, text):
    with pytest.raises(BadDigest, match="64 lower-case hex digits"):
        shelves.path_of(text)


def test_a_link_or_folder_with_the_name_of_a_blob_is_not_opened(shelves):
    path = shelves.path_of(BRIDGE)
    path.parent.mkdir()
    path.symlink_to("/etc/hostname")
    with pytest.raises(MissingEvidence, match="no regular file"):
        shelves.open(BRIDGE)
    path.unlink()
    path.mkdir()
    with pytest.raises(MissingEvidence, match="no regular file"):
        shelves.check(BRIDGE)


def test_only_the_owner_may_look_into_a_new_store(shelves):
    assert shelves.folder.stat().st_mode & 0o777 == 0o700
