"""What differs between two packets: what a newer one has more, less, or otherwise.

Both are read as folders and neither is believed: check each with `packet verify` first.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.packets.errors import BadPacket
from schemas.shape import Json

__all__ = ["Difference", "difference"]

MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs."""

    what: str
    """exhibit, record, withheld, or head of the log."""
    name: str
    """Number of the exhibit with its title, id of the record, entry."""
    how: str
    """added, removed, changed."""


def difference(older: Path, newer: Path) -> tuple[Difference, ...]:
    """What differs between two packets.

    Raises:
        BadPacket: a folder is no packet that can be read.
    """
    found: list[Difference] = []
    for what, read in (("exhibit", _exhibits), ("record", _records), ("withheld", _withheld)):
        found += _differing(what, read(older), read(newer))
    if (heads := (_head(older), _head(newer))) and heads[0] != heads[1]:
        found.append(Difference("head of the log", f"{heads[0]} to {heads[1]}", "changed"))
    return tuple(found)


def _differing(what: str, old: Mapping[str, Json], new: Mapping[str, Json]) -> list[Difference]:
    rows = []
    for name in sorted({*old, *new}):
        if name not in old:
            rows.append(Difference(what, name, "added"))
        elif name not in new:
            rows.append(Difference(what, name, "removed"))
        elif old[name] != new[name]:
            rows.append(Difference(what, name, "changed"))
    return rows


def _exhibits(packet: Path) -> dict[str, Json]:
    """Digest by item: numbers may differ without anything being another."""
    rows = _json(packet / "data/exhibits.json")
    return {f"{row['item']} ({row['title']})": row["sha256"] for row in rows}


def _records(packet: Path) -> dict[str, Json]:
    files = sorted((packet / "data/records").glob("*.json"))
    rows = {path.stem: _json(path) for path in files}
    return {name: (row["digests"], row["parts"], row["unproved"]) for name, row in rows.items()}


def _withheld(packet: Path) -> dict[str, Json]:
    rows = csv.DictReader(io.StringIO(_text(packet / "data/withheld.csv")))
    return {f"{row['what']}, entry {row['entry']}: {row['reason']}": None for row in rows}


def _head(packet: Path) -> str:
    lines = _text(packet / "data/log/checkpoint").split("\n")
    return f"{lines[1]} entries" if len(lines) > 2 else "unreadable"


def _json(path: Path) -> Json:
    try:
        return json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise BadPacket(f"{path} that is no JSON") from error


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadPacket(f"no readable {path}") from error
    if len(data) > MOST_BYTES:
        raise BadPacket(f"{path} of more than {MOST_BYTES} bytes")
    return data.decode("utf-8", "replace")
