"""What is looked up for those who ask every few seconds, kept for a moment between them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from flask import Flask, current_app

from archive.condition import Condition, condition_of
from archive.health import Health, health_of
from webui.desk import KEY as HOUSE

KEY = "khronika.watched"
"""Under this name it lies among the extensions of the application."""
HEALTH_SECONDS = 2.0
"""So often at most database and store are asked, however many ask."""
CONDITION_SECONDS = 60.0
T = TypeVar("T")


class Kept(Generic[T]):
    """An answer that is good for some seconds; one thread at a time finds a new one."""

    def __init__(self, find: Callable[[], T], seconds: float) -> None:
        self._find = find
        self._seconds = seconds
        self._lock = threading.Lock()
        self._known: tuple[float, T] | None = None

    def now(self) -> T:
        """The answer, looked for anew if the last one is too old."""
        with self._lock:
            if self._known is None or time.monotonic() - self._known[0] > self._seconds:
                self._known = (time.monotonic(), self._find())
            return self._known[1]


class Watched:
    """The health and the condition of the archive that is served."""

    def __init__(self, app: Flask) -> None:
        house = app.extensions[HOUSE]
        self.health: Kept[Health] = Kept(
            lambda: health_of(house.archive, house.search), HEALTH_SECONDS
        )
        self.condition: Kept[Condition] = Kept(
            lambda: condition_of(house.archive), CONDITION_SECONDS
        )


def watched() -> Watched:
    """What is known of the archive."""
    found: Watched = current_app.extensions[KEY]
    return found
