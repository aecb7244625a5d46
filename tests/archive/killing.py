"""Two processes that write into one archive, each killed at random and begun again.

    python -m tests.archive.killing FOLDER KILLS SEED

goes on until so many were killed while they opened the archive, and as many after they had written,
and prints both numbers, and how many ended by themselves. Run by `test_killed_writers`, and by hand
with as many as you like.
"""

from __future__ import annotations

import os
import random
import select
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
"""A writer goes on no longer than this after it has written."""
STARTS_FOR_A_KILL = 25
"""So many writers are begun for each kill that is wanted, and no more: an end, come what may."""


@dataclass(frozen=True)
class Killed:
    """How many writers were killed."""

    opening: int
    """Before they had written anything."""
    writing: int
    failed: int
    """Writers that ended by themselves, which none should: each has said why."""


@dataclass(frozen=True)
class _Child:
    pid: int
    told: int
    """A pipe in which it says that it has written."""
    dies_at: float
    """By the monotonic clock."""


def main(folder: Path, kills: int, seed: int) -> Killed:
    """Let writers work and kill them; those that were alive until then count."""
    chosen = random.Random(seed)
    opening_seconds = _first(folder, chosen)
    opening = writing = failed = 0
    children: list[_Child] = []
    for started in range(kills * STARTS_FOR_A_KILL):
        if opening >= kills and writing >= kills:
            break
        children.append(_start(folder, chosen, opening_seconds if started % 2 else None))
        if len(children) == WRITERS:
            child = min(children, key=lambda one: one.dies_at)
            children.remove(child)
            was_alive, had_written = _kill(child)
            opening += was_alive and not had_written
            writing += was_alive and had_written
            failed += not was_alive
    for child in children:
        _kill(child)
    return Killed(opening, writing, failed)


def _first(folder: Path, chosen: random.Random) -> float:
    """Seconds from the start of a writer until it has written, on this machine as it is now."""
    begun = time.monotonic()
    child = _start(folder, chosen, None)
    seconds = time.monotonic() - begun
    _kill(child)
    return seconds


def _start(folder: Path, chosen: random.Random, opening_seconds: float | None) -> _Child:
    """A writer that is to be killed while it opens the archive; None: after it has written once."""
    seed, share = chosen.randrange(1 << 30), chosen.random()
    opened, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _write(folder, random.Random(seed), told)
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(1)
    os.close(told)
    if opening_seconds is not None:
        return _Child(pid, opened, time.monotonic() + share * opening_seconds)
    select.select([opened], [], [])
    return _Child(pid, opened, time.monotonic() + share * LONGEST_SECONDS)


def _write(folder: Path, chosen: random.Random, told: int) -> None:
    archive = open_archive(folder)
    while True:
        thing = Thing(f"{chosen.randrange(1 << 60):015x}", "target")
        drafts = [Draft("item.opened", (thing,), detail={"reason": "to look"})]
        with archive.writing() as writer:
            writer.append(drafts * chosen.choice([1, 1, 1, 3, 60, 300]))
        os.write(told, b"!")


def _kill(child: _Child) -> tuple[bool, bool]:
    """Whether it was alive until it was killed, and whether it had written by then."""
    time.sleep(max(0.0, child.dies_at - time.monotonic()))
    os.kill(child.pid, signal.SIGKILL)
    _, status = os.waitpid(child.pid, 0)
    had_written = os.read(child.told, 1) == b"!"
    os.close(child.told)
    return os.WIFSIGNALED(status), had_written


if __name__ == "__main__":
    killed = main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    print(killed.opening, killed.writing, killed.failed)
