"""One page of hits, told as the audience sees the records."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from sqlalchemy import Connection

from archive.search.cards import Card, card_of
from archive.search.columns import EARLIEST, LATEST, TYPES
from archive.search.contents import views_of
from archive.search.filters import Filtered
from archive.search.lean_whoosh import Ints
from archive.search.matching import Matched
from archive.search.name_keys import name_key
from archive.search.naming import Named
from archive.search.passages import passages
from archive.search.query_text import Words
from archive.search.results import Hit
from archive.search.sight import Sight
from archive.search.verdicts import POSSIBLY, VERDICTS, Answers
from archive.search.wanted import Wanted

MOST_NAMES = 5
"""Names by which a hit was met that are told."""


def hits_of(
    connection: Connection,
    sight: Sight,
    rows: Ints,
    answers: Answers,
    filters: Sequence[Filtered],
    *,
    matches: Sequence[tuple[Words, Matched]],
) -> tuple[Hit, ...]:
    """The hits for these rows, in their order."""
    wanted = Wanted()
    pointing: list[tuple[Words, Named, frozenset[int]]] = []
    on_page = np.zeros(len(sight.columns), np.bool_)
    on_page[rows] = True
    for part, matched in matches:
        if part.wanted:
            wanted.add(matched.wanted)
            pointing += [
                (part, named, frozenset((named.row, *some[on_page[some]].tolist())))
                for named, some in matched.named
            ]
    shown = _cards(connection, sight, rows.tolist())
    said = [card.known_to(sight.rank) for card in shown.values()]
    quoted = dict(zip(shown, passages(said, wanted), strict=True))
    through = _documents(sight, matches)
    return tuple(
        _hit(
            sight,
            row,
            shown[row],
            verdict=int(answers[row]),
            why=tuple(f.why(row) for f in filters if f.answers[row] == POSSIBLY),
            names=[
                *((part, named) for part, named, some in pointing if row in some),
                *through(row),
            ],
            quoted=quoted[row],
        )
        for row in map(int, rows)
        if row in shown
    )


def _cards(connection: Connection, sight: Sight, rows: Sequence[int]) -> dict[int, Card]:
    """What is shown of these rows; read from their records where the words are not indexed yet."""
    found = sight.following.cards(rows)
    rest = [row for row in rows if row not in found]
    if rest:
        store = sight.following.store
        views = views_of(connection, sight.columns, rest, store, rank=sight.rank)
        found.update({row: card_of(view) for row, view in views})
    return found


def _documents(
    sight: Sight, matches: Sequence[tuple[Words, Matched]]
) -> Callable[[int], list[tuple[Words, Named]]]:
    """Tells for a row in which items that document it each part was found."""
    rows, numbers = sight.numbers_of("incident")

    def through(row: int) -> list[tuple[Words, Named]]:
        items = rows[numbers == sight.columns.record[row]]
        found = [
            (part, Named(item, f"in {sight.columns.names.get(item, ('',))[0]}", 1.0, through=True))
            for part, matched in matches
            if part.wanted and matched.items is not None
            for item in items[matched.items[items]].tolist()
        ]
        return sorted(found, key=lambda one: one[1].name)

    return through


def _hit(
    sight: Sight,
    row: int,
    card: Card,
    *,
    verdict: int,
    why: tuple[str, ...],
    names: Sequence[tuple[Words, Named]],
    quoted: tuple[str, ...],
) -> Hit:
    where, columns = sight.positions, sight.columns
    return Hit(
        record_id=columns.ids[columns.record[row]],
        ref=card.ref,
        type=TYPES[columns.type[row]],
        title=card.title,
        verdict=VERDICTS[verdict],
        why=tuple(reason for reason in why if reason),
        date_words=card.date_words,
        place_words=card.place_words or sight.name_of(int(columns.place[row])),
        matched=tuple(dict.fromkeys(_told(part, named) for part, named in names))[:MOST_NAMES],
        passages=quoted,
        lat=_number(where.lat[row]),
        lon=_number(where.lon[row]),
        radius_m=None if math.isnan(where.radius[row]) else round(where.radius[row]),
        first_day=_day(columns.date_lo[row], EARLIEST),
        last_day=_day(columns.date_hi[row], LATEST),
    )


def _told(part: Words, named: Named) -> str:
    """By which name something was met; and for which word, if that is spelt otherwise."""
    if named.through:
        return named.name
    in_name = name_key(named.name)
    spelt_so = all(name_key(word) in in_name for word in part.words)
    return named.name if spelt_so else f"{named.name} (for {' '.join(part.words)})"


def _day(day: int, open_end: int) -> int | None:
    return None if day == open_end else int(day)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
