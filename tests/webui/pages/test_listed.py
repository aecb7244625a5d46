"""Lists of pages are there for programs and spreadsheets, and say what the pages say."""

from __future__ import annotations

import csv
import io

import pytest

from archive.disclosure import PUBLIC, RESTRICTED

JSON, CSV = {"Accept": "application/json"}, {"Accept": "text/csv"}
PAGES = ("/packets", "/log", "/people?name=Kaliapin", "/incident/I5/history")
PAGES += ("/appeals", "/drafts", "/members", "/vocabularies")


def table(answer):
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))


@pytest.mark.parametrize("page", PAGES)
def test_the_ending_and_what_is_accepted_give_the_same(reader, page):
    path, _, query = page.partition("?")
    for form, asked in (("json", JSON), ("csv", CSV)):
        by_ending = reader().get(f"{path}.{form}?{query}")
        by_accept = reader().get(page, headers=asked)
        assert (by_ending.status_code, by_accept.status_code) == (200, 200)
        assert by_ending.mimetype == by_accept.mimetype
        assert by_ending.data == by_accept.data
        assert "Accept" in by_accept.headers["Vary"]


@pytest.mark.parametrize("page", PAGES)
def test_a_browser_gets_the_page(reader, page):
    asked = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    assert reader().get(page, headers=asked).mimetype == "text/html"


def test_both_forms_say_the_same(reader):
    rows = reader().get("/log.json").get_json()
    assert len(rows) > 5
    assert [row["at"] for row in table(reader().get("/log.csv"))] == [row["at"] for row in rows]


def test_a_history_in_csv_has_a_row_for_each_field(reader):
    whole = reader().get("/incident/I5/history.json").get_json()
    count = sum(len(one["differences"]) for one in whole)
    rows = table(reader().get("/incident/I5/history.csv"))
    assert len(rows) == count > 0
    assert {"revision", "path", "before", "after"} <= rows[0].keys()


def test_appeals_in_csv_have_a_row_for_each_addressee(reader):
    whole = reader().get("/appeals.json").get_json()
    rows = table(reader().get("/appeals.csv"))
    assert len(rows) == sum(len(one["asked"]) or 1 for one in whole) > 0
    assert {"ref", "deadline", "overdue", "who", "answer"} <= rows[0].keys()


def test_members_and_terms_are_lists(reader):
    (vera,) = reader().get("/members.json").get_json()
    assert (vera["name"], vera["role"], vera["compartments"]) == ("Vera", "administrator", "*")
    terms = table(reader().get("/vocabularies.csv"))
    assert {"vocabulary": "roles", "code": "lawyer"}.items() <= next(
        one for one in terms if (one["vocabulary"], one["code"]) == ("roles", "lawyer")
    ).items()


def test_members_are_told_to_those_alone_who_let_people_in(reader):
    assert reader(PUBLIC).get("/members.json").status_code == 403
    assert reader(PUBLIC).get("/members", headers=JSON).status_code == 403


def test_nobody_gets_as_a_list_what_the_page_would_not_tell(reader):
    assert reader(RESTRICTED).get("/log.json").get_json() == []
    assert reader(RESTRICTED).get("/incident/closed/history.json").status_code == 404
    assert reader(PUBLIC).get("/packets", headers=JSON).status_code == 403
    assert reader(RESTRICTED).get("/item/none/who.csv").status_code == 403


def test_who_had_an_item_is_a_list_too(reader):
    item = reader().get("/find.json?type=item&words=office").get_json()["hits"][0]["ref"]
    assert reader().get(f"/item/{item}/who.json").get_json() == []
