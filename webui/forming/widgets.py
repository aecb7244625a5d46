"""What a form shows: each field with its words, what was typed, what is wrong, what was understood.

Values, and nothing of HTML: how they look is for `templates/forming.html`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from archive.drafting.fields import NESTED, ROWED, Field, Kind, fields_of, row_of
from archive.drafting.reading import Reading, code_of
from archive.drafting.typed import NOTHING_AT_ALL, Typed
from archive.lookup import Label
from schemas.dates import DateBasis
from schemas.pointer import escaped
from schemas.vocabulary import vocabulary
from webui.forming.first import first_of, in_order
from webui.forming.folding import Folded, folded, is_folded
from webui.language import _, marked
from webui.telling import fields as told_fields
from webui.telling import words
from webui.telling.pieces import Piece

FEW = 5
"""Terms that are offered as a list to choose from; more are found by typing."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that supports a field, as a citation in the form has it."""

    number: int
    """Of the row among the citations, from 0."""
    words: str
    contradicts: bool


@dataclass(frozen=True, slots=True)
class Widget:
    """One field on a page."""

    pointer: str
    kind: Kind
    label: str
    value: str = ""
    required: bool = False
    long: bool = False
    options: tuple[tuple[str, str], ...] = ()
    """Value and words of each choice."""
    vocabulary: str = ""
    """Whose terms are proposed while one types."""
    types: tuple[str, ...] = ()
    """The types of record that are proposed."""
    is_reference: bool = False
    values: tuple[str, ...] = ()
    """Of a list of single values."""
    children: tuple[Widget, ...] = ()
    rows: tuple[Widget, ...] = ()
    closed: bool = False
    """Whether the group has fields that can be opened."""
    faults: tuple[str, ...] = ()
    understood: tuple[Piece, ...] = ()
    passages: tuple[Passage, ...] = ()
    is_list: bool = False
    shape: str = ""
    """Of a group; its fields are proposed where one is opened."""
    folded: Folded | None = None
    """What is shown of a row instead of its fields."""

    @property
    def is_understood(self) -> bool:
        """Whether what is typed here is shown as it was understood."""
        group = self.kind in NESTED and self.kind is not Kind.GROUP
        return group or bool(self.understood) or (self.is_reference and not self.is_list)

    @property
    def id(self) -> str:
        """The id of the element in the page."""
        return f"f{self.pointer}"


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form."""

    widget: Widget
    faults: tuple[tuple[str, str, str], ...]
    """Each fault: where to go for it, the field in words, the sentence."""
    vocabularies: Mapping[str, tuple[str, ...]]
    """Labels of the vocabularies that are proposed from."""
    openings: Mapping[str, tuple[str, ...]]
    """Words for the fields of each shape of which some are not open."""


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
            return replace(made, options=_all_or_none(one), values=tuple(typed or ()))
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
                _label(inner, one),
            )
            for inner in open_
        )
        names = {inner.name for inner in open_}
        closed = any(inner.name not in names for inner in one.inner)
        if closed:
            self.openings.setdefault(one.shape, tuple(_label(inner, one) for inner in one.inner))
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
                return replace(made, value=code, options=tuple(_with(options, code)))
            case Kind.CHOICE:
                options = [(code, _choice(code)) for code in one.choices]
                code = text or one.default
                return replace(made, value=code, options=tuple(_with(options, code)))
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
    for pointer, sentence in reading.faults:
        if all_faults or not _is_missing(sentence):
            faults.setdefault(pointer, []).append(sentence)
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
        (f"#f{pointer}", told_fields.field_words(pointer), sentence)
        for pointer, some in faults.items()
        for sentence in some
    )
    lists = {name: tuple(_labels(name)) for name in sorted(maker.asked)}
    return Form(widget, told, lists, maker.openings)


def _is_missing(sentence: str) -> bool:
    """Whether a fault is only that something was not filled in yet."""
    return sentence.endswith(("found none", "found a victim of none", 'found ""'))


def _place_of(path: str, typed: Typed) -> str:
    """Where in the form a path leads: texts by language stand in rows."""
    _, name, *rest = (*path.split("/"), "", "")
    if name != "narrative" or not rest:
        return path
    for number, row in enumerate(typed.get("narrative") or []):
        if row.get("language") == rest[0]:
            return f"/narrative/{number}"
    return path


def opened_by(group: Field, text: str) -> tuple[str, ...]:
    """The names of the fields of a group that a person means by names or words, between commas."""
    whole = _name_of(group, text)
    if any(inner.name == whole for inner in group.inner):
        return (whole,)  # the words of a field may have a comma themselves
    return tuple(_name_of(group, one) for one in _COMMA.split(text) if one.strip())


def _name_of(group: Field, text: str) -> str:
    said = text.strip().casefold()
    for inner in group.inner:
        if said in (inner.name.casefold(), _label(inner, group).casefold()):
            return inner.name
    return text.strip()


_COMMA = re.compile("[,;،؛]")


def _label(one: Field, group: Field) -> str:
    special = _LABELS.get((group.shape, one.name)) or _LABELS.get(("", one.name))
    if special:
        return _(special)
    return told_fields.field_words(f"/{escaped(one.name)}")


_LABELS = {
    ("DateValue", "said"): marked("Date, in words or as 2014-12-14"),
    ("CountValue", "said"): marked("Number, in words or digits"),
    ("Duration", "said"): marked("Duration, in words"),
    ("TimeOfDay", "said"): marked("Time, as 14:30 or in words"),
    ("", "verbatim"): marked("Words of the source"),
    ("", "ref"): marked("Short name (ref)"),
    ("", "lo"): marked("At least"),
    ("", "hi"): marked("At most"),
    ("", "path"): marked("Field (JSON Pointer)"),
    ("PlaceValue", "place"): marked("Place of this archive"),
    ("PlaceValue", "name"): marked("Place as the source writes it"),
    ("PlaceValue", "precision"): marked("How exactly"),
    ("", "anchor"): marked("Relative to"),
    ("", "basis"): marked("How it is known"),
}
"""What fields are called where their own name does not say it to a person."""


def _choice(code: str) -> str:
    """The words of a choice that is no vocabulary's."""
    if code in ("public", "restricted", "confidential"):
        return words.label("access_levels", code)
    return _(_CHOICES.get(code, code))


