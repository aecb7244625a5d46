"""An example of every page: the address of each, in an archive that has something for all of them.

A page is what answers a GET with HTML; every other address that answers one is named in `NO_PAGE`.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from archive.disclosure import CONFIDENTIAL
from archive.lookup import show
from archive.workspace import Archive
from schemas.records import read_record
from tests.archive.exchange.bundles import revised_in_both
from tests.archive.samples import add, record
from tests.evidence.reading import made_files
from tests.webui.accounts import Browser

SIGNED_IN: Mapping[str, tuple[str, ...]] = {
    "account.show": ("/account",),
    "account.second_factor_form": ("/account/second-factor",),
    "keys.show": ("/account/keys",),
    "members.show": ("/members",),
}
"""Pages of somebody who has signed in."""
AT_THE_DOOR = frozenset({"doors.form", "sign_in.form", "sign_in.invitation"})
"""Pages before one has signed in; they are looked at by themselves."""
NO_PAGE = frozenset(
    {
        "static",
        "adding.progress",
        "find.file",
        "find.go",
        "handbook.file",
        "health.show",
        "history.record",
        "importing.refused",
        "item.blurred_picture",
        "item.original",
        "item.picture",
        "item.receipt_file",
        "keys.challenge",
        "listed.appeals",
        "listed.conflicts",
        "listed.drafts",
        "listed.history",
        "listed.log",
        "listed.members",
        "listed.packets",
        "listed.people",
        "listed.vocabularies",
        "listed.who",
        "looks.choose",
        "metrics.show",
        "packets.download",
        "people.file",
        "redact.picture",
        "showing.large",
        "showing.page",
        "showing.play",
        "sign_in.challenge",
        "suggest.records",
        "tongue.choose",
    }
)
"""Addresses that give a file, a part of a page, or lead on. So do all below /api/."""
STATUS: Mapping[str, int] = {"/?near=somewhere": 400}
"""Of pages that say what is wrong with what was asked; all others answer 200."""
READ: Mapping[str, tuple[str, ...]] = {
    "about.show": ("/about",),
    "actor.show": ("/actor/kalyapin",),
    "adding.form": ("/incident/I8/add",),
    "appeal.show": ("/appeal/N2",),
    "appeals.form": ("/appeal/N2/answer",),
    "appeals.index": ("/appeals",),
    "case.show": ("/case/UA-2014",),
    "changing.erasure": ("/incident/I8/erase",),
    "conflicts.index": ("/conflicts",),
    "changing.show": ("/incident/I8/change", "/case/UA-2014/change"),
    "drafts.index": ("/drafts",),
    "find.show": (
        "/",
        "/?type=all",
        "/?from=2014-12-01&to=2014-12-15",
        "/?words=zzzqqq",
        "/?near=somewhere",
    ),
    "handbook.contents": ("/help",),
    "handbook.show": ("/help/search", "/help/recording"),
    "history.show": ("/incident/I8/history",),
    "importing.form": ("/import",),
    "incident.show": ("/incident/I8", "/incident/I1a"),
    "log.show": ("/log",),
    "packets.holders": ("/packets",),
    "packets.plan": ("/case/UA-2014/packet",),
    "people.show": ("/people", "/people?name=Kaliapin"),
    "place.show": ("/place/grozny",),
    "searches.show": ("/searches",),
    "source.show": ("/source/note",),
    "verify.show": ("/verify",),
    "vocabularies.index": ("/vocabularies",),
    "vocabularies.show": ("/vocabularies/acts",),
}
"""Pages that are there as soon as the worked example is."""


def with_all_kinds(archive: Archive, app: Flask, folder: Path) -> dict[str, tuple[str, ...]]:
    """Add to the worked example what some pages need; the addresses of each page of `app`'s."""
    client = app.test_client()
    photo, letter, film = _items(archive, folder)
    item = {
        "item.show": (f"/item/{photo}", f"/item/{letter}", f"/item/{film}"),
        "item.receipt": (f"/item/{photo}/receipt",),
        "item.who": (f"/item/{photo}/who",),
        "redact.form": (f"/item/{photo}/redact",),
        "showing.larger": (f"/item/{photo}/larger",),
        "showing.pages": (f"/item/{letter}/pages",),
    }
    changed = {"title": "Two people searched", "date": {"edtf": "2014-12-15"}}
    revised_in_both(
        archive, folder, "I7", ours=changed, theirs={**changed, "title": "A search", "tags": ["x"]}
    )
    made = {
        "conflicts.show": ("/incident/I7/conflict",),
        "drafts.show": (_draft(client, "/incident/I8"), _bench(client)),
        "importing.preview": (_import(client),),
        "packets.show": (_packet(client),),
    }
    return {**READ, **item, **made}


def _items(archive: Archive, folder: Path) -> list[str]:
    """A photo and a letter that are hard to look at, and a film."""
    Image.new("RGB", (400, 300), "sienna").save(folder / "burnt.png")
    (folder / "letter.pdf").write_bytes(made_files.pdf("First page", "Second page"))
    (folder / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(64))
    refs = []
    for name in ("burnt.png", "letter.pdf", "film.mp4"):
        (added,) = add(archive, folder / name, incident="I5", title=name, handed_over_by="someone")
        refs.append(added.ref)
    for ref in refs[:2]:
        content = show(archive, ref, CONFIDENTIAL).view.content
        record(archive, read_record(json.dumps({**content, "graphic": True})))
    return refs


def _draft(client: FlaskClient, page: str) -> str:
    return _led_to(Browser(client).fill_in(page, f"{page}/revise").location)


def _bench(client: FlaskClient) -> str:
    begun = Browser(client).fill_in("/drafts", type="incident", source="note")
    return _led_to(begun.location)


def _import(client: FlaskClient) -> str:
    text = 'id,date,title\n1,2014-12-14,A search\n2,some day,"<b>A fire</b>"\n'
    token = _token(client, "/import")
    file = (io.BytesIO(text.encode()), "list.csv")
    given = {"csrf_token": token, "mapping": "guess", "file": file}
    return _led_to(client.post("/import", data=given).location)


def _packet(client: FlaskClient) -> str:
    page = "/incident/I8/packet"
    return _led_to(Browser(client).fill_in(page, audience="public", purpose="court").location)


def _token(client: FlaskClient, page: str) -> str:
    text = client.get(page).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert found, page
    return found[1]


def _led_to(location: str | None) -> str:
    assert location
    return location.partition("#")[0]


def pages_of(app: Flask) -> set[str]:
    """The endpoints of an application that answer a GET with a page."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    } - NO_PAGE
