"""Rows that anybody may have written: read without ever failing on what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, select

Row = dict[str, Any]


@contextmanager
def any_text(connection: Connection) -> Iterator[None]:
    """Read texts that are no UTF-8 too, with escapes for what they are not."""
    driver: Any = connection.connection.driver_connection
    before, driver.text_factory = driver.text_factory, _decoded
    try:
        yield
    finally:
        driver.text_factory = before


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def as_bytes(value: object) -> bytes:
    """Whatever a row holds where bytes or text should be, as bytes."""
    if isinstance(value, bytes):
        return value
    return str(value).encode("utf-8", "surrogateescape")


def by_seq(connection: Connection, table: Any, first: int, last: int) -> dict[int, Row]:
    """The rows of a table that belong to the entries `first` to `last`."""
    query = select(table).where(table.c.seq.between(first, last))
    rows = connection.execute(query).mappings()
    return {row["seq"]: dict(row) for row in rows if isinstance(row["seq"], int)}


def spans(numbers: Iterable[int]) -> Iterator[str]:
    """Numbers in words, the neighbours together: entry 4, entries 7 to 9."""
    first = last = -1
    for number in numbers:
        if first >= 0 and number != last + 1:
            yield _span(first, last)
        if first < 0 or number != last + 1:
            first = number
        last = number
    if first >= 0:
        yield _span(first, last)


def _span(first: int, last: int) -> str:
    return f"entry {first}" if first == last else f"entries {first} to {last}"
