"""Python's collector of cycles, told to take its time while an import or an index is written.

Both make many objects and no cycle. By default the collector looks through them every 700 new
ones, which took a fifth of the time of an import; what nobody refers to any more is freed at once
without it (https://docs.python.org/3/library/gc.html).
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

_UNHURRIED = (100_000, 50, 100)
"""New objects, and rounds of each generation, until the collector looks."""

_lock = threading.Lock()
_working: list[object] = []
"""One for each thread that works so now."""
_undone = ExitStack()
"""What the last of them undoes."""


@contextmanager
def unhurried() -> Iterator[None]:
    """What is there is looked at no more meanwhile, and what is new less often.

    In a process whose collector leaves some objects alone for good
    (`archive.search.engine.SearchEngine.settle`), these stay so, and no more are added.
    """
    mine = object()
    with _lock:
        if not _working:
            _undone.callback(_slow_down())
        _working.append(mine)
    try:
        yield
    finally:
        with _lock:
            _working.remove(mine)
            if not _working:
                _undone.close()


def _slow_down() -> Callable[[], None]:
    """What undoes it."""
    before = gc.get_threshold()
    is_settled = gc.get_freeze_count() > 0
    if not is_settled:
        gc.freeze()
    gc.set_threshold(*_UNHURRIED)

    def undo() -> None:
        gc.set_threshold(*before)
        if not is_settled:
            gc.unfreeze()

    return undo
