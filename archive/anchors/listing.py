"""The timestamps that an archive holds, and how each is verified without this program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.anchors.authorities import folder_of
from archive.anchors.files import ANSWER, AnchorFile, anchor_files, covered
from archive.settings import Settings
from evidence import timestamps
from evidence.timestamps import Timestamp


@dataclass(frozen=True, slots=True)
class Held:
    """A timestamp that is kept, as it speaks of itself: `khronika verify` judges it."""

    file: AnchorFile
    timestamp: Timestamp
    roots: Path
    """The pinned certificates of its authority."""

    def command(self, *, now: datetime | None = None) -> str:
        """The command line by which OpenSSL verifies it here; without `now`, at any time."""
        head, stamp = self.file.head.read_bytes(), self.timestamp
        part = covered(head, algorithm=stamp.algorithm, imprint=stamp.imprint)
        return timestamps.openssl_command(
            stamp,
            data=str(self.file.head),
            response=str(self.file.path),
            roots=str(self.roots),
            lines=None if part == head else part.count(b"\n"),
            now=now,
        )


def held(settings: Settings, *, size: int | None = None) -> Iterator[Held]:
    """The timestamps that are kept, of all heads or of the one of `size` entries.

    Raises:
        BadTimestamp: a file is none.
    """
    for file in anchor_files(settings.checkpoints, ANSWER):
        if size is None or file.size == size:
            said = timestamps.read_response(file.path.read_bytes())
            yield Held(file, said, folder_of(settings) / f"{file.authority}.pem")
