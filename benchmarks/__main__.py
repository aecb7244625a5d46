"""Measure everything once and print each figure as a ratio to its budget; exit 0 in any case.

python -m benchmarks            in some minutes, at a tenth of the sizes
python -m benchmarks --full     at the sizes of the budgets
"""

from __future__ import annotations

import argparse
import os
import platform
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import (
    the_files,
    the_import,
    the_log,
    the_memory,
    the_packets,
    the_pages,
    the_pictures,
    the_search,
)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true", help="at the sizes of the budgets")
    options.add_argument("--place", help="folder to work in; it needs some gigabytes")
    chosen = options.parse_args()
    scale = 10 if chosen.full else 1
    print(f"{os.cpu_count()} processors, Python {platform.python_version()}; scale {scale}/10")
    print("a ratio of at most 1 keeps the budget\n")
    with TemporaryDirectory(dir=chosen.place) as folder:
        place = Path(folder)
        for figures in (
            the_log.measure(place, entries=100_000 * scale, incidents=10_000 * scale),
            the_import.measure(place, incidents=10_000 * scale),
            the_files.measure(place, large_mb=200 * scale, small=1_000 * scale),
            the_memory.measure(place, large_mb=200 * scale, small=1_000 * scale),
            the_packets.measure(place, total_mb=200 * scale),
            the_pictures.measure(place, photos=100 * scale),
            the_search.measure(place, incidents=10_000 * scale),
        ):
            for figure in figures:
                print(figure.line(), flush=True)
        archive, rows = place / "search", place / "rows.db"
        for figure in the_pages.measure(archive, rows, the_pages.rows_of(archive, rows)):
            print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
