"""What tells twin archives apart for the audience for which they are twins: nothing may.

Every address of the site, what is refused there, every search and every file that is made of the
two, and how often the database is asked for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from archive.candidates.incidents import same_incidents
from archive.candidates.people import same_people
from archive.disclosure import Audience
from archive.drafting.settling import begin_from, read_draft
from archive.errors import ArchiveError
from archive.exporting.export import Order, export
from archive.packets.plan import plan_packet
from archive.reporting.report import report
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.search.saved import Saved, news
from archive.workspace import Archive
from tests.journeys import twins
from tests.journeys.handed_out import packet
from tests.journeys.twins import Twins
from webui.application import create_app

TELLS_OF_THE_LOG = {
    "api.check_archive", "api.entry_proof", "api.item_receipt", "api.log_state",
    "item.receipt", "item.receipt_file", "log.show", "metrics.show", "verify.show",
}  # fmt: skip
"""Addresses that show how many entries the log has, and prove it; and how busy the machine is."""
SAME_FOR_ALL = {
    "account.second_factor_form", "static",
    "api.describe", "api.list_vocabularies", "api.show_vocabulary",
}  # fmt: skip
"""Addresses that show nothing of the archive."""
DRAWN_ANEW = re.compile(
    r'(name="csrf_token" value=|csrf[^"]*" content=|"csrf_token": |"challenge":)"[^"]+"'
)
STAYS_OUT = re.compile(r'<section aria-labelledby="out">.*?</section>', re.DOTALL)
"""The part of a plan that lists, by entries of the log, what will stay out of a packet."""
OF_ONE_RECORD = (
    *("/{kind}/{ref}", "/{kind}/{ref}/history", "/{kind}/{ref}/change", "/record/{ref}"),
    *("/api/v1/records/{ref}", "/api/v1/records/{ref}/history", "/find.json?words={ref}"),
    *("/api/v1/records/{ref}/linked-from", "/people.json?name={ref}"),
)
"""Addresses where the work is the same for a record that is withheld and one that never was."""
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
        *_of_packets(drawn, folder),
        *_of_kept_searches(drawn, many),
        *_of_forms(drawn),
    ]


def _of_pages(drawn: Twins, many: int) -> Iterator[str]:
    sites = [Site(one, drawn.audience) for one in (drawn.full, drawn.bare)]
    for one in sites:
        one.told("GET", "/find.json")  # the index follows the log, which has entries of both
    for address in dict.fromkeys(addresses(sites[0].app, drawn, many)):
        told = [one.told("GET", address) for one in sites]
        if told[0] != told[1]:
            yield f"{address}: {_first_difference(*map(repr, told))}"
    for method, address, sent in refused(drawn, many):
        told = [one.told(method, address, sent) for one in sites]
        if told[0] != told[1]:
            yield f"{method} {address} {sent}: {_first_difference(*map(repr, told))}"
    for sort in ("relevance", "date", "recorded"):
        pages = [
            list(one.pages(f"/api/v1/records?type=incident&type=actor&sort={sort}"))
            for one in sites
        ]
        if pages[0] != pages[1]:
            yield f"pages of {sort}: {_first_difference(*map(repr, pages))}"


def _of_work(drawn: Twins, site: Site, many: int) -> Iterator[str]:
    """Whether the database is asked as often for what is withheld as for what is not there.

    Statements are counted and no clock is asked. Of a record that is shown, the work may tell that
    something in it is withheld: it is read as a whole, and taken from.
    """
    for one in drawn.withheld[:many]:
        for address in OF_ONE_RECORD:
            for name, nobody in ((one.ref or "", "nowhere"), (one.id or "", "nowherenowherena")):
                counts = []
                for ref in (nobody, name, nobody):
                    site.told("GET", address.format(kind=one.type, ref=ref))
                    counts.append(site.asked[-1])
                if counts[1] != counts[2]:
                    yield f"{address} of {name}: the database was asked {counts} times"


class Site:
    """The site of one of the twins, and how often its database was asked."""

    def __init__(self, archive: Archive, audience: Audience) -> None:
        self.app = create_app(archive, audience)
        self.app.config["WTF_CSRF_METHODS"] = frozenset()
        self.asked: list[int] = []
        """Statements for each answer."""
        self._client = self.app.test_client()
        event.listen(archive.engine, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        if self.asked:
            self.asked[-1] += 1

    def told(self, method: str, address: str, sent: object = None) -> tuple[object, ...]:
        """Status, headers and body, without what is drawn anew for each answer."""
        self.asked.append(0)
        with closing(self._client.open(address, method=method, json=sent, buffered=True)) as answer:
            return _told(answer)

    def pages(self, address: str) -> Iterator[tuple[object, ...]]:
        """All hits, a few at a time, each page from where the one before it ended."""
        after = ""
        for _ in range(30):
            answer = self._client.get(f"{address}&limit=2{after}&histogram=year&cells=1")
            yield _told(answer)
            cursor = answer.get_json().get("next") or ""
            if not cursor:
                return
            after = f"&after={quote(cursor)}"


def refused(drawn: Twins, many: int) -> Iterator[tuple[str, str, object]]:
    """What is sent by somebody who tries, and is refused for each of these records alike."""
    refs = [name for one in drawn.withheld for name in (one.ref or "", one.id or "")][:many]
    for ref in (*refs, "nowhere", "nowherenowherena"):
        link = {"to": ref, "type": "precedes"}
        incident = {"type": "incident", "ref": "new-one", "title": "x"}
        yield "POST", "/api/v1/records", [{**incident, "links": [link]}]
        yield "POST", "/api/v1/records", [{**incident, "tags": 3, "links": [link]}]
        yield "POST", f"/api/v1/records/{ref}/links", link
        yield "PUT", f"/api/v1/records/{ref}", incident
        yield "POST", f"/api/v1/records/{ref}/retirement", {"reason": "mistake"}
        yield "POST", "/api/v1/packets/plan", {"subjects": [ref], "audience": "public"}
        yield "POST", f"/api/v1/incidents/{ref}/files", None
        yield "POST", f"/incident/{ref}/change/link", None
        yield "POST", f"/incident/{ref}/revise", None
        yield "POST", f"/appeal/{ref}/answer", None
        yield "POST", f"/case/{ref}/packet", None
        yield "POST", f"/item/{ref}/redact", None
    for one in drawn.seen[:many]:
        if one.type in ("incident", "actor"):
            for ref in (*refs, "nowhere"):
                link = {"to": ref, "type": "precedes"}
                yield "POST", f"/api/v1/records/{one.ref}/links", link


def _told(answer: TestResponse) -> tuple[object, ...]:
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
    for form in ("csv", "xlsx", "jsonl", "geojson"):
        made = []
        for name, one in (("full", drawn.full), ("bare", drawn.bare)):
            out = folder / f"{name}.{form}"
            count = export(one, out, Order(form, drawn.audience))
            files = [out] if out.is_file() else sorted(out.iterdir())
            made.append((count, [(file.suffix, _content(file)) for file in files]))
        if made[0] != made[1]:
            yield f"export {form}: {_first_difference(*map(repr, made))}"


def _content(file: Path) -> object:
    """The bytes of a file; of a workbook, those of its parts, without when it was made."""
    if file.suffix != ".xlsx":
        return file.read_bytes()
    with ZipFile(file) as packed:
        names = [name for name in packed.namelist() if name != "docProps/core.xml"]
        return [(name, packed.read(name)) for name in names]


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


def _of_packets(drawn: Twins, folder: Path) -> Iterator[str]:
    """A packet about one record, whichever comes first."""
    for view in drawn.seen:
        if view.type in ("case", "incident"):
            both = (drawn.full, "full"), (drawn.bare, "bare")
            made = [packet(one, view.id, drawn, folder / f"packet-{name}") for one, name in both]
            if made[0] != made[1]:
                yield f"built packet of {view.ref}: {_first_difference(*map(repr, made))}"
            return


def _of_kept_searches(drawn: Twins, many: int) -> Iterator[str]:
    """What is new in searches that were kept before anything was recorded, and half way."""
    engines = [engine_of(one, patience=60) for one in (drawn.full, drawn.bare)]
    for words in ("", *asked(drawn, many)[:many]):
        for seen in (0, 6):
            kept = Saved("a", SearchQuery(words=words, types=("incident", "actor")), seen)
            told = [saved_news(engine, kept, drawn) for engine in engines]
            if told[0] != told[1]:
                yield f"news of {words!r} since {seen}: {_first_difference(*map(repr, told))}"


def saved_news(engine: SearchEngine, kept: Saved, drawn: Twins) -> object:
    """What is new, or why that cannot be said."""
    try:
        return asdict(news(engine, kept, drawn.audience))
    except ArchiveError as error:
        return str(error)


def _of_forms(drawn: Twins) -> Iterator[str]:
    """What a draft of each record that is shown begins with, and what is read of it."""
    for view in drawn.seen:
        told = []
        for one in (drawn.full, drawn.bare):
            draft = begin_from(one, view.id, drawn.audience)
            told.append((draft.typed, asdict(read_draft(one, draft, drawn.audience))))
        if told[0] != told[1]:
            yield f"draft of {view.ref}: {_first_difference(*map(repr, told))}"
