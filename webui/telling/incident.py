"""An incident told: when, where, how many, how sure, what else it hangs together with."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.lookup import Label
from schemas.shape import Json
from webui.language import _, language
from webui.telling import words
from webui.telling.pieces import Fact, Line, Piece, Role, fact, ours, present, theirs
from webui.telling.teller import Teller


@dataclass(frozen=True, slots=True)
class Narrative:
    """What happened, in prose."""

    language: str
    """BCP 47."""
    name: str
    """The language, as people call it."""
    text: str
    line: Line
    """Its passages."""


def facts(teller: Teller) -> tuple[Fact, ...]:
    """When, where, how many, how sure."""
    return present(
        teller.fact(_("When"), "/date"),
        teller.fact(_("Time of day"), "/time"),
        teller.fact(_("Where"), "/place"),
        counts(teller),
        teller.fact(_("Did it happen"), "/status"),
        _review(teller),
    )


def counts(teller: Teller) -> Fact | None:
    """What the source counts for the incident as a whole: "destroyed, houses: ≥ 9"."""
    lines = []
    for index, row in enumerate(teller.at("/counts") or []):
        what = ", ".join(row[name] for name in ("of_what", "who") if name in row)
        named = replace(teller.text(what), names_next=True)
        pieces = (named, *words.count(row["value"]))
        lines.append(teller.line(f"/counts/{index}", *pieces))
    return fact(_("How many"), *lines) if lines else teller.gap(_("How many"), "/counts")


def kinds(teller: Teller) -> list[str]:
    """What kind of incident, in broad words."""
    return [words.label("incident_kinds", code) for code in teller.at("/kinds") or []]


def _review(teller: Teller) -> Fact | None:
    row = teller.at("/review")
    if not row:
        return None
    pieces = [ours(words.label("review_states", row["state"]), Role.VALUE)]
    if "by" in row:
        pieces += [ours(_("by")), teller.who(row["by"])]
    return fact(_("How far checked"), teller.line("/review", *pieces))


def narratives(teller: Teller) -> tuple[Narrative, ...]:
    """The prose in each of its languages, the reader's own first."""
    texts: dict[str, str] = teller.at("/narrative") or {}
    order = sorted(texts, key=lambda tag: (tag.partition("-")[0] != language(), tag))
    return tuple(
        Narrative(tag, words.language_name(tag), texts[tag], teller.line(f"/narrative/{tag}"))
        for tag in order
    )


def links(teller: Teller) -> tuple[Line, ...]:
    """The incidents that it names, each with how it stands to them."""
    rows = teller.at("/links") or []
    return tuple(
        teller.line(f"/links/{index}", *_link(teller, row)) for index, row in enumerate(rows)
    )


def _link(teller: Teller, row: Json) -> list[Piece]:
    pieces = [ours(words.label("link_types", row["type"]), Role.NOTE)]
    pieces.append(teller.who(row["to"], Role.VALUE))
    return [*pieces, teller.text(row["note"])] if "note" in row else pieces


def link_back(label: Label, content: Json, to: str) -> Line:
    """How another incident says that it stands to this one."""
    rows = [row for row in content.get("links", []) if row["to"] == to]
    pieces = [theirs(label.title, role=Role.VALUE, to=label)]
    for row in rows:
        kind = words.within("link_types", row["type"])
        pieces.append(ours(_("%(kind)s this one", kind=kind), Role.NOTE))
        if "note" in row:
            pieces.append(theirs(row["note"], content.get("language")))
    return Line(tuple(pieces))
