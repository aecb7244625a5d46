"""A record that two archives have revised, laid side by side in the browser, and decided about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive import history, people, repository
from archive.disclosure import CONFIDENTIAL, RESTRICTED
from archive.exchange import deciding
from archive.workspace import Archive
from schemas.access import Level
from tests.archive.exchange.bundles import revised_in_both
from tests.archive.samples import actor, copy_of, incident, record
from tests.webui.accounts import Browser
from tests.webui.reading import Page
from webui.application import create_app

PAGE = "/incident/I1/conflict"


@pytest.fixture(scope="module")
def revised(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of an archive whose I1 another one has revised as well, and the other's name."""
    folder: Path = tmp_path_factory.mktemp("revised")
    with closing(copy_of(founded, folder / "archive")) as archive:
        act = {"type": "threat", "victims": [{"actor": "vera"}]}
        record(archive, actor("vera", name="Vera N."), incident("I1", title="A fire", acts=[act]))
        act = current(archive)["acts"][0]
        name = revised_in_both(
            archive,
            folder,
            "I1",
            ours={"title": "A fire at night", "date": {"edtf": "2014-12-13"}},
            theirs={
                "title": "A fire in the office",
                "date": {"edtf": "2014-12-12", "verbatim": "the 12th"},
                "tags": ["office"],
                "acts": [act, act],
            },
        )
    return folder / "archive", name


@pytest.fixture
def archive(revised: tuple[Path, str], tmp_path: Path) -> Iterator[Archive]:
    made = copy_of(revised[0], tmp_path / "archive")
    yield made
    made.close()


@pytest.fixture
def other(revised: tuple[Path, str]) -> str:
    return revised[1]


def current(archive: Archive) -> dict[str, Any]:
    with archive.reading() as connection:
        return repository.load(connection, "I1")[1].content()


def decide(client: FlaskClient, do: str, **chosen: str) -> TestResponse:
    return Browser(client).fill_in(PAGE, revision="4", do=do, **chosen)


def test_both_revisions_stand_side_by_side_in_words(client: FlaskClient, other: str) -> None:
    page = Page(client.get(PAGE))
    assert other in page.text
    title = "title A fire title, Ours: This one A fire at night title, Theirs: This one A fire"
    day = "date nothing date, Ours: This one 13 December 2014 date, Theirs: This one 12 December"
    assert title in page.text
    assert day in page.text
    choices = [one["name"] for one in page.all("input") if one.get("type") == "radio"]
    assert sorted(choices) == ["choose:/date"] * 2 + ["choose:/title"] * 2
    assert "tags nothing not changed office" in page.text
    assert page.around("acts", 200).count("Vera N.") == 3


def test_field_by_field_is_recorded_with_its_reason(
    archive: Archive, client: FlaskClient, other: str
) -> None:
    sides = {"choose:/title": "ours", "choose:/date": "theirs"}
    answer = decide(client, "both", reason="the page says so", **sides)
    assert (answer.status_code, answer.location) == (303, "/incident/I1")
    found = current(archive)
    assert (found["title"], found["tags"]) == ("A fire at night", ["office"])
    assert (found["date"]["edtf"], found["date"]["verbatim"]) == ("2014-12-12", "the 12th")
    newest = history.history(archive, "I1", CONFIDENTIAL)[-1]
    assert (newest.who, newest.reason) == ("Vera", "the page says so")
    assert deciding.waiting(archive) == ()
    assert client.get(PAGE).status_code == 404


def test_one_side_is_taken_as_a_whole(archive: Archive, client: FlaskClient, other: str) -> None:
    assert decide(client, "theirs").status_code == 303
    assert current(archive)["title"] == "A fire in the office"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        pytest.param({"do": "both", "choose:/title": "ours"}, 400, id="a field is not chosen"),
        pytest.param({"do": "both", "choose:/tags": "ours"}, 400, id="nothing to choose there"),
        pytest.param({"do": "both", "choose:/title": "nobody"}, 400, id="no side"),
        pytest.param({"do": "neither"}, 400, id="no choice"),
        pytest.param({"do": "ours", "revision": "3"}, 409, id="somebody was quicker"),
        pytest.param({"do": "ours", "revision": "four"}, 400, id="no revision"),
    ],
)
def test_what_decides_nothing_changes_nothing(
    archive: Archive, client: FlaskClient, other: str, given: dict[str, str], status: int
) -> None:
    before = current(archive)
    answer = Browser(client).fill_in(PAGE, **{"revision": "4", **given})
    assert answer.status_code == status
    assert current(archive) == before
    assert [one.summary.ref for one in deciding.waiting(archive)] == ["I1"]


def test_record_and_desk_lead_there_until_somebody_has_decided(
    client: FlaskClient, other: str
) -> None:
    assert PAGE in client.get("/incident/I1").text
    assert f"The archive {other} has revised this record" in Page(client.get("/incident/I1")).text
    assert "/conflicts" in client.get("/drafts").text
    assert PAGE in client.get("/conflicts").text
    (row,) = client.get("/conflicts.json").get_json()
    assert row == {"ref": "I1", "type": "incident", "archive": other}
    decide(client, "ours")
    assert PAGE not in client.get("/incident/I1").text
    assert "/conflicts" not in client.get("/drafts").text
    assert "Nothing waits for a decision." in Page(client.get("/conflicts")).text


def test_from_whom_something_is_withheld_is_told_who_decides(archive: Archive, other: str) -> None:
    with archive.writing() as writer:
        amina = people.add(writer, name="Amina", role="recorder", clearance=Level.RESTRICTED)
    recorder = create_app(archive.working_as(amina), RESTRICTED).test_client()
    for path in ("/incident/I1", "/conflicts", "/conflicts.json", "/drafts"):
        answer = recorder.get(path)
        assert answer.status_code == 200
        assert PAGE not in answer.text
        assert other not in answer.text
    assert "from whom nothing is withheld" in Page(recorder.get("/incident/I1")).text
    refused = recorder.get(PAGE)
    assert refused.status_code == 403
    assert "A fire in the office" not in refused.text
    assert recorder.post(PAGE, data={"do": "theirs", "revision": "4"}).status_code in (400, 403)
    assert current(archive)["title"] == "A fire at night"
