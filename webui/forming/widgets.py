"""What a form shows: each field with its words, what was typed, what is wrong, what was understood.

Values, and nothing of HTML: how they look is for `templates/forming.html`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from archive.drafting.fields import NESTED, ROWED, Field, Kind, fields_of, row_of
from archive.drafting.reading import Reading, code_of
from archive.drafting.typed import Typed
from archive.lookup import Label
from schemas.pointer import escaped
from schemas.vocabulary import vocabulary
from webui.forming.first import first_of, in_order
from webui.forming.folding import folded, is_folded
from webui.forming.form import Fault, Form, Passage, Widget
from webui.forming.wording import (
    all_or_none,
    choice,
    field_label,
    labels_of,
    with_what_stands,
)
from webui.language import _
from webui.refusals import said, said_of_missing
from webui.telling import fields as told_fields
from webui.telling import words
from webui.telling.pieces import Piece

FEW = 5
"""Terms that are offered as a list to choose from; more are found by typing."""


@dataclass(slots=True)
class _Maker:
    record_type: str
    reading: Reading
    labels: Mapping[str, Label]
    faults: Mapping[str, list[str]]
    passages: Mapping[str, list[Passage]]
    shown: Collection[str]
    asked: set[str] = field(default_factory=set)
    openings: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def make(self, one: Field, typed: Typed, pointer: str, label: str) -> Widget:
        made = Widget(
            pointer=pointer,
            kind=one.kind,
            label=label,
            required=one.required,
            long=one.kind is Kind.PROSE,
            faults=tuple(self.faults.get(pointer, ())),
            passages=tuple(self.passages.get(pointer, ())),
            understood=self._understood(pointer),
        )
        if one.kind in NESTED:
            return self._group(made, one, typed, pointer)
        if one.kind in ROWED:
            inner, of = row_of(one), len(typed or [])
            rows = tuple(
                self._row(inner, row, f"{pointer}/{n}", of) for n, row in enumerate(typed or [])
            )
            return replace(made, rows=rows)
        if one.kind is Kind.LIST:
            return self._list(made, one, typed or [])
        if one.kind is Kind.CODES:
            return replace(made, options=all_or_none(one), values=tuple(typed or ()))
        if one.kind is Kind.GEOMETRY:
            return self._geometry(made, typed or {})
        return self._single(made, one, str(typed or ""))

    def _row(self, one: Field, typed: Typed, pointer: str, of: int) -> Widget:
        label = told_fields.field_words(pointer)
        if not is_folded(pointer, typed, of, self.shown, self.faults):
            return self.make(one, typed, pointer, label)
        return Widget(
            pointer, one.kind, label, folded=folded(pointer, typed, self.reading, self.labels)
        )

    def _group(self, made: Widget, one: Field, typed: Typed, pointer: str) -> Widget:
        first = first_of(one)
        typed = typed or {}
        open_ = [inner for inner in in_order(one) if inner.name in first or inner.name in typed]
        children = tuple(
            self.make(
                inner,
                typed.get(inner.name),
                f"{pointer}/{escaped(inner.name)}",
                field_label(inner, one),
            )
            for inner in open_
        )
        names = {inner.name for inner in open_}
        closed = any(inner.name not in names for inner in one.inner)
        if closed:
            self.openings.setdefault(
                one.shape, tuple(field_label(inner, one) for inner in one.inner)
            )
        return replace(made, children=children, closed=closed, shape=one.shape)

    def _list(self, made: Widget, one: Field, typed: Iterable[str]) -> Widget:
        inner = self._single(made, row_of(one), "")
        shown = tuple(self._shown(row_of(one), str(text)) for text in typed)
        pieces = tuple(
            piece
            for number, _text in enumerate(shown)
            for piece in self._understood(f"{made.pointer}/{number}")
        )
        faults = [
            sentence
            for pointer, some in self.faults.items()
            if pointer.startswith(f"{made.pointer}/")
            for sentence in some
        ]
        return replace(
            inner,
            kind=Kind.LIST,
            values=shown,
            understood=pieces,
            faults=(*made.faults, *faults),
            is_list=True,
        )

    def _geometry(self, made: Widget, typed: Typed) -> Widget:
        names = ("json",) if "json" in typed else ("lat", "lon")
        called = {"json": _("as GeoJSON"), "lat": _("degrees north"), "lon": _("degrees east")}
        children = tuple(
            Widget(f"{made.pointer}/{name}", Kind.TEXT, called[name], str(typed.get(name, "")))
            for name in names
        )
        return replace(made, children=children)

    def _single(self, made: Widget, one: Field, text: str) -> Widget:
        value = self._shown(one, text)
        match one.kind:
            case Kind.CODE:
                terms = vocabulary(one.vocabulary).offered()
                if len(terms) > FEW:
                    self.asked.add(one.vocabulary)
                    return replace(made, value=value, vocabulary=one.vocabulary)
                options = [(code, words.label(one.vocabulary, code)) for code in terms]
                code = code_of(one.vocabulary, text) or one.default
                return replace(made, value=code, options=tuple(with_what_stands(options, code)))
            case Kind.CHOICE:
                options = [(code, choice(code)) for code in one.choices]
                code = text or one.default
                return replace(made, value=code, options=tuple(with_what_stands(options, code)))
            case Kind.YES_NO:
                options = [("yes", _("yes")), ("no", _("no"))]
                return replace(made, value=text, options=tuple(options))
            case Kind.REFERENCE:
                return replace(made, value=text, types=one.types, is_reference=True)
            case _:
                return replace(made, value=value)

    def _shown(self, one: Field, text: str) -> str:
        """A term under its label; anything else as it was typed."""
        if one.kind is Kind.CODE and text:
            code = code_of(one.vocabulary, text)
            known = code in vocabulary(one.vocabulary).codes()
            return words.label(one.vocabulary, code) if known else text
        return text

    def _understood(self, pointer: str) -> tuple[Piece, ...]:
        found = self.reading.understood.get(pointer)
        if found is None or pointer in self.faults:
            return ()
        if isinstance(found, str) and found not in self.labels:
            return ()
        return told_fields.value(self.record_type, pointer, found, self.labels)


def form_of(
    record_type: str,
    typed: Typed,
    reading: Reading,
    labels: Mapping[str, Label],
    *,
    all_faults: bool,
    shown: Collection[str] = (),
) -> Form:
    """The form of a draft; until it was checked, only faults of what was filled in are shown.

    `shown` are the rows that are not to be folded.
    """
    faults: dict[str, list[str]] = {}
    english: dict[str, list[str]] = {}
    for pointer, sentence in reading.faults:
        if all_faults or not _is_missing(sentence):
            faults.setdefault(pointer, []).append(_told(reading, pointer, sentence))
            english.setdefault(pointer, []).append(sentence)
    passages: dict[str, list[Passage]] = {}
    for number, row in enumerate(typed.get("citations") or []):
        words_of = str((row.get("quote") or {}).get("exact", ""))
        contradicts = row.get("status") == "conflict"
        passages.setdefault(_place_of(str(row.get("path", "")), typed), []).append(
            Passage(number, words_of, contradicts)
        )
    maker = _Maker(record_type, reading, labels, faults, passages, shown)
    widget = maker.make(fields_of(record_type), typed, "", "")
    told = tuple(
        Fault(f"#f{pointer}", told_fields.field_words(pointer), sentence, as_it_is)
        for pointer, some in faults.items()
        for sentence, as_it_is in zip(some, english[pointer], strict=True)
    )
    lists = {name: tuple(labels_of(name)) for name in sorted(maker.asked)}
    return Form(widget, told, lists, maker.openings)


def _is_missing(sentence: str) -> bool:
    """Whether a fault is only that something was not filled in yet."""
    return sentence.endswith(("found none", "found a victim of none", 'found ""'))


def _told(reading: Reading, pointer: str, sentence: str) -> str:
    """A fault in the language of the page, where there are words for it."""
    error = reading.errors.get(pointer)
    if error is not None and str(error) == sentence:
        return said(error)
    return said_of_missing(sentence) if _is_missing(sentence) else sentence


def _place_of(path: str, typed: Typed) -> str:
    """Where in the form a path leads: texts by language stand in rows."""
    _, name, *rest = (*path.split("/"), "", "")
    if name != "narrative" or not rest:
        return path
    for number, row in enumerate(typed.get("narrative") or []):
        if row.get("language") == rest[0]:
            return f"/narrative/{number}"
    return path


__all__ = ["Form", "Passage", "Widget", "form_of"]
