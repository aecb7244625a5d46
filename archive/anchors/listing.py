"""The timestamps that an archive holds, and how each is verified without this program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.anchors.authorities import folder_of
from archive.anchors.files import ANSWER, AnchorFile, anchor_files, covered
from archive.settings import Settings
from evidence.timestamping import timestamps
from evidence.timestamping.errors import BadTimestamp
from evidence.timestamping.timestamps import Timestamp


@dataclass(frozen=True, slots=True)
class Held:
    """A timestamp that is kept, as it speaks of itself: `khronika verify` judges it."""

    file: AnchorFile
    timestamp: Timestamp
    roots: Path
    """The pinned certificates of its authority."""

    def command(self, *, now: datetime | None = None) -> str:
        """The command line by which OpenSSL verifies it here; without `now`, at any time."""
        return timestamps.openssl_command(
            self.timestamp,
            data=str(self.file.head),
            response=str(self.file.path),
            roots=str(self.roots),
            lines=self.lines,
            now=now,
        )

    @property
    def content(self) -> bytes:
        """What it is of: the head as it was when it was asked for.

        Raises:
            OSError: the head is not there.
        """
        stamp = self.timestamp
        head = self.file.head.read_bytes()
        return covered(head, algorithm=stamp.algorithm, imprint=stamp.imprint)

    @property
    def lines(self) -> int | None:
        """How many lines of the head it is of; None: all, or the head is not there."""
        try:
            content = self.content
            return None if content == self.file.head.read_bytes() else content.count(b"\n")
        except OSError:
            return None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file in the place of a timestamp that is none; `khronika verify` says so too."""

    file: AnchorFile
    why: str


def held(
    settings: Settings, *, size: int | None = None, before_forks: bool = False
) -> Iterator[Held | Unreadable]:
    """The timestamps that are kept, of all heads or of the one of `size` entries.

    With `before_forks` also those of the logs that this one goes on from (`archive.forking`).
    """
    older = settings.checkpoints.glob("log-*/") if before_forks else ()
    for folder in (*sorted(older, key=_number), settings.checkpoints):
        for file in anchor_files(folder, ANSWER):
            if size is None or file.size == size:
                yield _held(settings, file)


def _number(folder: Path) -> tuple[int, str]:
    """The log's number first: log-10 comes after log-9."""
    return len(folder.name), folder.name


def _held(settings: Settings, file: AnchorFile) -> Held | Unreadable:
    try:
        said = timestamps.read_response(file.path.read_bytes())
    except BadTimestamp as error:
        return Unreadable(file, str(error))
    return Held(file, said, folder_of(settings) / f"{file.authority}.pem")
