"""Copying all tables of an archive from one database to another, whichever kinds they are."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from sqlalchemy import Connection, delete, select

from archive import database, models

__all__ = ["copy_tables"]

AT_ONCE = 2_000
"""Rows that are held in memory: those with the longest texts come to a few megabytes."""


def copy_tables(
    source: Connection, target: Connection, watch: Callable[[int], None] = lambda _: None
) -> int:
    """Copy every row into empty tables of the latest form; how many. `watch` hears of each batch.

    Part of the caller's transactions: `source` sees one state, and `target` has all rows or none.
    """
    copied = 0
    target.execute(delete(models.log_state))  # a new archive has the state of its empty log
    for table in models.metadata.sorted_tables:
        rows = iter(source.execution_options(yield_per=AT_ONCE).execute(select(table)).mappings())
        while some := [dict(row) for row in islice(rows, AT_ONCE)]:
            database.insert(target, table, some)
            copied += len(some)
            watch(len(some))
    return copied
