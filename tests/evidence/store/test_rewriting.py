"""A file that is written again: what is the same stays, and what follows is cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.store.rewriting import Rewriting


@pytest.mark.parametrize(
    ("before", "written"),
    [
        pytest.param(None, 9, id="nothing there"),
        pytest.param(b"", 9, id="empty"),
        pytest.param(b"abc", 6, id="half of it"),
        pytest.param(b"abcd", 6, id="cut within a piece"),
        pytest.param(b"abXdef", 9, id="another beginning"),
        pytest.param(b"abcdeX", 6, id="another middle"),
        pytest.param(b"abcdefghi", 0, id="all of it"),
        pytest.param(b"abcdefghi and more", 0, id="more than it"),
    ],
)
def test_only_what_differs_is_written(tmp_path: Path, before: bytes | None, written: int) -> None:
    path = tmp_path / "file"
    if before is not None:
        path.write_bytes(before)
    with Rewriting(path) as file:
        for piece in (b"abc", b"def", b"ghi"):
            file.write(piece)
        assert file.written == written
    assert path.read_bytes() == b"abcdefghi"


def test_what_was_written_before_a_failure_stays_for_the_next_attempt(tmp_path: Path) -> None:
    def fail() -> None:
        with Rewriting(tmp_path / "file") as file:
            file.write(b"abc")
            raise KeyError("the disk")

    with pytest.raises(KeyError, match="the disk"):
        fail()
    assert (tmp_path / "file").read_bytes() == b"abc"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic link"):
        Rewriting(tmp_path / "link")
