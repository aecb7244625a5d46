"""All seven records as one type, and how to read any of them.

`read_record` takes JSON as a person or program wrote it; what it returns is complete and checked
in itself. Whether its references lead anywhere is for the archive to say, and so is a name that
stands twice in one object, of which the last counts here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from schemas.actor import Actor
from schemas.appeal import Appeal
from schemas.case import Case
from schemas.errors import BadRecord
from schemas.faults import faults_of
from schemas.incident import Incident
from schemas.item import Item
from schemas.place import Place
from schemas.pointer import escaped
from schemas.shape import Json
from schemas.source import Source

__all__ = [
    "ANY_RECORD",
    "RECORD_TYPES",
    "BadRecord",
    "Record",
    "check_texts",
    "may_hold_nul",
    "read_record",
]

Record = Incident | Actor | Source | Item | Appeal | Place | Case
"""Any record."""
RECORD_TYPES: dict[str, type[Record]] = {
    "incident": Incident,
    "actor": Actor,
    "source": Source,
    "item": Item,
    "appeal": Appeal,
    "place": Place,
    "case": Case,
}
"""The shape of each record by the code in its field `type`."""

ANY_RECORD: TypeAdapter[Record] = TypeAdapter(Annotated[Record, Field(discriminator="type")])


def read_record(json_text: str | bytes, *, name: str = "the record") -> Record:
    """The record that `json_text` holds; `name` is what an error calls it.

    Raises:
        BadRecord: it is not JSON, or not a record; carries each fault with its JSON Pointer.
    """
    try:
        record = ANY_RECORD.validate_json(json_text)
    except ValidationError as error:
        raise BadRecord(name, faults_of(error, RECORD_TYPES)) from error
    if may_hold_nul(json_text):
        check_texts(record.content(), name=name)
    return record


def check_texts(content: Json, *, name: str = "the record") -> None:
    """See that no text of a record holds U+0000: a record that did could not be read again.

    Raises:
        BadRecord: one does; carries each with its JSON Pointer.
    """
    if faults := tuple(_with_nul(content, "")):
        raise BadRecord(name, faults)


def may_hold_nul(json_text: str | bytes) -> bool:
    """Whether it is worth asking `check_texts` of what a JSON text says."""
    return "\\u0000" in json_text if isinstance(json_text, str) else b"\\u0000" in json_text


def _with_nul(value: Json, pointer: str) -> Iterator[tuple[str, str]]:
    """Texts with U+0000, which ends a text for many programs and which PostgreSQL cannot store."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if "\0" in key:
                yield pointer, "expected names without the sign U+0000, found one with it"
            yield from _with_nul(inner, f"{pointer}/{escaped(key)}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _with_nul(inner, f"{pointer}/{index}")
    elif isinstance(value, str) and "\0" in value:
        yield pointer, "expected a text without the sign U+0000, found one with it"
