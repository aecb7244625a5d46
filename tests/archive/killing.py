"""Two processes that write into one archive, each killed at random and begun again.

    python -m tests.archive.killing FOLDER SECONDS SEED

prints how many were killed. Run by `test_killed_writers`, and by hand for as long as you like.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from archive.founding import open_archive
from archive.log import Draft, Thing

WRITERS = 2
LONGEST_SECONDS = 0.25
"""A writer lives no longer than this."""


def main(folder: Path, seconds: float, seed: int) -> int:
    """Let writers work and kill them, for so many seconds; how many were killed."""
    chosen, killed = random.Random(seed), 0
    ends = time.monotonic() + seconds
    deaths: dict[int, float] = {}
    while time.monotonic() < ends:
        while len(deaths) < WRITERS:
            life = chosen.uniform(0, LONGEST_SECONDS)
            deaths[_start(folder, chosen.randrange(1 << 30))] = time.monotonic() + life
        child, at = min(deaths.items(), key=lambda one: one[1])
        time.sleep(max(0.0, at - time.monotonic()))
        killed += _kill(child)
        del deaths[child]
    for child in deaths:
        killed += _kill(child)
    return killed


def _start(folder: Path, seed: int) -> int:
    """A writer that has written once: on a busy machine it would be killed before, always."""
    opened, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _write(folder, random.Random(seed), told)
        finally:
            os._exit(1)
    os.close(told)
    os.read(opened, 1)
    os.close(opened)
    return child


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
    return os.WIFSIGNALED(status)


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])))
