"""Searches are kept under names, tell what is new in them, and only those see them who see all."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from werkzeug.datastructures import MultiDict

from archive.disclosure import PUBLIC
from archive.search import saved
from archive.search.query import SearchQuery
from tests.archive.samples import incident, record
from tests.webui.reading import Page, dangers
from webui.application import create_app
from webui.asking import Asked, address_of


def press(client, address, **fields):
    inputs = Page(client.get("/searches" if "name" in fields else "/")).all("input")
    inputs += Page(client.get("/?type=incident")).all("input")
    token = next(one["value"] for one in inputs if one.get("name") == "csrf_token")
    return client.post(address, data={"csrf_token": token, **fields}, follow_redirects=True)


def test_a_search_is_kept_opened_again_and_tells_what_is_new(archive, client):
    record(archive, incident("old", title="An old fire"))
    page = Page(press(client, "/searches/keep", name="Fires", asked="?words=fire&kind=threat"))
    assert dangers(page) == []
    assert "/?words=fire&type=incident&kind=threat" in [
        link.replace("&sort=relevance", "") for link in page.links()
    ]
    press(client, "/searches/keep", name="All", asked="?type=incident")
    record(archive, incident("new", title="A new fire"))
    page = Page(client.get("/searches"))
    (news,) = [link for link in page.links() if "since=" in link]
    assert "1 certainly, 0 possibly" in page.text
    shown = Page(client.get(news))
    assert "A new fire" in shown.text
    assert "An old fire" not in shown.text
    assert "since=" not in str(Page(press(client, "/searches/looked", name="All")).links())
    assert "Fires" not in Page(press(client, "/searches/forget", name="Fires")).text


def test_a_name_that_cannot_be_kept_is_refused(client):
    answer = press(client, "/searches/keep", name="../up", asked="?words=x")
    assert answer.status_code == 400
    assert "a name of letters" in Page(answer).text


def test_those_from_whom_anything_is_withheld_see_no_kept_search(archive):
    saved.save(archive.settings, "Secret Keeper", SearchQuery(words="x"), seen=0)
    stranger = create_app(archive, PUBLIC).test_client()
    answer = stranger.get("/searches")
    assert answer.status_code == 403
    assert "Secret Keeper" not in answer.get_data(as_text=True)
    assert "/searches" not in Page(stranger.get("/?type=incident")).links()


@pytest.mark.parametrize(
    "query",
    [
        SearchQuery(words="fire a&b", date_from="2014-12", place="Grozny", certain_only=True),
        SearchQuery(near=(43.3, 45.7, 20.0), kinds=("threat", "attack"), sort="newest"),
        SearchQuery(bbox=(179.0, -18.0, -179.0, -17.0), actors=("jmg",), types=("item",)),
    ],
)
def test_an_address_asks_what_was_kept(query):
    again = Asked(MultiDict(parse_qsl(address_of(query)[1:]))).query()
    names = ("words", "date_from", "place", "near", "bbox", "kinds", "actors", "types", "sort")
    assert [getattr(again, name) for name in names] == [getattr(query, name) for name in names]
    assert again.certain_only == query.certain_only


def test_what_no_address_can_ask_has_none():
    assert address_of(SearchQuery(area=((1.0, 2.0), (3.0, 4.0), (5.0, 1.0)))) == ""
