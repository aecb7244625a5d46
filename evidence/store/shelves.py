"""Where a blob lies in a folder, and how it gets there without ever replacing anything.

    sha256/ab/ab12…   the bytes whose SHA-256 is ab12… (64 hex digits), mode 0444
    tmp/              what is being received; nothing there has been promised to anybody

Check by hand, in the folder: `cd sha256/ab && sha256sum *` prints each name beside itself.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from evidence.errors import DamagedEvidence, MissingEvidence
from evidence.store.digests import hash_all, is_digest, read_digest
from evidence.store.durable import sync_folder

BLOB_MODE = 0o444
"""Nobody writes into a blob, not even its owner by mistake."""
_NO_HARD_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""What file systems without hard links (exFAT, some network folders) answer to link(2)."""
_NOT_REGULAR = "what has its name is no regular file"


class Shelves:
    """The files of a store, by digest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.blobs = folder / "sha256"
        self.tmp = folder / "tmp"

    def prepare(self) -> None:
        """Make the folders that every reception needs."""
        if not self.tmp.is_dir():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.blobs.mkdir(exist_ok=True)
            self.tmp.mkdir(exist_ok=True)
            sync_folder(self.folder)

    def path_of(self, digest: str) -> Path:
        """Where the blob lies, or would lie.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
        """
        return self.blobs / read_digest(digest)[:2] / digest

    def probe(self) -> None:
        """See that the place is there and can be read and written.

        Raises:
            OSError: the folder is not there, or refuses.
        """
        place = self.folder if self.folder.exists() else self.folder.parent
        place.stat()
        if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))

    is_far = False
    """Whether bytes are carried to another machine when they get their name."""

    def has(self, digest: str) -> bool:
        """Whether something lies there. Its bytes are not looked at."""
        return self.path_of(digest).is_file()

    def place(self, temp: Path, digest: str, *, sync_shelf: bool = True) -> bool:
        """Give a durable temporary file its name; False where something has that name already.

        The name itself is durable after `sync_folder` on its folder; that folder, if it is new, is
        so when this returns, or with `sync_shelf` False after `sync_folder` on all of them.
        """
        final = self.path_of(digest)
        if not final.parent.is_dir():
            final.parent.mkdir(exist_ok=True)
            if sync_shelf:
                sync_folder(self.blobs)
        return place_if_absent(temp, final)

    def settle(self, digests: Iterable[str]) -> None:
        """Return when the names of these blobs are durable."""
        folders = {self.path_of(digest).parent for digest in digests}
        for folder in folders:
            sync_folder(folder)

    def size(self, digest: str) -> int:
        """How many bytes lie under `digest`.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
            MissingEvidence: there is no such file.
            DamagedEvidence: the system refuses to open it.
        """
        with self.open(digest) as file:
            return os.fstat(file.fileno()).st_size

    def remove(self, digest: str) -> None:
        """Take a blob away, durably.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
            MissingEvidence: there is no such file.
            OSError: the folder refuses.
        """
        path = self.path_of(digest)
        try:
            path.unlink()
        except FileNotFoundError as error:
            raise MissingEvidence(digest) from error
        sync_folder(path.parent)

    def open(self, digest: str) -> BufferedReader:
        """The bytes under `digest`, not hashed again.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
            MissingEvidence: there is no such file.
            DamagedEvidence: the system refuses to open it.
        """
        return os.fdopen(self._opened(digest), "rb")

    def _opened(self, digest: str) -> int:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with _reading(digest):
            descriptor = os.open(self.path_of(digest), flags)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
        raise MissingEvidence(digest, _NOT_REGULAR)

    def check(self, digest: str) -> int:
        """Read the bytes that `digest` names, and hash them again; how many bytes were read.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
            MissingEvidence: the store has no such file.
            DamagedEvidence: its bytes hash to something else, or cannot be read.
        """
        descriptor = self._opened(digest)
        try:
            with _reading(digest):
                found, size = hash_all(descriptor)
        finally:
            os.close(descriptor)
        if found != digest:
            raise DamagedEvidence(expected=digest, found=found)
        return size

    def walk(self) -> Iterator[tuple[Path, bool]]:
        """Every file, link and lost folder under sha256/, and whether it is a blob by its name."""
        for shelf in _sorted(self.blobs):
            if shelf.is_symlink() or not shelf.is_dir():
                yield shelf, False
                continue
            for path in _sorted(shelf):
                proper = is_digest(path.name) and path.name.startswith(shelf.name)
                yield path, proper and len(shelf.name) == 2 and _is_regular(path)


def place_if_absent(temp: Path, final: Path) -> bool:
    """Rename `temp` to `final`, unless there is a `final`; whether it was renamed.

    link(2) refuses to replace, whoever else is at work. The name of `temp` may remain beside.
    """
    try:
        os.link(temp, final, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        return place_under_lock(temp, final)
    return True


def place_under_lock(temp: Path, final: Path) -> bool:
    """The same for file systems without hard links: look, then rename, one process at a time."""
    folder = os.open(final.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if os.path.lexists(final):
            return False
        temp.rename(final)
    finally:
        os.close(folder)
    return True


@contextmanager
def _reading(digest: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise MissingEvidence(digest) from error
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENXIO}:
            raise MissingEvidence(digest, _NOT_REGULAR) from error
        why = error.strerror or str(error)
        raise DamagedEvidence(expected=digest, found=None, why=why) from error


def _sorted(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []


def _is_regular(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)
