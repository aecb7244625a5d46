"""What an audience may not know leaves no trace in anything that it can reach.

Two archives are made of one random draw: one holds everything, in the other what is withheld from
the audience was never recorded. Every address of the site, every search and every file that is made
of the two must be the same. `docs/access.md` lists what cannot be: the log counts all its entries,
and proves that none was taken out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from archive.candidates.incidents import same_incidents
from archive.candidates.people import same_people
from archive.errors import ArchiveError
from archive.exporting.export import Order, export
from archive.packets.plan import plan_packet
from archive.reporting.report import report
from archive.search.engine import engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from tests.journeys import twins
from tests.journeys.twins import Twins
from webui.application import create_app

TELLS_OF_THE_LOG = {
    "api.check_archive", "api.entry_proof", "api.item_receipt", "api.log_state",
    "item.receipt", "item.receipt_file", "log.show", "verify.show",
}  # fmt: skip
"""Addresses that show how many entries the log has, and prove it."""
SAME_FOR_ALL = {
    "account.second_factor_form", "static",
    "api.describe", "api.list_vocabularies", "api.show_vocabulary",
}  # fmt: skip
"""Addresses that show nothing of the archive."""
DRAWN_ANEW = re.compile(r'(name="csrf_token" value=|csrf[^"]*" content=|"csrf_token": )"[^"]+"')
STAYS_OUT = re.compile(r'<section aria-labelledby="out">.*?</section>', re.DOTALL)
"""The part of a plan that lists, by entries of the log, what will stay out of a packet."""
NOT_COMPARED = ("Set-Cookie", "Content-Length", "Date")
FACETS = ("kind", "place", "actor", "tag", "status")


def asked(drawn: Twins, many: int) -> list[str]:
    """Words to search for: of what is withheld, of what is shown, and of nothing."""
    hidden = [word for one in drawn.withheld for word in _words(one.content())][::9]
    shown = [word for one in drawn.seen for word in _words(one.content)][::23]
    ids = [one.ref or "" for one in drawn.withheld][:2] + [one.ref for one in drawn.seen][:2]
    return ["lantern", *hidden[:many], *shown[:many], *ids[: many // 2], "qnowherew"]


def _words(content: object) -> list[str]:
    return re.findall(r"\bq[a-z]\d+q[a-z]\b", json.dumps(content))


def addresses(app: Flask, drawn: Twins, many: int) -> Iterator[str]:
    """Every address of the site, for records that are shown, withheld and not there."""
    refs = [name for one in drawn.withheld for name in (one.ref or "", one.id or "")][:many]
    refs += [*[name for one in drawn.seen for name in (one.ref, one.id)][::-1][:many], "nowhere"]
    for rule in app.url_map.iter_rules():
        known = rule.endpoint in TELLS_OF_THE_LOG | SAME_FOR_ALL
        if "GET" in (rule.methods or ()) and not known:
            yield from _filled(rule, refs)
    for word in asked(drawn, many):
        yield f"/?words={word}&type=incident&type=actor&type=item&type=source&type=place"
        yield f"/find.json?words={word}"
        yield f"/people.json?name={word}"
        yield f"/api/v1/records?words={word}&type=actor&type=incident"
        yield f"/api/v1/people?name={word}"
        yield f"/find.csv?actor={word}"
        yield f"/find.geojson?place={word}"


def _filled(rule: Rule, refs: list[str]) -> Iterator[str]:
    if not rule.arguments:
        yield rule.rule
        return
    values = refs if "ref" in rule.arguments else ["nothing", "a" * 16]
    choice = re.search(r"<any\(([a-z]+)[^>]*>", rule.rule)
    for value in values:
        path = rule.rule.replace(choice[0], _type_of(value, choice[1])) if choice else rule.rule
        yield re.sub(r"<[^>]+>", value, path)


def _type_of(value: str, else_: str) -> str:
    kinds = [kind for kind in (*twins.KINDS, "json") if value.startswith(kind[:6])]
    return kinds[0] if kinds else else_


def differences(drawn: Twins, folder: Path, many: int = 99) -> list[str]:
    """What tells the two archives apart, asked for so many records and words at most."""
    return [
        *_of_pages(drawn, many),
        *_of_searches(drawn, many),
        *_of_files(drawn, folder),
        *_of_plans(drawn),
    ]


def _of_pages(drawn: Twins, many: int) -> Iterator[str]:
    full, bare = (create_app(one, drawn.audience) for one in (drawn.full, drawn.bare))
    first, second = full.test_client(), bare.test_client()
    for address in dict.fromkeys(addresses(full, drawn, many)):
        told = [_told(one) for one in (first.get(address), second.get(address))]
        if told[0] != told[1]:
            yield f"{address}: {_first_difference(*map(repr, told))}"


def _told(answer: TestResponse) -> tuple[int, list[tuple[str, str]], str]:
    """Status, headers and body, without what is drawn anew for each answer."""
    body = answer.get_data().decode("utf-8", "backslashreplace")
    headers = [row for row in answer.headers if row[0] not in NOT_COMPARED]
    return answer.status_code, headers, STAYS_OUT.sub("", DRAWN_ANEW.sub("", body))


def _first_difference(one: str, other: str) -> str:
    at = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0
    )
    return f"…{one[max(0, at - 80) : at + 120]}… or …{other[max(0, at - 80) : at + 120]}…"


def _of_searches(drawn: Twins, many: int) -> Iterator[str]:
    engines = [engine_of(one, patience=60) for one in (drawn.full, drawn.bare)]
    types = ("incident", "actor", "item", "source", "place", "appeal", "case")
    for words in asked(drawn, many):
        for sort in ("relevance", "date", "recorded"):
            query = SearchQuery(
                words=words, types=types, facets=FACETS, histogram="year", cells=1.0, sort=sort
            )
            found = [_found(engine, query, drawn) for engine in engines]
            if found[0] != found[1]:
                yield f"search {query}: {_first_difference(*map(repr, found))}"
    if engines[0].newest(drawn.audience) != engines[1].newest(drawn.audience):
        yield "what is new since"
    told = [
        (
            same_incidents(one, drawn.audience),
            same_people(one, engine, drawn.audience),
            report(one, engine, SearchQuery(), drawn.audience),
        )
        for one, engine in zip((drawn.full, drawn.bare), engines, strict=True)
    ]
    if told[0] != told[1]:
        yield f"candidates and report: {_first_difference(*map(repr, told))}"


def _found(engine: object, query: SearchQuery, drawn: Twins) -> object:
    try:
        return asdict(engine.search(query, drawn.audience))  # type: ignore[attr-defined]
    except ArchiveError as error:
        return str(error)


def _of_files(drawn: Twins, folder: Path) -> Iterator[str]:
    for form in ("csv", "jsonl", "geojson"):
        made = []
        for name, one in (("full", drawn.full), ("bare", drawn.bare)):
            out = folder / f"{name}.{form}"
            count = export(one, out, Order(form, drawn.audience))
            files = [out] if out.is_file() else sorted(out.iterdir())
            made.append((count, [(file.suffix, file.read_text("utf-8")) for file in files]))
        if made[0] != made[1]:
            yield f"export {form}: {_first_difference(*map(repr, made))}"


def _of_plans(drawn: Twins) -> Iterator[str]:
    for view in drawn.seen:
        if view.type in ("case", "incident"):
            made = [_plan(one, view.id, drawn) for one in (drawn.full, drawn.bare)]
            if made[0] != made[1]:
                yield f"packet of {view.ref}: {_first_difference(*map(repr, made))}"


def _plan(archive: Archive, ref: str, drawn: Twins) -> object:
    """What would go into a packet. What stays out is listed there: that is what it says it does."""
    try:
        plan = plan_packet(archive, [ref], drawn.audience)
    except ArchiveError as error:
        return str(error)
    records = [(row.seq, row.view.content, row.view.ref) for row in plan.records]
    exhibits = [replace(row, custody=(), entry=None) for row in plan.exhibits]
    return records, exhibits, plan.title


@pytest.mark.parametrize("seed", [7])
def test_nothing_that_is_withheld_leaves_a_trace(founded: Path, tmp_path: Path, seed: int) -> None:
    drawn = twins.draw(seed, founded, tmp_path, size=8)
    try:
        assert drawn.withheld
        assert differences(drawn, tmp_path, many=4) == []
    finally:
        drawn.close()
