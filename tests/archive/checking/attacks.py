"""The hand of an attacker: SQL with the guards off, blobs, heads, and logs made again."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from archive.checking.report import Report
from archive.checking.verify import verify
from archive.cli import cli
from archive.founding import open_for_checking
from archive.settings import Settings, read_settings
from evidence.proof import canonical, merkle, parts
from evidence.proof.checkpoint import Checkpoint, sign_checkpoint
from evidence.proof.merkle import Frontier
from evidence.proof.tiles import TileTree
from evidence.signing import keys
from tests import by_hand as stored_by_hand
from tests.by_hand import Hand, by_hand, unguarded


class Attacked:
    """An archive in the hands of somebody who can write everything, and what a check finds then."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def settings(self) -> Settings:
        return read_settings(self.folder)

    def check(
        self, *, quick: bool = False, outside: Path | None = None, key: str | None = None
    ) -> Report:
        archive = open_for_checking(self.folder)
        try:
            return verify(archive, quick=quick, outside=outside, key=key)
        finally:
            archive.close()

    def codes(self, *, outside: Path | None = None, key: str | None = None) -> set[str]:
        """The codes of all findings, notices too."""
        return {row.code for row in self.check(outside=outside, key=key).findings}

    def command(self, *words: str) -> Result:
        """What the command line says of this archive."""
        return CliRunner().invoke(cli, ["--archive", str(self.folder), *words])

    def database(self) -> AbstractContextManager[Hand]:
        """The database, with its guards taken away and put back afterwards."""
        return unguarded(self.settings)

    def sql(self, statement: str, *values: Any) -> None:
        with self.database() as connection:
            changed = connection.execute(statement, values).rowcount
            assert changed != 0, "an attack that changes nothing is none"

    def rows(self, query: str, *values: Any) -> list[Any]:
        with by_hand(self.settings) as connection:
            found: list[Any] = connection.execute(query, values).fetchall()
            return found

    def value(self, query: str, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    def id_of(self, ref: str) -> str:
        found: str = self.value("SELECT id FROM records WHERE ref = ?", ref)
        return found

    def take_guard_away(self, name: str, table: str) -> None:
        with by_hand(self.settings) as connection:
            where = f" ON {table}" if connection.is_server else ""
            connection.execute(f"DROP TRIGGER {name}{where}")

    def take_other_key(self, *, in_log: bool = False) -> None:
        """Put another key in the place of the log's; with `in_log` as if it had ever been it."""
        settings, key = self.settings, keys.generate()
        vkey = keys.vkey(keys.public_bytes(key), name=settings.name)
        (settings.keys / "log.key").unlink()
        keys.write_private(settings.keys / "log.key", key)
        (settings.keys / "log.vkey").write_text(vkey + "\n", encoding="ascii")
        if in_log:
            self._rewrite_first_entry(vkey)

    def _rewrite_first_entry(self, vkey: str) -> None:
        secret, detail = secrets.token_bytes(32), {"vkey": vkey, "origin": self.settings.origin}

        def change(entry: dict[str, Any]) -> None:
            entry["objects"][0]["sha256"] = sha256(vkey.encode()).hexdigest()
            entry["detail"] = parts.digest_of(detail, secret)

        self.rewrite(0, change)
        body = canonical.encode(detail).decode()
        self.sql("UPDATE details SET secret = ?, body = ? WHERE seq = 0", secret, body)

    def blob(self, digest: str) -> Any:
        return stored_by_hand.blob(self.settings, digest)

    def blobs(self) -> list[Any]:
        return stored_by_hand.blobs(self.settings)

    def head(self) -> Path:
        return self.folder / "checkpoints" / "head"

    def entries(self) -> list[bytes]:
        return [row[0] for row in self.rows("SELECT bytes FROM entries ORDER BY seq")]

    def rewrite(self, seq: int, change: Callable[[dict[str, Any]], None]) -> None:
        """Change one entry and make all hashes that follow from it again."""
        entries = self.entries()
        entry = canonical.decode_entry(entries[seq])
        change(entry)
        entries[seq] = canonical.encode_entry(entry)
        self.replace_log(entries)

    def replace_log(self, entries: Iterable[bytes]) -> None:
        """Put another log in the place of the one that is there, with all its hashes."""
        rows = list(entries)
        leaves = [merkle.leaf_hash(data) for data in rows]
        frontier = Frontier().extended(leaves)
        tiles = TileTree(lambda _level, _number: b"").append(0, leaves)
        with self.database() as connection:
            connection.execute("DELETE FROM entries")
            connection.execute("DELETE FROM tiles")
            connection.executemany("INSERT INTO entries VALUES (?, ?)", enumerate(rows))
            connection.executemany(
                "INSERT INTO tiles VALUES (?, ?, ?)", [(*key, data) for key, data in tiles.items()]
            )
            state = (frontier.size, frontier.to_bytes(), frontier.root())
            connection.execute("UPDATE log_state SET size = ?, frontier = ?, root = ?", state)

    def sign_again(self, *, kept: bool = True) -> None:
        """With the stolen key: a head of the log as it is now, and of what was kept of it."""
        leaves = [merkle.leaf_hash(data) for data in self.entries()]
        sizes = [len(leaves)]
        for path in self.folder.glob("checkpoints/*.checkpoint"):
            sizes += [int(path.stem)] if kept and int(path.stem) <= len(leaves) else []
            if kept:
                path.unlink()
                path.with_suffix(".sig").unlink()
        for size in sizes:
            note = self.note(size, leaves)
            self.head().write_text(note, encoding="utf-8")
        for size in sizes[1:]:
            path = self.folder / "checkpoints" / f"{size:012d}.checkpoint"
            path.write_text(self.note(size, leaves), encoding="utf-8")
        self.head().write_text(self.note(sizes[0], leaves), encoding="utf-8")

    def note(self, size: int, leaves: list[bytes]) -> str:
        """A head of the first `size` leaves, signed with the key in the folder of keys."""
        settings = self.settings
        checkpoint = Checkpoint(settings.origin, size, Frontier().extended(leaves[:size]).root())
        key = keys.read_private(settings.keys / "log.key")
        return sign_checkpoint(checkpoint, name=settings.name, key=key)
