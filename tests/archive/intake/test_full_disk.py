"""A disk without room: it is said, nothing is half stored, and the rest goes on."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive import intake, log
from archive.checking.verify import verify
from archive.cli import cli
from archive.database.errors import NoSpace
from archive.describing import Described
from archive.founding import open_archive
from archive.intake import Order
from archive.workspace import Archive
from tests.archive.samples import by_content, copy_of
from tests.by_hand import needs_file

MEGABYTE = 1 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 32 MB; the test is skipped where nobody may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", folder]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("mounting a small file system is not permitted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def small(founded: Path, disk: Path) -> Iterator[Archive]:
    """An archive on that disk."""
    made = copy_of(founded, disk / "archive")
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    (path / "1.bin").write_bytes(b"\0one")
    (path / "2.bin").write_bytes(bytes(20 * MEGABYTE))
    (path / "3.bin").write_bytes(b"\0three")
    return path


def run(archive: Archive, *arguments: object) -> Result:
    command = ["--archive", str(archive.settings.folder), "add", *map(str, arguments)]
    return CliRunner().invoke(cli, command)


def outcomes(report: Path) -> list[tuple[str, bool]]:
    return [(row["outcome"], row["no_room"]) for row in json.loads(report.read_text())["files"]]


def is_clean(archive: Archive) -> bool:
    again = open_archive(archive.settings.folder)
    try:
        return verify(again).findings == [] and list(again.blobs.strays()) == []
    finally:
        again.close()


def test_a_file_without_room_is_told_and_smaller_ones_go_on(small, disk, folder, tmp_path):
    report = tmp_path / "report.json"
    ended = run(small, folder, "--report", report)
    assert ended.exit_code == 6
    assert "2.bin: the disk of the archive is full" in ended.stdout
    assert "1 of the files found no room" in ended.stderr
    assert str(disk) not in ended.stdout
    assert outcomes(report) == [("stored", False), ("refused", True), ("stored", False)]
    assert is_clean(small)
    subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
    assert run(small, folder, "--report", report).exit_code == 0
    assert [said for said, _ in outcomes(report)] == ["already there", "stored", "already there"]
    assert is_clean(small)


def test_what_lies_in_a_zip_leaves_room_for_the_log_too(small, folder, tmp_path):
    packed = tmp_path / "phone.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.iterdir()):
            file.write(path, path.name)
    report = tmp_path / "report.json"
    assert run(small, packed, "--report", report).exit_code == 6
    assert outcomes(report) == [
        ("stored", False),
        ("stored", False),
        ("refused", True),
        ("stored", False),
    ]
    assert is_clean(small)


def fill(disk: Path) -> Path:
    """Write to the disk until there is no byte left; what was written."""
    rest = disk / "rest"
    with rest.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 12))
    return rest


def test_a_disk_that_is_full_from_the_start_takes_nothing_in(small, disk, folder):
    rest = fill(disk)
    ended = run(small, folder)
    assert ended.exit_code == 6
    assert "3 of the files found no room" in ended.stderr
    assert is_clean(small)
    rest.unlink()
    assert run(small, folder / "1.bin", folder / "3.bin").exit_code == 0
    assert is_clean(small)


def test_without_room_for_the_entries_nothing_is_half_entered(small, disk, folder):
    needs_file(small.settings)
    (folder / "2.bin").unlink()
    by_type = by_content(small)

    def while_the_disk_fills(digests: Sequence[str]) -> Sequence[Described]:
        fill(disk)
        return by_type(digests)

    with pytest.raises(NoSpace, match="expected room on the disk") as caught:
        list(intake.add(small, [folder], Order(), while_the_disk_fills))
    assert "nothing was changed" in str(caught.value)
    (disk / "rest").unlink()
    with small.reading() as connection:
        actions = {entry.fields["action"] for entry in log.entries(connection)}
    assert "item.acquired" not in actions
    ended = run(small, folder)
    assert (ended.exit_code, "2 stored" in ended.stdout) == (0, True)
    assert is_clean(small)
