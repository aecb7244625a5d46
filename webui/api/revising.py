"""What a program makes of a record that it read, when something of that was withheld from it.

It sends back what it saw, changed. What it did not see stays as it is; a field of which it saw a
part only is not its to change. `archive.drafting` decides the same for forms.
"""

from __future__ import annotations

import json

from archive import repository
from archive.drafting.settling import with_withheld
from archive.lookup import Shown
from archive.record_files import read_object
from schemas.records import Record, read_record
from schemas.shape import Json
from webui.api.errors import BadBody
from webui.desk import desk

NAMES_IT = ("id", "ref", "type")
"""Fields that say which record it is; they stay."""


def revised(shown: Shown, sent: bytes) -> Record:
    """The whole record that `sent` means.

    Raises:
        Unreadable: it is no JSON object.
        BadBody: it names another record, or changes a field that is seen in part only.
        BadRecord: it is no record.
    """
    given = read_object(sent, name="the body")
    _see_which_is_meant(given, shown)
    with desk().archive.reading() as connection:
        _summary, record = repository.load(connection, shown.label.id)
    full, seen = _said(record.content()), _said(shown.view.content)
    hidden = {name: value for name, value in full.items() if name not in seen.keys() | given.keys()}
    draft = read_record(json.dumps({**hidden, **given, "type": record.type}))
    mine = {name: value for name, value in _said(draft.content()).items() if name in given}
    merged, faults = with_withheld(record.type, full, seen, seen, mine)
    if faults:
        raise BadBody(tuple(faults))
    return read_record(json.dumps({**merged, "id": record.id, "ref": record.ref}))


def _said(content: dict[str, Json]) -> dict[str, Json]:
    """What a record says, without which one it is: whoever sees less may know it by another ref."""
    return {name: value for name, value in content.items() if name not in NAMES_IT}


def _see_which_is_meant(given: dict[str, Json], shown: Shown) -> None:
    known = {"id": shown.label.id, "ref": shown.label.ref, "type": shown.view.type}
    faults = tuple(
        (f"/{name}", f"expected {known[name]!r} or nothing, found another one")
        for name in NAMES_IT
        if given.get(name) not in (None, known[name])
    )
    if faults:
        raise BadBody(faults)
