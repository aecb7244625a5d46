"""The commands of saved searches: what was kept, and what is new in it."""

from __future__ import annotations

import click

from archive.cli.desk import (
    Desk,
    audience_option,
    check_sees_everything,
    json_option,
    show_json,
)
from archive.cli.searching import SAVED, print_results, to_json
from archive.disclosure import Audience
from archive.search import saved
from archive.search.engine import engine_of


@click.group(name="saved")
def saved_group() -> None:
    """Searches that were kept with `khronika search … --save NAME`, and what is new in them."""


@saved_group.command(name="list")
@audience_option
@json_option
@click.pass_obj
def list_saved(desk: Desk, /, *, audience: Audience, as_json: bool) -> None:
    """All saved searches, with how many records are new in each.

    \b
    Example: khronika saved list
    """
    with desk.archive() as archive:
        check_sees_everything(archive, SAVED)
        engine = engine_of(archive)
        kept = saved.saved(archive.settings)
        found = [saved.news(engine, one, audience, limit=0) for one in kept]
    if as_json:
        rows = [
            {"name": one.saved.name, "certain": one.new.certain, "possible": one.new.possible}
            for one in found
        ]
        show_json(rows)
        return
    for one in found:
        click.echo(f"{one.saved.name}: {one.new.certain} new certain, {one.new.possible} possible")


@saved_group.command(name="news")
@click.argument("name")
@click.option("--keep", is_flag=True, help="Tell the same again next time.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@audience_option
@json_option
@click.pass_obj
def news(
    desk: Desk, /, *, name: str, keep: bool, limit: int, audience: Audience, as_json: bool
) -> None:
    """What was recorded or revised since you last looked, and is found by the search NAME.

    \b
    Example: khronika saved news houses
    """
    with desk.archive() as archive:
        check_sees_everything(archive, SAVED)
        kept = saved.load(archive.settings, name)
        found = saved.news(engine_of(archive), kept, audience, limit=limit)
        if not keep:
            saved.looked(archive.settings, found)
    if as_json:
        show_json(to_json(found.new))
    else:
        print_results(found.new, facets=False)


@saved_group.command(name="forget")
@click.argument("name")
@click.pass_obj
def forget(desk: Desk, /, *, name: str) -> None:
    """Keep the search NAME no longer.

    \b
    Example: khronika saved forget houses
    """
    with desk.archive() as archive:
        check_sees_everything(archive, SAVED)
        saved.forget(archive.settings, name)
    click.echo(f"{name} is no longer kept")


COMMANDS = (saved_group,)
