"""The log and the recording of many incidents."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

from archive import founding, log, recording
from archive.checking.verify import verify
from archive.log import Draft, Thing
from archive.workspace import Archive
from benchmarks.figures import Figure, latency, rate, seconds
from benchmarks.invented import Inventor
from evidence.proof import merkle
from schemas.records import read_record

BATCH = 1000


def measure(place: Path, entries: int, incidents: int) -> Iterator[Figure]:
    """Appending, proving, verifying and recording."""
    archive = founding.found_archive(place / "log", person="bench")
    took = _append(archive, entries)
    bare = _bare_hash(archive)
    yield rate("append to the log, in batches", entries, took, 20_000, "entries")
    yield _beside_bare(took / entries, bare)
    singles = 200
    took = seconds(lambda: [_one(archive) for _ in range(singles)])
    yield rate("append to the log, one durable transaction each", singles, took, 20, "entries")
    yield _beside_bare(took / singles, bare)
    proofs = list(_proofs(archive))
    yield latency(f"proof of one among {entries:,} entries", proofs, 5)
    yield _beside_bare(sum(proofs) / len(proofs), bare)
    took = seconds(lambda: verify(archive, quick=True))
    yield rate("verify the log and its tables", entries, took, 20_000, "entries")
    yield _beside_bare(took / entries, bare)
    archive.close()
    yield from _recording(place, incidents)


def _bare_hash(archive: Archive) -> float:
    """How many seconds the leaf hash of one entry takes, over all of them."""
    with archive.reading() as connection:
        data = [entry.data for entry in log.entries(connection)]
    return seconds(lambda: [merkle.leaf_hash(one) for one in data]) / len(data)


def _beside_bare(each: float, bare: float) -> Figure:
    work = f"  beside the bare hash of an entry, {bare * 1e6:.2f} us"
    return Figure(work, f"{each * 1e6:,.1f} us, {each / bare:,.0f} x", 0, "none")


def _append(archive: Archive, entries: int) -> float:
    drafts = [Draft("item.opened", (Thing("a" * 16, "target"),))] * BATCH
    start = time.perf_counter()
    with archive.writing() as writer:
        for _ in range(entries // BATCH):
            writer.append(drafts)
    return time.perf_counter() - start


def _one(archive: Archive) -> None:
    with archive.writing() as writer:
        writer.append([Draft("item.opened", (Thing("a" * 16, "target"),))])


def _proofs(archive: Archive) -> Iterator[float]:
    chosen = random.Random(1)
    with archive.reading() as connection:
        size = log.head(connection).size
        for _ in range(300):
            seq = chosen.randrange(size)
            start = time.perf_counter()
            merkle.inclusion_path(seq, size, log.tree(connection).node)
            yield time.perf_counter() - start


def _recording(place: Path, incidents: int) -> Iterator[Figure]:
    archive = founding.found_archive(place / "records", person="bench")
    drafts = [read_record(json.dumps(row)) for row in Inventor().incidents(incidents)]
    start = time.perf_counter()
    for first in range(0, incidents, BATCH):
        recording.record(archive, drafts[first : first + BATCH])
    took = time.perf_counter() - start
    yield rate(f"record {incidents:,} incidents, log and tables", incidents, took, 2000, "records")
    archive.close()
