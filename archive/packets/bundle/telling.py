"""Incidents told for the bundle: who did what to whom, when and where, and who says so.

Everything comes from views that were disclosed to the audience of the packet; names are looked up
among the records of the packet alone, so that no other name can come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archive.disclosure import View
from archive.packets.bundle import wording
from archive.packets.bundle.wording import joined, label, said, within
from schemas.shape import Json

__all__ = ["incident", "person", "summary"]

Names = Mapping[str, str]
"""What each record of the packet is called, by its id."""


def incident(view: View, names: Names) -> Json:
    """One incident as the template takes it."""
    content = view.content
    return {
        "title": said(str(content.get("title", view.ref))),
        "facts": _facts(view, names),
        "narrative": [said(text, tongue) for tongue, text in content.get("narrative", {}).items()],
        "acts": [_act(row, names) for row in content.get("acts", [])],
        "sources": [said(line) for line in _sources(content, names)],
    }


def summary(views: Iterable[View], names: Names) -> list[Json]:
    """One paragraph for each incident: when, where, what."""
    lines = []
    for view in views:
        content = view.content
        when = wording.date(content["date"]) if "date" in content else "date not recorded"
        where = wording.place(content["place"], names) if "place" in content else ""
        what = str(content.get("title", view.ref))
        lines.append(said(f"{what} ({view.ref}). {joined([when, where])}."))
    return lines


def person(view: View) -> Json:
    """One person or group under all names by which the packet calls them."""
    content = view.content
    names = [row["text"] for row in content.get("names", [])]
    rows: list[list[Json]] = [["Also written", said(name)] for name in names[1:]]
    rows.insert(0, ["Kind", said(label("actor_kinds", content["kind"]))])
    for name, title in (("occupation", "Occupation"), ("description", "Description")):
        if name in content:
            rows.append([title, said(content[name])])
    return {"name": said(names[0] if names else "name withheld"), "facts": rows}


def _facts(view: View, names: Names) -> list[list[Json]]:
    content = view.content
    rows = [["Reference", view.ref]]
    if content.get("context_only"):
        rows.append(["Meaning", "context of the matter, not an act that is pleaded"])
    if "kinds" in content:
        rows.append(["Kinds", ", ".join(label("incident_kinds", one) for one in content["kinds"])])
    for name, title, words in (
        ("date", "Date", wording.date),
        ("time", "Time", wording.time_of_day),
        ("place", "Place", lambda value: wording.place(value, names)),
        ("status", "How sure", lambda value: label("statuses", value)),
    ):
        if name in content:
            rows.append([title, words(content[name])])
    for row in content.get("counts", []):
        title = row["of_what"].replace("_", " ").capitalize()
        rows.append([title, joined([wording.count(row["value"]), row.get("who", "")])])
    return [[title, said(text)] for title, text in rows]


def _act(row: Json, names: Names) -> Json:
    rows: list[tuple[str, str]] = []
    rows += [("By", _perpetrator(one, names)) for one in row.get("perpetrators", [])]
    rows += [("Against", _victim(one, names)) for one in row.get("victims", [])]
    rows += [("Property", _property(one, names)) for one in row.get("property", [])]
    if "methods" in row:
        rows.append(("Means", ", ".join(within("methods", one) for one in row["methods"])))
    for name, title, words in (
        ("count", "How many", wording.count),
        ("date", "When", wording.date),
        ("duration", "How long", wording.duration),
        ("place", "Where", lambda value: wording.place(value, names)),
        ("location_type", "Kind of spot", lambda value: label("location_types", value)),
        ("description", "Description", str),
        ("stated_reason", "Reason given", str),
        ("legal_ground_shown", "Paper shown", lambda value: label("legal_grounds", value)),
        ("official_attribution", "Officials", lambda value: label("official_attributions", value)),
        ("hedge", "The source", lambda value: label("hedges", value)),
    ):
        if name in row:
            rows.append((title, words(row[name])))
    if not row.get("perpetrators"):
        rows.insert(0, ("By", "not recorded"))
    return {"what": label("acts", row["type"]), "facts": [[one, said(two)] for one, two in rows]}


def _somebody(row: Json, names: Names) -> list[str]:
    pieces = [names.get(row["actor"], row["actor"])] if "actor" in row else []
    pieces.append(row.get("description", ""))
    if "count" in row:
        pieces.append(wording.count(row["count"]))
    return pieces if any(pieces) else ["not named"]


def _perpetrator(row: Json, names: Names) -> str:
    pieces = _somebody(row, names)
    for name, terms, before in (
        ("actor_type", "actor_types", ""),
        ("identification", "identifications", ""),
        ("degree", "degrees", "part taken: "),
        ("basis", "bases", "on the ground of: "),
        ("confidence", "confidences", "confidence of the coder: "),
        ("hedge", "hedges", "the source: "),
        ("latest_status", "perpetrator_statuses", "proceedings: "),
    ):
        if name in row:
            pieces.append(before + within(terms, row[name]))
    return joined(pieces)


def _victim(row: Json, names: Names) -> str:
    pieces = _somebody(row, names)
    if "role" in row:
        pieces.append(within("victim_roles", row["role"]))
    pieces += row.get("characteristics", [])
    pieces += _status(row, "status_at_end", "victim_statuses")
    pieces.append(row.get("consequences", ""))
    return joined(pieces)


def _property(row: Json, names: Names) -> str:
    pieces = [label("property_classes", row["class"]), row.get("description", "")]
    if "quantity" in row:
        pieces.append(wording.count(row["quantity"]))
    if "damage" in row:
        pieces.append(within("damages", row["damage"]))
    pieces += _status(row, "status", "property_statuses")
    if "owner" in row:
        pieces.append(f"belongs to {names.get(row['owner'], row['owner'])}")
    return joined(pieces)


def _status(row: Json, name: str, terms: str) -> list[str]:
    if name not in row:
        return []
    as_of = f" (as of {wording.date(row['status_as_of'])})" if "status_as_of" in row else ""
    return [within(terms, row[name]) + as_of]


def _sources(content: Json, names: Names) -> list[str]:
    """Each passage once: source, words, where in it, and what it does not assert."""
    lines = []
    for row in content.get("citations", []):
        source = names.get(row["source"], row["source"])
        quote = f"“{row['quote']['exact']}”" if "quote" in row else ""
        notes = [row.get("locator", ""), within("hedges", row["hedge"]) if "hedge" in row else ""]
        if row.get("polarity", "asserts") != "asserts":
            notes.append(within("polarities", row["polarity"]))
        if row.get("status", "accepted") != "accepted":
            notes.append(within("citation_statuses", row["status"]))
        if "asserted_by" in row:
            notes.append(f"said by {names.get(row['asserted_by'], row['asserted_by'])}")
        lines.append(joined([quote, source, *notes]))
    return list(dict.fromkeys(lines))
