"""Writing the log out for others to audit: tiles, bundles of entries, head, and JSON Lines.

The layout is that of C2SP tlog-tiles (https://c2sp.org/tlog-tiles): any tool of that family can
serve and check it. Entries hold opaque ids and digests only; the words beside them stay here.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from archive import heads, log, models
from archive.errors import FolderTaken
from archive.workspace import Archive
from evidence.durable import writing_to
from evidence.tiles import bundle as bundled
from evidence.tiles import export_bundles, export_tiles


def export_log(archive: Archive, out: Path) -> int:
    """Write the log into the new folder `out`; how many entries it has.

    Raises:
        FolderTaken: `out` is there already; nothing was written.
        NoRoom: the disk is full.
    """
    if out.exists():
        raise FolderTaken(out, "something")
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    size = signed.checkpoint.size
    with writing_to(out.parent), archive.reading() as connection:
        out.mkdir(parents=True)
        _write(out / "checkpoint", signed.note.encode())
        _write(out / "log.vkey", f"{heads.verification_key(archive.settings)}\n".encode())
        for tile in export_tiles(size):
            _write(out / tile.path, _hashes(connection, tile.level, tile.number)[: tile.width * 32])
        with (out / "entries.jsonl").open("wb") as lines:
            for tile in export_bundles(size):
                entries = _entries(connection, tile.number, tile.width)
                _write(out / tile.path, bundled(entries))
                lines.writelines(data + b"\n" for data in entries)
    return size


def _hashes(connection: Connection, level: int, number: int) -> bytes:
    table = models.tiles
    query = select(table.c.hashes).where(table.c.level == level, table.c.number == number)
    return bytes(connection.execute(query).scalar_one())


def _entries(connection: Connection, number: int, width: int) -> list[bytes]:
    first = number * 256
    found: list[bytes] = []
    for entry in log.entries(connection, first):
        if entry.seq >= first + width:
            break
        found.append(entry.data)
    return found


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
