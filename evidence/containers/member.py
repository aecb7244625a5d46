"""One thing inside a ZIP or TAR: its name as it stands there, and its bytes, or why it has none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """Something that lies in an archive file. Folders are not told of: files name them."""

    name: bytes
    """As it stands there, with "/" between folders."""
    size: int
    """Bytes that it says it has."""
    refused: str = ""
    """Why it is not taken out. Empty: it is a plain file."""
    chunks: Callable[[], Iterator[bytes]] = lambda: iter(())
    """Its bytes, once, and before the next member is asked for. Raises a ContainerError if they
    cannot be read to the end, or are too many."""


def unsafe_name(name: bytes) -> str:
    """Why a file of this name is not taken out; empty if there is no reason.

    Names that leave the folder into which an archive file is unpacked are written on purpose.
    """
    parts = name.replace(b"\\", b"/").split(b"/")
    if not name:
        return "it has no name"
    if b"\0" in name:
        return "there is a NUL in its name"
    if not parts[0] or (len(parts[0]) == 2 and parts[0].endswith(b":")):
        return "its name is an absolute path"
    if b".." in parts:
        return "its name leads out of the archive file (..)"
    return ""
