"""What of a record is text: every sentence and name that people wrote, with its language.

Which fields are text follows from the shapes: codes of vocabularies, references, dates, digests
and numbers are not. References are noted apart, so that a record is also found by the names of
what it points to. What goes in is a view, already disclosed: nothing is withheld here.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from archive.disclosure import View
from archive.search.counting import apart, counted
from archive.search.language import file_name_words, forms, words_of
from archive.search.rooms import room
from archive.search.spelling import name_keys
from schemas.record import ID_PATTERN
from schemas.records import RECORD_TYPES
from schemas.reference import Reference
from schemas.shape import Json, Shape
from schemas.vocabulary import CodeOf

FILE_TEXT = "file text"
"""Where `archive.search.contents` puts the words of an item's file; no field has such a name."""
CUSTODY = "custody"
"""Where `archive.search.contents` puts what was written into the custody entries of an item: by the
rank of the widest audience that may know it."""
TEXT_FIELDS = ("pairs", "stems", "words")
"""Fields of the text index that hold what stands in texts."""
NAMED = ("actor", "place", "source", "item")
"""Records by whose names those that point to them are found."""

NO_TEXT = frozenset(
    {"BaseRecord.id", "BaseRecord.access", "ExternalId.scheme", "Quote.prefix", "Quote.suffix",
     "DateValue.edtf", "DateValue.lo", "DateValue.hi", "DateValue.anchor", "TimeOfDay.lo",
     "TimeOfDay.hi", "TimeOfDay.utc_offset", "Item.media_type", "Acquisition.by",
     "Acquisition.tool", "CaptureClaims.raw", "CaptureClaims.codecs", "Derived.media_type",
     "Derived.how", "ContentCredentials.remarks", "ClaimedTime.source", "ClaimedPlace.source",
     "Place.gazetteer_ids", "Appeal.languages", "Case.members"}
)  # fmt: skip
"""Fields that hold what machines wrote, stand for another text, or tell what is withheld."""
FILE_NAMES = frozenset({"Item.names", "Item.urls", "Source.urls", "Acquisition.source_url"})
"""Fields that are cut by case and digits, too."""


class Kind(StrEnum):
    """How a field is read."""

    TEXT = "text"
    FILE_NAME = "file_name"
    REFERENCE = "reference"
    REFERENCE_OR_TEXT = "reference_or_text"
    BY_LANGUAGE = "by_language"


Plan = dict[str, "Kind | Plan"]
"""The fields of a shape that hold text, each with how it is read."""


class Text(NamedTuple):
    """One text of a view."""

    words: str
    language: str
    """BCP 47."""


class Tokens(NamedTuple):
    """What the text index is told of a view."""

    fields: dict[str, dict[str, int]]
    """By field, its words and how often each occurs."""
    order: dict[str, str]
    """By who may know them (`archive.search.rooms`), the words of its texts as they follow each
    other, for finding phrases."""
    length: int
    """Number of its words."""


class Mention(NamedTuple):
    """A record that a view points to."""

    id: str
    cited: bool
    """Whether a citation points to it, and not the record itself."""


def walk(content: dict[str, Json], record_type: str) -> Iterator[Text | Mention]:
    """The texts and references of a view's content."""
    language = content.get("language", "en")
    yield from _walk(content, _plan(RECORD_TYPES[record_type]), language, cited=False)
    if "ref" in content:
        yield Text(content["ref"], language)
    if FILE_TEXT in content:
        yield Text(content[FILE_TEXT], language)


def own_texts(view: View) -> list[Text]:
    """The texts of a view, without what was written into custody entries."""
    return [part for part in walk(view.content, view.type) if isinstance(part, Text)]


def texts(view: View) -> list[Text]:
    """All texts of a view."""
    return [*own_texts(view), *(text for some in custody_texts(view).values() for text in some)]


def custody_texts(view: View) -> dict[int, list[Text]]:
    """What was written into the custody entries of an item, by the rank from which it is known."""
    language = view.content.get("language", "en")
    said = view.content.get(CUSTODY, {})
    return {rank: [Text(words, language) for words in some] for rank, some in said.items()}


