"""A record as text for a terminal: its fields in their order, codes and refs in people's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archive.lookup import Label, Shown
from schemas.counts import CountValue
from schemas.dates import DateValue
from schemas.shape import Json

SKIPPED = ("id", "type", "citations", "gaps", "access", "raw")
"""Fields that are shown in a way of their own, or only in JSON."""


def lines_of(shown: Shown) -> Iterator[str]:
    """The record, its gaps and citations, and what points to it."""
    content = shown.view.content
    yield f"{shown.label.ref}  {shown.label.title}"
    yield f"{shown.view.type}, revision {shown.revision}, updated {shown.updated}"
    for name, value in content.items():
        if name not in (*SKIPPED, "title", "ref"):
            yield from _lines(name, value, 0, shown.labels)
    for gap in content.get("gaps", []):
        note = f" ({gap['note']})" if "note" in gap else ""
        yield f"  {gap['path']}: {gap['reason']}{note}"
    if citations := content.get("citations", []):
        yield f"citations: {len(citations)}"
        for citation in citations:
            yield from _citation(citation, shown.labels)
    for label, pointer in shown.linked_from:
        yield f"named by {label.ref} ({label.title}) at {pointer}"


def _lines(name: str, value: Json, depth: int, labels: Mapping[str, Label]) -> Iterator[str]:
    lead = "  " * depth + name.replace("_", " ")
    if (words := _in_words(value)) is not None:
        yield f"{lead}: {words}"
    elif isinstance(value, dict):
        yield f"{lead}:"
        for key, inner in value.items():
            if key != "raw" or depth > 0:
                yield from _lines(key, inner, depth + 1, labels)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, inner in enumerate(value, 1):
            yield from _lines(f"{name} {number}", inner, depth, labels)
    elif isinstance(value, list):
        yield f"{lead}: {', '.join(_named(inner, labels) for inner in value)}"
    else:
        yield f"{lead}: {_named(value, labels)}"


def _in_words(value: Json) -> str | None:
    """A date or count in one phrase; None for anything else."""
    if not isinstance(value, dict):
        return None
    if "basis" in value and {"edtf", "verbatim"} & value.keys():
        date = DateValue.model_validate(value, strict=False)
        basis = "" if date.basis == "stated" else f" ({date.basis})"
        return f"{date.words()}{basis}{_quoted(date.verbatim)}"
    if "comparator" in value:
        count = CountValue.model_validate(value, strict=False)
        return f"{count.words()}{_quoted(count.verbatim)}"
    return None


def _quoted(verbatim: str | None) -> str:
    return f" — “{verbatim}”" if verbatim else ""


def _named(value: Json, labels: Mapping[str, Label]) -> str:
    label = labels.get(value) if isinstance(value, str) else None
    return f"{label.title} [{label.ref}]" if label else str(value)


def _citation(citation: Json, labels: Mapping[str, Label]) -> Iterator[str]:
    source = _named(citation["source"], labels)
    hedge = f", {citation['hedge']}" if "hedge" in citation else ""
    status = "" if citation.get("status") == "accepted" else f", {citation.get('status')}"
    where = citation["path"] or "the record"
    yield f"  {where}: {source}{hedge}{status}"
    if "quote" in citation:
        yield f"    “{citation['quote']['exact']}”"
