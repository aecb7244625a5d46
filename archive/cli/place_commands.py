"""The commands about places: what may be meant by a name."""

from __future__ import annotations

import click

from archive import gazetteer
from archive.cli.desk import Desk, json_option, show_json


@click.group(name="place")
def place() -> None:
    """Places by their names, from a list on this disk. Nothing is placed by a machine."""


@place.command(name="suggest")
@click.argument("name", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True)
@json_option
@click.pass_obj
def suggest(desk: Desk, /, *, name: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Towns that are called NAME, in any script, or that begin or sound so.

    With --json each comes with a draft of a place record, for a person to look at and to record.

    \b
    Example: khronika place suggest Грозный
    """
    with desk.archive() as archive:
        path = gazetteer.gazetteer_of(archive.settings)
    found = gazetteer.suggest(path, " ".join(name), limit)
    if as_json:
        rows = [
            {
                "name": one.name,
                "matched": one.matched,
                "country": one.country,
                "lat": one.lat,
                "lon": one.lon,
                "people": one.people,
                "likeness": round(one.likeness, 3),
                "draft": one.draft(),
            }
            for one in found
        ]
        show_json({"origin": gazetteer.ORIGIN, "suggestions": rows})
        return
    for one in found:
        spelt = "" if one.matched == one.name else f" (as {one.matched})"
        where = f"{one.lat:.4f}, {one.lon:.4f}"
        click.echo(f"{one.name}{spelt}, {one.country}  {where}  {one.people:,} people")
    click.echo(f"from {gazetteer.ORIGIN}" if found else "no town of the list is called so")


COMMANDS = (place,)
