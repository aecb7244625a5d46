"""Exporting: one file, or one bag, written beside its place and put there when it is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from archive.disclosure import Audience, View
from archive.exporting.errors import OutputTaken, WholeArchiveOnly
from archive.exporting.lines import write_geojson, write_jsonl
from archive.exporting.shown import shown_to
from archive.exporting.tables import write_csv, write_xlsx
from archive.exporting.whole_bag import write_whole
from archive.workspace import Archive
from evidence.store.durable import sync_folder, writing_to

FORMATS = ("csv", "xlsx", "jsonl", "geojson", "bag")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for."""

    format: str
    """One of `FORMATS`."""
    audience: Audience
    record_type: str | None = None
    """None: records of every type."""
    codes: bool = False
    """Whether the codes of UCDP GED and ACLED for the precision of dates are wanted."""


def export(archive: Archive, out: Path, order: Order) -> int:
    """Write the records that the audience may see to `out`; how many.

    Raises:
        OutputTaken: something is there already.
        WholeArchiveOnly: a bag for another audience than confidential.
        NoRoom, UnwritableStore: the system refused. Nothing is left at `out` then.
    """
    if out.exists():
        raise OutputTaken(out)
    if order.format == "bag" and not order.audience.sees_everything:
        raise WholeArchiveOnly(order.audience.in_words())
    scratch = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with writing_to(out.parent):
            count = _write(archive, scratch, order)
            scratch.rename(out)
            sync_folder(out.parent)
    finally:
        scratch.unlink(missing_ok=True) if not scratch.is_dir() else shutil.rmtree(scratch)
    return count


def _write(archive: Archive, path: Path, order: Order) -> int:
    if order.format == "bag":
        return write_whole(archive, path)
    with archive.reading() as connection:
        count = _write_file(connection, path, order)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return count


def _write_file(connection: Connection, path: Path, order: Order) -> int:
    def records() -> Iterable[View]:
        return shown_to(connection, order.audience, order.record_type)

    audience, codes = order.audience.in_words(), order.codes
    match order.format:
        case "csv":
            return write_csv(path, records, audience, codes=codes)
        case "xlsx":
            return write_xlsx(path, records, audience, codes=codes)
        case "geojson":
            return write_geojson(path, records(), audience, codes=codes)
        case _:
            return write_jsonl(path, records(), audience, codes=codes)
