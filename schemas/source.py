"""Sources: documents, reports, messages and people from which the archive knows what it knows."""

from __future__ import annotations

from typing import Annotated, Literal

from schemas.dates import DateValue
from schemas.record import BaseRecord, Language
from schemas.reference import ItemRef, OptionalWho
from schemas.shape import NonEmpty, OptionalText
from schemas.vocabulary import code_of


class Source(BaseRecord):
    """Where something was said."""

    type: Literal["source"]
    kind: Annotated[str, code_of("source_kinds")]
    title: NonEmpty
    author: OptionalText = None
    publisher: OptionalText = None
    source_language: Language | None = None
    """Language in which the source itself is written."""
    published: DateValue | None = None
    received_at: DateValue | None = None
    """When the archive got it."""
    received_from: OptionalWho = None
    urls: tuple[NonEmpty, ...] = ()
    item: ItemRef | None = None
    """The stored document."""
    text: OptionalText = None
    """Its words, for finding quotes again."""
    reliability: Annotated[str, code_of("reliabilities")] | None = None
    """How far the archive trusts it (HURIDOCS V42)."""
    connection: Annotated[str, code_of("connections")] | None = None
    """How the source stands to what it tells (HURIDOCS V19)."""
    rights: OptionalText = None
    note: OptionalText = None
