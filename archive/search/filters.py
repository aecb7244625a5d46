"""The filters of a query, each as a verdict on every row and the reason for a "possibly".

What a filter names is resolved among what the audience sees: a place or actor that it may not see
is not there, and finds what a name finds that nobody has.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, select

from archive import models, seeing
from archive.errors import BadQuery
from archive.search import placing, reasons
from archive.search.lean_whoosh import Bits, Ints
from archive.search.query import SearchQuery, window_of
from archive.search.query_text import Filter, Narrowing
from archive.search.sight import Sight
from archive.search.verdicts import CERTAINLY, Answers
from schemas.records import RECORD_TYPES
from schemas.vocabulary import Vocabulary, vocabulary

KIND_LISTS = (
    "incident_kinds", "acts", "item_kinds", "actor_kinds", "source_kinds", "appeal_kinds",
    "place_kinds",
)  # fmt: skip
"""The vocabularies that the filter by kind knows."""
AS_LIKELY = 0.03
"""How much less alike than the likest name another may be to be meant as well."""


@dataclass(frozen=True)
class Filtered:
    """What one filter says."""

    answers: Answers
    why: Callable[[int], str]
    """Why a row is only possibly meant, in words."""
    unstated: Bits | None = None
    """Rows that are left out because they do not state what the filter asks for."""
    unstated_words: str = ""
    note: str = ""
    """What is to be said about the filter itself."""


def filters_of(
    query: SearchQuery, narrowings: Sequence[Narrowing], sight: Sight, connection: Connection
) -> Iterator[Filtered]:
    """The verdicts of all filters of a query.

    Raises:
        BadQuery: the value of one cannot be understood.
    """
    resolve = Resolve(sight, connection)
    if query.date_from or query.date_to:
        yield _by_date(sight, query.window())
    if query.place:
        yield resolve.place(query.place)
    if query.near:
        yield _by_position(sight, placing.in_circle(sight, query.near))
    if query.bbox:
        yield _by_position(sight, placing.in_box(sight, query.bbox))
    if query.area:
        yield _by_position(sight, placing.in_area(sight, query.area))
    if query.kinds:
        yield _certainly(sight, [rows for kind in query.kinds for rows in _by_kind(sight, kind)])
    for actor in query.actors:
        yield resolve.actor(actor)
    for part in narrowings:
        if part.by is not Filter.TYPE:
            found = resolve.narrowing(part)
            yield found if part.wanted else _inverted(found)


def types_of(query: SearchQuery, narrowings: Sequence[Narrowing]) -> tuple[str, ...]:
    """The types of record that are looked for.

    Raises:
        BadQuery: there is no such type.
    """
    named = [part for part in narrowings if part.by is Filter.TYPE]
    for part in named:
        if part.value not in RECORD_TYPES:
            raise BadQuery(f"a type of record, one of {', '.join(RECORD_TYPES)}", part.value)
    wanted = [part.value for part in named if part.wanted] or list(query.types)
    return tuple(
        name for name in wanted if name not in {part.value for part in named if not part.wanted}
    )


class Resolve:
    """Finds what a filter names, among what an audience sees."""

    def __init__(self, sight: Sight, connection: Connection) -> None:
        self._sight = sight
        self._connection = connection

    def narrowing(self, part: Narrowing) -> Filtered:
        """The filter of one part of a search text."""
        sight, value = self._sight, part.value
        match part.by:
            case Filter.KIND:
                return _certainly(sight, _by_kind(sight, value))
            case Filter.PLACE:
                return self.place(value)
            case Filter.ACTOR:
                return self.actor(value)
            case Filter.DATE:
                return _by_date(sight, window_of(value, value))
            case Filter.TAG | Filter.STATUS | Filter.STATE | Filter.METHOD | Filter.TYPE:
                return _certainly(sight, _by_value(sight, part.by.value, value))

    def place(self, text: str) -> Filtered:
        """Rows in a place, by its ref, id or name."""
        sight = self._sight
        places = self._records(text, "place")
        found = placing.in_places(sight, places, text)
        return Filtered(
            found,
            lambda row: reasons.of_place(sight, row),
            placing.without_place(sight),
            "state no place",
            ""
            if len(places) or found[sight.visible].any()
            else f"no place is called {text!r} here",
        )

    def actor(self, text: str) -> Filtered:
        """Rows in which an actor is involved, by the actor's ref, id or name."""
        sight = self._sight
        rows = []
        for number in self._records(text, "actor").tolist():
            key = sight.columns.ids[number]
            rows.append(sight.columns.rows_with("actor", key))
            rows.append(sight.lookup.rows_with("mentions", (f"named={key}",)))
        found = _certainly(sight, rows)
        note = "" if rows else f"nobody is called {text!r} here"
        return Filtered(found.answers, found.why, note=note)

    def _records(self, text: str, kind: str) -> Ints:
        """Numbers of the records of this ref or id, or else of the likest names."""
        sight, table = self._sight, models.views
        query = select(table.c.record_id).where(
            (table.c.ref == text) | (table.c.record_id == text),
            table.c.type == kind,
            *seeing.its_views(sight.audience),
        )
        numbers = [sight.columns.numbers[key] for key in self._connection.execute(query).scalars()]
        seen = [number for number in numbers if sight.row_of[number] >= 0]
        if not seen:
            named = sight.naming.find(text, (kind,))
            least = max((name.likeness for name in named), default=0.0) - AS_LIKELY
            rows = [name.row for name in named if name.likeness >= least]
            seen = sight.columns.record[np.array(rows, np.int32)].tolist()
        return np.array(seen, np.int32)


def _by_date(sight: Sight, window: tuple[int | None, int | None]) -> Filtered:
    return Filtered(sight.timeline.within(window), lambda row: reasons.of_date(sight.columns, row))


def _by_position(sight: Sight, found: Answers) -> Filtered:
    return Filtered(
        found,
        lambda row: reasons.of_position(sight, row),
        placing.without_position(sight, found),
        "have no position",
    )


def _by_kind(sight: Sight, text: str) -> list[Ints]:
    """The rows of a kind and of every narrower one, given as a code or as a label."""
    codes = {code for name in KIND_LISTS for code in _narrower(vocabulary(name), text)}
    if not codes:
        own = _by_value(sight, "kind", text)
        if any(sight.visible[rows].any() for rows in own):
            return own
        known = [code for name in KIND_LISTS[:2] for code in vocabulary(name).codes()]
        near = difflib.get_close_matches(text, known, n=3)
        hint = f" ({' or '.join(near)}?)" if near else ""
        raise BadQuery(f"a kind of incident or act such as destruction{hint}", text)
    return [sight.columns.rows_with("kind", code) for code in sorted(codes)]


def _narrower(known: Vocabulary, text: str) -> set[str]:
    wanted = text.casefold()
    return {
        code
        for term in known.terms
        if wanted in (term.code, *(label.casefold() for label in term.labels.values()))
        for code in known.narrower(term.code)
    }


def _by_value(sight: Sight, field: str, text: str) -> list[Ints]:
    """The rows that have a value, in capital or small letters."""
    known = sight.columns.fields.get(field)
    return [known.rows_with(value) for value in known.alike(text)] if known else []


def _certainly(sight: Sight, rows: Sequence[Ints]) -> Filtered:
    found = np.zeros(len(sight.columns), np.uint8)
    for some in rows:
        found[some] = CERTAINLY
    return Filtered(found, lambda _row: "")


def _inverted(filtered: Filtered) -> Filtered:
    inverted = (CERTAINLY - filtered.answers).astype(np.uint8)
    return Filtered(inverted, filtered.why, note=filtered.note)
