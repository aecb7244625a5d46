"""An actor told: names as they are written, pseudonyms called so, relations with their hedges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archive.lookup import Label
from schemas.shape import Json
from webui.language import _, joined
from webui.telling import words
from webui.telling.pieces import Fact, Line, Piece, Role, fact, ours, present, theirs
from webui.telling.teller import Teller


def facts(teller: Teller) -> tuple[Fact, ...]:
    """Who it is, as far as this audience may know."""
    return present(
        names(teller),
        teller.fact(_("Kind"), "/kind"),
        _public_figure(teller),
        teller.fact(_("Sex"), "/sex"),
        teller.fact(_("Born"), "/born"),
        teller.fact(_("Members"), "/size"),
        teller.fact(_("Occupation"), "/occupation"),
        teller.fact(_("Nationality"), "/nationality"),
        teller.fact(_("Pseudonym"), "/pseudonym"),
        teller.fact(_("Identity known to the archive"), "/known_identity"),
        _consent(teller),
        teller.fact(_("Willing to testify"), "/willing_to_testify"),
        teller.fact(_("Description"), "/description"),
    )


def names(teller: Teller) -> Fact | None:
    """All names and spellings, each with its language and kind."""
    rows = teller.at("/names") or []
    lines = [
        teller.line(f"/names/{index}", *name(row, teller.labels)) for index, row in enumerate(rows)
    ]
    return fact(_("Names"), *lines) if lines else teller.gap(_("Names"), "/names")


def name(row: Json, labels: Mapping[str, Label]) -> list[Piece]:
    """One name: the letters as written, which kind of name it is, and who writes it so."""
    pieces = [theirs(row["text"], row.get("language"), Role.VALUE)]
    if "kind" in row:
        pieces.append(ours(words.within("name_kinds", row["kind"]), Role.NOTE))
    known = labels.get(row.get("as_in_source", ""))
    if known:
        pieces += [ours(_("so written in"), Role.NOTE), theirs(known.title, to=known)]
    return pieces


def is_pseudonym(teller: Teller) -> bool:
    """Whether the name that is shown stands in place of names that are not."""
    return goes_by_pseudonym(teller.content)


def goes_by_pseudonym(content: Json) -> bool:
    """Whether all names in an actor's record, as it is shown, are pseudonyms."""
    rows = content.get("names", [])
    return bool(rows) and all(row.get("kind") == "pseudonym" for row in rows)


def _public_figure(teller: Teller) -> Fact | None:
    if not teller.at("/public_figure"):
        return None
    words_ = _("a person whose public acts may be named")
    return fact(_("Public figure"), teller.line("/public_figure", ours(words_)))


def _consent(teller: Teller) -> Fact | None:
    row = teller.at("/consent")
    if not row:
        return teller.gap(_("Consent"), "/consent")
    scope = words.listed("packet_purposes", row.get("scope", [])) or _("to no purpose")
    pieces = [ours(scope, Role.VALUE)]
    if "given_on" in row:
        pieces += [ours(_("given on"), Role.NOTE), *words.date(row["given_on"])]
    if "withdrawn_on" in row:
        pieces += [ours(_("withdrawn on"), Role.NOTE), *words.date(row["withdrawn_on"])]
    if "note" in row:
        pieces.append(teller.text(row["note"]))
    return fact(_("Consent"), teller.line("/consent", *pieces))


def relations(teller: Teller) -> tuple[Line, ...]:
    """How it stands to other actors, in its own record."""
    return tuple(
        teller.line(f"/relations/{index}", *_relation(teller, row))
        for index, row in enumerate(teller.at("/relations") or [])
    )


def _relation(teller: Teller, row: Json) -> list[Piece]:
    pieces = [ours(words.label("relation_types", row["type"]), Role.NOTE)]
    pieces.append(teller.who(row["to"], Role.VALUE))
    pieces += words.hedge(row)
    if "note" in row:
        pieces.append(teller.text(row["note"]))
    return pieces


def relation_back(label: Label, content: Json, to: str) -> Line:
    """How another actor's record says that it stands to this one."""
    pieces = [theirs(label.title, role=Role.VALUE, to=label)]
    for row in content.get("relations", []):
        if row["to"] == to:
            kind = words.within("relation_types", row["type"])
            pieces.append(ours(_("%(kind)s this one", kind=kind), Role.NOTE))
            pieces += words.hedge(row)
    return Line(tuple(pieces))


def parts_in(content: Json, actor: str) -> tuple[str, ...]:
    """What part an actor has in an incident, act by act: "physical assault: victim"."""
    return tuple(
        _("%(act)s: %(part)s", act=words.within("acts", act["type"]), part=part)
        for act in content.get("acts", [])
        for part in _parts(act, actor)
    )


def _parts(act: Json, actor: str) -> Iterator[str]:
    for row in act.get("victims", []):
        if row.get("actor") == actor:
            role = words.within("victim_roles", row["role"]) if "role" in row else ""
            yield _("victim, %(role)s", role=role) if role else _("victim")
    for row in act.get("perpetrators", []):
        if row.get("actor") == actor:
            yield _attributed(row)
    if any(row.get("owner") == actor for row in act.get("property", [])):
        yield _("owner of property")


def _attributed(row: Json) -> str:
    """A perpetrator's part, never without how surely it is said."""
    hedges = [
        words.within(vocabulary, row[name])
        for name, vocabulary in (
            ("degree", "degrees"),
            ("hedge", "hedges"),
            ("basis", "bases"),
        )
        if name in row
    ]
    said = joined(hedges)
    return _("perpetrator (%(how)s)", how=said) if said else _("perpetrator")
