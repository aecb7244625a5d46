"""Pieces of a file go where the last one ended, or nowhere."""

from __future__ import annotations

import io
import os

import pytest

from archive.intake.errors import UploadElsewhere, UploadTooLarge
from archive.intake.uploads import KEPT_SECONDS, Upload, Uploads

FILM = Upload("a" * 16, "film.mp4", 10, "7")


@pytest.fixture
def uploads(tmp_path):
    return Uploads(tmp_path / "uploads")


def test_a_file_grows_piece_by_piece(uploads):
    assert uploads.come_so_far(FILM) == 0
    assert uploads.append(FILM, 0, io.BytesIO(b"01234")) == 5
    assert uploads.append(FILM, 5, io.BytesIO(b"56789")) == 10
    assert uploads.whole(FILM).read_bytes() == b"0123456789"
    uploads.remove(FILM)
    assert uploads.come_so_far(FILM) == 0


def test_a_piece_that_belongs_elsewhere_changes_nothing(uploads):
    uploads.append(FILM, 0, io.BytesIO(b"01234"))
    for offset in (0, 4, 6):
        with pytest.raises(UploadElsewhere, match="begins at byte 5") as caught:
            uploads.append(FILM, offset, io.BytesIO(b"x"))
        assert (caught.value.expected, caught.value.found) == (5, offset)
    assert uploads.whole(FILM).read_bytes() == b"01234"


def test_more_than_was_announced_is_not_kept(uploads):
    with pytest.raises(UploadTooLarge, match="expected 10 bytes"):
        uploads.append(FILM, 0, io.BytesIO(bytes(11)))
    assert uploads.come_so_far(FILM) <= 10


@pytest.mark.parametrize(
    "other",
    [
        Upload("b" * 16, "film.mp4", 10, "7"),
        Upload("a" * 16, "film.MP4", 10, "7"),
        Upload("a" * 16, "film.mp4", 11, "7"),
        Upload("a" * 16, "film.mp4", 10, "8"),
        Upload("a" * 16, "film.mp4", 10, "7", "somebody else"),
    ],
)
def test_another_file_is_never_taken_for_this_one(uploads, other):
    uploads.append(FILM, 0, io.BytesIO(b"01234"))
    assert uploads.come_so_far(other) == 0


def test_a_name_leads_nowhere(uploads):
    evil = Upload("a" * 16, "../../evil", 3)
    uploads.append(evil, 0, io.BytesIO(b"abc"))
    assert uploads.whole(evil).parent == uploads.folder


def test_what_nobody_went_on_with_is_removed(uploads):
    uploads.append(FILM, 0, io.BytesIO(b"01234"))
    path = uploads.whole(FILM)
    old = path.stat().st_mtime - KEPT_SECONDS - 60
    os.utime(path, (old, old))
    uploads.prepare()
    assert uploads.come_so_far(FILM) == 0
