"""The settings of one archive: a small TOML file at its top, written once when it is made.

```
DIR/khronika.toml        this file
DIR/khronika.db          records and log (SQLite)
DIR/evidence/            stored bytes, named by SHA-256
DIR/keys/                log.key (private, 0600), log.vkey (public); packet/, for custodians
DIR/checkpoints/         signed heads of the log: head, and those that were kept
DIR/index/               the text index; may be deleted at any time
DIR/intake/              journals of interrupted intakes, and files half sent; may be deleted
DIR/packets/             packets that were built here, unless another folder was named
DIR/stolen-passwords.txt a list that whoever keeps the archive may put there; see `archive.accounts`
```

With `encrypted` the file is `khronika.encrypted.db`, and a passphrase or a key file opens it. With
`database` the records and the log are on a PostgreSQL server instead, with `evidence` the
stored bytes in a bucket. Neither setting holds a secret.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from archive.errors import MadeByLaterRelease, NoArchiveHere, NotAnArchive

FILE_NAME = "khronika.toml"
FORMAT = 1
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where an archive lies and what it is called."""

    folder: Path
    name: str
    """Name of the log's key and first part of its origin; fixed for ever."""
    log_number: int = 1
    """Which log of this archive is in use; a fork after a restored backup raises it."""
    log_searches: bool = False
    """Whether searches of those who see the confidential are entered in the log."""
    server: str | None = None
    """Address of the PostgreSQL schema that has the records and the log. None: the SQLite file."""
    bucket: str | None = None
    """Address of the bucket and prefix that have the stored bytes. None: the folder."""
    own_index: Path | None = None
    """Where this machine keeps its text index, if not in the archive's folder."""
    encrypted: bool = False
    """Whether the SQLite file is encrypted; see `archive.database.encryption`."""

    @property
    def origin(self) -> str:
        """First line of every checkpoint (C2SP tlog-checkpoint): `<name>/log/1`."""
        return f"{self.name}/log/{self.log_number}"

    @property
    def database(self) -> Path:
        """The SQLite file, where there is no server."""
        return self.folder / ("khronika.encrypted.db" if self.encrypted else "khronika.db")

    @property
    def evidence(self) -> Path:
        """Folder of the stored bytes; with a bucket, of those that are on their way there."""
        return self.folder / "evidence"

    @property
    def keys(self) -> Path:
        """Folder of the keys."""
        return self.folder / "keys"

    @property
    def checkpoints(self) -> Path:
        """Folder of the signed heads, outside the database on purpose."""
        return self.folder / "checkpoints"

    @property
    def index(self) -> Path:
        """Folder of the text index."""
        return self.own_index or self.folder / "index"

    @property
    def intake(self) -> Path:
        """Folder of the journals of interrupted intakes."""
        return self.folder / "intake"

    @property
    def packets(self) -> Path:
        """Folder for packets."""
        return self.folder / "packets"

    @property
    def stolen_passwords(self) -> Path:
        """A list of passwords that were stolen elsewhere, where somebody has put one."""
        return self.folder / "stolen-passwords.txt"

    def to_toml(self) -> str:
        """The text of the settings file."""
        return (
            "# An archive of Khronika. The name is part of every signature: do not change it.\n"
            f'format = {FORMAT}\nname = "{self.name}"\nlog = {self.log_number}\n'
            + ("log_searches = true\n" if self.log_searches else "")
            + (f"database = {json.dumps(self.server)}\n" if self.server else "")
            + (f"evidence = {json.dumps(self.bucket)}\n" if self.bucket else "")
            + ("encrypted = true\n" if self.encrypted else "")
        )


def read_settings(folder: Path) -> Settings:
    """The settings of the archive in `folder`.

    Raises:
        NotAnArchive: there is no settings file, or it is not one of this program.
        MadeByLaterRelease: it is of a form that this program does not know yet.
    """
    path = folder / FILE_NAME
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotAnArchive(folder, f"no {FILE_NAME}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NotAnArchive(folder, f"a {FILE_NAME} that cannot be read ({error})") from error
    stated = values.get("format")
    if isinstance(stated, int) and stated > FORMAT:
        raise MadeByLaterRelease(folder, "settings", expected=str(FORMAT), found=str(stated))
    if stated != FORMAT:
        found = f"format {values.get('format')!r}, where this program knows {FORMAT}"
        raise NotAnArchive(folder, found)
    name, number = values.get("name"), values.get("log")
    if not (isinstance(name, str) and _NAME.fullmatch(name) and isinstance(number, int)):
        raise NotAnArchive(folder, f"a {FILE_NAME} without a valid name and log number")
    searches = values.get("log_searches", False)
    if not isinstance(searches, bool):
        raise NotAnArchive(folder, f"log_searches = {searches!r}, which is neither true nor false")
    server, bucket = (_place(folder, values, setting) for setting in ("database", "evidence"))
    own = os.environ.get("KHRONIKA_INDEX")
    return Settings(
        folder,
        name,
        number,
        searches,
        server,
        bucket,
        Path(own) / name if own else None,
        _encrypted(folder, values),
    )


def _encrypted(folder: Path, values: dict[str, object]) -> bool:
    found = values.get("encrypted", False)
    if not isinstance(found, bool) or (found and "database" in values):
        raise NotAnArchive(folder, f"encrypted = {found!r}, which is of no SQLite file")
    return found


def _place(folder: Path, values: dict[str, object], setting: str) -> str | None:
    found = values.get(setting)
    if found is None or (isinstance(found, str) and found):
        return found
    raise NotAnArchive(folder, f"{setting} = {found!r}, which is no address")


def find_archive(named: str | None, start: Path) -> Path:
    """The folder of the archive that is meant: named, from the environment, or above `start`.

    Raises:
        NoArchiveHere: none was named and none lies in `start` or above it.
    """
    if chosen := named or os.environ.get("KHRONIKA_ARCHIVE"):
        return Path(chosen)
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise NoArchiveHere(start)
