"""The command people: who is called so, in whatever spelling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from archive.cli.desk import Desk, audience_option, json_option, show_json
from archive.disclosure import Audience
from archive.search.engine import NamedPerson, engine_of


@click.command()
@click.argument("name", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@audience_option
@json_option
@click.pass_obj
def people(
    desk: Desk, /, *, name: tuple[str, ...], limit: int, audience: Audience, as_json: bool
) -> None:
    """Find people and groups by a name in any spelling or script, the likest first.

    \b
    Examples: khronika people Kaliapin
              khronika people كاليابين --json
    """
    with desk.archive() as archive:
        found = engine_of(archive).people(" ".join(name), audience, limit)
    if as_json:
        show_json(to_json(found))
        return
    for one in found:
        spelt = "" if one.name == one.title else f"  (as {one.name})"
        click.echo(f"{one.likeness:.2f}  {one.ref:12}  {one.title}{spelt}")
    if not found:
        click.echo("nobody is called so, or sounds so")


def to_json(found: Sequence[NamedPerson]) -> list[dict[str, Any]]:
    """People as JSON."""
    return [
        {
            "id": one.record_id,
            "ref": one.ref,
            "title": one.title,
            "matched": one.name,
            "likeness": round(one.likeness, 3),
        }
        for one in found
    ]


COMMANDS = (people,)
