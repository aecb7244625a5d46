"""What every record has: tags, names in other collections, who may see it, whether it is in use."""

from __future__ import annotations

from webui.language import _
from webui.telling import words
from webui.telling.pieces import Fact, Line, Piece, Role, fact, ours, present
from webui.telling.teller import Teller


def standing(teller: Teller) -> tuple[Fact, ...]:
    """The facts at the foot of a record's page."""
    return present(_tags(teller), _external_ids(teller), _access(teller))


def withdrawn(teller: Teller) -> Line | None:
    """Why the record is no longer in use, and which to use instead; None while it is in use."""
    row = teller.at("/retired")
    if not row:
        return None
    pieces = [ours(words.label("retired_reasons", row["reason"]), Role.VALUE)]
    if "in_favour_of" in row:
        pieces += [ours(_("use instead:")), teller.who(row["in_favour_of"])]
    return teller.line("/retired", *pieces)


def level(teller: Teller) -> str:
    """Who may see the record: its level, for those who are told of it, and its compartments."""
    access = teller.at("/access")
    named = [words.label("access_levels", access["level"])] if access else []
    return " + ".join((*named, *teller.shown.view.compartments))


def _tags(teller: Teller) -> Fact | None:
    tags = teller.at("/tags")
    if not tags:
        return None
    return fact(_("Tags"), teller.line("/tags", *(teller.text(tag) for tag in tags)))


def _external_ids(teller: Teller) -> Fact | None:
    rows = teller.at("/external_ids") or []
    lines = [
        teller.line(
            f"/external_ids/{index}",
            teller.text(row["scheme"]),
            teller.text(row["value"], Role.EXACT),
        )
        for index, row in enumerate(rows)
    ]
    return fact(_("In other collections"), *lines) if lines else None


def _access(teller: Teller) -> Fact | None:
    """Which single fields are for fewer eyes; only those who see them are told."""
    access = teller.at("/access")
    if not access:
        return None
    lines = [Line((ours(level(teller)),))]
    for row in access.get("fields", []):
        field, who = row["path"], words.label("access_levels", row["level"])
        lines.append(Line((Piece(field, Role.EXACT, names_next=True), ours(who))))
    return fact(_("Who may see it"), *lines)
