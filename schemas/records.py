"""All seven records as one type, and how to read any of them.

`read_record` takes JSON as a person or program wrote it; what it returns is complete and checked
in itself. Whether its references lead anywhere is for the archive to say.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from schemas.actor import Actor
from schemas.appeal import Appeal
from schemas.case import Case
from schemas.errors import SchemaError
from schemas.incident import Incident
from schemas.item import Item
from schemas.place import Place
from schemas.source import Source

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


class BadRecord(SchemaError):
    """A JSON object is no record. Carries every fault as (JSON Pointer, sentence)."""

    def __init__(self, name: str, faults: tuple[tuple[str, str], ...]) -> None:
        self.name = name
        self.faults = faults
        shown = "; ".join(f"{pointer or '/'}: {what}" for pointer, what in faults[:5])
        more = f"; and {len(faults) - 5} more" if len(faults) > 5 else ""
        super().__init__(f"expected a record, found faults in {name}: {shown}{more}")


def read_record(json_text: str | bytes, *, name: str = "the record") -> Record:
    """The record that `json_text` holds.

    Raises:
        BadRecord: it is not JSON, or not a record; carries each fault with its JSON Pointer.
    """
    try:
        return ANY_RECORD.validate_json(json_text)
    except ValidationError as error:
        raise BadRecord(name, faults_of(error)) from error


def faults_of(error: ValidationError) -> tuple[tuple[str, str], ...]:
    """Each fault that pydantic found, as (JSON Pointer, sentence)."""
    faults = []
    for fault in error.errors(include_url=False):
        place = [str(step) for step in fault["loc"]]
        if place and place[0] in RECORD_TYPES:
            place = place[1:]
        pointer = "".join(f"/{step}" for step in place)
        found = fault.get("input")
        shown = f", found {found!r:.80}" if isinstance(found, str | int | float | bool) else ""
        faults.append((pointer, _sentence(fault["type"], fault["msg"]) + shown))
    return tuple(faults)


def _sentence(kind: str, message: str) -> str:
    match kind:
        case "extra_forbidden":
            return "this field is not known here"
        case "missing":
            return "this field is required"
        case "union_tag_invalid" | "union_tag_not_found":
            return f"expected a field type that is one of {', '.join(RECORD_TYPES)}"
        case "value_error":
            return message.removeprefix("Value error, ")
        case _:
            return message[0].lower() + message[1:]
