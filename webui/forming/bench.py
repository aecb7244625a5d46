"""What lies on the workbench: the text of a source, cut where passages are cited or marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from archive import lookup
from archive.derived import text_in
from archive.disclosure import View
from archive.drafting.drafts import Draft
from archive.drafting.marking import filled
from archive.drafting.typed import Typed, standing_at
from archive.errors import UnknownRecord
from archive.lookup import Label
from schemas.citations import Passage, Quote, QuotedText
from schemas.dates import DateValue
from schemas.vocabulary import vocabulary
from webui.desk import desk
from webui.language import _
from webui.telling import fields as told_fields
from webui.telling import words
from webui.telling.source import unwrapped


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of the text, and what it is cited for."""

    at: int
    """Where it begins, in characters from 0."""
    text: str
    passages: tuple[int, ...]
    """Numbers, from 0, of the citations in the draft that quote it."""
    fields: str
    """What they support, in words."""
    now: bool
    """Whether it was marked last."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The workbench of a draft."""

    source: Label
    language: str
    stretches: tuple[Stretch, ...]
    has_text: bool
    targets: tuple[tuple[str, str], ...]
    """The incident and its acts: JSON Pointer and words."""
    fields: tuple[tuple[str, str], ...]
    """Everything in the draft that a passage can support."""
    kinds: tuple[str, ...]
    """Acts and classes of things, as they are called."""
    hedges: tuple[tuple[str, str], ...]
    polarities: tuple[tuple[str, str], ...]
    said: Mapping[str, Any]
    """What was said of the passage that was marked last."""


def source_called(ref: str) -> tuple[View, Label]:
    """The source of this ref. Raises UnknownRecord."""
    view, label = lookup.alone(desk().archive, ref, desk().audience)
    if view.type != "source":
        raise UnknownRecord(ref)
    return view, label


def text_beside(draft: Draft) -> str:
    """The text that lies beside a draft. Raises UnknownRecord if none does."""
    source, _label = source_called(str(draft.desk.get("source", "")))
    return text_of(source)


def text_of(source: View) -> str:
    """The words of a source: those that it keeps, else those that were read in its document."""
    if text := source.content.get("text", ""):
        return str(text)
    item = source.content.get("item")
    if item is None:
        return ""
    try:
        document, _label = lookup.alone(desk().archive, item, desk().audience)
    except UnknownRecord:
        return ""
    return text_in(desk().archive.blobs, document.content)


def bench_of(draft: Draft) -> Bench | None:
    """The workbench of a draft; None: no source lies beside it."""
    key = str(draft.desk.get("source", ""))
    if not key:
        return None
    try:
        source, label = source_called(key)
    except UnknownRecord:
        return None
    text = text_of(source)
    said = draft.desk.get("mark") or {"whole": "yes", "hedge": "stated_as_fact"}
    content = source.content
    return Bench(
        source=label,
        language=content.get("source_language") or content.get("language", ""),
        stretches=stretches(text, _passages(draft.typed, label, text), _now(said)),
        has_text=bool(text.strip()),
        targets=tuple(_targets(draft.typed)),
        fields=tuple(
            (one, told_fields.field_words(one)) for one in filled(draft.type, draft.typed)
        ),
        kinds=tuple(
            words.label(name, code)
            for name in ("acts", "property_classes")
            for code in vocabulary(name).offered()
        ),
        hedges=_terms("hedges"),
        polarities=_terms("polarities"),
        said=said,
    )


def _terms(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, words.label(name, code)) for code in vocabulary(name).offered())


def stretches(
    text: str, passages: Mapping[int, tuple[Passage, str]], now: Passage | None
) -> tuple[Stretch, ...]:
    """The text cut wherever a passage begins or ends; every place stays the same."""
    shown = unwrapped(text.replace("\r", " "))
    places = {0, len(text)}
    marked = [*(passage for passage, _path in passages.values()), *([now] if now else [])]
    for passage in marked:
        places |= {passage.start, passage.end}
    return tuple(
        _stretch(start, shown[start:end], passages, now)
        for start, end in pairwise(sorted(place for place in places if place <= len(text)))
    )


def _stretch(
    start: int, text: str, passages: Mapping[int, tuple[Passage, str]], now: Passage | None
) -> Stretch:
    over = {n: path for n, (one, path) in passages.items() if one.start <= start < one.end}
    return Stretch(
        at=start,
        text=text,
        passages=tuple(over),
        fields="; ".join(dict.fromkeys(map(told_fields.field_words, over.values()))),
        now=now is not None and now.start <= start < now.end,
    )


def _passages(typed: Typed, source: Label, text: str) -> dict[int, tuple[Passage, str]]:
    found, whole = {}, QuotedText(text)
    for number, row in enumerate(typed.get("citations") or []):
        quote = row.get("quote") or {}
        if row.get("source") not in (source.ref, source.id) or not quote.get("exact"):
            continue
        given = {key: value for key, value in quote.items() if value}
        if passage := whole.find(Quote.model_validate(given)):
            found[number] = (passage, str(row.get("path", "")))
    return found


def _now(said: Mapping[str, Any]) -> Passage | None:
    if "start" not in said:
        return None
    return Passage(int(said["start"]), int(said["end"]))


def _targets(typed: Typed) -> list[tuple[str, str]]:
    acts = standing_at(typed, "/acts") or []
    named = [("", _("the whole record"))]
    for number, act in enumerate(acts):
        where = told_fields.field_words(f"/acts/{number}")
        kind = words.label("acts", act["type"]) if act.get("type") else ""
        key = act.get("key", "")
        named.append((f"/acts/{number}", " · ".join(filter(None, (where, kind, key)))))
    return named


def day_of(ref: str) -> str | None:
    """The day of an incident that the reader sees, if it is known to be one day."""
    try:
        view, _label = lookup.alone(desk().archive, ref, desk().audience)
    except UnknownRecord:
        return None
    value = view.content.get("date")
    if value is None:
        return None
    found = DateValue.model_validate(value, strict=False)
    return found.lo if found.lo is not None and found.lo == found.hi else None
