"""Days kept small say of every window what the columns say; the first hits are the right ones."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import pytest

from archive.search import ranking
from archive.search.bitmaps import Marked, packed
from archive.search.columns import EARLIEST, LATEST, NO_CORE
from archive.search.ranking import Ordered
from archive.search.timeline import FAR, Timeline
from archive.search.verdicts import of_box, of_circle, of_dates, reach_of


@dataclass
class Dates:
    """What a timeline needs of the columns."""

    date_lo: np.ndarray
    date_hi: np.ndarray
    core_lo: np.ndarray
    core_hi: np.ndarray


def dates(chosen: random.Random, count: int) -> Dates:
    rows = []
    for _ in range(count):
        first = chosen.choice((EARLIEST, chosen.randrange(30), chosen.randrange(30), -4 * FAR))
        last = chosen.choice((LATEST, max(first, 0) + chosen.choice((0, 0, 1, 9)), 4 * FAR))
        core = chosen.choice((NO_CORE, (max(first, 0), min(last, 60)), (9, 3)))
        rows.append((first, max(first, last), *core))
    return Dates(*(np.array(column, np.int64) for column in zip(*rows, strict=True)))


@pytest.mark.parametrize("seed", range(3))
def test_a_window_finds_what_the_days_of_the_columns_say(seed: int) -> None:
    chosen = random.Random(seed)
    some = dates(chosen, 300)
    timeline = Timeline(some)  # type: ignore[arg-type]
    ends = (None, -5 * FAR, -1, 0, 7, 8, 29, 60, FAR, 3 * FAR, 5 * FAR)
    windows = [(a, b) for a in ends for b in ends if a is None or b is None or a <= b]
    for window in windows:
        expected = of_dates(some.date_lo, some.date_hi, some.core_lo, some.core_hi, window)
        assert timeline.within(window).tolist() == expected.tolist(), window


@pytest.mark.parametrize("large", [50, 10**9])
def test_the_first_of_many_hits_are_those_of_a_whole_sort(
    monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(ranking, "LARGE_GROUP", large)
    monkeypatch.setattr(ranking, "EVERY", 4)
    chosen = np.random.default_rng(1)
    for values in (3, 40, 100_000):
        keys, seqs = chosen.integers(0, values, 2_000), chosen.permutation(2_000)
        sure = chosen.random(2_000) < 0.5
        groups = Marked(sure), Marked(~sure & (chosen.random(2_000) < 0.5))
        ordered = Ordered(groups, keys, seqs)
        expected = [
            row
            for group in groups
            for row in sorted(group.where.tolist(), key=lambda row: (keys[row], seqs[row]))
        ]
        assert len(ordered) == len(expected)
        for start, stop in ((0, 20), (5, 7), (700, 720), (len(expected) - 9, len(expected))):
            assert ordered.page(start, stop).tolist() == expected[start:stop]


def test_rows_as_bits_are_the_same_rows() -> None:
    rows = np.random.default_rng(2).random(1_003) < 0.3
    marked = Marked(rows)
    assert int(np.bitwise_count(packed(rows)).sum()) == marked.count == len(marked.where)


def test_places_that_are_ruled_out_beforehand_are_none_that_lie_there() -> None:
    chosen = np.random.default_rng(3)
    lat, lon = chosen.uniform(-90, 90, 4_000), chosen.uniform(-180, 180, 4_000)
    radius = chosen.choice([np.nan, 0.0, 500.0, 90_000.0, 3e6], 4_000)
    lat[::50], lon[::70] = chosen.choice([-90.0, 90.0, np.nan]), 180.0
    known = reach_of(lat, lon, radius)
    everything = known._replace(edges=known.edges._replace(**_whole_earth(len(lat))))
    for _ in range(60):
        west, east = chosen.uniform(-180, 180, 2)
        south, north = np.sort(chosen.uniform(-90, 90, 2))
        box = chosen.choice([(west, south, east, north), (-180.0, south, 180.0, north)])
        quick, slow = (of_box(lat, lon, radius, tuple(box), one) for one in (known, everything))
        assert quick.tolist() == slow.tolist(), box
        circle = (south, west, float(chosen.choice([0.0, 3.0, 400.0, 9_000.0])))
        quick, slow = (of_circle(lat, lon, radius, circle, one) for one in (known, everything))
        assert quick.tolist() == slow.tolist(), circle


def _whole_earth(size: int) -> dict[str, np.ndarray]:
    low, high = np.full(size, -32_700, np.int16), np.full(size, 32_700, np.int16)
    return {"west": low, "south": low, "east": high, "north": high}
