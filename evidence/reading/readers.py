"""Reading a file by the reader of its kind, in the parser process.

What has no reader is kept and described all the same. Libraries are imported when the first file
of their kind comes, so that a process starts quickly.
"""

from __future__ import annotations

from typing import BinaryIO

from evidence.exif import read_exif
from evidence.reading.contents import Contents
from evidence.reading.kinds import Kind, kind_of


def read(file: BinaryIO, media_type: str) -> Contents:
    """What the file says, by the reader of its kind; nothing, if there is none."""
    kind = kind_of(media_type)
    if kind is None:
        return Contents()
    match kind:
        case Kind.PICTURE:
            contents = Contents(read_exif(file))
    return contents.within_limits()
