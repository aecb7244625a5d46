"""The stored bytes, every one read and hashed again, against the log."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from archive.checking.report import Report
from evidence.blobs import BlobStore
from evidence.errors import DamagedEvidence, EvidenceError, MissingEvidence

THREADS = 8
"""Files that are read at the same time: disks answer several readers faster than one."""


def check(
    store: BlobStore, files: Mapping[str, str], names: Mapping[str, str], report: Report
) -> None:
    """Read every file that the log names; note what is there beside it."""
    report.expected["files"] = len(files)
    with ThreadPoolExecutor(THREADS) as threads:
        for digest, trouble, size in threads.map(lambda one: _read(store, one), sorted(files)):
            where = f"item {names.get(files[digest], files[digest])}, file {digest}"
            match trouble:
                case None:
                    report.read["files"] += 1
                    report.read["bytes"] += size
                case MissingEvidence():
                    report.found("blob.missing", str(trouble), where)
                case DamagedEvidence():
                    report.found("blob.changed", str(trouble), where)
                case _:
                    report.found("blob.changed", f"it cannot be read: {trouble}", where)
    for digest in store.walk():
        if digest not in files:
            message = "bytes that no entry names: the rest of an interrupted intake"
            report.found("blob.unreferenced", message, digest)
    for path in store.strays():
        message = "a file that is no blob, left by an interruption or put there by somebody"
        report.found("blob.unreferenced", message, str(path.name))


def _read(store: BlobStore, digest: str) -> tuple[str, EvidenceError | None, int]:
    try:
        store.check(digest)
        return digest, None, store.size(digest)
    except EvidenceError as error:
        return digest, error, 0
