"""The keys of lines in files of their own, beside an engine that would take long to tell them.

A file holds the keys of lines that follow each other and is named by the number of the first. Lines
that are dead are listed in another one; what is in neither does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from archive.search.lean_whoosh import KEY, Bits, Ints
from evidence.store.durable import put_bytes

MOST_KEY_FILES = 12
"""Files of keys that are joined into one when there are more."""
_DEAD = "dead.bin"


@dataclass
class AllLines:
    """All lines of the index; those that are missing in it are dead."""

    id: str
    keys: npt.NDArray[Any]
    live: Bits

    @property
    def size(self) -> int:
        """How many there are, dead ones too."""
        return len(self.keys)


class LineFiles:
    """Those of one index."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def state(self) -> tuple[int, tuple[str, ...]]:
        """What tells one state of the files from another: a time, and the names of key files."""
        try:
            dead = (self._folder / _DEAD).stat().st_mtime_ns
        except FileNotFoundError:
            dead = 0
        return dead, tuple(sorted(path.name for path in self._folder.glob("keys_*.bin")))

    def read(self, name: str, files: Sequence[str]) -> AllLines:
        """The lines of these files of keys, under a name that tells them from other lines.

        Raises:
            FileNotFoundError: another process has joined files in the meantime.
        """
        parts = [
            (_first_of(one), np.frombuffer((self._folder / one).read_bytes(), KEY)) for one in files
        ]
        size = max((first + len(some) for first, some in parts), default=0)
        keys, live = np.zeros(size, KEY), np.zeros(size, np.bool_)
        for first, some in parts:
            keys[first : first + len(some)] = some
            live[first : first + len(some)] = True
        return AllLines(name, keys, live)

    def dead(self) -> Ints:
        """The numbers of dead lines."""
        try:
            return np.frombuffer((self._folder / _DEAD).read_bytes(), np.int64)
        except FileNotFoundError:
            return np.zeros(0, np.int64)

    def add_dead(self, lines: Sequence[int]) -> None:
        """Note that these lines are dead."""
        dead = np.concatenate((self.dead(), np.array(lines, np.int64)))
        put_bytes(self._folder / _DEAD, dead.tobytes())

    def add(self, first: int, keys: Sequence[bytes]) -> None:
        """Write the keys of lines from `first` on."""
        put_bytes(self._folder / f"keys_{first}.bin", b"".join(keys))

    def join(self) -> None:
        """Put many small files of keys that follow each other into one."""
        files = sorted(self._folder.glob("keys_*.bin"), key=lambda path: _first_of(path.name))
        if len(files) <= MOST_KEY_FILES:
            return
        start, joined, run = _first_of(files[0].name), files[0].read_bytes(), []
        for path in files[1:]:
            if _first_of(path.name) != start + len(joined) // KEY.itemsize:
                break
            joined += path.read_bytes()
            run.append(path)
        put_bytes(files[0], joined)
        for path in run:
            path.unlink()


def _first_of(name: str) -> int:
    """The number of the first line of a file of keys."""
    return int(name.removeprefix("keys_").removesuffix(".bin"))
