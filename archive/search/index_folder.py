"""The folder of the text index: whose it is, whether it is whole, and who may write into it.

The index can be thrown away at any time, and parts of it are pickles: one that came from outside
would run its author's code. So every file is sealed: its keyed digest (BLAKE2b, RFC 7693) stands
in a list beside it, and the key hangs on a secret outside the folder and on that secret's very
file, so that a copied archive makes its index anew. What is not sealed, or no longer what was
sealed, is never opened. Files are sealed after they have reached the disk.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from evidence.store.durable import put_text, sync_file, sync_folder

_SEAL = re.compile(r"seal_([0-9]{1,12})\.json")
_TOKEN_BYTES = 32
_MAC = 128
"""Hexadecimal digits of a keyed digest."""
COLUMNS_NAME = "columns.bin"
"""What `archive.search.kept_columns` keeps here, beside the text index and sealed for itself."""


@dataclass(frozen=True, slots=True)
class Seal:
    """One state of the index."""

    generation: int
    files: dict[str, str]
    """Keyed digest of every file of this state, by name."""


class IndexFolder:
    """The files of one index."""

    def __init__(self, folder: Path, token_file: Path, version: str) -> None:
        self.folder = folder
        self._token_file = token_file
        self._version = version
        self._checked: set[tuple[str, int, int, str]] = set()

    def latest(self) -> Seal | None:
        """The newest state that is whole and was made here; None: there is none."""
        generations = [
            int(match.group(1))
            for name in self._names()
            if (match := _SEAL.fullmatch(name)) is not None
        ]
        for generation in sorted(generations, reverse=True):
            seal = self._read(generation)
            if seal is not None:
                return seal
        return None

    def is_current(self, seal: Seal) -> bool:
        """Whether no newer state has been sealed since."""
        return (self.folder / _name(seal.generation)).exists() and not (
            self.folder / _name(seal.generation + 1)
        ).exists()

    def seal(self, generation: int, names: Iterable[str], before: Seal | None) -> Seal:
        """Vouch for a new state: its files reach the disk, then the list of their digests.

        Files of the state before it never change and are not read again.
        """
        key = self._key()
        known = before.files if before else {}
        files = {}
        for name in names:
            if name not in known:
                with (self.folder / name).open("rb") as file:
                    sync_file(file.fileno())
            files[name] = known.get(name) or self._digest(name, key)
        body = json.dumps({"generation": generation, "files": files}, sort_keys=True)
        mac = hmac.new(key, body.encode(), "blake2b").hexdigest()
        target = self.folder / _name(generation)
        temporary = target.with_suffix(".new")
        with temporary.open("w") as file:
            file.write(f"{mac}\n{body}\n")
            file.flush()
            sync_file(file.fileno())
        temporary.replace(target)
        sync_folder(self.folder)
        return Seal(generation, files)

    def tidy(self, seal: Seal) -> None:
        """Remove what belongs to no state that is still wanted. Only for the one who writes."""
        keep = {*seal.files, _name(seal.generation), COLUMNS_NAME}
        for child in self.folder.iterdir():
            if child.name not in keep:
                _remove(child)

    def empty(self) -> None:
        """Remove all that is of the text index, and make the folder if need be.

        Only for the one who writes.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for child in self.folder.iterdir():
            if child.name != COLUMNS_NAME:
                _remove(child)

    def write_sealed(self, name: str, data: bytes) -> None:
        """Put a file here that vouches for itself; one that is torn is none.

        Raises:
            OSError: it cannot be written; what was there before stays.
        """
        mac = hashlib.blake2b(data, key=self._key()).hexdigest()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = self.folder / f"{name}.{secrets.token_hex(4)}.new"
        try:
            with temporary.open("xb") as file:
                file.write(f"{mac}\n".encode())
                file.write(data)
            temporary.replace(self.folder / name)
        finally:
            temporary.unlink(missing_ok=True)

    def read_sealed(self, name: str) -> memoryview | None:
        """What `write_sealed` put here. None: nothing, or not what was put here."""
        try:
            data = (self.folder / name).read_bytes()
            mac, body = data[:_MAC], memoryview(data)[_MAC + 1 :]
            expected = hashlib.blake2b(body, key=self._key()).hexdigest()
        except OSError:
            return None
        return body if hmac.compare_digest(mac, expected.encode()) else None

    def remove_sealed(self, name: str) -> None:
        """Take such a file away."""
        with suppress(OSError):
            (self.folder / name).unlink()

    @contextmanager
    def lock(self, *, wait: bool = False) -> Iterator[bool]:
        """Become the one who writes; False if another process is that already."""
        path = self._token_file.with_name(f"{self._token_file.name}.lock")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield _flock(descriptor, wait=wait)
        finally:
            os.close(descriptor)

    def prove_in(self, name: str) -> None:
        """Write a file that proves that the folder was made here, for engines with other files."""
        epoch = secrets.token_hex(8)
        put_text(self.folder / name, f"{epoch} {self._proof(epoch)}\n")

    def proof_in(self, name: str) -> str | None:
        """What tells this folder from others made here; None: it was not made here."""
        try:
            epoch, _, proof = (self.folder / name).read_text("ascii").strip().partition(" ")
        except (OSError, UnicodeDecodeError):
            return None
        return epoch if hmac.compare_digest(proof, self._proof(epoch)) else None

    def _proof(self, epoch: str) -> str:
        return hmac.new(self._key(), epoch.encode(), "blake2b").hexdigest()

    def _names(self) -> list[str]:
        try:
            return [child.name for child in self.folder.iterdir()]
        except OSError:  # what cannot be read is no index
            return []

    def _read(self, generation: int) -> Seal | None:
        try:
            mac, _, body = (self.folder / _name(generation)).read_text("ascii").partition("\n")
            key = self._key()
            expected = hmac.new(key, body.removesuffix("\n").encode(), "blake2b").hexdigest()
            if not hmac.compare_digest(mac, expected):
                return None
            files = json.loads(body)["files"]
            if all(self._is_whole(name, digest, key) for name, digest in files.items()):
                return Seal(generation, files)
        except (OSError, UnicodeDecodeError):
            return None
        return None

    def _is_whole(self, name: str, digest: str, key: bytes) -> bool:
        """Whether a file is the one that was sealed; read once as long as it is not touched."""
        state = (self.folder / name).stat()
        seen = (name, state.st_mtime_ns, state.st_size, digest)
        if seen not in self._checked:
            if self._digest(name, key) != digest:
                return False
            self._checked.add(seen)
        return True

    def _digest(self, name: str, key: bytes) -> str:
        with (self.folder / name).open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(key=key)).hexdigest()

    def _key(self) -> bytes:
        """The key for the seals of this index on this disk, in this version of its form."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        descriptor = os.open(self._token_file, flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            token = os.read(descriptor, _TOKEN_BYTES)
            if len(token) != _TOKEN_BYTES:
                token = secrets.token_bytes(_TOKEN_BYTES)
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, token, 0)
                sync_file(descriptor)
            state = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        here = f"{self._version} {state.st_ino} {state.st_ctime_ns}"
        return hashlib.blake2b(here.encode(), key=token).digest()


def _flock(descriptor: int, *, wait: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _name(generation: int) -> str:
    return f"seal_{generation}.json"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
