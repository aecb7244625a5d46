"""A view told without an archive: content in, teller out."""

from __future__ import annotations

from archive.disclosure import View
from archive.lookup import Label, Shown
from schemas.shape import Json
from webui.telling.pieces import Fact, Line
from webui.telling.teller import Teller

KNOWN = {
    "aaaaaaaaaaaaaaaa": Label("aaaaaaaaaaaaaaaa", "vera", "actor", "Vera N."),
    "bbbbbbbbbbbbbbbb": Label("bbbbbbbbbbbbbbbb", "S1", "source", "A conversation"),
    "cccccccccccccccc": Label("cccccccccccccccc", "I2", "incident", "A second door"),
    "dddddddddddddddd": Label("dddddddddddddddd", "mill", "place", "Upper Mill"),
}
VERA, SOURCE, SECOND, MILL = KNOWN


def shown(record_type: str = "incident", **content: Json) -> Shown:
    """A record as somebody sees it, with these fields."""
    view = View(id="z" * 16, ref="I1", type=record_type, content=content)
    label = Label(view.id, view.ref, record_type, str(content.get("title", "—")))
    return Shown(view, label, 1, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", KNOWN, ())


def teller(record_type: str = "incident", **content: Json) -> Teller:
    """Tells a record with these fields."""
    return Teller(shown(record_type, **content))


def said(line: Line) -> str:
    """The words of a line, with single spaces."""
    return " ".join(f"{one.text}{':' * one.names_next}" for one in line.pieces if one.text)


def by_name(facts: tuple[Fact, ...]) -> dict[str, list[str]]:
    """The words of facts, by their names."""
    return {fact.name: [said(line) for line in fact.lines] for fact in facts}


def citation(path: str, **fields: Json) -> Json:
    """The smallest citation of a field."""
    return {"path": path, "source": SOURCE, **fields}
