"""Commands of the archive on a disk that becomes full under their hands.

    unshare --user --map-root-user --mount python -m tests.journeys.full_disk FOLDER

mounts a small file system at FOLDER, which no other process sees and for which nobody has to be
root, makes an archive on it, and runs each command with less and less room. What happened is
printed as JSON, for `test_full_disk`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.checking.verify import verify
from archive.founding import found_archive, open_for_checking
from evidence.store.batch import RESERVE_BYTES
from tests.archive import samples
from tests.archive.cli.program import Said, khronika, state_of

DISK_BYTES = 24 << 20
ROOM = (0, 4 << 10, 48 << 10, RESERVE_BYTES + (1 << 20))
"""Bytes that are left when a command begins."""


@dataclass(frozen=True)
class Tried:
    """What a command did with little room."""

    command: str
    left: int
    """Bytes of room at the beginning."""
    code: int
    out: str
    err: str
    changed: bool
    """Whether log or files of the archive are other ones than before."""
    findings: list[str]
    """What verify says afterwards."""


@dataclass(frozen=True)
class Disk:
    """The small disk, with an archive on it and what commands need."""

    folder: Path

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    def run(self, *words: str) -> Said:
        return khronika("--archive", str(self.archive), *words)

    @contextmanager
    def filled(self, left: int) -> Iterator[None]:
        """All room taken but so many bytes."""
        ballast = self.folder / "ballast"
        with ballast.open("wb") as file:
            found = os.statvfs(self.folder)
            os.posix_fallocate(file.fileno(), 0, found.f_bavail * found.f_frsize - left)
        yield
        ballast.unlink()

    def state(self) -> tuple[object, ...]:
        """The log, and the files but for those of the text index, which is made from it."""
        head, files = state_of(self.archive)
        of_the_index = (str(self.archive / "index"), str(self.archive / ".index-token"))
        return head, [row for row in files if not row[0].startswith(of_the_index)]

    def findings(self) -> list[str]:
        with closing(open_for_checking(self.archive)) as archive:
            return [str(one) for one in verify(archive).findings]


def prepare(disk: Disk) -> None:
    """An archive with an incident and a file, a record to add, and a file to take in."""
    with closing(found_archive(disk.archive, person="Vera")) as archive:
        samples.record(archive, samples.incident("I1"), samples.source("S1"))
        (disk.folder / "page.txt").write_text("a page " * 500)
        samples.add(archive, disk.folder / "page.txt", incident="I1", consent=("court",))
    record = {"type": "incident", "title": "A door was forced", "narrative": {"en": "a" * 4000}}
    (disk.folder / "record.json").write_text(json.dumps(record))
    (disk.folder / "file.bin").write_bytes(b"\x01film" * (60 << 10))


COMMANDS: dict[str, Callable[[Disk], tuple[str, ...]]] = {
    "record": lambda disk: ("record", str(disk.folder / "record.json")),
    "add": lambda disk: ("add", str(disk.folder / "file.bin"), "--incident", "I1"),
    "packet": lambda disk: (
        *("packet", "build", "--incident", "I1"),
        *("--out", str(disk.folder / "packet")),
    ),
    "reindex": lambda _disk: ("reindex",),
    "search": lambda _disk: ("search", "door"),
}


def tried(disk: Disk, command: str, left: int) -> Tried:
    """Run a command with so little room."""
    before = disk.state()
    with disk.filled(left):
        said = disk.run(*COMMANDS[command](disk))
    changed = disk.state() != before
    return Tried(command, left, said.code, said.out, said.err, changed, disk.findings())


def main(folder: Path) -> None:
    """Print what became of each command."""
    size = f"size={DISK_BYTES}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=True)
    disk = Disk(folder)
    prepare(disk)
    for command in COMMANDS:
        for left in ROOM:
            print(json.dumps(asdict(tried(disk, command, left))), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
