"""What programs made of a file, beside it: its words, a small picture. Blobs with an entry each.

They follow the file: who may not have the file does not get its words either (`/derived` is a field
with a level of its own), and what is read here is computed from a view that was disclosed before.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive.log import Draft, Thing
from evidence.store.blobs import BlobStore
from schemas.item import Item
from schemas.shape import Json

DERIVED = "derivative.created"
TEXT = "text"


def text_in(store: BlobStore, content: Json) -> str:
    """The words of the file of an item, as far as this view of it (`View.content`) shows them.

    Empty: the file has no words, they were not read, or the view withholds them.

    Raises:
        MissingEvidence, DamagedEvidence: the store cannot give the bytes.
    """
    for made in content.get("derived", []):
        if made["kind"] == TEXT:
            with store.open(made["digest"]) as file:
                return file.read().decode("utf-8")
    return ""


def drafts_of(items: Iterable[Item]) -> list[Draft]:
    """For each item of whose file something was made, the entry that says so."""
    return [_draft(item) for item in items if item.derived]


def _draft(item: Item) -> Draft:
    key = item.id or ""
    made = [Thing(key, "target", one.digest, one.size) for one in item.derived]
    parent = Thing(key, "source", item.digest, item.size)
    ways = [{"kind": one.kind, "sha256": one.digest, "how": one.how} for one in item.derived]
    return Draft(DERIVED, (*made, parent), detail={"made": ways})
