"""What stands around a record: the head of its page, and the records that point to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.disclosure import View
from archive.lookup import Label, Shown
from schemas.shape import Json
from webui.language import _, joined, marked
from webui.telling import standing, words
from webui.telling.pieces import Line
from webui.telling.teller import Teller

TYPES: Mapping[str, str] = {
    "incident": marked("Incident"),
    "actor": marked("Actor"),
    "source": marked("Source"),
    "item": marked("Item of evidence"),
    "appeal": marked("Appeal"),
    "place": marked("Place"),
    "case": marked("Case"),
}
"""What each type of record is called."""


DATES = ("date", "issued", "published")
"""Fields that date a record, whatever its type."""
LAST = "~"
"""Sorts behind every day."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a record's page."""

    label: Label
    kind: str
    """Its type, in words."""
    level: str
    """Who may see it; empty for those who are not told."""
    withdrawn: Line | None
    """Why it is no longer in use."""
    revision: int
    created: str
    updated: str
    title: Line
    """The title with the passages that support it."""


def head(teller: Teller) -> Head:
    """What the head of the page says."""
    shown = teller.shown
    own = [teller.line(pointer, whole=False) for pointer in ("", "/title")]
    return Head(
        label=shown.label,
        kind=type_words(shown.view.type),
        level=standing.level(teller),
        withdrawn=standing.withdrawn(teller),
        revision=shown.revision,
        created=words.moment(shown.created),
        updated=words.moment(shown.updated),
        title=Line((), tuple(cited for one in own for cited in one.passages)),
    )


def type_words(code: str) -> str:
    """What a type of record is called."""
    return _(TYPES.get(code, code))


def pointing(shown: Shown, record_type: str, field: str = "") -> tuple[Label, ...]:
    """The records of one type that point here, each once; from one field if it is named."""
    found = [
        label
        for label, pointer in shown.linked_from
        if label.type == record_type and pointer.startswith(f"/{field}")
    ]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One record in a list."""

    label: Label
    note: str
    """What it is, in a few words."""
    date: str
    order: str
    """First possible day, for sorting; what has none comes last."""
    has_picture: bool
    graphic: bool


def glimpse(label: Label, view: View | None) -> Glimpse:
    """A record in a list: its kind, state and date."""
    content: Json = view.content if view else {}
    date = _date(content)
    return Glimpse(
        label=label,
        note=joined(_notes(label.type, content)),
        date=words.date(date)[0].text if date else "",
        order=date.get("lo", LAST),
        has_picture="digest" in content and (content.get("kind") == "photo" or _is_drawn(content)),
        graphic=bool(content.get("graphic")),
    )


def date_words(content: Json) -> str:
    """The date of a record in words; empty if it has none."""
    date = _date(content)
    return words.date(date)[0].text if date else ""


def _date(content: Json) -> Json:
    return next((content[field] for field in DATES if field in content), {})


def _is_drawn(content: Json) -> bool:
    """Whether a small picture was made of the file: a frame of a film, the page of a document."""
    return any(made["kind"] != "text" for made in content.get("derived", []))


def _notes(record_type: str, content: Json) -> list[str]:
    """The codes that say at a glance what a record is."""
    told = {
        "item": (("kind", "item_kinds"), ("state", "item_states")),
        "appeal": (("kind", "appeal_kinds"), ("status", "appeal_statuses")),
        "source": (("kind", "source_kinds"),),
        "actor": (("kind", "actor_kinds"),),
        "place": (("kind", "place_kinds"),),
    }
    pairs = told.get(record_type, ())
    return [words.label(name, content[field]) for field, name in pairs if field in content]
