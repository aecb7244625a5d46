"""Checking bags, ours and those of others: BagIt 1.0 (RFC 8493) and its drafts 0.93 to 0.97.

Every file is read, and nothing is ever fetched from a network: of a bag with holes (fetch.txt) all
files have to be there already. Out of scope, and refused as such, are tag files in other encodings
than Unicode's and ISO 8859-1. What is forgiven in bags by others: `evidence.packing.forgiving`.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from functools import cached_property
from pathlib import Path
from typing import Literal

from evidence.checks.findings import Finding
from evidence.packing import forgiving

__all__ = ["check_bag"]

STRONG = ("sha256", "sha384", "sha512")
WEAK = ("md5", "sha1", "sha224")
"""Digests that only show accidents; older bags by others have nothing else."""

_DECLARATION = re.compile(
    rb"BagIt-Version: (0\.9[3-7]|1\.0)[ \t]*(?:\r\n|\r|\n)"
    rb"Tag-File-Character-Encoding: (UTF-8|UTF-16|ISO-8859-1)[ \t]*(?:\r\n|\r|\n)?"
)
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+(\*?)(\S.*)")
_HOLE = re.compile(r"\S+[ \t]+(?:-|[0-9]+)[ \t]+(\S.*)")
"""RFC 8493 §2.2.3: address, length or a hyphen, path."""
_LINE_END = re.compile("\r\n|\r|\n")
"""RFC 8493 §2.1.3 knows these; names may hold what Python takes for the end of a line."""
_OXUM = re.compile(r"(?im)^payload-oxum[ \t]*:[ \t]*([0-9]+)\.([0-9]+)[ \t]*$")
_UNSIGNED = re.compile(r"tagmanifest-[a-z0-9]+\.txt(\.sig)?")


def check_bag(folder: Path, *, of_others: bool = False) -> list[Finding]:
    """Everything that is wrong with the bag in `folder`; an empty list if it is complete and valid.

    A bag `of_others` may rest on MD5 or SHA-1 alone, which shows accidents and not intent, may have
    had holes that are filled, and its irregularities are notices.
    """
    return _BagCheck(folder, of_others=of_others).findings()


MAX_TAG_FILE_BYTES = 64 << 20


class _Files:
    """The regular files below a folder. Links are listed as strange and never followed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sizes: dict[str, int] = {}
        self.strange: dict[str, str] = {}
        for here, folders, files in os.walk(root, onerror=self._unread):
            for path in (Path(here, name) for name in (*folders, *files)):
                found, name = path.lstat(), path.relative_to(root).as_posix()
                if stat.S_ISREG(found.st_mode):
                    self.sizes[name] = found.st_size
                elif not stat.S_ISDIR(found.st_mode):
                    self.strange[name] = "a link or a device, which is not followed or read"

    @cached_property
    def alike(self) -> dict[str, list[str]]:
        """The files whose names some systems do not tell apart, by what they have in common."""
        found: dict[str, list[str]] = {}
        for name in self.sizes:
            found.setdefault(forgiving.folded(name), []).append(name)
        return found

    def _unread(self, error: OSError) -> None:
        self.strange[str(error.filename)] = f"what cannot be read ({error.strerror})"

    def read(self, name: str) -> bytes:
        """A tag file; FileNotFoundError if it is not among the files."""
        with self._path(name).open("rb") as file:
            data = file.read(MAX_TAG_FILE_BYTES + 1)
        if len(data) > MAX_TAG_FILE_BYTES:
            raise ValueError(f"more than {MAX_TAG_FILE_BYTES} bytes")
        return data

    def digest(self, name: str, algorithm: str) -> str:
        """The digest of a file; FileNotFoundError if it is not among the files."""
        with self._path(name).open("rb") as file:
            return hashlib.file_digest(file, algorithm).hexdigest()

    def _path(self, name: str) -> Path:
        if name not in self.sizes:
            raise FileNotFoundError(f"expected the file {name}, found none")
        return self.root / name


