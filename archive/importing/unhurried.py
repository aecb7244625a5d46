"""Python's collector of cycles, told to take its time while plans are made and written.

A plan holds many objects and no cycle. By default the collector looks through them every 700 new
ones, which took a fifth of the time of an import; what nobody refers to any more is freed at once
without it (https://docs.python.org/3/library/gc.html).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_UNHURRIED = (100_000, 50, 100)
"""New objects, and rounds of each generation, until the collector looks."""


@contextmanager
def unhurried() -> Iterator[None]:
    """What is there is looked at no more meanwhile, and what is new less often."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_UNHURRIED)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
