"""The folder of backups of one archive: states of its database, and the stored bytes they share.

```
BACKUP/khronika-backup.json     form and name of the archive
BACKUP/evidence/sha256/…        stored bytes, each once for all states, as in an archive
BACKUP/states/000000000057/     the archive when its log had 57 entries:
    khronika.db  khronika.toml  checkpoints/  keys/  (public keys; private ones under a passphrase)
    files.txt    the digests of its stored bytes, one a line
```

A state appears under its name when it is complete, in one step; what a crash leaves is called
`.….new` and is removed by the next backup. The index of words is not in it: it is made again.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from archive.errors import MadeByLaterRelease
from archive.settings import Settings
from archive.upkeep.errors import NotABackup, OtherBackup
from evidence.store.blobs import BlobStore
from evidence.store.durable import put_text, sync_folder, writing_to

FILE_NAME = "khronika-backup.json"
FORMAT = 1
LIST = "files.txt"
"""In a state: the digests of its stored bytes."""
_STATE = re.compile(r"[0-9]{12}")
_UNFINISHED = re.compile(r"\.[0-9a-f]{8}\.new")


@dataclass(frozen=True, slots=True)
class BackupFolder:
    """Where backups of one archive lie."""

    folder: Path

    @property
    def blobs(self) -> BlobStore:
        """The stored bytes of all states."""
        return BlobStore(self.folder / "evidence")

    @property
    def states(self) -> list[Path]:
        """The folders of the complete states, the oldest first."""
        place = self.folder / "states"
        found = place.iterdir() if place.is_dir() else ()
        return sorted(path for path in found if _STATE.fullmatch(path.name))

    def state(self, size: int | None = None) -> Path:
        """The state of a log of `size` entries; the newest, if none is named.

        Raises:
            NotABackup: there is none.
        """
        chosen = [path for path in self.states if size is None or int(path.name) == size]
        if not chosen:
            found = "none" if size is None else f"none of {size:,} entries"
            raise NotABackup(self.folder, f"{found} ({len(self.states)} others)")
        return chosen[-1]

    def files_of(self, state: Path) -> list[str]:
        """The digests of the stored bytes that a state needs, in ascending order.

        Raises:
            NotABackup: the list is missing or cannot be read.
        """
        try:
            return (state / LIST).read_text("ascii").split()
        except (OSError, UnicodeDecodeError) as error:
            raise NotABackup(self.folder, f"no readable {state.name}/{LIST} ({error})") from error

    def clear_unfinished(self) -> None:
        """Remove what a backup that was broken off has left of its state."""
        place = self.folder / "states"
        for path in place.iterdir() if place.is_dir() else ():
            if _UNFINISHED.fullmatch(path.name):
                shutil.rmtree(path, ignore_errors=True)

    def forget_older(self, keep: int) -> int:
        """Remove all but the `keep` newest states, and the bytes that only they need.

        You get how many states went.

        Raises:
            NotABackup: the list of a state that stays cannot be read; no bytes were removed.
        """
        old = self.states[:-keep]
        if not old:
            return 0
        with writing_to(self.folder):
            for path in old:
                shutil.rmtree(path)
            sync_folder(self.folder / "states")
        needed = {digest for state in self.states for digest in self.files_of(state)}
        for digest in list(self.blobs.walk()):
            if digest not in needed:
                self.blobs.remove(digest)
        return len(old)


def open_backup(folder: Path) -> BackupFolder:
    """The backups in `folder`.

    Raises:
        NotABackup: there are none of a form that this program knows.
        MadeByLaterRelease: they are of a form that this program does not know yet.
    """
    try:
        stated = json.loads((folder / FILE_NAME).read_text("utf-8"))
    except FileNotFoundError:
        raise NotABackup(folder, f"no {FILE_NAME}") from None
    except (OSError, ValueError) as error:
        raise NotABackup(folder, f"a {FILE_NAME} that cannot be read ({error})") from error
    form = stated.get("format") if isinstance(stated, dict) else None
    if isinstance(form, int) and form > FORMAT:
        raise MadeByLaterRelease(folder, "a backup", expected=str(FORMAT), found=str(form))
    if form != FORMAT:
        raise NotABackup(folder, f"a {FILE_NAME} of another form")
    return BackupFolder(folder)


def prepare_backup(folder: Path, settings: Settings) -> BackupFolder:
    """The folder for backups of this archive, made if it is not there.

    Raises:
        NotABackup: it holds other files. OtherBackup: it holds backups of another archive.
        NoRoom, UnwritableStore: it cannot be written.
    """
    with writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not any(folder.iterdir()):
            (folder / "states").mkdir()
            stated = {"format": FORMAT, "archive": settings.name}
            put_text(folder / FILE_NAME, json.dumps(stated, indent=1) + "\n")
    found = open_backup(folder)
    name = json.loads((folder / FILE_NAME).read_text("utf-8")).get("archive")
    if name != settings.name:
        raise OtherBackup(folder, expected=settings.name, found=str(name))
    return found
