"""Which stored files a bundle has to bring, and of which items something was made there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from archive import repository
from archive.entry_words import RECEIVED
from archive.exchange.checking import Bundle
from archive.exchange.errors import BadBundle
from archive.exchange.steps import Step
from evidence.errors import MissingEvidence
from evidence.store.blobs import BlobStore
from schemas.item import Item

__all__ = ["files_to_come", "with_derived"]


def files_to_come(blobs: BlobStore, bundle: Bundle, steps: Sequence[Step]) -> frozenset[str]:
    """The files that are needed and not here; all of them have to be in the bundle."""
    there = set(blobs.walk()) if not blobs.is_far else set()
    missing = set()
    for digest in {one for step in steps for one in _needs(step)}:
        if digest in there or (blobs.is_far and _is_here(blobs, digest)):
            continue
        if digest not in bundle.opened.evidence:
            raise BadBundle(
                bundle.opened.name,
                f"no file {digest}, of which a record in it speaks",
                finding="bundle.file_missing",
            )
        missing.add(digest)
    return frozenset(missing)


def _is_here(blobs: BlobStore, digest: str) -> bool:
    try:
        blobs.size(digest)
    except MissingEvidence:
        return False
    return True


def _needs(step: Step) -> Iterator[str]:
    yield from (write.file[0] for write in step.writes if write.file is not None)
    if step.derived is not None:
        yield from (made.digest for made in step.derived.derived)


def with_derived(connection: Connection, step: Step) -> Step:
    """The step, with the item if its newest revision from there has other derivatives than ours."""
    came = [one.record for one in step.writes if RECEIVED in one.detail]
    if step.type != "item" or not came or not isinstance(item := came[-1], Item):
        return step
    known: set[str] = set()
    if step.before is not None:
        content = repository.revision(connection, step.before).content
        known = {made["digest"] for made in content.get("derived", ())}
    news = {made.digest for made in item.derived} - known
    return replace(step, derived=item) if news else step
