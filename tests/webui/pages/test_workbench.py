"""Coding from the source without a script: words are pasted, and become values with citations."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from archive import repository
from archive.workspace import Archive
from tests.archive.samples import actor, place, record, source
from tests.webui.forms import Coder
from tests.webui.reading import Page, dangers

TEXT = (
    "Police came on 14 December 2014.\nThey searched Vera N. in Upper Mill.\n\nVera N. was let go."
)


@pytest.fixture
def coder(archive: Archive, client: FlaskClient) -> Coder:
    record(
        archive,
        source("letter", title="A letter", text=TEXT),
        actor("vera", name="Vera N."),
        place("mill"),
    )
    return Coder(client).begin("incident", source="letter")


def mark(coder: Coder, words: str, action: str, **bar: str) -> Coder:
    coder.put("mark.passage", words)
    for name, value in bar.items():
        coder.put(f"mark.{name}", value)
    return coder.press(f"mark:{action}", "/mark")


def test_passages_become_values_with_citations_into_the_source(
    archive: Archive, coder: Coder
) -> None:
    mark(coder, "14 December 2014", "date")
    mark(coder, "Upper Mill", "place")
    mark(coder, "They searched Vera N. in Upper Mill.", "act", kind="Search of a person")
    mark(coder, "searched Vera N.", "hedge", hedge="reported")
    page = Page(coder.seen)  # type: ignore[arg-type]
    assert dangers(page) == []
    cited = [one["title"] for one in page.all("mark")]
    assert "date" in cited[0]
    coder.put("/title", "A search").put("/ref", "search").press("record")
    with archive.reading() as connection:
        found = repository.load(connection, "search")[1].content()
        letter = repository.find(connection, "letter").id
        mill = repository.find(connection, "mill").id
    assert found["date"]["edtf"] == "2014-12-14"
    assert found["place"] == {"place": mill, "name": "Upper Mill"}
    assert found["acts"][0]["hedge"] == "reported"
    assert {row["source"] for row in found["citations"]} == {letter}
    first = found["citations"][0]
    assert first["quote"]["exact"] == "Police came on 14 December 2014."
    assert first["locator"] == "characters 0–32"


def test_words_that_are_not_in_the_source_once_are_refused_and_nothing_is_lost(
    coder: Coder,
) -> None:
    coder.put("/title", "kept").put("mark.passage", "words of nobody")
    given = coder.fields()
    given["do"] = "mark:date"
    answer = coder.client.post(f"{coder.address}/mark", data=given)
    assert answer.status_code == 400
    assert "words that stand in the source once" in answer.text
    again = Coder(coder.client, coder.address, coder.client.get(coder.address))
    assert again.fields()["/title"] == "kept"


def test_a_conflict_stands_beside_the_field_that_it_contradicts(coder: Coder) -> None:
    coder.put("/date/said", "10 December 2014").press("save")
    mark(coder, "14 December 2014", "date")
    assert "contradicted by passage 1" in Page(coder.seen).text  # type: ignore[arg-type]
    assert coder.fields()["/date/said"] == "10 December 2014"


def test_another_source_can_be_laid_beside_the_form_and_a_secret_one_cannot(
    archive: Archive, coder: Coder
) -> None:
    record(archive, source("other", title="Another letter", text="It was cold."))
    coder.put("mark.source", "other").press("source", "/source")
    assert "It was cold." in coder.text
    given = coder.fields()
    given["mark.source"] = "nowhere"
    answer = coder.client.post(f"{coder.address}/source", data=given)
    assert answer.status_code == 404
