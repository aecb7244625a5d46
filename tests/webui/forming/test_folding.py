"""Long lists of a form are folded up, and what is folded is neither lost nor changed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from archive.drafting import drafts
from archive.workspace import Archive
from tests.archive.samples import actor, incident, record, source
from tests.webui.forms import Coder
from tests.webui.reading import Page, dangers

HOSTILE = "'\"><script>alert(1)</script> & it’s"
MANY = 7


@pytest.fixture
def coder(archive: Archive, client: FlaskClient) -> Coder:
    quote = {"exact": HOSTILE}
    record(
        archive,
        source("letter", title="A letter"),
        actor("vera", name="Vera N."),
        incident(
            "long",
            acts=[
                {"type": "vehicle_search", "key": f"a{n}", "victims": [{"actor": "vera"}]}
                for n in range(MANY)
            ],
            citations=[
                {"path": f"/acts/{n}/type", "source": "letter", "quote": quote} for n in range(MANY)
            ],
        ),
    )
    return Coder(client).revise("/incident/long")


def names(coder: Coder) -> set[str]:
    return set(coder.fields())


def test_what_is_folded_goes_back_as_it_was(archive: Archive, coder: Coder) -> None:
    (before,) = drafts.own(archive)
    page = Page(coder.seen)  # type: ignore[arg-type]
    assert dangers(page) == []
    assert page.text.count("Vera N.") == MANY
    assert page.text.count(HOSTILE) >= MANY
    assert {f"kept:/acts/{n}" for n in range(MANY)} <= names(coder)
    coder.press("save")
    (after,) = drafts.own(archive)
    for name in ("acts", "citations", "title"):
        assert after.typed[name] == before.typed[name]


def test_a_row_is_opened_stays_open_and_is_changed_alone(archive: Archive, coder: Coder) -> None:
    (before,) = drafts.own(archive)
    coder.press("show:/citations/3").press("add:/counts")
    assert "/citations/3/locator" in names(coder)
    assert "kept:/citations/4" in names(coder)
    coder.put("/citations/3/locator", "page 7").press("save")
    (after,) = drafts.own(archive)
    assert after.typed["citations"][3]["locator"] == "page 7"
    assert after.typed["acts"] == before.typed["acts"]
    rest = [n for n in range(MANY) if n != 3]
    assert [after.typed["citations"][n] for n in rest] == [
        before.typed["citations"][n] for n in rest
    ]


def test_a_new_row_and_one_with_a_fault_are_open(coder: Coder) -> None:
    coder.press("add:/acts")
    assert f"/acts/{MANY}/type" in names(coder)
    coder.press("show:/acts/2").put("/acts/2/type", "no such act").press("save")
    coder.seen = coder.client.get(coder.address.partition("?")[0])
    assert "/acts/2/type" in names(coder)


@pytest.mark.parametrize("sent", ["{", "[" * 100_000, '"text"'])
def test_what_was_not_the_pages_own_is_refused_or_read_as_typed(
    archive: Archive, coder: Coder, sent: str
) -> None:
    (before,) = drafts.own(archive)
    given = coder.fields()
    given["kept:/citations/0"] = sent
    answer = coder.client.post(coder.address.partition("?")[0], data=given)
    (after,) = drafts.own(archive)
    if sent == '"text"':
        assert after.typed["citations"][0] == {}
    else:
        assert answer.status_code == 400
        assert after.typed == before.typed
