"""Records of every type with something hostile in each field that takes a text, by the shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle

from archive.drafting import drafts, settling
from archive.drafting.fields import NESTED, ROWED, Field, Kind, fields_of, row_of
from archive.drafting.typed import Typed
from archive.workspace import Archive
from schemas.pointer import split
from schemas.records import RECORD_TYPES
from schemas.vocabulary import vocabulary
from tests.webui.holdings import HOSTILE
from webui.desk import Desk

DEEPEST = 6
"""Groups in groups that are filled in."""
ROUNDS = 12
"""So often what the shapes refuse is taken out again."""
ORDER = ("place", "actor", "source", "incident", "item", "appeal", "case")
"""Each type can point to those before it."""
FREE = (Kind.TEXT, Kind.PROSE)


def different(texts: Sequence[str]) -> Iterator[str]:
    """These texts over and over, each with a number: two records of one name are one record."""
    for number, text in enumerate(cycle(texts)):
        yield f"{text} {number}"


def filled(field: Field, texts: Iterator[str], *, whole: bool, depth: int = 0) -> Typed:
    """What a form would send: a text in every field; in the free ones alone unless `whole`."""
    if field.kind in NESTED:
        inner = () if depth > DEEPEST else field.inner
        return {one.name: filled(one, texts, whole=whole, depth=depth + 1) for one in inner}
    if field.kind in ROWED or field.kind is Kind.LIST:
        return [filled(row_of(field), texts, whole=whole, depth=depth + 1)]
    return _single(field, texts, whole=whole)


def _single(field: Field, texts: Iterator[str], *, whole: bool) -> Typed:
    match field.kind:
        case Kind.GEOMETRY:
            return {"lat": next(texts), "lon": next(texts)} if whole else {}
        case Kind.CODES:
            return []
        case Kind.FLAG | Kind.YES_NO:
            return "yes" if whole else ""
        case Kind.REFERENCE if not whole:
            return next((f"h-{kind}" for kind in ORDER if kind in (field.types or ORDER)), "")
        case Kind.CODE if not whole:
            return vocabulary(field.vocabulary).offered()[0]
        case kind:
            return next(texts) if whole or kind in FREE else ""


def drafted(archive: Archive, texts: Iterator[str]) -> dict[str, drafts.Draft]:
    """A draft of every type with a text in each of its fields, also where none can stand."""
    return {
        kind: drafts.begin(archive, kind, filled(fields_of(kind), texts, whole=True))
        for kind in RECORD_TYPES
    }


def recorded(archive: Archive, desk: Desk, texts: Iterator[str]) -> dict[str, tuple[str, int]]:
    """A record of every type with a text wherever one can stand: its ref, and how many it has."""
    made = {}
    for kind in ORDER:
        typed = filled(fields_of(kind), texts, whole=False)
        typed["ref"] = f"h-{kind}"
        draft = drafts.begin(archive, kind, typed)
        for _ in range(ROUNDS):
            faults = settling.read_draft(archive, draft, desk.audience).faults
            if not faults:
                break
            for pointer, _sentence in faults:
                _empty(draft.typed, tuple(split(pointer)))
        kept = drafts.save(archive, replace(draft, typed=draft.typed))
        done = settling.settle(archive, kept, desk.audience)
        made[kind] = (done.ref, _count(draft.typed))
    return made


def _empty(tree: Typed, path: tuple[str, ...]) -> None:
    """Take out what stands at a pointer; the row or group around it, if that lacks it."""
    *around, last = path
    typed = tree
    for name in around:
        if isinstance(typed, list):
            typed = typed[int(name)] if name.isdigit() and int(name) < len(typed) else None
        else:
            typed = typed.get(name)
        if not isinstance(typed, dict | list):
            return  # taken out with what is around it
    if isinstance(typed, list):
        typed.clear()
    elif last in typed or not around:
        typed.pop(last, None)
    else:
        _empty(tree, tuple(around))


def _count(typed: Typed) -> int:
    if isinstance(typed, dict):
        return sum(map(_count, typed.values()))
    if isinstance(typed, list):
        return sum(map(_count, typed))
    return int(typed.startswith(tuple(HOSTILE)))
