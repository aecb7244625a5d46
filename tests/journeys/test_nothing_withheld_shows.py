"""What an audience may not know leaves no trace in anything that it can reach.

Two archives are made of one random draw: one holds everything, in the other what is withheld from
the audience was never recorded. `docs/access.md` lists what cannot be the same: the log counts all
its entries, and proves that none was taken out.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys import twins
from tests.journeys.telling_apart import differences


@pytest.mark.parametrize("seed", [4])
def test_nothing_that_is_withheld_leaves_a_trace(founded: Path, tmp_path: Path, seed: int) -> None:
    drawn = twins.draw(seed, founded, tmp_path, size=8)
    try:
        assert drawn.withheld
        assert differences(drawn, tmp_path, many=2) == []
    finally:
        drawn.close()


@pytest.mark.everything
@pytest.mark.parametrize("seed", range(100, 200))
def test_a_hundred_more_draws_leave_none(founded: Path, tmp_path: Path, seed: int) -> None:
    drawn = twins.draw(seed, founded, tmp_path, size=12)
    try:
        assert differences(drawn, tmp_path, many=8) == []
    finally:
        drawn.close()
