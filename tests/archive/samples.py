"""The smallest records of each kind, as a person would write them: a test adds what it is about."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from archive import intake, recording
from archive.describing import Described
from archive.founding import open_archive
from archive.intake import Added, Order
from archive.recording import Recorded
from archive.workspace import Archive
from evidence.media_types.mediatype import identify
from schemas.records import Record, read_record
from tests.copies import copy_archive

SMALLEST: dict[str, dict[str, Any]] = {
    "incident": {"title": "A door was forced"},
    "actor": {"kind": "individual", "names": [{"text": "Vera N."}]},
    "source": {"kind": "interview", "title": "A conversation"},
    "item": {"title": "A photograph that was spoken of", "kind": "photo", "state": "lead"},
    "appeal": {"kind": "open_letter", "title": "A letter"},
    "place": {"kind": "town", "names": [{"text": "Upper Mill"}]},
    "case": {"title": "A file of a lawyer"},
}
"""What each type of record cannot do without, beside its type."""


def draft(kind: str, ref: str | None = None, /, **fields: Any) -> Record:
    """The smallest record of type `kind`, with these fields beside or instead."""
    named = {"ref": ref} if ref else {}
    return read_record(json.dumps({"type": kind, **SMALLEST[kind], **named, **fields}))


def incident(ref: str | None = None, /, **fields: Any) -> Record:
    return draft("incident", ref, **fields)


def actor(ref: str | None = None, /, *, name: str = "Vera N.", **fields: Any) -> Record:
    return draft("actor", ref, **{"names": [{"text": name}], **fields})


def source(ref: str | None = None, /, **fields: Any) -> Record:
    return draft("source", ref, **fields)


def item(ref: str | None = None, /, **fields: Any) -> Record:
    return draft("item", ref, **fields)


def appeal(ref: str | None = None, /, **fields: Any) -> Record:
    return draft("appeal", ref, **fields)


def place(ref: str | None = None, /, *, name: str = "Upper Mill", **fields: Any) -> Record:
    return draft("place", ref, **{"names": [{"text": name}], **fields})


def case(ref: str | None = None, /, **fields: Any) -> Record:
    return draft("case", ref, **fields)


def access(level: str, **fields: str) -> dict[str, Any]:
    """Rules of access: the record's level, and levels of top fields by their names."""
    paths = [{"path": f"/{name}", "level": value} for name, value in fields.items()]
    return {"level": level, "fields": paths}


def copy_of(founded: Path, folder: Path) -> Archive:
    """A copy of the archive in the folder `founded`, open, with the same key and name."""
    copy_archive(founded, folder)
    return open_archive(folder)


def record(archive: Archive, *drafts: Record, **options: Any) -> tuple[Recorded, ...]:
    """Record these drafts; what became of each."""
    return recording.record(archive, drafts, **options)


def by_content(archive: Archive) -> Callable[[Sequence[str]], list[Described]]:
    """Tells the media type of stored bytes and nothing else, without a process beside this one."""

    def describe(digest: str) -> Described:
        with archive.blobs.open(digest) as file:
            return Described(identify(file))

    return lambda digests: [describe(digest) for digest in digests]


def add(archive: Archive, *paths: Path, **order: Any) -> list[Added]:
    """Take in files as one run of `khronika add` would; what became of each."""
    return list(intake.add(archive, paths, Order(**order), by_content(archive)))