_CHOICES = {
    "exactly": marked("exactly"),
    "at_least": marked("at least"),
    "at_most": marked("at most"),
    "about": marked("about"),
    "more_than": marked("more than"),
    "fewer_than": marked("fewer than"),
    "between": marked("between"),
    "several": marked("several"),
    "dozens": marked("dozens"),
    "many": marked("many"),
    "some": marked("some"),
    "unknown": marked("unknown"),
    "throughout": marked("the whole time"),
    "sometime_within": marked("some time within"),
    "ongoing": marked("going on"),
    "stated": marked("stated by the source"),
    "relative": marked("relative to another event"),
    "inferred": marked("inferred from the source"),
    "coder": marked("judged by the coder"),
}
"""Words of choices that are no vocabulary's (`schemas.counts`, `schemas.dates`)."""


def bases() -> tuple[tuple[str, str], ...]:
    """The ways in which a date can be known, with their words."""
    return tuple((one.value, _choice(one.value)) for one in DateBasis)


def _all_or_none(one: Field) -> tuple[tuple[str, str], ...]:
    terms = vocabulary(one.vocabulary).offered()
    options = [(code, words.label(one.vocabulary, code)) for code in terms]
    return (*options, (NOTHING_AT_ALL, _("none of these: it was refused")))


def _with(options: list[tuple[str, str]], value: str) -> Iterator[tuple[str, str]]:
    """The options, with what stands there already if it is none of them."""
    yield from options
    if value and value not in [code for code, _words in options]:
        yield value, value


def _labels(name: str) -> Iterator[str]:
    for code in vocabulary(name).offered():
        yield words.label(name, code)


__all__ = ["Form", "Passage", "Widget", "bases", "form_of", "opened_by"]
