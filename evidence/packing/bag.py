"""Bags: a folder with manifests, as archives and courts exchange them (BagIt 1.0, RFC 8493).

A bag is written over a folder that already holds its files: payload below `data/`, other tag files
beside it. Names are generated ASCII; every other name is refused, because writers and readers of
bags disagree on how to write them. Checking is in `evidence.packing.bag_check`; a ZIP is written by
`evidence.packing.zip_stream`. Signing the tag manifest is left to `evidence.signing.sshsig`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from evidence.errors import BadBag
from evidence.packing.bag_check import check_bag
from evidence.store.durable import sync_file, sync_folder, writing_to

__all__ = [
    "SIGNATURE",
    "TAG_MANIFEST",
    "bag_files",
    "bag_info",
    "check_bag",
    "tag_files",
    "write_bag",
]

MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIGNATURE = "tagmanifest-sha256.txt.sig"
"""The only file that no manifest lists, beside the tag manifest that it signs."""

_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?<!\.)")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices, with any extension."""
_LABEL = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")


def write_bag(
    folder: Path, info: Mapping[str, str], *, known: Mapping[str, str] | None = None
) -> str:
    """Write the tag files over `folder`; the SHA-256 of the tag manifest, which says all.

    `info` are labels and values of bag-info.txt, in their order; Payload-Oxum is added. `known`
    gives digests that were computed while the files were written, by their path in the bag; those
    files are not read again. The tag files and the folder are on the disk when this returns; the
    payload is the caller's care.

    Raises:
        BadBag: a name is not generated ASCII, differs from another in case only, is a link or a
            device; there is no payload; a label or value of `info` is malformed. Nothing was
            written.
        NoRoom, UnwritableStore: the system refused.
    """
    bag_info(info)
    sizes = {path: size for path, size in bag_files(folder).items() if path not in _WRITTEN}
    digests = dict(known or {})
    with writing_to(folder):
        for path in sizes:
            if path not in digests:
                digests[path] = _digest(folder / path)
        tags = tag_files(info, {path: (digests[path], size) for path, size in sizes.items()})
        for name, content in tags.items():
            _write(folder / name, content)
        sync_folder(folder)
    return hashlib.sha256(tags[TAG_MANIFEST]).hexdigest()


def tag_files(info: Mapping[str, str], files: Mapping[str, tuple[str, int]]) -> dict[str, bytes]:
    """The tag files of a bag that holds `files`: by path, SHA-256 and size. Nothing is written.

    Raises:
        BadBag: a label or value of `info` is malformed; there is no payload.
    """
    payload = {path: one for path, one in files.items() if path.startswith("data/")}
    if not payload:
        raise BadBag("files below data/", found="none")
    oxum = f"Payload-Oxum: {sum(size for _, size in payload.values())}.{len(payload)}\n"
    tags = {"bagit.txt": _DECLARATION, "bag-info.txt": (bag_info(info) + oxum).encode()}
    tags[MANIFEST] = _manifest({path: digest for path, (digest, _) in payload.items()})
    listed = {path: digest for path, (digest, _) in files.items() if path not in payload}
    listed |= {name: hashlib.sha256(content).hexdigest() for name, content in tags.items()}
    tags[TAG_MANIFEST] = _manifest(listed)
    return tags


_WRITTEN = ("bagit.txt", "bag-info.txt", MANIFEST, TAG_MANIFEST, SIGNATURE)


def bag_files(folder: Path) -> dict[str, int]:
    """Every file below `folder` that a bag may hold, by its path in the bag, with its size.

    Raises:
        BadBag: as `write_bag`.
        UnwritableStore: the folder cannot be read.
    """
    sizes: dict[str, int] = {}
    lower: dict[str, str] = {}
    with writing_to(folder):
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if not _NAME.fullmatch(path.name) or _DEVICE.fullmatch(path.name):
                raise BadBag("generated ASCII names", found=name)
            if lower.setdefault(name.lower(), name) != name:
                raise BadBag("names that differ not in case only", found=name)
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise BadBag("files and folders only", found=name)
            if path.is_file():
                sizes[name] = path.stat().st_size
    return sizes


def bag_info(info: Mapping[str, str]) -> str:
    """The lines of bag-info.txt.

    Raises:
        BadBag: a label or value is malformed.
    """
    lines: list[str] = []
    for label, value in info.items():
        if not _LABEL.fullmatch(label) or label.lower() == "payload-oxum":
            raise BadBag("labels of letters, digits and hyphens", found=label)
        if not value.isprintable() or value != value.strip() or not value:
            raise BadBag(f"one line of text as {label}", found=value)
        lines.append(f"{label}: {value}\n")
    return "".join(lines)


def _manifest(digests: Mapping[str, str]) -> bytes:
    """In the form that `sha256sum -c` reads: digest, two spaces, path; sorted by path."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Replace a tag file, so that it is there wholly or as it was."""
    scratch = path.with_name(f".{path.name}.new")
    with scratch.open("wb") as file:
        file.write(content)
        file.flush()
        sync_file(file.fileno())
    scratch.replace(path)
