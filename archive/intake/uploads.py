"""Files that come in pieces, from a browser: kept beside the archive until they are whole.

    DIR/intake/uploads/<32 hex>.part    the bytes that have come so far

Nothing here has been promised to anybody: a piece is durable when its file has been taken in. A
piece goes where the last one ended, or nowhere, so that whoever was cut off can ask how far it came
and go on. What nobody went on with for a week is removed.
"""

from __future__ import annotations

import fcntl
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.intake.errors import UploadElsewhere, UploadTooLarge
from evidence.store.batch import RESERVE_BYTES
from evidence.store.durable import check_room, writing_to

KEPT_SECONDS = 7 * 24 * 3600
_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody is sending."""

    matter: str
    """What it is for: the id of a record."""
    name: str
    size: int
    """Bytes that it will have."""
    version: str = ""
    """What tells it from another one of the same name and size: when it was changed last."""
    sender: str = ""
    """Id of the person who sends it: nobody else is told of it, or puts anything behind it."""

    @property
    def key(self) -> str:
        """The name of its part."""
        told = repr((self.matter, self.name, self.size, self.version, self.sender))
        return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Uploads:
    """The parts in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> Path:
        """The folder, made if it is not there, without what nobody went on with."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self.folder.glob("*.part"):
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                    path.unlink()
        return self.folder

    def come_so_far(self, upload: Upload) -> int:
        """How many bytes of it are here."""
        try:
            return self._path(upload).stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, upload: Upload, offset: int, piece: BinaryIO) -> int:
        """Add a piece where the last one ended; how many bytes are here now.

        Raises:
            UploadElsewhere: the last one ended somewhere else; nothing was added.
            UploadTooLarge: more comes than was announced; what came too much was left away.
            NoRoom: the disk is full; what came before is kept.
        """
        with self._opened(upload) as part:
            here = part.seek(0, 2)
            if here != offset:
                raise UploadElsewhere(upload.name, expected=here, found=offset)
            check_room(self.folder, upload.size - here, reserve=RESERVE_BYTES)
            while data := piece.read(min(_STEP, upload.size - here + 1)):
                if here + len(data) > upload.size:
                    raise UploadTooLarge(upload.name, upload.size)
                with writing_to(self.folder):
                    part.write(data)
                here += len(data)
            return here

    def whole(self, upload: Upload) -> Path:
        """The file, when all of it is here; to be taken in, and then removed."""
        path = self._path(upload)
        if upload.size == 0:  # no piece of it ever comes
            self.prepare()
            path.touch()
        return path

    def remove(self, upload: Upload) -> None:
        """Forget a file that has been taken in."""
        self._path(upload).unlink(missing_ok=True)

    def _path(self, upload: Upload) -> Path:
        return self.folder / f"{upload.key}.part"

    @contextmanager
    def _opened(self, upload: Upload) -> Iterator[BinaryIO]:
        with writing_to(self.prepare()):
            file = self._path(upload).open("ab", buffering=0)
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the same file sent twice at a time
            yield file
