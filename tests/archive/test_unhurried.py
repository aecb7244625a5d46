"""What the collector of cycles is told for a while, and what stays as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from archive.unhurried import unhurried


@pytest.fixture
def nothing_settled() -> Iterator[None]:
    """A process in which the collector looks at everything."""
    gc.unfreeze()
    yield
    gc.freeze()


@pytest.mark.usefixtures("nothing_settled")
def test_the_collector_takes_its_time_for_a_while_and_not_longer() -> None:
    before = gc.get_threshold()
    with unhurried():
        assert gc.get_threshold()[0] > before[0]
        assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("nothing_settled")
def test_what_a_server_has_settled_stays_settled_after_an_import() -> None:
    gc.freeze()
    settled = gc.get_freeze_count()
    with unhurried():
        pass
    assert gc.get_freeze_count() >= settled - 10  # objects go by themselves, and no others


def test_the_last_of_several_threads_sets_the_collector_back() -> None:
    before = gc.get_threshold()
    first, second = unhurried(), unhurried()
    with ExitStack() as one:
        one.enter_context(first)
        with ExitStack() as other:
            other.enter_context(second)
            one.close()
            assert gc.get_threshold() != before
    assert gc.get_threshold() == before
