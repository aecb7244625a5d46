"""The files of timestamps beside the heads that they are of.

```
checkpoints/<size>.checkpoint        a head of the log, as it was signed
checkpoints/<size>.<authority>.tsq   a request, with the number that its answer must repeat
checkpoints/<size>.<authority>.tsr   the answer, byte for byte as it came
```
A timestamp is of the head as it was when it was asked for: witnesses may add lines under it since.
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import new as new_hash
from pathlib import Path

from archive.settings import Settings
from evidence.timestamping.errors import BadTimestamp
from evidence.timestamping.timestamp_request import Request, open_request

ANSWER, REQUEST = ".tsr", ".tsq"
ANY_ANCHOR = "____________.%"
"""How entries call answers, as a pattern of SQL."""
_NAME = re.compile(r"([0-9]{12})\.([a-z0-9][a-z0-9-]{0,30})\.(?:tsr|tsq)")


@dataclass(frozen=True, slots=True)
class AnchorFile:
    """A request or an answer."""

    path: Path
    size: int
    """Entries under the head."""
    authority: str
    """The authority's name."""

    @property
    def id(self) -> str:
        """How an entry of the log calls it: `<size>.<authority>`."""
        return self.path.stem

    @property
    def head(self) -> Path:
        """The head that it is of."""
        return self.path.with_name(f"{self.size:012d}.checkpoint")


def anchor_file(settings: Settings, size: int, authority: str, kind: str) -> AnchorFile:
    """The file of a request or an answer, whether it is there or not."""
    path = settings.checkpoints / f"{size:012d}.{authority}{kind}"
    return AnchorFile(path, size, authority)


def anchor_files(folder: Path, kind: str) -> Iterator[AnchorFile]:
    """All requests or answers in a folder, the smallest head first; other files are not named."""
    for path in sorted(folder.glob(f"*{kind}")):
        if found := _NAME.fullmatch(path.name):
            yield AnchorFile(path, int(found[1]), found[2])


def read_request(file: AnchorFile) -> Request | None:
    """What a request asks for; None if there is none, or what is there is none."""
    try:
        return open_request(file.path.read_bytes())
    except (FileNotFoundError, BadTimestamp):
        return None


def covered(head: bytes, *, algorithm: str, imprint: bytes) -> bytes:
    """The part of a head that has this digest: all of it, or the lines before a witness's.

    The head itself if nothing of it has.
    """
    lines = head.splitlines(keepends=True)
    for count in range(len(lines), 0, -1):
        part = b"".join(lines[:count])
        if new_hash(algorithm, part).digest() == imprint:
            return part
    return head


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Only one process asks for timestamps at a time: the second finds the answer of the first."""
    with (settings.checkpoints / ".anchors.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
