"""Importing a large table by a mapping, all of it in one transaction, with memory watched."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from archive import founding
from benchmarks.figures import Figure, rate
from benchmarks.invented import Inventor

MAPPING = """
[[record]]
type = "incident"
external_id = { scheme = "bench", column = "ref" }
ref = "{ref}"

[record.fields]
title = { column = "title" }
narrative.en = { column = "narrative" }
kinds = { column = "kind", split = ";" }
tags = { column = "tag", split = ";" }
date = { column = "date", read = "date" }

[record.fields.place]
name = { column = "place" }
geometry = { read = "point", lat = "lat", lon = "lon" }
radius_m = { column = "radius", read = "integer" }
precision = "2"

[[record.fields.acts]]
type = { column = "act" }
victims = [{ description = { column = "victim" } }]
perpetrators = [{ description = { column = "perpetrator" } }]

[[record.fields.counts]]
of_what = "detained"
value = { column = "detained", read = "count" }
"""
_RUN = """
import resource, sys, time
from pathlib import Path
from archive.founding import open_archive
from archive.importing.mapping import read_mapping
from archive.importing.run import Order, import_file
archive = open_archive(Path(sys.argv[1]), None)
start = time.perf_counter()
outcome = import_file(archive, Path(sys.argv[2]), read_mapping(sys.argv[3]), Order())
took = time.perf_counter() - start
assert outcome.progress.created == outcome.progress.rows
most = [resource.getrusage(of).ru_maxrss for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(took, max(most))
"""


def measure(place: Path, incidents: int) -> Iterator[Figure]:
    """The rate, and the memory beside that of a tenth of the rows."""
    mapping = place / "bench.toml"
    mapping.write_text(MAPPING)
    took, most = _imported(place, mapping, incidents)
    _, least = _imported(place, mapping, incidents // 10)
    yield rate(f"import {incidents:,} incidents from CSV", incidents, took, 2000, "records")
    work = f"  memory for {incidents:,} rows beside a tenth of them"
    yield Figure(work, f"{most >> 10} / {least >> 10} MB", most / least / 1.5, "<= 1.5 x")


def _imported(place: Path, mapping: Path, incidents: int) -> tuple[float, int]:
    """Seconds, and the most memory of the larger of the processes that import, in KiB."""
    table = place / f"{incidents}.csv"
    _write(table, incidents)
    folder = place / f"import-{incidents}"
    founding.found_archive(folder, person="bench").close()
    command = [sys.executable, "-c", _RUN, str(folder), str(table), str(mapping)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    took, most = done.stdout.split()
    return float(took), int(most)


def _write(path: Path, incidents: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["ref", "title", "narrative", "kind", "tag", "date", "place", "lat", "lon", "radius",
             "act", "victim", "perpetrator", "detained"]
        )  # fmt: skip
        for row in Inventor().incidents(incidents):
            lon, lat = row["place"]["geometry"]["coordinates"]
            act = row["acts"][0]
            writer.writerow(
                [row["ref"], row["title"], *row["narrative"].values(), *row["kinds"], *row["tags"],
                 row["date"]["edtf"], row["place"]["name"], lat, lon, row["place"]["radius_m"],
                 act["type"], act["victims"][0]["description"],
                 act["perpetrators"][0]["description"], "at least 2"]
            )  # fmt: skip
