"""Records with something in every field, so that nothing can be withheld by being absent.

Every text is a word that occurs nowhere else: whoever finds it knows where it came from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from schemas.records import Record, read_record
from schemas.shape import Json

OTHERS = ("incident", "actor", "source", "item", "appeal", "place", "person")
IDS: Mapping[str, str] = {kind: f"{kind:z<16}" for kind in OTHERS}
"""Ids of the records that a rich record points to, by their type."""


class Words:
    """Gives words that occur once."""

    def __init__(self) -> None:
        self.given = 0

    def __call__(self) -> str:
        self.given += 1
        return f"w{self.given:04d}w"


def rich(kind: str, ids: Mapping[str, str] = IDS) -> dict[str, Json]:
    """The JSON of a record of type `kind` with all its fields, pointing to these ids."""
    word = Words()
    own = _OWN[kind](word, ids)
    return {
        "type": kind,
        "id": "richrecordrichre",
        "ref": word(),
        "language": "en",
        "tags": [word(), word()],
        "external_ids": [{"scheme": word(), "value": word()}],
        "citations": [
            {"path": path, "source": ids["source"], "quote": {"exact": word()}, "note": word()}
            for path in pointers(own)
        ]
        + [_citation(word, ids)],
        "gaps": [{"path": path, "reason": "unknown", "note": word()} for path in pointers(own)],
        "retired": {"reason": "mistake", "in_favour_of": ids["incident"]},
        **own,
    }


def rich_record(kind: str, access: dict[str, Json], ids: Mapping[str, str] = IDS) -> Record:
    """The same as a record with these rules of access."""
    return read_record(json.dumps({**rich(kind, ids), "access": access}))


def pointers(value: Json, here: str = "") -> list[str]:
    """Every place inside a JSON value."""
    rows = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, inner in rows:
        step = str(key).replace("~", "~0").replace("/", "~1")
        found.append(f"{here}/{step}")
        if isinstance(inner, dict | list):
            found += pointers(inner, f"{here}/{step}")
    return found


def words_in(value: Json) -> Iterator[str]:
    """Every text inside a JSON value that is a word of its own."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from words_in(key)
            yield from words_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words_in(inner)
    elif isinstance(value, str) and value[:1] == value[-1:] == "w" and value[1:-1].isdigit():
        yield value


def _citation(word: Words, ids: Mapping[str, str]) -> dict[str, Json]:
    return {
        "path": "",
        "source": ids["source"],
        "quote": {"exact": word(), "prefix": word(), "suffix": word()},
        "locator": word(),
        "hedge": "reported",
        "asserted_by": ids["person"],
        "reported_via": [word(), ids["person"]],
        "as_of": {"edtf": "2014-12-11", "verbatim": word()},
        "value": {"any": [word(), {"thing/of~this": word()}]},
        "note": word(),
    }


def _date(word: Words) -> dict[str, Json]:
    return {"edtf": "[2014-12-05..2015-01-28]", "verbatim": word(), "anchor": word()}


def _count(word: Words) -> dict[str, Json]:
    return {"verbatim": word(), "comparator": "at_least", "lo": 9, "unit": word()}


def _place(word: Words, ids: Mapping[str, str], public: str | None = None) -> dict[str, Json]:
    return {
        "place": ids["place"],
        "name": word(),
        "geometry": {"type": "Point", "coordinates": [45.7, 43.3]},
        "radius_m": 800,
        "precision": "1",
        "admin": [word(), word(), word(), word()],
        **({"public_precision": public} if public else {}),
    }


def _act(word: Words, ids: Mapping[str, str], key: str) -> dict[str, Json]:
    return {
        "key": key,
        "type": "destruction_of_property",
        "description": word(),
        "methods": ["set_on_fire", "bulldozed"],
        "date": _date(word),
        "duration": {"verbatim": word(), "lo": 60},
        "place": _place(word, ids),
        "victims": [
            {"actor": ids["actor"], "description": word(), "consequences": word()},
            {
                "description": word(),
                "count": _count(word),
                "characteristics": [word(), word()],
                "status_as_of": _date(word),
            },
        ],
        "perpetrators": [{"actor": ids["person"]}, {"description": word(), "hedge": "believed"}],
        "property": [
            {"class": "house", "description": word(), "owner": ids["actor"]},
            {"class": "vehicle", "quantity": _count(word)},
        ],
        "count": _count(word),
        "stated_reason": word(),
    }