def tokens(view: View, rank: int, *, closed: bool = False) -> Tokens:
    """What the text index is told of a view.

    Audiences from `rank` on see the view, those of some compartments alone if it is `closed`, and
    some of them what was written into custody entries.
    """
    before = room(rank, closed=closed)
    mentions: dict[str, int] = {}
    told: list[Text] = []
    for part in walk(view.content, view.type):
        if isinstance(part, Mention):
            mentions[f"{before}{'cited' if part.cited else 'named'}={part.id}"] = 1
        else:
            told.append(part)
    own = counted(told, before)
    names = dict.fromkeys([before + word for word in _name_tokens(view)], 1)
    made: dict[str, dict[str, int]] = {"mentions": mentions, "names": names}
    made.update((field, getattr(own, field)) for field in TEXT_FIELDS)
    order = {before: [own.order]}
    for known_from, texts_there in custody_texts(view).items():
        behind = room(max(rank, known_from), closed=closed)
        of_rank = counted(texts_there, behind)
        order.setdefault(behind, []).append(of_rank.order)
        for field in TEXT_FIELDS:
            for word, count in getattr(of_rank, field).items():
                made[field][word] = made[field].get(word, 0) + count
    fields = {field: counts for field, counts in made.items() if counts}
    return Tokens(fields, {before: apart(some) for before, some in order.items()}, own.length)


def names_of(view: View) -> list[str]:
    """The names under which those find a view that point to it."""
    if view.type in ("actor", "place"):
        return [name["text"] for name in view.content.get("names", [])]
    if view.type in ("source", "item") and "title" in view.content:
        return [view.content["title"]]
    return []


def _name_tokens(view: View) -> set[str]:
    """Words and stems of the names as they are, and their keys behind "="."""
    found: set[str] = set()
    language = view.content.get("language", "en")
    for name in names_of(view):
        for word in words_of(name):
            made = forms(word, language)
            found.update((*made.words, *made.stems))
        if view.type in ("actor", "place"):
            found.update(f"={key}" for key in name_keys(name))
    return found


def _walk(
    value: Json, plan: Kind | Plan, language: str, *, cited: bool
) -> Iterator[Text | Mention]:
    if isinstance(value, list):
        for inner in value:
            yield from _walk(inner, plan, language, cited=cited)
    elif isinstance(plan, dict):
        language = value.get("source_language") or value.get("language") or language
        for field, inner in value.items():
            if field in plan:
                below = cited or field == "citations"
                yield from _walk(inner, plan[field], language, cited=below)
    elif plan is Kind.BY_LANGUAGE:
        yield from (Text(words, own) for own, words in value.items())
    elif isinstance(value, str):
        yield _leaf(value, plan, language, cited=cited)


def _leaf(value: str, kind: Kind, language: str, *, cited: bool) -> Text | Mention:
    match kind:
        case Kind.REFERENCE:
            return Mention(value, cited)
        case Kind.REFERENCE_OR_TEXT if ID_PATTERN.fullmatch(value):
            return Mention(value, cited)
        case Kind.FILE_NAME:
            return Text(file_name_words(value), language)
        case _:
            return Text(value, language)


@cache
def _plan(shape: type[Shape]) -> Plan:
    plan: Plan = {}
    for name, field in shape.model_fields.items():
        where = next(
            f"{base.__name__}.{name}"
            for base in reversed(shape.__mro__)
            if name in getattr(base, "model_fields", {})
        )
        found = None if where in NO_TEXT else _kind(field.annotation, tuple(field.metadata))
        if found is Kind.TEXT and where in FILE_NAMES:
            found = Kind.FILE_NAME
        if found:
            plan[field.alias or name] = found
    return plan


def _kind(annotation: Any, marks: tuple[Any, ...]) -> Kind | Plan | None:
    """How to read what a field of this type holds; None: it is no text."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(inner[0], (*marks, *inner[1:]))
    if origin in (Union, types.UnionType, tuple):
        found = [kind for part in inner if (kind := _kind(part, marks)) is not None]
        return _merged(found)
    if origin is dict:
        return Kind.BY_LANGUAGE if inner[1] is str else None
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return _plan(annotation) or None
    if annotation is not str and annotation is not Any:
        return None
    return _kind_of_words(marks)


def _merged(found: list[Kind | Plan]) -> Kind | Plan | None:
    plans = [kind for kind in found if isinstance(kind, dict)]
    if plans:
        return {field: kind for plan in plans for field, kind in plan.items()}
    return found[0] if found else None


def _kind_of_words(marks: tuple[Any, ...]) -> Kind | None:
    for mark in marks:
        if isinstance(mark, Reference):
            return Kind.REFERENCE_OR_TEXT if mark.or_text else Kind.REFERENCE
        if isinstance(mark, CodeOf) or getattr(mark, "pattern", None):
            return None
        if isinstance(mark, FieldInfo) and any(getattr(m, "pattern", None) for m in mark.metadata):
            return None
    return Kind.TEXT
