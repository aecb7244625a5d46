"""Writing the log out for others to audit: tiles, bundles of entries, head, and JSON Lines.

The layout is that of C2SP tlog-tiles (https://c2sp.org/tlog-tiles): any tool of that family can
serve and check it. Entries hold opaque ids and digests only; the words beside them stay here.

Where the key of the log was followed by another, `rotations/` has, under the number of the entry
that names the new one:
```
SEQ.vkeys          the key before and the one after, a line each
SEQ.checkpoint     a head that both have signed; missing where the key before was lost
```
and `keys/` the list of keys that the offline identity signed, if there is one: so whoever knows an
older key comes from it to the one that signed `checkpoint`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, select

from archive import heads, log, log_keys, models, rotations
from archive.errors import FolderTaken
from archive.settings import Settings
from archive.workspace import Archive
from evidence.proof.tiles import bundle as bundled
from evidence.proof.tiles import export_bundles, export_tiles
from evidence.store.durable import writing_to

KEY_LIST = ("list.txt", "list.txt.sig", "identity.pub")
"""What the offline identity gives out (`archive.keyring.identity`); public, all of it."""


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
        for name, data in _keys(archive.settings, connection):
            _write(out / name, data)
        for tile in export_tiles(size):
            _write(out / tile.path, _hashes(connection, tile.level, tile.number)[: tile.width * 32])
        with (out / "entries.jsonl").open("wb") as lines:
            for tile in export_bundles(size):
                entries = _entries(connection, tile.number, tile.width)
                _write(out / tile.path, bundled(entries))
                lines.writelines(data + b"\n" for data in entries)
    return size


def _keys(settings: Settings, connection: Connection) -> Iterator[tuple[str, bytes]]:
    """The key in use, how one came after another, and the list that the identity signed."""
    vkey = heads.verification_key(settings)
    yield "log.vkey", f"{vkey}\n".encode()
    for one in rotations.handovers(settings, log_keys.log_keys(connection, vkey)):
        name = f"rotations/{one.after.seq:012d}"
        yield f"{name}.vkeys", f"{one.before.vkey}\n{one.after.vkey}\n".encode()
        if one.note is not None:
            yield f"{name}.checkpoint", one.note.encode()
    for name in KEY_LIST:
        with suppress(FileNotFoundError):
            yield f"keys/{name}", (settings.keys / name).read_bytes()


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
