"""Building a packet, beside `zip -0` of the same files."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from archive import founding, intake, recording
from archive.describing import Described
from archive.disclosure import CONFIDENTIAL
from archive.packets.approval import approve
from archive.packets.build import Form, build_packet
from archive.packets.plan import plan_packet
from benchmarks.figures import Figure, beside, seconds
from evidence.media_types.mediatype import MediaType
from schemas.records import read_record

PLAIN = MediaType("application/octet-stream", "measured bytes", None)
FILE_MB = 20


def measure(place: Path, total_mb: int) -> Iterator[Figure]:
    """A packet of files that no page can show, as one ZIP, synced; the plan was approved before."""
    if shutil.which("zip") is None:
        return
    folder = place / "packed"
    folder.mkdir()
    archive = founding.found_archive(place / "packets", person="bench")
    draft = read_record('{"type":"incident","ref":"I1","title":"Measured"}')
    recording.record(archive, [draft])
    for number in range(total_mb // FILE_MB):
        (folder / f"{number:04}.bin").write_bytes(os.urandom(FILE_MB << 20))

    def describe(digests: Sequence[str]) -> list[Described]:
        return [Described(PLAIN)] * len(digests)

    list(intake.add(archive, [folder], intake.Order(incident="I1"), describe))
    plan = approve(archive, plan_packet(archive, ["I1"], CONFIDENTIAL))
    subprocess.run(["sync"], check=True)
    command = f"zip -0 -q -r {place}/plain.zip {folder} && sync {place}/plain.zip"
    packing = seconds(lambda: subprocess.run(command, shell=True, check=True))
    took = seconds(lambda: build_packet(archive, plan, place / "packet", form=Form.ZIP))
    yield beside(f"packet of {total_mb:,} MB as one ZIP", took, packing, 1.5, "zip -0 + sync")
    archive.close()
    for path in (place / "plain.zip", place / "packet.zip"):
        path.unlink()
    shutil.rmtree(folder)
