"""A record as one audience sees it, written so that it can be recorded elsewhere.

What was withheld is not there, and nothing says that it ever was: no gap, no rule, no number of a
revision. A field without which there is no such record is told as whoever knew no more would have.
"""

from __future__ import annotations

import json

from archive.disclosure import Audience, Sees, ShowsAct, View, bytes_tell_more, disclose
from archive.exchange.choosing import Chosen
from schemas.errors import BadRecord
from schemas.item import Item
from schemas.records import Record, read_record
from schemas.shape import Json

__all__ = ["files_of", "readable"]

TELL_OF_A_FILE = ("/digest", "/size", "/crc32", "/perceptual_hash", "/media_type", "/derived")
"""Fields of an item that stay home with its file."""
HELD = ("collected", "verified")


def readable(
    one: Chosen, audience: Audience, sees: Sees, shows_act: ShowsAct
) -> dict[str, Json] | None:
    """The JSON of the record as the audience sees it; None if no such record could be written.

    An item whose file stays home is a lead for whoever gets it.
    """
    view = one.view
    without_file = isinstance(one.record, Item) and bytes_tell_more(one.record, view)
    if without_file:
        again = disclose(one.record, audience, sees, shows_act, TELL_OF_A_FILE)
        assert again is not None
        view = again
    content = {**view.content, "type": view.type, **_named(view)}
    if without_file and content.get("state") in HELD:
        content["state"] = "lead"
    content["access"] = {
        "level": audience.level.value,
        "compartments": list(view.compartments),
    }
    record = _read(content)
    return None if record is None else record.content()


def _named(view: View) -> dict[str, Json]:
    """A title or name in the place of one that is withheld."""
    if view.type in ("actor", "place"):
        return {} if view.content.get("names") else {"names": [{"text": view.ref}]}
    return {} if view.content.get("title") else {"title": view.ref}


def _read(content: dict[str, Json]) -> Record | None:
    try:
        return read_record(json.dumps(content))
    except BadRecord:
        return None


def files_of(content: Json) -> list[str]:
    """The digests of the files that belong to an item with this content, each once."""
    own = [content["digest"]] if "digest" in content else []
    return list(dict.fromkeys([*own, *(made["digest"] for made in content.get("derived", ()))]))
