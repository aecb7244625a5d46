"""Citations told: which passage says what about a field, in whose words, how surely.

A statement that contradicts the record stands beside the record's own value with all that is known
of it. The quote itself is the source's and is never touched.
"""

from __future__ import annotations

from archive.lookup import Label, Shown
from schemas.shape import Json
from webui.language import _
from webui.telling import fields, words
from webui.telling.pieces import Cited, Piece, ours, theirs


def all_cited(shown: Shown) -> tuple[tuple[str, Cited], ...]:
    """Every citation of a view with the JSON Pointer of its field, in the order of the record."""
    return tuple(
        (row["path"], _cited(shown, index, row))
        for index, row in enumerate(shown.view.content.get("citations", []))
    )


def anchor(ref: str, index: int) -> str:
    """The name of a passage on the page of its source, from the citing record's ref."""
    return f"{ref}-{index + 1}"


def _cited(shown: Shown, index: int, row: Json) -> Cited:
    quote = row.get("quote", {})
    nowhere = Label(id="", ref="", type="source", title=_("a source that is not shown"))
    return Cited(
        anchor=anchor(shown.view.ref, index),
        field=fields.field_words(row["path"]),
        source=shown.labels.get(row["source"], nowhere),
        quote=quote.get("exact", ""),
        prefix=quote.get("prefix", ""),
        suffix=quote.get("suffix", ""),
        remarks=tuple(_remarks(shown, row)),
        contradicts=row.get("status") == "conflict" or row.get("polarity") == "denies",
        says=_says(shown, row),
    )


def _says(shown: Shown, row: Json) -> tuple[Piece, ...]:
    if "value" in row:
        return fields.value(shown.view.type, row["path"], row["value"], shown.labels)
    if row.get("polarity") == "denies":
        return (ours(_("denies it")),)
    return ()


def _remarks(shown: Shown, row: Json) -> list[tuple[str, tuple[Piece, ...]]]:
    language = shown.view.content.get("language")
    remarks: list[tuple[str, tuple[Piece, ...]]] = []
    if "locator" in row:
        remarks.append(("", (theirs(row["locator"], language),)))
    if "hedge" in row:
        remarks.append(("", (ours(words.within("hedges", row["hedge"])),)))
    if "asserted_by" in row:
        remarks.append((_("Who says so"), (_who(shown, row["asserted_by"]),)))
    if "reported_via" in row:
        said = tuple(_who(shown, one) for one in row["reported_via"])
        remarks.append((_("Reported through"), said))
    if row.get("polarity", "asserts") != "asserts":
        polarity = words.within("polarities", row["polarity"])
        remarks.append(("", (ours(polarity),)))
    if "as_of" in row:
        remarks.append((_("As of"), words.date(row["as_of"])))
    if row.get("status", "accepted") not in ("accepted", "conflict"):
        status = words.within("citation_statuses", row["status"])
        remarks.append((_("State of the citation"), (ours(status),)))
    if "note" in row:
        remarks.append((_("Remark"), (theirs(row["note"], language),)))
    return remarks


def _who(shown: Shown, name: str) -> Piece:
    known = shown.labels.get(name)
    return theirs(known.title if known else name, to=known)
