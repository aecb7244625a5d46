"""Bundles of evidence that bring digests of their own: WACZ, ProofMode, auto-archiver.

A bundle is kept whole, as the ZIP file that came; here its own digests are compared with what is in
it. That they fit shows that the bundle was not damaged since it was made, and nothing about who
made it: whoever changes a file can change the digest beside it. Signatures in it are named, not
checked.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from evidence.capture.claims import Claims
from evidence.capture.tags import one_line
from evidence.reading.contents import Contents, Patience
from evidence.reading.errors import UnreadableFile
from evidence.reading.zipped import Zipped, opened_zip

_SHA256 = re.compile(r"[0-9a-f]{64}")
_MANIFEST, _OF_MANIFEST = "datapackage.json", "datapackage-digest.json"
_PROOF = re.compile(r"(?:.*/)?[^/]*\.proof\.(?:json|csv)")
_PROVEN = "File Hash SHA256"
_SIGNATURES = (".asc", ".sig", ".ots", ".gst", ".tsr", ".p7s", ".devicecheck")
_REPORT = re.compile(r"(?:.*/)?[^/]+\.(?:html|json)")
_ARCHIVER = re.compile(rb"auto[-_ ]archiver", re.IGNORECASE)
_CLAIMED = re.compile(rb"sha-?256:\s*([0-9a-f]{64})", re.IGNORECASE)
_REPORT_BYTES = 16 << 20
_LARGEST = 1 << 40
_NAMED = 10


@dataclass(frozen=True, slots=True)
class _Bundle:
    kind: str
    expected: Mapping[str, str]
    """SHA-256 in hex by the name of an entry, or by itself where the bundle names no file."""
    notes: tuple[str, ...] = ()


def read_zip(file: BinaryIO, patience: Patience) -> Contents:
    """What kind of bundle a ZIP file is, and whether its own digests fit; nothing for any other.

    Raises:
        UnreadableFile: it is damaged, or unfolds into too much.
    """
    with opened_zip(file) as entries:
        raw = {"entries": str(len(entries.names))}
        bundle = _wacz(entries) or _proof_mode(entries) or _auto_archiver(entries)
        if bundle is None:
            return Contents(Claims(raw=raw))
        notes = (*bundle.notes, *_compared(entries, bundle, patience))
        signatures = [name for name in entries.names if name.lower().endswith(_SIGNATURES)]
    if signatures:
        notes += (f"signatures and stamps in it were not checked: {_some(signatures)}",)
    return Contents(Claims(raw={**raw, "bundle": bundle.kind}, notes=notes))


def _wacz(entries: Zipped) -> _Bundle | None:
    """WACZ 1.1.1, https://specs.webrecorder.net/wacz/1.1.1/ ."""
    if _MANIFEST not in entries or not any(name.startswith("archive/") for name in entries.names):
        return None
    written = entries.read(_MANIFEST)
    manifest = _object(written, _MANIFEST)
    resources = manifest.get("resources")
    expected, notes = {}, []
    for row in resources if isinstance(resources, list) else []:
        path, told = (row.get("path"), row.get("hash")) if isinstance(row, dict) else (None, None)
        digest = str(told).lower().removeprefix("sha256:")
        if isinstance(path, str) and _SHA256.fullmatch(digest):
            expected[path] = digest
        else:
            notes.append(f"no SHA-256 is stated for {one_line(str(path))[:100]!r}")
    if _OF_MANIFEST in entries:
        told = str(_object(entries.read(_OF_MANIFEST), _OF_MANIFEST).get("hash", "")).lower()
        if told.removeprefix("sha256:") != hashlib.sha256(written).hexdigest():
            notes.append(f"{_MANIFEST} does NOT fit the digest in {_OF_MANIFEST}")
    version = one_line(str(manifest.get("wacz_version", "")))[:20]
    return _Bundle(f"WACZ {version}".strip(), expected, tuple(notes[:_NAMED]))


def _proof_mode(entries: Zipped) -> _Bundle | None:
    """ProofMode, https://proofmode.org/verify : the digest of each file stands in its proof."""
    proofs = [name for name in entries.names if _PROOF.fullmatch(name)]
    if not proofs:
        return None
    found = {
        digest: digest
        for name in proofs
        for digest in _proven(entries.read(name), is_json=name.endswith(".json"))
    }
    return _Bundle("ProofMode", found)


def _proven(data: bytes, *, is_json: bool) -> Iterator[str]:
    text = data.decode("utf-8", "replace")
    if is_json:
        rows: list[Mapping[str, Any]] = [_object(data, "a proof")]
    else:
        rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        digest = str(row.get(_PROVEN) or "").strip().lower()
        if _SHA256.fullmatch(digest):
            yield digest


def _auto_archiver(entries: Zipped) -> _Bundle | None:
    """Reports of auto-archiver, https://auto-archiver.readthedocs.io/ , which name digests."""
    for name in entries.names:
        if not _REPORT.fullmatch(name) or entries.size(name) > _REPORT_BYTES:
            continue
        report = entries.read(name)
        digests = [digest.decode().lower() for digest in _CLAIMED.findall(report)]
        if digests and _ARCHIVER.search(report):
            return _Bundle("auto-archiver", {digest: digest for digest in digests})
    return None


def _compared(entries: Zipped, bundle: _Bundle, patience: Patience) -> tuple[str, ...]:
    """What fits, what does not, and what was not looked at."""
    by_name = {name for name in bundle.expected if name in entries}
    by_digest = {digest for name, digest in bundle.expected.items() if name == digest}
    fitting, differing, unread = set(), [], []
    for name in sorted(by_name) if not by_digest else entries.names:
        if patience.is_over:
            unread.append(name)
            continue
        found = _digest(entries, name)
        if name in by_name and found != bundle.expected[name]:
            differing.append(name)
        elif name in by_name or found in by_digest:
            fitting.add(name if name in by_name else found)
    missing = sorted(bundle.expected.keys() - fitting - set(differing) - set(unread))
    said = [f"{bundle.kind}: {len(fitting)} of {len(bundle.expected)} stated digests fit"]
    if differing:
        said.append(f"{len(differing)} files do NOT fit their stated digests: {_some(differing)}")
    if unread:
        said.append(f"{len(unread)} files were not compared, for lack of time")
    elif missing:
        said.append(f"for {len(missing)} stated digests no file is in it: {_some(missing)}")
    return tuple(said)


def _digest(entries: Zipped, name: str) -> str:
    sha = hashlib.sha256()
    for block in entries.blocks(name, limit=_LARGEST, counted=False):
        sha.update(block)
    return sha.hexdigest()


def _object(data: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"{name} is no JSON") from error
    if not isinstance(found, dict):
        raise UnreadableFile(f"{name} is no JSON object")
    return found


def _some(names: list[str]) -> str:
    shown = ", ".join(one_line(PurePosixPath(name).name)[:80] for name in names[:_NAMED])
    return f"{shown} …" if len(names) > _NAMED else shown
