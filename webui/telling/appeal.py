"""An appeal told: what was asked of whom, by when, and what they answered or did not."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.shape import Json
from webui.language import _
from webui.telling import words
from webui.telling.pieces import Fact, Line, Piece, Role, fact, line, ours, present, valued
from webui.telling.teller import Teller


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that is asked for."""

    line: Line
    about: tuple[Piece, ...]
    """The incidents that it is about."""


def facts(teller: Teller) -> tuple[Fact, ...]:
    """Who asks, for whom, when, on what ground."""
    return present(
        teller.fact(_("Kind"), "/kind"),
        teller.fact(_("By"), "/by"),
        _people(teller, _("On behalf of"), "/on_behalf_of"),
        _people(teller, _("About"), "/about"),
        teller.fact(_("Legal ground"), "/legal_reference"),
        teller.fact(_("Issued"), "/issued"),
        teller.fact(_("Deadline"), "/deadline"),
        teller.fact(_("After the deadline"), "/after_deadline"),
        teller.fact(_("Sent by"), "/channel"),
        teller.fact(_("State"), "/status"),
        teller.texts(_("Languages asked for"), "/languages"),
        teller.texts(_("Copies to"), "/copies_to"),
    )


def _people(teller: Teller, name: str, pointer: str) -> Fact | None:
    return teller.texts(name, pointer)


def demands(teller: Teller) -> tuple[Demand, ...]:
    """What is asked for, in order."""
    return tuple(
        Demand(
            teller.line(f"/demands/{index}", teller.text(row["text"])),
            tuple(teller.who(one) for one in row.get("incidents", [])),
        )
        for index, row in enumerate(teller.at("/demands") or [])
    )


def addressees(teller: Teller) -> tuple[tuple[Fact, ...], ...]:
    """To whom it goes, and how to reach them; one group of facts for each."""
    rows = teller.at("/addressees") or []
    return tuple(
        present(
            *(
                teller.fact(name, f"/addressees/{index}/{field}")
                for field, name in (
                    ("person", _("Person")),
                    ("office", _("Office")),
                    ("address", _("Address")),
                    ("fax", _("Fax")),
                    ("email", _("Email")),
                    ("salutation", _("Salutation")),
                )
            )
        )
        for index, _row in enumerate(rows)
    )


def responses(teller: Teller) -> tuple[Line, ...]:
    """What came back; that nothing came back is told with its date."""
    rows = teller.at("/responses") or []
    if rows:
        return tuple(
            teller.line(f"/responses/{index}", *_response(teller, row))
            for index, row in enumerate(rows)
        )
    gap = teller.gap("", "/responses")
    return gap.lines if gap else (line(ours(_("none recorded"), Role.MISSING)),)


def _response(teller: Teller, row: Json) -> tuple[Piece, ...]:
    pieces = [ours(words.label("responses", row["kind"]))]
    if "as_of" in row:
        pieces += [ours(_("as of"), Role.NOTE), *words.date(row["as_of"])]
    if "by" in row:
        pieces += [ours(_("by"), Role.NOTE), teller.who(row["by"])]
    if "date" in row:
        pieces += [ours(_("on"), Role.NOTE), *words.date(row["date"])]
    if "text" in row:
        pieces.append(teller.text(row["text"], Role.VERBATIM))
    if "impact" in row:
        pieces.append(ours(words.label("impacts", row["impact"]), Role.NOTE))
    return valued(pieces)


def deadline_of(teller: Teller) -> Fact | None:
    """The deadline alone, for lists of appeals."""
    found = teller.at("/deadline")
    return fact(_("Deadline"), line(*words.date(found))) if found else None
