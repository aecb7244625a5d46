"""Which files are meant: those that are named, and all that lie in the folders that are named.

Links are not followed, neither to files nor to folders: what they lead to was not handed over. A
folder that cannot be read is refused by name, and the rest goes on. The archive's own folder is
never taken into itself.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas.file_names import written_name


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is meant, or a folder that cannot be read."""

    path: Path
    name: str
    """Name under which it comes: below the folder that was named, with that folder's own name."""
    refused: str = ""
    """Why nothing can be read there. Empty: nobody has tried yet."""
    sent: bool = False
    """Whether it came over the wire: where it waits here is then nobody's business."""

    @property
    def label(self) -> str:
        """How a report calls it."""
        return self.name if self.sent else written_name(os.fsencode(self.path))


Meant = Path | Found
"""A path that somebody names; or a file with the name that it had elsewhere."""


def files_of(paths: Iterable[Meant], *, besides: Path | None = None) -> Iterator[Found]:
    """Each path that is no folder, and all files below those that are, in the order of names.

    `besides` is a folder that is refused with all that lies in it: the archive's own.
    """
    own = _identity(besides) if besides else None
    for path in paths:
        if isinstance(path, Found):
            yield path
            continue
        base = os.path.basename(os.path.abspath(path))  # noqa: PTH119, PTH100 - "." has a name too
        yield from _below(path, os.fsencode(base), own)


def _below(path: Path, name: bytes, own: tuple[int, int] | None) -> Iterator[Found]:
    """Depth first; in memory are the names in each folder on the way, and nothing else."""
    folders = [iter([(path, name)])]
    while folders:
        here, name = next(folders[-1], (None, b""))
        if here is None:
            folders.pop()
        elif not _is_folder(here):
            inside = own is not None and len(folders) == 1 and _lies_in(here, own)
            why = "it is a file of this archive itself" if inside else ""
            yield Found(here, written_name(name), why)
        elif own is not None and _identity(here) == own:
            yield Found(here, written_name(name), "it is the folder of this archive itself")
        else:
            try:
                inner = sorted(here.iterdir(), key=os.fsencode)
            except OSError as error:
                yield Found(here, written_name(name), _unreadable(error))
            else:
                folders.append(_inside(name, inner))


def _inside(name: bytes, inner: list[Path]) -> Iterator[tuple[Path, bytes]]:
    return ((one, name + b"/" + os.fsencode(one.name)) for one in inner)


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except (OSError, ValueError):  # whoever opens it will say what is wrong
        return False


def _lies_in(path: Path, folder: tuple[int, int]) -> bool:
    """Whether a file that was named itself lies in this folder or below it."""
    above = Path(os.path.abspath(path)).parents  # noqa: PTH100 - links are not followed here
    return any(_identity(one) == folder for one in above)


def _unreadable(error: OSError) -> str:
    return f"the folder cannot be read: {error.strerror}; what lies in it was not taken in"


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def size_of(paths: Iterable[Meant]) -> int:
    """How many bytes lie in all these files, as far as the folders can be read."""
    return sum(size_at(found.path) for found in files_of(paths) if not found.refused)


def size_at(path: Path) -> int:
    """Bytes of what lies at `path`; 0 where that cannot be told."""
    try:
        return path.lstat().st_size
    except (OSError, ValueError):  # ValueError: a name with NUL in it
        return 0
