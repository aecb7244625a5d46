"""What an intake holds in memory: flat in the number of files and in their size.

Each intake runs in a process of its own, whose peak the system keeps (getrusage(2)).
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from archive import founding, intake
from archive.describing import Describing
from benchmarks.figures import Figure

SMALL_BYTES = 3000
MOST_GROWTH = 1.5
"""Ten times the work may not take more than this times the memory."""


def measure(place: Path, large_mb: int, small: int) -> Iterator[Figure]:
    """Peak memory of one large file and of many small ones, beside a tenth of each."""
    for work, count, make in (
        ("{:,} files", small, _make_small),
        ("one file of {:,} MB", large_mb, _make_large),
    ):
        peaks = []
        for size in (count // 10, count):
            folder = place / "memory"
            (folder / "in").mkdir(parents=True)
            make(folder / "in", size)
            peaks.append(_peak_of(folder))
            shutil.rmtree(folder)
        one, ten = peaks
        budget = f"<= {MOST_GROWTH} x that of a tenth, {one} MB"
        yield Figure(
            f"memory at most for {work.format(count)}", f"{ten} MB", ten / one / MOST_GROWTH, budget
        )


def _make_small(folder: Path, count: int) -> None:
    chosen = random.Random(count)
    for number in range(count):
        (folder / f"{number:05}.bin").write_bytes(chosen.randbytes(SMALL_BYTES))


def _make_large(folder: Path, megabytes: int) -> None:
    with (folder / "large.bin").open("wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1 << 20))


def _peak_of(folder: Path) -> int:
    """Megabytes that the largest process of an intake of what lies in `folder` held."""
    command = [sys.executable, "-m", "benchmarks.the_memory", str(folder)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Take in what lies in the folder that is named, and print the peak in megabytes."""
    folder = Path(sys.argv[1])
    archive = founding.found_archive(folder / "archive", person="bench")
    with Describing(archive.blobs) as describing:
        for _ in intake.add(archive, [folder / "in"], intake.Order(), describing.describe_many):
            pass
    archive.close()
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    print(max(resource.getrusage(one).ru_maxrss for one in who) >> 10)  # Linux: kilobytes


if __name__ == "__main__":
    main()