class _BagCheck:
    def __init__(self, folder: Path, *, of_others: bool) -> None:
        self._folder = _Files(folder)
        self._of_others = of_others
        self._found: list[Finding] = []
        self._version = "1.0"
        self._encoding = "utf-8"
        self._twins: set[str] = set()
        """Files that a manifest means by a name that other file systems do not tell from theirs."""
        self._told: set[tuple[str, str]] = set()
        self._lost: set[str] = set()
        """Missing files of the kind that systems make for themselves."""

    def findings(self) -> list[Finding]:
        self._check_declaration()
        manifests = [found for name in self._folder.sizes if (found := _MANIFEST.fullmatch(name))]
        payload_manifests = [one for one in manifests if not one[1]]
        strong = STRONG + (WEAK if self._of_others else ())
        if not any(one[2] in strong for one in payload_manifests):
            self._add("packet.manifest_missing", f"expected a manifest of {' or '.join(strong)}")
        listed = [self._check_manifest(one[0], one[2]) for one in manifests]
        self._check_completeness(payload_manifests, manifests, listed)
        self._check_oxum()
        for path, why in sorted(self._folder.strange.items()):
            self._add("packet.file_added", f"expected files and folders, found {why}", path)
        if "fetch.txt" in self._folder.sizes:
            self._check_holes(set().union(*listed))
        return self._found

    def _add(self, code: str, message: str, where: str = "") -> None:
        self._found.append(Finding(code, message, where))

    def _irregular(self, message: str, where: str) -> None:
        if (message, where) not in self._told:  # once for each file, not for each of its lines
            self._told.add((message, where))
            self._add("packet.irregular", message, where)

    def _check_holes(self, listed: set[str]) -> None:
        """RFC 8493 §2.2.3. That the files are there is seen where the manifests are read."""
        if not self._of_others:
            self._add("packet.unreadable", "expected a bag without holes", "fetch.txt")
            return
        try:
            lines = _LINE_END.split(self._folder.read("fetch.txt").decode(self._encoding))
        except (OSError, ValueError) as error:
            self._add("packet.unreadable", f"cannot be read: {error}", "fetch.txt")
            return
        for line in filter(str.strip, lines):
            found = _HOLE.fullmatch(line.rstrip())
            path = self._decoded(found[1]) if found else ""
            if _leads_outside(path) or path not in listed or not path.startswith("data/"):
                self._add("packet.unreadable", f"no file of the payload: {line!r}", "fetch.txt")

    def _check_declaration(self) -> None:
        try:
            found = _DECLARATION.fullmatch(self._folder.read("bagit.txt"))
        except (OSError, ValueError) as error:
            self._add("packet.file_missing", f"cannot be read: {error}", "bagit.txt")
            return
        if found is None:
            message = "expected the declaration of a BagIt from 0.93 to 1.0, in a known encoding"
            self._add("packet.unreadable", message, "bagit.txt")
        else:
            self._version, self._encoding = found[1].decode(), found[2].decode()

    def _check_manifest(self, name: str, algorithm: str) -> set[str]:
        """The paths that a manifest lists, after each was compared with its file."""
        listed: dict[str, str] = {}
        if algorithm not in STRONG + WEAK:
            self._add("packet.unreadable", f"the digest {algorithm} is not known here", name)
            return set()
        try:
            lines = _LINE_END.split(self._folder.read(name).decode(self._encoding))
        except (OSError, ValueError) as error:
            self._add("packet.unreadable", f"expected {self._encoding}: {error}", name)
            return set()
        for line in filter(str.strip, lines):
            self._read_line(line, name, listed)
        for path, expected in listed.items():
            self._compare(path, expected, algorithm)
        return set(listed)

    def _read_line(self, line: str, name: str, listed: dict[str, str]) -> None:
        found = _LINE.fullmatch(line.rstrip())
        if found is None:
            self._add("packet.unreadable", f"expected a digest and a path, found {line!r}", name)
            return
        path, digest = self._decoded(found[3]), found[1].lower()
        self._note_irregular(name, found, known=listed.get(path) == digest)
        is_payload = path.startswith("data/")
        if _leads_outside(path) or is_payload is name.startswith("tag"):
            self._add("packet.unreadable", f"{path!r} does not belong into this manifest", name)
        elif path in listed and (self._version == "1.0" or listed[path] != digest):
            self._add("packet.unreadable", f"{path!r} is listed twice", name)
        else:
            listed[path] = digest

    def _note_irregular(self, name: str, line: re.Match[str], *, known: bool) -> None:
        """RFC 8493 §6.1; drafts before it took a file that is listed twice in the same way."""
        if line[2]:
            self._irregular("an asterisk before a path, as md5sum writes it", name)
        if line[3].startswith("./"):
            self._irregular("a path that begins with ./", name)
        if known and self._version != "1.0":
            self._irregular("a path that is listed twice, with the same digest", name)

    def _decoded(self, written: str) -> str:
        """RFC 8493 §2.1.3: CR, LF and, since 1.0, the percent sign are percent-encoded."""
        path = re.sub("%0[Aa]", "\n", re.sub("%0[Dd]", "\r", written)).removeprefix("./")
        return path.replace("%25", "%") if self._version == "1.0" else path

    def _compare(self, path: str, expected: str, algorithm: str) -> None:
        code: Literal["packet.manifest_changed", "packet.file_changed"]
        code = "packet.manifest_changed" if _MANIFEST.fullmatch(path) else "packet.file_changed"
        try:
            found = self._folder.digest(path, algorithm)
        except FileNotFoundError:
            if not (self._of_others and self._is_forgiven(path, expected, algorithm)):
                self._add("packet.file_missing", "expected a file, found none", path)
        except OSError as error:
            self._add("packet.unreadable", f"cannot be read: {error.strerror}", path)
        else:
            if found != expected:
                self._add(code, f"expected {algorithm} {expected}, found {found}", path)

    def _is_forgiven(self, path: str, expected: str, algorithm: str) -> bool:
        """Whether a missing file is there under a name that means the same, or was no content."""
        for twin in self._folder.alike.get(forgiving.folded(path), ()):
            if self._folder.digest(twin, algorithm) == expected:
                self._twins.add(twin)
                message = f"there is only {twin!r}, which some systems do not tell from it"
                self._irregular(message, path)
                return True
        if forgiving.is_made_by_systems(path):
            self._lost.add(path)
            self._irregular("missing, a file that systems make for themselves", path)
            return True
        return False

    def _check_completeness(
        self,
        payload_manifests: list[re.Match[str]],
        manifests: list[re.Match[str]],
        listed: list[set[str]],
    ) -> None:
        """Every payload file is in every payload manifest; tag files are in the tag manifests."""
        tags: set[str] = set()
        for one, paths in zip(manifests, listed, strict=True):
            tags |= paths if one[1] else set()
            for path in sorted(self._folder.sizes):
                is_listed = path in paths or path in self._twins
                if one in payload_manifests and path.startswith("data/") and not is_listed:
                    self._add("packet.file_added", f"expected to be listed in {one[0]}", path)
        for path in sorted(self._folder.sizes):
            if not path.startswith("data/") and path not in tags and self._must_be_listed(path):
                self._add("packet.file_added", "expected to be listed in a tag manifest", path)

    def _must_be_listed(self, path: str) -> bool:
        """RFC 8493 lets tag files stay out of tag manifests; a signed bag leaves none out."""
        signed = any(name.endswith(".sig") for name in self._folder.sizes)
        return signed and not _UNSIGNED.fullmatch(path)

    def _check_oxum(self) -> None:
        if "bag-info.txt" not in self._folder.sizes:
            return
        try:
            stated = _OXUM.search(self._folder.read("bag-info.txt").decode(self._encoding))
        except (OSError, ValueError) as error:
            self._add("packet.unreadable", f"cannot be read: {error}", "bag-info.txt")
            return
        payload = [n for path, n in self._folder.sizes.items() if path.startswith("data/")]
        found = (sum(payload), len(payload))
        if stated and not self._fits_oxum(int(stated[1]), int(stated[2]), found):
            message = f"expected a payload of {stated[1]} bytes in {stated[2]}"
            message += f" files, found {found[0]} in {found[1]}"
            self._add("packet.file_changed", message, "bag-info.txt")

    def _fits_oxum(self, size: int, files: int, found: tuple[int, int]) -> bool:
        """How large files were that are forgiven their absence nobody knows."""
        lost = sum(path.startswith("data/") for path in self._lost)
        return found == (size, files) or (
            lost > 0 and found[0] <= size and found[1] + lost == files
        )


def _leads_outside(path: str) -> bool:
    pieces = re.split(r"[/\\]", path)
    return (
        path.startswith(("/", "~", "\\"))
        or ".." in pieces
        or re.match("[A-Za-z]:", path) is not None
    )
