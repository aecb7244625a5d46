"""The command search."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any

import click

from archive.accounts import watching
from archive.cells import cell
from archive.cli.asking import filter_options
from archive.cli.desk import Desk, audience_option, check_sees_everything, show_json
from archive.disclosure import Audience
from archive.search import saved
from archive.search.engine import SearchResults, engine_of
from archive.search.query import SORTS, SearchQuery
from archive.search.tallies import Histogram
from archive.search.timeline import STEPS

SAVED = "use kept searches, whose words may tell what is withheld"


@click.command()
@filter_options
@click.option("--type", "types", multiple=True, default=("incident",), show_default=True)
@click.option("--facets", is_flag=True, help="Show counts by kind, place and more.")
@click.option("--histogram", type=click.Choice(STEPS), help="Count by day, month or year.")
@click.option("--cells", type=float, metavar="DEGREES", help="Count by squares of the map.")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0)
@click.option("--after", metavar="CURSOR", help='Go on after an earlier answer ("next").')
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv", "geojson"]), default="table"
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--save", metavar="NAME", help="Keep this search; see `khronika saved`.")
@audience_option
@click.pass_obj
def search(
    desk: Desk,
    /,
    *,
    words: tuple[str, ...],
    form: str,
    as_json: bool,
    facets: bool,
    save: str | None,
    audience: Audience,
    **filters: Any,
) -> None:
    """Find incidents by words, place and date; each hit is certainly or possibly meant.

    \b
    Examples: khronika search Kalyapin
              khronika search --from 2014-12-01 --to 2014-12-15 --place Chechnya --kind destruction
              khronika search --near 43.318,45.698,20
    """
    query = SearchQuery(words=" ".join(words), **filters)
    with desk.archive() as archive:
        if save:
            check_sees_everything(archive, SAVED)
        engine = engine_of(archive)
        results = engine.search(query, audience)
        watching.searched(archive, audience, {k: v for k, v in asdict(query).items() if v})
        if save:
            saved.save(archive.settings, save, query, seen=engine.newest(audience))
    match "json" if as_json else form:
        case "json":
            show_json(to_json(results))
        case "csv":
            click.echo(to_csv(results), nl=False)
            if results.next:
                click.echo(f"more with --after {results.next}", err=True)
        case "geojson":
            show_json(to_geojson(results))
        case _:
            print_results(results, facets=facets)


def print_results(results: SearchResults, *, facets: bool) -> None:
    """Print search results for people."""
    for note in results.notes:
        click.echo(note, err=True)
    click.echo(f"{results.certain} certain, {results.possible} possible")
    for hit in results.hits:
        where = f", {hit.place_words}" if hit.place_words else ""
        when = hit.date_words or "no date"
        click.echo(f"{hit.verdict.value:9}  {hit.ref:10}  {hit.title}  ({when}{where})")
        for why in hit.why:
            click.echo(f"{'':21}{why}")
        for passage in hit.passages[:1]:
            click.echo(f"{'':21}{passage}")
    if not results.hits and results.did_you_mean:
        click.echo(f"did you mean {' or '.join(results.did_you_mean)}?")
    if results.histogram:
        _print_bars(results.histogram)
    for square in results.cells or ():
        shown = f"{square.lat:9.4f} {square.lon:9.4f}"
        click.echo(f"{shown}  {square.certain} certain, {square.possible} possible")
    if facets:
        for field, rows in results.facets.items():
            shown = ", ".join(f"{value} {certain}+{possible}" for value, certain, possible in rows)
            click.echo(f"{field}: {shown}")


def _print_bars(histogram: Histogram) -> None:
    for bar in histogram.bars:
        click.echo(f"{bar.start:10}  {bar.certain} certain, {bar.possible} possible")
    if histogram.undated:
        click.echo(f"{'undated':10}  {histogram.undated}")


def to_json(results: SearchResults) -> dict[str, Any]:
    """Search results as JSON."""
    return {
        "certain": results.certain,
        "possible": results.possible,
        "hits": [
            {
                "id": hit.record_id,
                "ref": hit.ref,
                "type": hit.type,
                "title": hit.title,
                "verdict": hit.verdict.value,
                "why": list(hit.why),
                "date": hit.date_words,
                "place": hit.place_words,
                "lat": hit.lat,
                "lon": hit.lon,
                "radius_m": hit.radius_m,
                "matched": list(hit.matched),
                "passages": list(hit.passages),
            }
            for hit in results.hits
        ],
        "facets": {
            field: [
                {"value": value, "certain": certain, "possible": possible}
                for value, certain, possible in rows
            ]
            for field, rows in results.facets.items()
        },
        "histogram": asdict(results.histogram) if results.histogram else None,
        "cells": None if results.cells is None else [one._asdict() for one in results.cells],
        "next": results.next,
        "notes": list(results.notes),
        "did_you_mean": list(results.did_you_mean),
    }


def to_csv(results: SearchResults) -> str:
    """Search results as CSV (RFC 4180), with no cell that a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("verdict", "ref", "type", "title", "date", "place", "why"))
    for hit in results.hits:
        row = (hit.verdict.value, hit.ref, hit.type, hit.title, hit.date_words, hit.place_words)
        writer.writerow([cell(value or "") for value in (*row, "; ".join(hit.why))])
    return out.getvalue()


def to_geojson(results: SearchResults) -> dict[str, Any]:
    """Search results as GeoJSON (RFC 7946); what has no position has a null geometry.

    The cursor of the next page stands beside the features, as a foreign member (section 6.1).
    """
    return {
        "type": "FeatureCollection",
        "next": results.next,
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [hit.lon, hit.lat]}
                if hit.lat is not None
                else None,
                "properties": {
                    "ref": hit.ref,
                    "title": hit.title,
                    "verdict": hit.verdict.value,
                    "date": hit.date_words,
                    "place": hit.place_words,
                    "radius_m": hit.radius_m,
                },
            }
            for hit in results.hits
        ],
    }


COMMANDS = (search,)
