"""Two processes that write into one archive, each killed at random and begun again.

    python -m tests.archive.killing FOLDER SECONDS SEED

prints how many were killed, and how many of these had written before. Every second one is let write
once, because on a busy machine all would be killed before; the others are killed whenever it comes,
while they open the archive too. Run by `test_killed_writers`, and by hand for as long as you like.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from archive.founding import open_archive
from archive.log import Draft, Thing

WRITERS = 2
LONGEST_SECONDS = 0.25
"""A writer lives no longer than this."""


@dataclass
class Killed:
    """How many writers were killed while they were alive."""

    all: int = 0
    after_writing: int = 0
    failed: int = 0
    """Writers that ended by themselves, which none should: each has said why."""


def main(folder: Path, seconds: float, seed: int) -> Killed:
    """Let writers work and kill them, for so many seconds."""
    chosen, killed = random.Random(seed), Killed()
    ends = time.monotonic() + seconds
    living: list[tuple[float, int, bool]] = []
    while time.monotonic() < ends or living:
        while len(living) < WRITERS and time.monotonic() < ends:
            has_written = chosen.random() < 0.5
            child = _start(folder, chosen.randrange(1 << 30), wait=has_written)
            life = chosen.uniform(0, LONGEST_SECONDS)
            living.append((time.monotonic() + life, child, has_written))
        at, child, has_written = living.pop(living.index(min(living)))
        time.sleep(max(0.0, at - time.monotonic()))
        if _kill(child):
            killed.all += 1
            killed.after_writing += has_written
        else:
            killed.failed += 1
    return killed


def _start(folder: Path, seed: int, *, wait: bool) -> int:
    """A writer; one that has written once if it is to `wait` for."""
    opened, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _write(folder, random.Random(seed), told)
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(1)
    os.close(told)
    if wait:
        os.read(opened, 1)
    os.set_blocking(opened, False)
    _OPEN[child] = opened
    return child


_OPEN: dict[int, int] = {}
"""Where writers tell that they have written: closed only after their death, or it would be SIGPIPE
that ends them."""


def _write(folder: Path, chosen: random.Random, told: int) -> None:
    archive = open_archive(folder)
    while True:
        thing = Thing(f"{chosen.randrange(1 << 60):015x}", "target")
        drafts = [Draft("item.opened", (thing,), detail={"reason": "to look"})]
        with archive.writing() as writer:
            writer.append(drafts * chosen.choice([1, 1, 1, 3, 60, 300]))
        os.write(told, b"!")


def _kill(child: int) -> bool:
    """Whether it was alive until it was killed."""
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(_OPEN.pop(child))
    return os.WIFSIGNALED(status)


if __name__ == "__main__":
    done = main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
    print(done.all, done.after_writing, done.failed)
