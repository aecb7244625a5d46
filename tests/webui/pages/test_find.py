"""Certain and possible stand apart, with the reasons, and the address is the state."""

from __future__ import annotations

import csv
import io

from tests.archive.samples import incident, record
from tests.webui.reading import Page

EXAMPLE = "?from=2014-12-01&to=2014-12-15&place=Chechnya&kind=destruction"


def test_the_empty_page_is_a_form_that_says_what_it_does(reader):
    page = Page(reader().get("/"))
    assert "what certainly fits, and what possibly does" in page.text
    assert {attrs.get("name") for attrs in page.all("input")} >= {
        "words",
        "from",
        "to",
        "place",
        "certain",
        "near",
        "bbox",
        "kind",
        "actor",
    }
    labelled = {attrs.get("for") for attrs in page.all("label")}
    unnamed = ("checkbox", "hidden")
    inputs = page.all("input") + page.all("select")
    named = [one for one in inputs if one.get("type") not in unnamed]
    assert all(attrs["id"] in labelled for attrs in named)


def test_the_destruction_in_chechnya_is_one_certainly_and_one_possibly(reader):
    page = Page(reader().get(f"/{EXAMPLE}"))
    assert "1 certainly, 1 possibly" in page.text
    certain, possible = page.text.index("Fire destroys"), page.text.index("At least nine houses")
    heading = page.text.index("Possibly", page.text.index("1 possibly") + 12)
    assert certain < heading < possible
    marks = [attrs["class"] for attrs in page.all("span") if "mark" in attrs.get("class", "")]
    hits, legend = marks[:2], marks[2:]
    assert hits == legend == ["mark certainly", "mark possibly"]


def test_the_form_keeps_what_was_asked(reader):
    page = Page(reader().get(f"/{EXAMPLE}"))
    values = {
        attrs.get("name"): attrs.get("value")
        for attrs in page.all("input")
        if attrs.get("type") != "checkbox"
    }
    assert (values["from"], values["to"], values["place"]) == (
        "2014-12-01",
        "2014-12-15",
        "Chechnya",
    )
    assert "checked" in next(a for a in page.all("input") if a.get("value") == "destruction")


def test_certain_only_leaves_the_possible_out(reader):
    page = Page(reader().get(f"/{EXAMPLE}&certain=1"))
    assert "At least nine houses" not in page.text
    assert "Fire destroys" in page.text


def test_words_are_found_across_scripts(reader):
    latin = Page(reader().get("/?words=Kalyapin"))
    cyrillic = Page(reader().get("/?words=Каляпин"))
    assert "Attack on Kalyapin" in latin.text
    assert "Attack on Kalyapin" in cyrillic.text


def test_a_filter_leads_to_the_same_without_it(reader):
    page = Page(reader().get(f"/{EXAMPLE}"))
    assert "?from=2014-12-01&to=2014-12-15&kind=destruction" in page.links()


def test_facets_count_certain_and_possible_and_narrow_the_search(reader):
    page = Page(reader().get("/?from=2014-12-01&to=2014-12-15"))
    assert "How many, by" in page.text
    narrowing = [link for link in page.links() if link.startswith("?from=") and "kind=" in link]
    assert narrowing
    assert Page(reader().get("/" + narrowing[0])).status == 200


def test_what_cannot_be_understood_is_said_and_nothing_typed_is_lost(reader):
    page = Page(reader().get("/?words=fire&near=somewhere"))
    assert page.status == 400
    assert "near" in page.text
    assert "Correct it above" in page.text
    values = {attrs.get("name"): attrs.get("value") for attrs in page.all("input")}
    assert (values["words"], values["near"]) == ("fire", "somewhere")
    assert Page(reader().get("/?from=someday")).status == 400


def test_nothing_found_says_what_to_do(reader):
    page = Page(reader().get("/?words=zzzzqqqq"))
    assert "0 certainly, 0 possibly" in page.text
    assert "Leave something out" in page.text


def test_the_same_hits_are_there_as_json(reader):
    answer = reader().get(f"/find.json{EXAMPLE}")
    assert answer.mimetype == "application/json"
    assert (answer.json["certain"], answer.json["possible"]) == (1, 1)
    assert {hit["ref"] for hit in answer.json["hits"]} == {"I5", "I1a"}
    same = reader().get(f"/{EXAMPLE}&format=json")
    assert same.json == answer.json


def test_the_same_hits_are_there_as_geojson(reader):
    answer = reader().get(f"/find.geojson{EXAMPLE}")
    assert answer.mimetype == "application/geo+json"
    assert answer.json["type"] == "FeatureCollection"
    assert len(answer.json["features"]) == 2


def test_no_cell_of_the_csv_is_a_formula(archive, client):
    # Danger: a title such as =HYPERLINK(…) runs when a spreadsheet opens the file.
    titles = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"]
    record(archive, *(incident(f"H{n}", title=title) for n, title in enumerate(titles)))
    answer = client.get("/find.csv?type=incident")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert sorted(row["title"] for row in rows) == sorted(f"'{title}" for title in titles)


def test_long_lists_are_cut_into_pages(archive, client):
    record(archive, *(incident(f"P{n:02}", title=f"Matter {n:02}") for n in range(25)))
    first = Page(client.get("/?type=incident&sort=recorded"))
    (onward,) = [link for link in first.links() if "after=" in link]
    record(archive, incident("later", title="Recorded in between"))
    second = Page(client.get("/" + onward))
    assert "1 to 20" in first.text
    assert "21 to 25" in second.text
    back = [link for link in second.links() if "before=" in link]
    assert "1 to 20" in Page(client.get("/" + back[0])).text
    refs = {link for page in (first, second) for link in page.links() if "/incident/P" in link}
    assert len(refs) == 25


def test_a_ref_leads_to_its_record(reader):
    answer = reader().get("/go?ref=I8", follow_redirects=True)
    assert answer.request.path == "/incident/I8"
    assert reader().get("/go?ref=", follow_redirects=True).status_code == 404
