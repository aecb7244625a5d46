"""Ways to alter a packet, and what is then found in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evidence.standalone import verify
from tests.evidence.small_packet import (
    Packet,
    make_log,
)

RECORD = "data/records/incident-rec-1.json"
COARSE = "data/records/incident-rec-2.json"
ENTRY, PROOF = "data/entries/000000003.json", "data/entries/000000003.tlog-proof"
EXHIBITS = "data/exhibits.json"
Change = Callable[[Packet], Any]


def errors(packet: Packet, **given: Any) -> set[str]:
    return {finding.code for finding in verify(packet.folder, **given).errors}


def photo(packet: Packet, number: int) -> str:
    path: str = json.loads(packet.text(EXHIBITS))[number - 1]["path"]
    return path


def flip(name: str, at: int = 40) -> Change:
    def change(packet: Packet) -> None:
        data = bytearray(packet.path(name).read_bytes())
        data[at % len(data)] ^= 1
        packet.write(name, bytes(data))

    return change


def replace(name: str, old: str, new: str) -> Change:
    def change(packet: Packet) -> None:
        assert old in packet.text(name)
        packet.write(name, packet.text(name).replace(old, new, 1))

    return change


def remove(name: str) -> Change:
    return lambda packet: packet.path(name).unlink()


def put(name: str, **fields: Any) -> Change:
    return lambda packet: packet.edit(name, lambda value: value | fields)


def put_exhibit(**fields: Any) -> Change:
    return lambda packet: packet.edit(EXHIBITS, lambda value: value[0].update(fields))


def outside(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "kept.checkpoint"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def changed_log(size: int) -> Any:
    log = make_log(size=size)
    log.entries[2] = log.entries[1]
    return log
