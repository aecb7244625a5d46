"""What an archive could do with: advice, each as a value with what was found and what to do.

Nothing here is an error, and nothing is changed. Whether records, files and log are whole is asked
of `archive.checking` instead.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from archive import models
from archive.search.choosing import OUTGROWN, IndexEngine, chosen
from archive.search.engine import engine_of
from archive.workspace import Archive

LEAST_FREE = 0.05
"""Share of the disk that should be free."""
LEAST_FREE_BYTES = 2 << 30
OTHERS = 0o077
"""What the owner's group and all others may do with a file."""


class AdviceCode(StrEnum):
    """What advice is about."""

    INDEX_OUTGROWN = "index.outgrown"
    INDEX_BEHIND = "index.behind"
    DISK_NEARLY_FULL = "disk.nearly_full"
    KEYS_OPEN = "keys.open"


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that could be better."""

    code: AdviceCode
    found: str
    """What was found, in a sentence."""
    do: str
    """What to do about it."""


def advice(archive: Archive) -> tuple[Advice, ...]:
    """Everything that can be advised for an archive now."""
    return tuple(found for check in CHECKS for found in check(archive))


def _index_outgrown(archive: Archive) -> Iterator[Advice]:
    if chosen(archive.settings) is not IndexEngine.WHOOSH:
        return
    with archive.reading() as connection:
        records = connection.execute(select(func.count()).select_from(models.records)).scalar_one()
    if records > OUTGROWN:
        yield Advice(
            AdviceCode.INDEX_OUTGROWN,
            f"{records:,} records are indexed by Whoosh, whose index is large and in many parts "
            f"beyond {OUTGROWN:,}",
            "khronika reindex --engine tantivy",
        )


def _index_behind(archive: Archive) -> Iterator[Advice]:
    progress = engine_of(archive, patience=0).refresh()
    if progress.indexed < progress.rows:
        because = f": {progress.trouble}" if progress.trouble else ""
        yield Advice(
            AdviceCode.INDEX_BEHIND,
            f"{progress.indexed:,} of {progress.rows:,} views of records can be found by words"
            f"{because}",
            "khronika reindex",
        )


def _disk_nearly_full(archive: Archive) -> Iterator[Advice]:
    disk = shutil.disk_usage(archive.settings.folder)
    if disk.free < min(LEAST_FREE * disk.total, LEAST_FREE_BYTES):
        yield Advice(
            AdviceCode.DISK_NEARLY_FULL,
            f"{disk.free >> 20:,} of {disk.total >> 20:,} MiB are free on the archive's disk",
            "make room, or move the archive to a larger disk",
        )


def _keys_open(archive: Archive) -> Iterator[Advice]:
    """Private keys are written for their owner's eyes only (mode 0600); copying loses that."""
    private = sorted(archive.settings.keys.rglob("*.key"))
    found = [path for path in private if path.stat().st_mode & OTHERS]
    if found:
        names = ", ".join(path.relative_to(archive.settings.folder).as_posix() for path in found)
        yield Advice(
            AdviceCode.KEYS_OPEN,
            f"other users of this machine may read {names}",
            "chmod 600 each; if somebody else uses this machine, khronika key rotate",
        )


CHECKS: tuple[Callable[[Archive], Iterator[Advice]], ...] = (
    _index_outgrown,
    _index_behind,
    _disk_nearly_full,
    _keys_open,
)
"""Each gives what it has to say, and nothing if all is well."""
