"""Hearing that somebody wrote: a server tells it at once, and is asked now and then in any case.

What stands between us and a server (a pool of connections) may swallow what it tells; then the
asking is all there is, and who follows is a few seconds later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from archive.database.postgresql import CHANNEL, driver_errors

__all__ = ["changes"]

ASKED_EVERY_SECONDS = 5.0


def changes(
    engine: Engine, is_over: Callable[[], bool], *, every_seconds: float = ASKED_EVERY_SECONDS
) -> Iterator[None]:
    """Yields once at the start, and whenever a server tells of a change or some time has passed.

    Nothing is raised while the server is away: it is asked again.
    """
    gone: tuple[type[Exception], ...] = (DBAPIError, *driver_errors())
    while not is_over():
        try:
            yield from _heard(engine, is_over, every_seconds)
        except gone:
            time.sleep(every_seconds)


def _heard(engine: Engine, is_over: Callable[[], bool], every_seconds: float) -> Iterator[None]:
    options = {"isolation_level": "AUTOCOMMIT"}
    with engine.connect().execution_options(**options) as connection:
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        try:
            driver = connection.connection.driver_connection
            assert driver is not None
            while not is_over():
                yield
                for _told in driver.notifies(timeout=every_seconds, stop_after=1):
                    pass
        finally:
            connection.invalidate()  # nobody else is to get one that listens
