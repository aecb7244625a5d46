"""The words and filters by which commands ask the archive: the same ones everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from archive.errors import BadQuery

F = TypeVar("F", bound=Callable[..., Any])


def _numbers(what: str, count: int) -> Any:
    def read(_context: Any, _option: Any, value: str | None) -> tuple[float, ...] | None:
        if value is None:
            return None
        try:
            numbers = tuple(float(part) for part in value.split(","))
        except ValueError:
            raise BadQuery(what, value) from None
        if len(numbers) != count:
            raise BadQuery(what, value)
        return numbers

    return read


def _corners(_context: Any, _option: Any, value: str | None) -> Any:
    if value is None:
        return None
    read = _numbers("corners such as '45,43 46,43 46,44'", 2)
    return tuple(read(None, None, corner) for corner in value.split())


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.argument("words", nargs=-1),
    click.option("--from", "date_from", metavar="DATE", help="From this day, month or year on."),
    click.option("--to", "date_to", metavar="DATE", help="Up to and with it."),
    click.option(
        "--near",
        metavar="LAT,LON,KM",
        callback=_numbers("latitude,longitude,kilometres such as 43.3,45.7,20", 3),
    ),
    click.option(
        "--bbox",
        metavar="W,S,E,N",
        callback=_numbers("west,south,east,north in degrees such as 45,43,46,44", 4),
    ),
    click.option(
        "--area", metavar="'LON,LAT …'", callback=_corners, help="Corners of an outline on the map."
    ),
    click.option("--place", help="A place record, by ref or name; what lies in it counts."),
    click.option("--kind", "kinds", multiple=True, help="A kind of incident or act."),
    click.option("--actor", "actors", multiple=True, help="Somebody involved, by ref or name."),
    click.option(
        "--certain", "certain_only", is_flag=True, help="Leave out what is only possible."
    ),
)


def filter_options(function: F) -> F:
    """The search words as arguments, and an option for each filter of `SearchQuery`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
