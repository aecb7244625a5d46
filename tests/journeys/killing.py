"""Commands of the archive as processes of their own, ended by SIGKILL at moments of chance.

A command runs in a process that was forked from one in which the program is loaded already, so that
the moments fall into its work and not into the start of Python. KHRONIKA_KILLS says how many times
each command is killed; KHRONIKA_KILL_SEED repeats the choice of a run, as far as chance lets it.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

KILLS = int(os.environ.get("KHRONIKA_KILLS", "4"))
SEED = int(os.environ.get("KHRONIKA_KILL_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 32)
PATIENCE_SECONDS = 120

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload([__name__, "tests.journeys.loaded"])


def _run(words: tuple[str, ...], output: str) -> None:
    """What the installed program does with these words."""
    from archive.cli import main

    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    sys.argv = ["khronika", *words]
    main()


@dataclass(frozen=True)
class Ended:
    """How a command came to its end."""

    status: int
    """Its exit code; -9 where it was killed."""
    seconds: float
    output: str


def run(folder: Path, *words: str, kill_after: float | None = None) -> Ended:
    """Run a command beside `folder`; kill it after so many seconds, if it still runs then."""
    output = folder / "output"
    process = forks.Process(target=_run, args=(words, str(output)))
    begun = time.monotonic()
    process.start()
    process.join(PATIENCE_SECONDS if kill_after is None else kill_after)
    process.kill()
    process.join()
    seconds, status = time.monotonic() - begun, process.exitcode
    process.close()
    assert status is not None
    return Ended(status, seconds, output.read_text("utf-8") if output.exists() else "")


def moments(longest: float, *, of: str) -> list[float]:
    """Moments of chance in a command that takes about `longest` seconds."""
    chance = random.Random(f"{SEED} {of}")
    return [chance.uniform(0, longest) for _ in range(KILLS)]