def _incident(word: Words, ids: Mapping[str, str]) -> dict[str, Json]:
    return {
        "title": word(),
        "kinds": ["destruction", "threat"],
        "narrative": {"en": word(), "ru": word()},
        "date": _date(word),
        "time": {"verbatim": word()},
        "place": _place(word, ids, public="4"),
        "acts": [_act(word, ids, word()), _act(word, ids, word()), {"type": "threat"}],
        "counts": [{"of_what": word(), "value": _count(word), "who": word()}],
        "status": "confirmed",
        "links": [{"to": ids["incident"], "type": "precedes", "note": word()}],
        "review": {"state": "reviewed", "by": ids["person"]},
    }


def _actor(word: Words, ids: Mapping[str, str]) -> dict[str, Json]:
    return {
        "kind": "individual",
        "names": [
            {"text": word(), "script": "Latn", "kind": "primary", "as_in_source": ids["source"]},
            {"text": word(), "kind": "alias"},
        ],
        "born": _date(word),
        "size": _count(word),
        "occupation": word(),
        "nationality": word(),
        "known_identity": True,
        "pseudonym": word(),
        "consent": {"scope": ["court"], "given_on": _date(word), "note": word()},
        "willing_to_testify": True,
        "relations": [
            {"to": ids["actor"], "type": "leads", "note": word()},
            {"to": ids["person"], "type": "member_of"},
        ],
        "description": word(),
    }


def _source(word: Words, ids: Mapping[str, str]) -> dict[str, Json]:
    return {
        "kind": "interview",
        "title": word(),
        "author": word(),
        "publisher": word(),
        "published": _date(word),
        "received_at": _date(word),
        "received_from": ids["person"],
        "urls": [word(), word()],
        "item": ids["item"],
        "text": word(),
        "rights": word(),
        "note": word(),
    }


def _item(word: Words, ids: Mapping[str, str]) -> dict[str, Json]:
    return {
        "title": word(),
        "kind": "photo",
        "state": "collected",
        "description": word(),
        "derivative_of": ids["item"],
        "derivation": word(),
        "digest": "ab" * 32,
        "size": 5000,
        "media_type": "image/jpeg",
        "names": [word(), word()],
        "claims": {
            "times": [{"wall_clock": "2014-12-13T22:00:00", "source": word()}],
            "place": {"lat": "43.3", "lon": "45.7", "source": word()},
            "make": word(),
            "raw": {"EXIF Artist/Owner": word(), "EXIF ~": word()},
        },
        "acquired": {
            "at": "2014-12-15T10:00:00Z",
            "by": word(),
            "from": ids["person"],
            "how": word(),
            "source_url": word(),
        },
        "original_whereabouts": word(),
        "documents": [{"incident": ids["incident"], "act": word()}, {"incident": ids["incident"]}],
        "creator": ids["person"],
        "consent": [],
        "safety_note": word(),
        "urls": [word()],
    }


def _appeal(word: Words, ids: Mapping[str, str]) -> dict[str, Json]:
    return {
        "kind": "open_letter",
        "title": word(),
        "by": ids["person"],
        "on_behalf_of": [ids["actor"], ids["person"]],
        "about": [ids["incident"]],
        "legal_reference": word(),
        "demands": [{"text": word(), "incidents": [ids["incident"]]}, {"text": word()}],
        "addressees": [{"person": ids["actor"], "fax": word()}, {"office": word()}],
        "copies_to": [word()],
        "issued": _date(word),
        "after_deadline": word(),
        "responses": [{"by": ids["person"], "kind": "none", "text": word(), "as_of": _date(word)}],
    }


def _place_record(word: Words, ids: Mapping[str, str]) -> dict[str, Json]:
    return {
        "kind": "town",
        "names": [{"text": word()}, {"text": word(), "as_in_source": ids["source"]}],
        "parent": ids["place"],
        "geometry": {"type": "Point", "coordinates": [45.7, 43.3]},
        "radius_m": 900,
        "gazetteer_ids": {"geo/names": word(), "~other": word()},
    }


def _case(word: Words, ids: Mapping[str, str]) -> dict[str, Json]:
    return {
        "title": word(),
        "purpose": "court",
        "incidents": [ids["incident"]],
        "exhibits": [ids["item"]],
        "appeals": [ids["appeal"]],
        "members": [word(), word()],
        "notes": word(),
    }


_OWN: dict[str, Callable[[Words, Mapping[str, str]], dict[str, Any]]] = {
    "incident": _incident,
    "actor": _actor,
    "source": _source,
    "item": _item,
    "appeal": _appeal,
    "place": _place_record,
    "case": _case,
}
KINDS = tuple(_OWN)
"""The types of records."""
