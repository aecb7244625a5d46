"""Places in words: the name as written, the units around it, how exactly it is known, and where.

A map needs a base that lies on this machine; the position is said in degrees.
"""

from __future__ import annotations

from collections.abc import Mapping

from archive.lookup import Label
from archive.projections import middle
from schemas.shape import Json
from webui.language import _
from webui.telling import words
from webui.telling.pieces import Piece, Role, ours, theirs


def told(value: Json, labels: Mapping[str, Label]) -> tuple[Piece, ...]:
    """A PlaceValue, and how exactly the public may learn it where that is less."""
    pieces = _names(value, labels)
    if code := value.get("precision"):
        pieces.append(ours(words.precision(code), Role.NOTE))
    pieces += position(value)
    public = value.get("public_precision", "1")
    if public > value.get("precision", "1"):
        code = words.precision(public)
        pieces.append(ours(_("the public is told no more than: %(code)s", code=code), Role.NOTE))
    return tuple(pieces)


def _names(value: Json, labels: Mapping[str, Label]) -> list[Piece]:
    pieces = []
    known = labels.get(value.get("place", ""))
    name, admin = value.get("name"), value.get("admin", [])
    if known:
        pieces.append(theirs(known.title, role=Role.VALUE, to=known))
    if name and not (known and known.title == name):
        pieces.append(theirs(name, role=Role.VERBATIM if known else Role.VALUE))
    around = [unit for unit in reversed(admin) if unit not in (name, known and known.title)]
    if around:
        pieces.append(theirs(", ".join(around), role=Role.NOTE if pieces else Role.VALUE))
    if not pieces:
        pieces.append(ours(_("a position"), Role.VALUE))
    return pieces


def position(value: Json) -> list[Piece]:
    """Where it lies in degrees, and how far the true place may be from there."""
    lat, lon = middle(value.get("geometry"))
    if lat is None or lon is None:
        return []
    exact = value["geometry"]["type"] == "Point"
    where = words.position(f"{lat:.6g}", f"{lon:.6g}")
    pieces = [ours(where if exact else _("middle at %(where)s", where=where), Role.NOTE)]
    if "radius_m" in value:
        radius = words.metres(value["radius_m"])
        pieces.append(ours(_("within %(radius)s of it", radius=radius), Role.NOTE))
    return pieces
