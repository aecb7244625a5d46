"""Telling a ZIP or TAR by its bytes and its name, and opening it."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from typing import BinaryIO

from evidence.containers.limits import Limits
from evidence.containers.member import Member
from evidence.containers.tars import MAGIC, tar_members
from evidence.containers.zips import zip_members

ZIP_ENDINGS = (b".zip",)
TAR_ENDINGS = (b".tar", b".tgz", b".tar.gz", b".tbz2", b".tar.bz2", b".txz", b".tar.xz")
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD_BYTES = 512


def is_container(file: BinaryIO, name: bytes) -> bool:
    """Whether a file of this name is one that is opened: a ZIP or TAR by its name and its bytes.

    Office documents, books and apps are ZIPs by their bytes only, and stay whole.
    """
    return _form(file, name) is not None


def members(file: BinaryIO, name: bytes, limits: Limits | None = None) -> Iterator[Member]:
    """What lies in the archive file, one after another; nothing, if it is none.

    Raises:
        BrokenContainer: it cannot be read, or not to its end.
        TooMuchInside: more lies in it than the limits allow; what came before came out whole.
    """
    size = file.seek(0, os.SEEK_END)
    match _form(file, name):
        case "zip":
            yield from zip_members(file, size, limits or Limits())
        case "tar":
            yield from tar_members(file, size, limits or Limits())
        case _:
            return


def _form(file: BinaryIO, name: bytes) -> str | None:
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    named = name.lower()
    if named.endswith(ZIP_ENDINGS) and head.startswith(_ZIP_MAGIC):
        return "zip"
    compressed = any(head.startswith(magic) for magic in MAGIC)
    if named.endswith(TAR_ENDINGS) and (compressed or _is_tar_header(head)):
        return "tar"
    return None


def _is_tar_header(head: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True
