"""A place told: its names in several scripts, the place around it, where it lies."""

from __future__ import annotations

from webui.language import _
from webui.telling import actor, places
from webui.telling.pieces import Fact, fact, line, present, theirs, valued
from webui.telling.teller import Teller


def facts(teller: Teller) -> tuple[Fact, ...]:
    """Which place it is."""
    return present(
        actor.names(teller),
        teller.fact(_("Kind"), "/kind"),
        teller.fact(_("Lies in"), "/parent"),
        _position(teller),
        _gazetteers(teller),
    )


def _position(teller: Teller) -> Fact | None:
    pieces = places.position(teller.content)
    if not pieces:
        return teller.gap(_("Position"), "/geometry")
    return fact(_("Position"), teller.line("/geometry", *valued(pieces)))


def _gazetteers(teller: Teller) -> Fact | None:
    ids: dict[str, str] = teller.at("/gazetteer_ids") or {}
    lines = [line(theirs(name), theirs(ids[name])) for name in sorted(ids)]
    return fact(_("In gazetteers"), *lines) if lines else None
