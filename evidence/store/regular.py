"""Reading small files where others can write: no pipe is waited for, no terabyte taken in."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

__all__ = ["MOST_BYTES", "read_regular"]

MOST_BYTES = 16 << 20
"""Heads, keys, timestamps and bundles of certificates are a thousand times smaller."""


def read_regular(path: Path) -> bytes:
    """The content of a regular file; links are followed, for keys may lie on another medium.

    Raises:
        FileNotFoundError: there is none.
        OSError: it cannot be read, is no regular file, or has more than `MOST_BYTES`.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(path))
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise OSError(errno.EFBIG, f"it has more than {MOST_BYTES} bytes", str(path))
    return data
