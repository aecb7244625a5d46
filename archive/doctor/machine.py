"""The machine: room on the disk, and its clock against those of the log and of the file system."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from archive import log
from archive.doctor.advice import Advice, AdviceCode, Fact, Look

LEAST_FREE = 0.05
"""Share of the disk that should be free."""
LEAST_FREE_BYTES = 2 << 30
OFF = timedelta(minutes=5)
"""How far clocks may differ; Kerberos allows as much (RFC 4120 §8.2)."""


def disk(look: Look) -> Iterator[Fact | Advice]:
    """How much room there is."""
    found = shutil.disk_usage(look.archive.settings.folder)
    told = f"{found.free >> 20:,} of {found.total >> 20:,} MiB are free on the archive's disk"
    yield Fact("disk", told)
    if found.free < min(LEAST_FREE * found.total, LEAST_FREE_BYTES):
        do = "make room, or move the archive to a larger disk"
        yield Advice(AdviceCode.DISK_NEARLY_FULL, told, do)


def clock(look: Look) -> Iterator[Fact | Advice]:
    """Whether the clock goes with the newest entry, and with the file system's."""
    with look.archive.reading() as connection:
        newest = log.entry(connection, log.last_seq(connection)).fields["at"]
    ahead = datetime.fromisoformat(newest) - look.now
    yield Fact("clock", f"{look.now:%Y-%m-%d %H:%M:%S} UTC; the newest entry is of {newest}")
    do = "set the clock of this machine (NTP), and see `khronika verify` for entries out of order"
    if ahead > OFF:
        found = f"the newest entry of the log is {ahead} ahead of this machine's clock"
        yield Advice(AdviceCode.CLOCK_OFF, found, do)
    beside = _file_system(look)
    if beside is not None and abs(beside) > OFF:
        found = f"the clock of the file system is {beside} ahead of this machine's"
        yield Advice(AdviceCode.CLOCK_OFF, found, do)


def _file_system(look: Look) -> timedelta | None:
    """How far its clock is ahead of ours; None where no file can be made."""
    try:
        with tempfile.TemporaryFile(dir=look.archive.settings.folder) as file:
            file.write(b"?")
            file.flush()
            at = os.fstat(file.fileno()).st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(at, UTC) - look.now
