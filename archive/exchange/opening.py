"""Opening a bundle: its files, digests and signature, before anything in it is believed.

Every byte is read and hashed, and nothing is written. A name that no bundle holds, a file that is
compressed, shares its bytes with another or is not in the list refuses the whole of it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from archive.exchange import form
from archive.exchange.errors import BadBundle, NewerBundle
from evidence.containers.errors import ContainerError, TooMuchInside
from evidence.containers.limits import Limits
from evidence.containers.member import Member
from evidence.containers.zips import zip_members
from evidence.errors import EvidenceError
from evidence.proof import canonical
from evidence.proof.errors import NotCanonical
from schemas.bundle import FORMAT, BundledFile, BundleList

__all__ = ["KeyOf", "Opened", "evidence_in", "open_bundle"]

KeyOf = Callable[[str], str]
"""The key by which the archive of a name is known. Raises UntrustedArchive."""
MOST_ENTRIES = 1_000_000
"""Files in one bundle."""
MOST_TEXT = 1 << 30
"""Bytes of each file of lines, which is held in memory."""
MOST_LIST = 256 << 20
"""Bytes of the list and of the ZIP's own."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle whose files are those that a trusted archive has signed for."""

    path: Path
    name: str
    """What errors call it."""
    listed: BundleList
    digest: str
    """SHA-256 of its list."""
    vkey: str
    """The key by which it is signed."""
    texts: dict[str, bytes]
    """Its files of lines and the head, by name."""

    @property
    def evidence(self) -> dict[str, int]:
        """The digests of its stored files, with their bytes."""
        return {
            one.name.removeprefix(form.EVIDENCE): one.size
            for one in self.listed.files
            if one.name.startswith(form.EVIDENCE)
        }


def open_bundle(path: Path, *, key_of: KeyOf, name: str = "") -> Opened:
    """The bundle in the file `path`, read to its last byte.

    Raises:
        BadBundle: it is damaged, or none; says which fault. NewerBundle: its form is not known.
        UntrustedArchive: nobody has confirmed the key of the archive that it names.
        BadKey: the key given for it is none.
    """
    called = name or str(path)
    with path.open("rb") as file:
        found, texts = _read(file, called)
    data = _text(texts, form.LIST, called)
    listed = _list(data, called)
    vkey = key_of(listed.archive)
    digest = hashlib.sha256(data).hexdigest()
    _check_signature(_text(texts, form.NOTE, called), listed, digest, vkey, called)
    _check_files(listed, found, called)
    kept = {key: text for key, text in texts.items() if key not in (form.LIST, form.NOTE)}
    return Opened(path, called, listed, digest, vkey, kept)


def _read(file: BinaryIO, name: str) -> tuple[dict[str, BundledFile], dict[str, bytes]]:
    """Every file in the ZIP, hashed; and those of lines."""
    found: dict[str, BundledFile] = {}
    texts: dict[str, bytes] = {}
    for member in _members(file, name):
        label = member.name.decode("utf-8", "replace")
        if member.refused or not form.KNOWN.fullmatch(label) or label in found:
            why = member.refused or ("it is there twice" if label in found else "none has it")
            raise BadBundle(name, f"the file {label[:100]!r}: {why}", finding="bundle.file_unknown")
        sha256, size = hashlib.sha256(), 0
        kept = None if label.startswith(form.EVIDENCE) else bytearray()
        for chunk in _chunks(member, name):
            sha256.update(chunk)
            size += len(chunk)
            if kept is not None:
                kept += chunk
                if size > (MOST_LIST if label in (form.LIST, form.NOTE) else MOST_TEXT):
                    why = f"{label} of more than {size:,} bytes"
                    raise BadBundle(name, why, finding="bundle.too_much")
        found[label] = BundledFile(name=label, size=size, sha256=sha256.hexdigest())
        if kept is not None:
            texts[label] = bytes(kept)
    return found, texts


