"""Results that are made while others are used: in order, not too many, and never after the end."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from archive.packets.ahead import made_ahead


def test_results_come_in_their_order_and_all_of_them() -> None:
    with made_ahead((number for number in range(50)), most=3) as results:
        assert list(results) == list(range(50))


def test_the_next_is_made_while_one_is_used() -> None:
    second_made = Event()

    def source() -> Iterator[int]:
        yield 1
        second_made.set()
        yield 2

    with made_ahead(source(), most=1) as results:
        assert next(results) == 1
        assert second_made.wait(timeout=10)


def test_no_more_than_allowed_are_made_before_their_turn() -> None:
    made: list[int] = []

    def source() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            yield number

    with made_ahead(source(), most=2) as results:
        next(results)
    assert len(made) <= 3


def test_what_goes_wrong_is_raised_in_its_place() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    with made_ahead(source(), most=5) as results:
        assert next(results) == 1
        with pytest.raises(ValueError, match="broken"):
            next(results)


def test_a_source_is_ended_where_the_block_ends() -> None:
    ended = Event()

    def source() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            ended.set()

    with pytest.raises(KeyError, match="stop"), made_ahead(source(), most=2):
        raise KeyError("stop")
    assert ended.is_set()
