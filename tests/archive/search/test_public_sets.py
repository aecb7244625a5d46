"""On public data, too, the engine finds what a slow search over the disclosed JSON finds."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path

import pytest

from archive import recording
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.search.choosing import IndexEngine, choose
from archive.search.engine import engine_of
from archive.workspace import Archive
from schemas.records import read_record
from schemas.shape import Json
from tests.archive.search import public_sets, slowly
from tests.archive.search.slowly import Asked
from tests.archive.search.test_agreement import agree

ROWS = int(os.environ.get("KHRONIKA_MANY_ROWS", "60"))
QUESTIONS = int(os.environ.get("KHRONIKA_MANY_QUESTIONS", "12"))
"""For each audience and set; set the variables for a long run."""


@pytest.mark.parametrize("name", public_sets.SETS)
def test_hits_and_counts_are_those_of_a_slow_search(
    archive: Archive, shared_data: Path, name: str
) -> None:
    rows = public_sets.incidents(shared_data, name, ROWS)
    recording.record(archive, [read_record(json.dumps(row)) for row in rows])
    if _engine_for(name) is IndexEngine.TANTIVY:
        pytest.importorskip("tantivy", reason="the extra `large` is not installed")
        choose(archive.settings, IndexEngine.TANTIVY)
    engine, chosen = engine_of(archive), random.Random(3)
    engine.index_all()
    found = 0
    for audience in (PUBLIC, RESTRICTED, CONFIDENTIAL):
        views = slowly.views_for(archive, audience)
        for _ in range(QUESTIONS):
            found += agree(engine, views, _question(chosen, rows), audience)
    assert found > QUESTIONS // 2


def _engine_for(name: str) -> IndexEngine:
    """One engine for half of the sets, the other for the rest; a long run names it."""
    turn = sorted(public_sets.SETS).index(name) % 2
    return IndexEngine(os.environ.get("KHRONIKA_ENGINE") or ("whoosh", "tantivy")[turn])


def _question(chosen: random.Random, rows: list[dict[str, Json]]) -> Asked:
    """A question made from the words, day and place of some row."""
    row = chosen.choice(rows)
    text = " ".join([row["title"], *row.get("narrative", {}).values()])
    words = re.findall(r"\b[^\W\d_]{4,20}\b", text)
    box, date_from, date_to = None, None, None
    if chosen.random() < 0.4:
        days = re.findall(r"\d{4}-\d\d-\d\d", str(row.get("date", "")))
        if days:
            date_from = chosen.choice((None, days[0][:7]))
            date_to = chosen.choice((None, days[-1], days[-1][:4]))
    if chosen.random() < 0.4 and "geometry" in row.get("place", {}):
        lon, lat = row["place"]["geometry"]["coordinates"]
        size = chosen.choice((0.05, 0.5, 3))
        west, south = lon - chosen.uniform(0, size), lat - chosen.uniform(0, size)
        box = (max(west, -180), max(south, -90), min(west + size, 180), min(south + size, 90))
    return Asked(
        words=tuple(chosen.choices(words, k=chosen.choice((0, 1, 1, 2)))) if words else (),
        date_from=date_from,
        date_to=date_to,
        box=box,
        kind=chosen.choice((None, None, row["kinds"][0])),
    )