def _members(file: BinaryIO, name: str) -> Iterator[Member]:
    """What lies in the ZIP: never more bytes than the file itself has."""
    size = file.seek(0, os.SEEK_END)
    limits = Limits(MOST_ENTRIES, total_bytes=size, ratio=1, free_bytes=0, header_bytes=MOST_LIST)
    try:
        yield from zip_members(file, size, limits)
    except TooMuchInside as error:
        raise BadBundle(name, str(error), finding="bundle.too_much") from error
    except ContainerError as error:
        raise BadBundle(name, str(error), finding="bundle.unreadable") from error


def _chunks(member: Member, name: str) -> Iterator[bytes]:
    try:
        yield from member.chunks()
    except TooMuchInside as error:
        raise BadBundle(name, str(error), finding="bundle.too_much") from error
    except ContainerError as error:
        raise BadBundle(name, str(error), finding="bundle.unreadable") from error


def _text(texts: dict[str, bytes], label: str, name: str) -> bytes:
    if label not in texts:
        raise BadBundle(name, f"no {label}", finding="bundle.file_missing")
    return texts[label]


def _list(data: bytes, name: str) -> BundleList:
    try:
        stated = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadBundle(
            name, f"a list that is no JSON ({error})", finding="bundle.bad_list"
        ) from error
    told = stated.get("format") if isinstance(stated, dict) else None
    if isinstance(told, int) and told > FORMAT:
        raise NewerBundle(name, found=told, known=FORMAT)
    try:
        canonical.decode(data.removesuffix(b"\n"))
        return BundleList.model_validate_json(data)
    except (ValidationError, NotCanonical) as error:
        said = str(error).splitlines()[0]
        raise BadBundle(
            name, f"a list of another shape ({said})", finding="bundle.bad_list"
        ) from error


def _check_signature(note: bytes, listed: BundleList, digest: str, vkey: str, name: str) -> None:
    try:
        text = note.decode("utf-8", "replace")
        signed = form.signed_digest(text, origin=listed.origin, vkey=vkey)
    except EvidenceError as error:
        raise BadBundle(name, str(error), finding="bundle.bad_signature") from error
    if signed != digest:
        why = "a signature over another list than the one in it"
        raise BadBundle(name, why, finding="bundle.list_changed")
    if listed.origin.rpartition("/log/")[0] != listed.archive:
        why = f"the log {listed.origin!r}, which is none of the archive {listed.archive}"
        raise BadBundle(name, why, finding="bundle.bad_list")


def _check_files(listed: BundleList, found: dict[str, BundledFile], name: str) -> None:
    expected = {one.name: one for one in listed.files}
    there = found.keys() - {form.LIST, form.NOTE}
    for label in sorted(expected.keys() - there):
        raise BadBundle(name, f"no file {label[:100]!r}", finding="bundle.file_missing")
    for label in sorted(there - expected.keys()):
        why = f"the file {label!r}, which is not in its list"
        raise BadBundle(name, why, finding="bundle.file_added")
    for label, one in sorted(expected.items()):
        of_evidence = label.startswith(form.EVIDENCE)
        if found[label] != one or (of_evidence and label != f"{form.EVIDENCE}{one.sha256}"):
            why = f"other bytes than were signed for in {label}"
            raise BadBundle(name, why, finding="bundle.file_changed")
    if len(expected) != len(listed.files):
        raise BadBundle(name, "a list that names a file twice", finding="bundle.bad_list")


def evidence_in(opened: Opened, wanted: set[str]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The stored files of these digests, one after another, as chunks of bytes.

    Raises:
        BadBundle: the file was changed since it was opened.
    """
    with opened.path.open("rb") as file:
        for member in _members(file, opened.name):
            label = member.name.decode("utf-8", "replace")
            digest = label.removeprefix(form.EVIDENCE)
            if label.startswith(form.EVIDENCE) and digest in wanted:
                yield digest, _chunks(member, opened.name)
