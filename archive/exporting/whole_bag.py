"""The whole archive as a bag: records, stored files and the log, for another place or another
program.

A bag (BagIt 1.0, RFC 8493) with `data/records.jsonl`, `data/evidence/ab/<SHA-256>` and `data/log/`
in the layout of C2SP tlog-tiles. Each file is hashed while it is copied, so that a damaged one is
found here.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from archive.disclosure import CONFIDENTIAL
from archive.exporting.lines import write_jsonl
from archive.exporting.shown import shown_to
from archive.log_export import export_log
from archive.workspace import Archive
from evidence.errors import DamagedEvidence
from evidence.packing.bag import write_bag
from evidence.store.durable import writing_to

_STEP = 1 << 20


def write_whole(archive: Archive, folder: Path) -> int:
    """Write the bag into the new folder `folder`; how many records are in it.

    Raises:
        DamagedEvidence: a stored file does not have its digest any more.
        NoRoom, UnwritableStore: the system refused.
    """
    data = folder / "data"
    with writing_to(folder.parent):
        (data / "evidence").mkdir(parents=True)
    with archive.reading() as connection:
        records = shown_to(connection, CONFIDENTIAL)
        count = write_jsonl(data / "records.jsonl", records, CONFIDENTIAL.level, codes=False)
    known = {}
    for digest in archive.blobs.walk():
        path = Path("data", "evidence", digest[:2], digest)
        _copy(archive, digest, folder / path)
        known[path.as_posix()] = digest
    export_log(archive, data / "log")
    about = {
        "Source-Organization": archive.settings.name,
        "External-Description": "A whole archive of Khronika: records, stored files, log",
        "Bagging-Date": archive.clock().date().isoformat(),
    }
    write_bag(folder, about, known=known)
    return count


def _copy(archive: Archive, digest: str, path: Path) -> None:
    found = hashlib.sha256()
    with writing_to(path.parent.parent):
        path.parent.mkdir(exist_ok=True)
        with archive.blobs.open(digest) as source, path.open("wb") as target:
            while block := source.read(_STEP):
                found.update(block)
                target.write(block)
    if found.hexdigest() != digest:
        raise DamagedEvidence(expected=digest, found=found.hexdigest())
