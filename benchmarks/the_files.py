"""Taking files in, checking them and packing them, beside the stock tools on the same files."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bagit

from archive import founding, intake
from archive.checking.blobs import EVERYTHING
from archive.checking.blobs import check as blob_check
from archive.checking.report import Report
from archive.checking.verify import verify
from archive.describing import Described
from archive.workspace import Archive
from benchmarks.figures import Figure, beside, seconds
from evidence.media_types.mediatype import MediaType

PLAIN = MediaType("application/octet-stream", "measured bytes", None)


def measure(place: Path, large_mb: int, small: int) -> Iterator[Figure]:
    """One large file, many small ones, verification."""
    archive = founding.found_archive(place / "files", person="bench")
    large, many = place / "large.bin", place / "many"
    _make(large, large_mb << 20)
    many.mkdir()
    for number in range(small):
        _make(many / f"{number:05}.bin", 200_000)
    _shell("sync")  # nothing of this is to be written while others are measured
    copying = seconds(lambda: _shell(f"cp {large} {place}/copy.bin && sync"))
    hashing = seconds(lambda: _hash(large))
    took = seconds(lambda: _add(archive, large))
    what = "the larger of cp + sync and hashlib"
    yield beside(f"intake of one file of {large_mb} MB", took, max(copying, hashing), 1.5, what)
    copying = seconds(lambda: _shell(f"cp -r {many} {place}/copies && sync"))
    hashing = seconds(lambda: _shell(f"cd {many} && sha256sum * > {place}/sums"))
    took = seconds(lambda: _add(archive, many))
    work = f"intake of {small:,} files of 200 KB"
    yield beside(work, took, copying + hashing, 0.8, "cp -r + sha256sum + sync")
    yield beside(work, took, copying, 3, "cp -r + sync")
    bagging = seconds(lambda: _bag(place / "copies"))
    yield Figure(
        "  beside cp -r + bagit.py + sync", f"{took / (copying + bagging):.2f} x", 0, "none"
    )
    checking = seconds(lambda: _shell(f"cd {many} && sha256sum --quiet -c {place}/sums"))
    checking += seconds(lambda: _shell(f"sha256sum {large}"))
    yield from _verifying(archive, checking)
    archive.close()
    shutil.rmtree(place / "copies")


def _verifying(archive: Archive, checking: float) -> Iterator[Figure]:
    """Every stored file read again, from the disk and from memory, beside others that do so."""
    blobs = sorted((archive.settings.evidence / "sha256").glob("*/*"))
    brought = {path.name: ["x"] for path in blobs}
    for state, prepare in (("cold", forget), ("warm", warm)):
        prepare(blobs)
        other = seconds(lambda: hash_in_threads(blobs))
        prepare(blobs)
        took = seconds(lambda: blob_check(archive.blobs, brought, Report(), EVERYTHING))
        work = f"verify the bytes of {len(blobs):,} files, {state}"
        yield beside(work, took, other, 1.15, "16 threads of hashlib")
    yield beside("  the same, warm", took, checking, 0.4, "sha256sum -c")
    took = seconds(lambda: verify(archive))
    yield Figure("verify all: bytes, log and tables", f"{took:.2f} s", 0, "none")


def forget(paths: Sequence[Path]) -> None:
    """Have the system forget what it holds of these files in memory."""
    os.sync()
    for path in paths:
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def warm(paths: Sequence[Path]) -> None:
    """Have the system hold these files in memory, as far as it can."""
    hash_in_threads(paths)


def hash_in_threads(paths: Sequence[Path]) -> None:
    """What the check is compared with: hashlib over the files, in sixteen threads."""
    with ThreadPoolExecutor(16) as threads:
        for _ in threads.map(_hash, paths):
            pass


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _make(path: Path, size: int) -> None:
    with path.open("wb") as file:
        for start in range(0, size, 1 << 20):
            file.write(os.urandom(min(1 << 20, size - start)))


def _bag(folder: Path) -> None:
    bagit.make_bag(str(folder), checksums=["sha256"])
    _shell("sync")


def _shell(command: str) -> None:
    subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)


def _add(archive: Archive, path: Path) -> None:
    def describe(digests: Sequence[str]) -> list[Described]:
        return [Described(PLAIN)] * len(digests)

    outcomes = list(intake.add(archive, [path], intake.Order(), describe))
    assert all(row.outcome == "stored" for row in outcomes)
