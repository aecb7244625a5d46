"""The ZIP twin of a bag: one file, the same bytes whenever and wherever it is written.

APPNOTE.TXT of PKWARE, with ZIP64 where needed; stored, because pictures and sound do not shrink.
The one folder at its top has the name of the bag (RFC 8493 §4). Dates, modes and order are fixed,
so that two people can compare digests of their copies.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from evidence.durable import sync_file, sync_folder, writing_to
from evidence.errors import BadBag

__all__ = ["write_zip"]

_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date that ZIP can write."""
_UNIX = 3
_MODE = 0o100644
_BLOCK_BYTES = 1 << 20


def write_zip(folder: Path, out: Path, *, name: str | None = None) -> None:
    """Write the files below `folder` to the file `out`, which is replaced if it is there.

    It is there wholly and on the disk, or as it was. The folder inside is called `name`, or as
    `folder` is.

    Raises:
        BadBag: `folder` holds a link or a device. Nothing was written.
        NoRoom, UnwritableStore: the system refused. Nothing was kept.
    """
    scratch = out.with_name(f".{out.name}.new")
    with writing_to(out.parent):
        try:
            with scratch.open("wb") as target:
                with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
                    for path in _files(folder):
                        within = path.relative_to(folder).as_posix()
                        _store(archive, path, f"{name or folder.name}/{within}")
                target.flush()
                sync_file(target.fileno())
            scratch.replace(out)
        finally:
            scratch.unlink(missing_ok=True)
        sync_folder(out.parent)


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix())
    for path in found:
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise BadBag("files and folders only", found=str(path.relative_to(folder)))
    return [path for path in found if path.is_file()]


def _store(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.create_system = _UNIX
    entry.external_attr = _MODE << 16
    entry.file_size = path.stat().st_size  # decides on ZIP64 before the first byte
    with path.open("rb") as source, archive.open(entry, "w") as target:
        shutil.copyfileobj(source, target, _BLOCK_BYTES)
