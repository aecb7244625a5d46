"""The acts of an incident: who did what to whom, how surely it is laid to whom, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from schemas.shape import Json
from webui.language import _
from webui.telling import places, words
from webui.telling.pieces import Line, Piece, Role, line, ours
from webui.telling.teller import Teller

TellRow = Callable[[Teller, Json], list[Piece]]


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the table."""

    number: int
    """From 1."""
    key: str
    """Its name inside the incident; empty if it has none."""
    by: tuple[Line, ...]
    what: tuple[Line, ...]
    whom: tuple[Line, ...]
    things: tuple[Line, ...]
    """What was damaged or taken."""


def acts(teller: Teller) -> tuple[Act, ...]:
    """Every act of the incident."""
    return tuple(_act(teller, index, row) for index, row in enumerate(teller.at("/acts") or []))


def _act(teller: Teller, index: int, row: Json) -> Act:
    here = f"/acts/{index}"
    by = _each(teller, f"{here}/perpetrators", row.get("perpetrators", []), _perpetrator)
    whom = _each(teller, f"{here}/victims", row.get("victims", []), _victim)
    things = _each(teller, f"{here}/property", row.get("property", []), _thing)
    return Act(
        number=index + 1,
        key=row.get("key", ""),
        by=by or _silence(teller, f"{here}/perpetrators"),
        what=_what(teller, here, row),
        whom=whom or (() if things else _silence(teller, f"{here}/victims")),
        things=things,
    )


def _silence(teller: Teller, pointer: str) -> tuple[Line, ...]:
    """Why nobody is named; "not recorded" is neither "unknown" nor "nobody"."""
    gap = teller.gap("", pointer)
    return gap.lines if gap else (line(ours(_("not recorded"), Role.MISSING)),)


def _each(teller: Teller, pointer: str, rows: list[Json], tell: TellRow) -> tuple[Line, ...]:
    return tuple(
        teller.line(f"{pointer}/{index}", *tell(teller, row)) for index, row in enumerate(rows)
    )


def _what(teller: Teller, here: str, row: Json) -> tuple[Line, ...]:
    kind = [ours(words.label("acts", row["type"]), Role.VALUE), *words.hedge(row)]
    if "methods" in row:
        kind.append(ours(words.listed("methods", row["methods"]), Role.NOTE))
    lines = [teller.line(f"{here}/{name}") for name in ("type", "hedge", "methods")]
    head = Line(tuple(kind), tuple(cited for one in lines for cited in one.passages))
    whole = teller.line(here, whole=False)
    return (
        Line(head.pieces, head.passages + whole.passages),
        *_values(teller, here, row),
        *_remarks(teller, here, row),
    )


def _values(teller: Teller, here: str, row: Json) -> list[Line]:
    """How many, when, how long and where, where the act says more than the incident."""
    told: dict[str, tuple[str, Callable[[Json], tuple[Piece, ...]]]] = {
        "count": (_("How many:"), words.count),
        "date": (_("When:"), words.date),
        "duration": (_("How long:"), words.duration),
        "place": (_("Where:"), lambda value: places.told(value, teller.labels)),
    }
    lines: list[Line] = []
    for name, (title, tell) in told.items():
        if name in row:
            pieces = (ours(title, Role.NOTE), *tell(row[name]))
            lines.append(teller.line(f"{here}/{name}", *pieces))
        else:
            lines += _gap(teller, f"{here}/{name}", title)
    return lines


def _gap(teller: Teller, pointer: str, title: str) -> list[Line]:
    """Why a field of the act is empty; nothing if nobody has said."""
    gap = teller.gap(title, pointer)
    named = ours(title, Role.NOTE)
    return [Line((named, *one.pieces), one.passages) for one in gap.lines] if gap else []


def _remarks(teller: Teller, here: str, row: Json) -> list[Line]:
    lines: list[Line] = []
    for name, title, vocabulary in (
        ("description", "", ""),
        ("stated_reason", _("Reason given:"), ""),
        ("location_type", _("Kind of spot:"), "location_types"),
        ("legal_ground_shown", _("Paper shown:"), "legal_grounds"),
        ("official_attribution", _("Officials:"), "official_attributions"),
    ):
        if name not in row:
            lines += _gap(teller, f"{here}/{name}", title)
            continue
        code = vocabulary and ours(words.within(vocabulary, row[name]))
        said = code or teller.text(row[name], Role.VERBATIM if title else Role.PLAIN)
        pieces = (ours(title, Role.NOTE), said) if title else (said,)
        lines.append(teller.line(f"{here}/{name}", *pieces))
    return lines


def _perpetrator(teller: Teller, row: Json) -> list[Piece]:
    pieces = [*_somebody(teller, row), *words.hedge(row)]
    for name, vocabulary, title in (
        ("actor_type", "actor_types", "%(what)s"),
        ("identification", "identifications", "%(what)s"),
        ("degree", "degrees", _("part taken: %(what)s")),
        ("basis", "bases", _("on the ground of: %(what)s")),
        ("confidence", "confidences", _("confidence of the coder: %(what)s")),
        ("latest_status", "perpetrator_statuses", _("proceedings: %(what)s")),
    ):
        if name in row:
            pieces.append(ours(title % {"what": words.within(vocabulary, row[name])}, Role.NOTE))
    return pieces


def _victim(teller: Teller, row: Json) -> list[Piece]:
    pieces = _somebody(teller, row)
    if "role" in row:
        pieces.append(ours(words.within("victim_roles", row["role"]), Role.NOTE))
    for text in row.get("characteristics", []):
        pieces += [ours("", Role.NOTE), teller.text(text)]
    pieces += _status(row, "victim_statuses", "status_at_end")
    if "consequences" in row:
        pieces += [ours(_("what it did:"), Role.NOTE), teller.text(row["consequences"])]
    return pieces


def _thing(teller: Teller, row: Json) -> list[Piece]:
    pieces = [ours(words.label("property_classes", row["class"]), Role.VALUE)]
    quantity = row.get("quantity", {})
    if quantity:
        number, *others = words.count(quantity)
        pieces += [replace(number, role=Role.NOTE), *others]
    if row.get("description") not in (None, quantity.get("verbatim")):
        pieces.append(teller.text(row["description"], Role.NOTE))
    if "damage" in row:
        pieces.append(ours(words.within("damages", row["damage"]), Role.NOTE))
    pieces += _status(row, "property_statuses", "status")
    if "owner" in row:
        pieces += [ours(_("belongs to"), Role.NOTE), teller.who(row["owner"])]
    return pieces


def _somebody(teller: Teller, row: Json) -> list[Piece]:
    """Who it is: a name, or how the source describes them, and how many they are."""
    pieces = []
    if "actor" in row:
        pieces.append(teller.who(row["actor"], Role.VALUE))
    if "description" in row:
        pieces.append(teller.text(row["description"], Role.PLAIN if pieces else Role.VALUE))
    if "count" in row:
        pieces += words.count(row["count"], Role.PLAIN)
    return pieces or [ours(_("not named"), Role.MISSING)]


def _status(row: Json, vocabulary: str, name: str) -> list[Piece]:
    """How it stands, and on which day that was said."""
    if name not in row:
        return []
    pieces = [ours(words.within(vocabulary, row[name]), Role.NOTE)]
    if "status_as_of" in row:
        pieces += [ours(_("as of"), Role.NOTE), *words.date(row["status_as_of"], Role.PLAIN)]
    return pieces
