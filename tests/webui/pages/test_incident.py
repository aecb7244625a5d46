"""The page of an incident tells who did what to whom, and by which passages it is known."""

from __future__ import annotations

from archive.disclosure import PUBLIC
from tests.webui.reading import Page


def test_acts_are_a_table_of_who_did_what_to_whom(reader):
    page = Page(reader().get("/incident/I8"))
    assert "What was done By whom To whom, to what" in page.text
    assert "Sergei Babinets" in page.text
    assert "several hours" in page.text
    assert len([a for a in page.all("tr") if a.get("id", "").startswith("act-")]) == 6


def test_counts_are_never_rounded(reader):
    page = Page(reader().get("/incident/I1a"))
    assert "≥ 9" in page.text
    assert "dozens (≥ 24)" in page.text


def test_no_perpetrator_is_made_up(reader):
    page = Page(reader().get("/incident/I1a"))
    assert "Kadyrov" not in page.around("By whom To whom", 400)


def test_each_value_opens_its_passage(reader):
    page = Page(reader().get("/incident/I1a"))
    assert len([a for a in page.all("details") if a.get("class") == "passages"]) > 5
    anchors = [link for link in page.links() if link.startswith("/source/note#I1a-")]
    assert anchors
    source = Page(reader().get("/source/note"))
    ids = {attrs.get("id") for _tag, attrs in source.elements}
    assert {link.partition("#")[2] for link in anchors} <= ids


def test_conflicting_statements_stand_side_by_side(reader):
    page = Page(reader().get("/incident/I2"))
    assert "The record: Labelled a “supporter of terrorists”" in page.text
    assert "Another statement:" in page.text


def test_hedges_stand_as_words(reader):
    page = Page(reader().get("/incident/I5"))
    assert "apparently" in page.text


def test_links_lead_both_ways(reader):
    assert "/incident/I1a" in Page(reader().get("/incident/I1")).links()
    back = Page(reader().get("/incident/I8"))
    assert "precedes this one" in back.text
    assert "/incident/I5" in back.links()


def test_the_narrative_is_told_in_each_language(reader):
    page = Page(reader().get("/incident/I8"))
    assert {a.get("lang") for a in page.all("p")} >= {"en", "ar", "ru"}
    assert "العربية" in page.text


def test_context_is_marked_as_no_violation(reader):
    assert "Context: not a violation itself" in Page(reader().get("/incident/E0")).text


def test_evidence_appeals_and_cases_are_named(reader):
    page = Page(reader().get("/incident/I5"))
    assert "The office after the fire" in page.text
    assert "/case/UA-2014" in page.links()
    assert "/appeal/N2" in Page(reader().get("/incident/I3")).links()


def test_the_public_is_offered_no_packet(reader):
    assert "Prepare a packet" in Page(reader().get("/incident/I5")).text
    assert "Prepare a packet" not in Page(reader(PUBLIC).get("/incident/I5")).text


def test_the_colon_after_words_of_a_source_is_the_pages_own(reader):
    page = reader().get("/incident/I8", headers={"Accept-Language": "ar"}).get_data(as_text=True)
    assert ">detained</span>:" in page
    assert "detained:" not in page
