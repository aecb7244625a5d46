"""Content credentials (C2PA 2.1): whether a manifest is in the file, and what a check says of it.

That one is there is told by its box of JUMBF (ISO/IEC 19566-5), whose description carries the UUID
of C2PA manifest stores, in whatever format the file is; no library is needed. With the extra `c2pa`
the manifest is checked too, with nothing fetched from anywhere: neither manifests nor the state of
certificates. No list of trusted signers is used, so the best that is ever said is that it fits the
file and its signature holds.
"""

from __future__ import annotations

import importlib
import json
from typing import Any, BinaryIO

from evidence.capture.claims import Credentials
from evidence.capture.tags import one_line
from evidence.imaging.pictures import PARSER_ERRORS

STORE = b"jumdc2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"
"""Type of a JUMBF description box, and the UUID of a C2PA manifest store (C2PA 2.1, 11.1.4.2)."""
_STEP = 8 << 20
_SEARCHED = 256 << 20
"""Bytes at the start and at the end of a file that are searched for the box."""
_NOTHING_FETCHED = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
_GOOD = frozenset({"Valid", "Trusted"})
_REMARKS = 8


def credentials_of(
    file: BinaryIO, media_type: str, *, elsewhere: str | None = None
) -> Credentials | None:
    """What there is to say of the content credentials of a file; None: it has none.

    `elsewhere` is the address that the file names for them, if it names one.
    """
    if not _holds_store(file):
        return Credentials("elsewhere", remarks=(one_line(elsewhere),)) if elsewhere else None
    try:
        library = importlib.import_module("c2pa")
    except ImportError:
        return Credentials("present")
    file.seek(0)
    try:
        return _checked(library, file, media_type)
    except (library.C2paError, *PARSER_ERRORS) as error:
        return Credentials("unreadable", remarks=(one_line(str(error))[:200],))


def _holds_store(file: BinaryIO) -> bool:
    size = file.seek(0, 2)
    later = max(_SEARCHED, size - _SEARCHED)
    return _found(file, 0, min(size, _SEARCHED)) or _found(file, later - len(STORE), size)


def _found(file: BinaryIO, start: int, end: int) -> bool:
    at, kept = start, b""
    file.seek(max(0, start))
    while at < end and (block := file.read(min(_STEP, end - at))):
        if STORE in kept + block:
            return True
        kept = block[-len(STORE) :]
        at += len(block)
    return False


def _checked(library: Any, file: BinaryIO, media_type: str) -> Credentials:
    settings = library.Settings.from_dict(_NOTHING_FETCHED)
    with library.Reader(media_type, file, context=library.Context(settings=settings)) as reader:
        report: dict[str, Any] = json.loads(reader.json())
    manifest = report.get("manifests", {}).get(report.get("active_manifest"), {})
    faults = [str(status.get("code")) for status in report.get("validation_status") or []]
    good = report.get("validation_state") in _GOOD
    return Credentials(
        state="intact" if good else "broken",
        signer=_text(manifest.get("signature_info", {}).get("issuer")),
        generator=_generator(manifest),
        remarks=tuple(one_line(fault) for fault in dict.fromkeys(faults))[:_REMARKS],
    )


def _generator(manifest: dict[str, Any]) -> str | None:
    named = manifest.get("claim_generator_info") or []
    if named and isinstance(named[0], dict) and "name" in named[0]:
        return _text(f"{named[0]['name']} {named[0].get('version', '')}".strip())
    return _text(manifest.get("claim_generator"))


def _text(value: object) -> str | None:
    return one_line(value) if isinstance(value, str) and value.strip() else None
