"""Work that goes on beside other work: the next results are made while one is being used."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["made_ahead"]

T = TypeVar("T")


@contextmanager
def made_ahead(source: Generator[T, None, None], *, most: int) -> Iterator[Iterator[T]]:
    """What `source` gives, in its order, made in a thread of its own: at most so many wait.

    The thread begins at once. At the end of the block it stops after what it has in hand, and the
    rest is never made. What `source` raises is raised where its result would have come.
    """
    with ThreadPoolExecutor(1) as thread:
        waiting = deque(thread.submit(next, source, None) for _ in range(most))

        def results() -> Iterator[T]:
            while (one := waiting.popleft().result()) is not None:
                waiting.append(thread.submit(next, source, None))
                yield one

        try:
            yield results()
        finally:
            thread.shutdown(cancel_futures=True)
            source.close()
