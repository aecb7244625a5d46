"""Recording by forms: what is typed is kept, faults stand at their fields, nobody else sees it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from archive import people, repository
from archive.drafting import drafts, editing
from archive.drafting.fields import fields_of
from archive.workspace import Archive
from schemas.records import RECORD_TYPES
from tests.archive.samples import actor, incident, record, source
from tests.webui.forms import Coder
from tests.webui.holdings import HOSTILE
from tests.webui.reading import Page, dangers
from webui.application import create_app


def current(archive: Archive, ref: str) -> dict[str, object]:
    with archive.reading() as connection:
        return repository.load(connection, ref)[1].content()


def test_an_incident_is_recorded_field_by_field_without_scripts(
    archive: Archive, client: FlaskClient
) -> None:
    record(archive, actor("vera", name="Vera N."))
    coder = Coder(client).begin("incident")
    coder.put("/title", "A door was forced").put("/date/said", "14 December 2014")
    coder.press("add:/acts").put("/acts/0/type", "Search of a person")
    coder.press("add:/acts/0/victims").put("/acts/0/victims/0/actor", "Vera N.")
    coder.press("add:/counts").put("/counts/0/of_what", "doors")
    coder.put("/counts/0/value/said", "at least nine").put("/ref", "door").press("check")
    page = Page(coder.seen)  # type: ignore[arg-type]
    assert "Nothing is wrong with it" in page.text
    assert "≥ 9" in page.text
    coder.put("reason", "told on the phone").press("record")
    assert coder.address == "/incident/door"
    found = current(archive, "door")
    assert found["date"]["edtf"] == "2014-12-14"  # type: ignore[index]
    assert found["acts"][0]["type"] == "personal_search"  # type: ignore[index]
    assert found["counts"][0]["value"]["lo"] == 9  # type: ignore[index]
    assert "told on the phone" in client.get("/incident/door/history").text


def test_several_fields_are_opened_at_once(client: FlaskClient) -> None:
    coder = Coder(client).begin("incident").press("add:/acts")
    assert not {"/acts/0/location_type", "/acts/0/stated_reason"} & set(coder.fields())
    coder.put("open:/acts/0", "Location type, stated_reason،legal ground shown").press(
        "open:/acts/0"
    )
    opened = {"/acts/0/location_type", "/acts/0/stated_reason", "/acts/0/legal_ground_shown"}
    assert opened <= set(coder.fields())


def test_faults_are_named_with_their_fields_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    coder = Coder(client).begin("incident").put("/date/said", "whenever").press("record")
    page = Page(coder.seen)  # type: ignore[arg-type]
    assert "2 things to put right" in page.text
    assert "#f/title" in page.links()
    assert "#f/date" in page.links()
    assert coder.fields()["/date/said"] == "whenever"
    wrong = [one for one in page.all("input") if one.get("aria-invalid")]
    assert [one["name"] for one in wrong] == ["/title"]


def test_an_empty_form_does_not_scold(client: FlaskClient) -> None:
    page = Page(Coder(client).begin("actor").seen)  # type: ignore[arg-type]
    assert "found none" not in page.text


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_each_type_of_record_has_a_form_that_opens_and_asks_nobody(
    client: FlaskClient, kind: str
) -> None:
    page = Page(Coder(client).begin(kind).seen)  # type: ignore[arg-type]
    assert page.status == 200
    assert dangers(page) == []
    labelled = {one["for"] for one in page.all("label") if "for" in one}
    for one in page.all("input") + page.all("select") + page.all("textarea"):
        hidden = one.get("type") == "hidden"
        assert hidden or one.get("id") in labelled or one.get("aria-label"), one


def test_a_revision_shows_what_is_there_and_changes_what_was_changed(
    archive: Archive, client: FlaskClient
) -> None:
    record(archive, actor("vera", name="Vera N.", sex="female", occupation="teacher"))
    coder = Coder(client).revise("/actor/vera").put("/occupation", "headmistress").press("record")
    assert coder.address == "/actor/vera"
    assert current(archive, "vera")["occupation"] == "headmistress"
    assert current(archive, "vera")["sex"] == "female"


def test_two_people_at_once_the_second_keeps_what_they_typed_and_chooses(
    archive: Archive, client: FlaskClient
) -> None:
    record(archive, incident("both", title="Before", tags=["one"]))
    coder = Coder(client).revise("/incident/both").put("/title", "Mine")
    record(archive, incident("both", title="Theirs", tags=["one", "two"]))
    coder.press("record")
    page = Page(coder.seen)  # type: ignore[arg-type]
    assert "Somebody has revised this record meanwhile" in page.text
    assert "title Before Mine Theirs" in page.text
    coder.press("merge")
    assert coder.fields()["/title"] == "Mine"
    coder.press("record")
    assert current(archive, "both")["title"] == "Mine"
    assert current(archive, "both")["tags"] == ["one", "two"]


def test_two_windows_on_one_draft_keep_both(archive: Archive, client: FlaskClient) -> None:
    one = Coder(client).begin("incident")
    two = Coder(client, one.address, client.get(one.address))
    one.put("/title", "from one window").press("save")
    two.put("/title", "from the other").press("save")
    assert "kept as a draft of its own" in two.text
    assert {draft.title for draft in drafts.own(archive)} == {"from one window", "from the other"}


def test_a_draft_is_saved_by_the_script_with_what_was_understood(client: FlaskClient) -> None:
    coder = Coder(client).begin("incident").put("/date/said", "mid-April 2005")
    answer = client.post(f"{coder.address}/save.json", data=coder.fields()).get_json()
    assert answer["version"] == 2
    assert "April 2005" in answer["understood"]["/date"]
    again = client.post(
        f"{coder.address}/save.json", data={**coder.fields(), "version": "2"}
    ).get_json()
    assert again["version"] == 2


def test_a_form_of_nonsense_is_refused_and_the_draft_stays(client: FlaskClient) -> None:
    coder = Coder(client).begin("incident").put("/title", "kept").press("save")
    for changed in (
        {"version": "x"},
        {"here:/acts": "many"},
        {"do": "sell:/acts"},
        {"do": "open:"},
    ):
        given = {**coder.fields(), **changed}
        assert client.post(coder.address, data=given).status_code == 400
    assert Coder(client, coder.address, client.get(coder.address)).fields()["/title"] == "kept"


def test_hostile_texts_in_every_field_are_shown_as_text(
    archive: Archive, client: FlaskClient
) -> None:
    for kind in RECORD_TYPES:
        tree: dict[str, object] = {}
        for field in fields_of(kind).inner:
            editing.open_field(kind, tree, "", field.name)
        draft = drafts.begin(archive, kind, tree)
        coder = Coder(client, f"/drafts/{draft.id}", client.get(f"/drafts/{draft.id}"))
        named = [name for name in coder.fields() if name.startswith("/")]
        for number, name in enumerate(named):
            coder.put(name, HOSTILE[number % len(HOSTILE)])
        coder.press("check")  # the page is loaded anew: what it holds came from the archive
        page = Page(coder.seen)  # type: ignore[arg-type]
        assert dangers(page) == [], kind
        assert set(HOSTILE) <= set(coder.fields().values()), kind


def test_records_are_proposed_by_name_and_only_those_that_the_reader_sees(
    archive: Archive, client: FlaskClient
) -> None:
    record(
        archive,
        actor("keeper", name="Vera Keeper", access={"level": "confidential"}),
        actor("vera", name="Vera N."),
        source("vera-said", title="What Vera said"),
    )
    found = client.get("/suggest.json?q=vera&type=actor").get_json()["records"]
    assert [one["ref"] for one in found] == ["keeper", "vera"]
    assert client.get("/suggest.json?q=%25").get_json()["records"] == []


def test_a_draft_is_not_there_for_anybody_else(archive: Archive, client: FlaskClient) -> None:
    coder = Coder(client).begin("incident").put("/title", "for my eyes").press("save")
    with archive.writing() as writer:
        amina = people.add(writer, name="Amina", role="administrator")
    other = create_app(archive.working_as(amina)).test_client()
    assert other.get(coder.address).status_code == 404
    assert "for my eyes" not in other.get("/drafts").text
    given = {**coder.fields(), "csrf_token": Coder(other).begin("case").fields()["csrf_token"]}
    for way in ("", "/save.json", "/discard"):
        assert other.post(f"{coder.address}{way}", data=given).status_code == 404
    assert coder.client.get(coder.address).status_code == 200
