"""Makes the archive files of the tests."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable

from evidence.containers import Limits, members
from evidence.containers.errors import ContainerError

REGULAR = tarfile.REGTYPE


def tar(*entries: tuple[str, bytes | None, bytes], mode: str = "w") -> bytes:
    """A TAR of (name, content or nothing, type)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload]
        for name, content, kind in entries:
            info = tarfile.TarInfo(name)
            info.type, info.size, info.linkname = kind, len(content or b""), "/etc/passwd"
            archive.addfile(info, io.BytesIO(content) if content else None)
    return out.getvalue()


def zipped(fill: Callable[[zipfile.ZipFile], object]) -> bytes:
    """A ZIP that `fill` has filled."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        fill(archive)
    return out.getvalue()


def told(data: bytes, name: bytes, limits: Limits | None = None) -> dict[bytes, bytes | str]:
    """What came out under each name, or why not; under no name what ended it all."""
    found: dict[bytes, bytes | str] = {}
    try:
        for member in members(io.BytesIO(data), name, limits):
            try:
                found[member.name] = member.refused or b"".join(member.chunks())
            except ContainerError as error:
                found[member.name] = str(error)
    except ContainerError as error:
        found[b""] = str(error)
    return found
