"""The engine finds what a slow search over the disclosed JSON finds, for every audience."""

from __future__ import annotations

import random

import pytest

from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED, Audience
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from schemas.verdict import Verdict
from tests.archive.search import made_up, slowly
from tests.archive.search.slowly import Asked

AUDIENCES = (PUBLIC, RESTRICTED, CONFIDENTIAL)
EVERYTHING = 10_000


@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda audience: audience.level.value)
def test_hits_counts_and_facets_are_those_of_a_slow_search(
    invented: Archive, audience: Audience
) -> None:
    engine, chosen = engine_of(invented), random.Random(audience.rank)
    views = slowly.views_for(invented, audience)
    some = 0
    for _ in range(70):
        asked = question(chosen)
        some += agree(engine, views, asked, audience)
    assert some > 20  # most questions find something, or they would prove nothing


def agree(engine: SearchEngine, views: dict, asked: Asked, audience: Audience) -> bool:
    """Compare both searches; whether anything was found."""
    results = engine.search(as_query(asked), audience)
    expected = slowly.search(views, asked)
    certain = {hit.record_id for hit in results.hits if hit.verdict is Verdict.CERTAINLY}
    possible = {hit.record_id for hit in results.hits if hit.verdict is Verdict.POSSIBLY}
    assert (certain, possible) == expected, asked
    assert (results.certain, results.possible) == tuple(map(len, expected))
    for field in ("kind", "tag", "actor"):
        told = {
            (value, at): number
            for value, *numbers in results.facets[field]
            for at, number in enumerate(numbers)
            if number
        }
        assert told == slowly.counted(views, field, expected), (field, asked)
    return bool(certain or possible)


def as_query(asked: Asked) -> SearchQuery:
    """The same question as a person types it."""
    words = [*asked.words, *(f"-{word}" for word in asked.without)]
    if asked.phrase:
        words.append(f'"{" ".join(asked.phrase)}"')
    return SearchQuery(
        words=" ".join(words),
        date_from=asked.date_from,
        date_to=asked.date_to,
        bbox=asked.box,
        near=asked.circle,
        kinds=(asked.kind,) if asked.kind else (),
        place=asked.place,
        actors=(asked.actor,) if asked.actor else (),
        limit=EVERYTHING,
    )


def question(chosen: random.Random) -> Asked:
    """A question that mixes some of everything."""
    pool = (*made_up.WORDS, *made_up.RUSSIAN, "house", "dusk", "Galdorn", "Fennigor", "mountain")
    box = circle = kind = place = actor = date_from = date_to = None
    if chosen.random() < 0.3:
        west, south = chosen.uniform(44, 46.5), chosen.uniform(42, 44.5)
        box = (west, south, west + chosen.uniform(0.1, 2), south + chosen.uniform(0.1, 2))
        if chosen.random() < 0.2:
            box = (179.0, 5.0, -179.0, 15.0)
    elif chosen.random() < 0.2:
        circle = (chosen.uniform(42, 45), chosen.uniform(44, 47), chosen.uniform(5, 120))
    if chosen.random() < 0.4:
        days = sorted(chosen.sample(range(1, 29), 2))
        date_from = chosen.choice((None, f"2014-12-{days[0]:02}", "2014-11"))
        date_to = chosen.choice((None, f"2014-12-{days[1]:02}", "2015"))
    if chosen.random() < 0.3:
        kind = chosen.choice((*made_up.KINDS, *made_up.ACTS))
    if chosen.random() < 0.2:
        place = chosen.choice(("land", "north", "south", "town", "village"))
    if chosen.random() < 0.2:
        actor = f"actor-{chosen.randrange(3)}"
    return Asked(
        words=tuple(chosen.choices(pool, k=chosen.choice((0, 0, 1, 1, 2)))),
        without=tuple(chosen.choices(made_up.WORDS, k=chosen.choice((0, 0, 0, 1)))),
        phrase=tuple(chosen.choices(made_up.WORDS, k=2)) if chosen.random() < 0.1 else (),
        date_from=date_from,
        date_to=date_to,
        box=box,
        circle=circle,
        kind=kind,
        place=place,
        actor=actor,
    )
