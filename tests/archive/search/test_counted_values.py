"""How many rows have each value is counted rightly, whichever way is the shorter."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from archive.search.bitmaps import Marked
from archive.search.growing import Field


@pytest.mark.parametrize("values", [3, 40, 4_900])
@pytest.mark.parametrize("share", [0, 0.005, 0.05, 0.5, 1])
def test_wanted_rows_are_counted_by_value(values: int, share: float) -> None:
    chosen = random.Random(values)
    names = [f"v{number}" for number in range(values)]
    pairs = [(row, name) for row in range(3_000) for name in chosen.sample(names, k=2)]
    chosen.shuffle(pairs)
    field = Field()
    field.add(pairs[:4_000])
    field.rows_with("v0")
    field.add(pairs[4_000:])  # some of them after the others were put in order
    wanted = np.array([chosen.random() < share for _ in range(3_005)])
    found = dict(zip(field.values, field.counted(Marked(wanted)).tolist(), strict=True))
    expected = Counter(value for row, value in pairs if wanted[row])
    for name in names:
        assert found.get(name, 0) == expected[name]


def test_without_values_nothing_is_counted() -> None:
    assert Field().counted(Marked(np.ones(3, np.bool_))).tolist() == []
