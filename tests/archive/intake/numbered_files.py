"""A folder of small files that differ, named by their numbers."""

from __future__ import annotations

from pathlib import Path


def numbered(folder: Path, count: int) -> Path:
    """`folder`, made, with so many files in it."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:04}.txt").write_text(f"file {number:04}")
    return folder
