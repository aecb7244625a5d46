"""A packet is planned before it is built, and never for more eyes than the reader's."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from archive.disclosure import PUBLIC, RESTRICTED
from tests.archive.samples import case, incident, record
from tests.webui.reading import Page
from webui.application import create_app


@pytest.fixture
def packed(archive):
    """An archive with a small public case."""
    public = {"level": "public"}
    record(
        archive,
        incident("I1", title="A door was forced", access=public),
        incident("I2", title="A hidden matter", access={"level": "confidential"}),
        case("C1", title="A matter", incidents=["I1", "I2"], access=public),
    )
    return archive


def _token(client, address):
    page = Page(client.get(address))
    return next(a["value"] for a in page.all("input") if a.get("name") == "csrf_token")


def _build(client, **form):
    form["csrf_token"] = _token(client, "/case/C1/packet")
    return client.post("/case/C1/packet", data=form)


def test_the_plan_says_what_goes_in_and_what_stays_out(packed):
    client = create_app(packed).test_client()
    public = Page(client.get("/case/C1/packet?audience=public&purpose=press"))
    assert "Nothing has been written yet." in public.text
    assert "A door was forced" in public.text
    assert "A hidden matter" not in public.text
    assert "it is for fewer eyes" in public.text
    full = Page(client.get("/case/C1/packet?audience=confidential"))
    assert "A hidden matter" in full.text
    assert not list(packed.settings.packets.iterdir())


def test_a_packet_is_built_shown_and_saved(packed):
    client = create_app(packed).test_client()
    answer = _build(client, audience="public", purpose="court")
    assert answer.status_code == 303
    page = Page(client.get(answer.headers["Location"]))
    assert re.search(r"SHA256:\S+", page.text)
    (download,) = [link for link in page.links() if "/download" in link]
    saved = client.get(download, buffered=True)
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    names = zipfile.ZipFile(io.BytesIO(saved.data)).namelist()
    assert any(name.endswith("verify.py") for name in names)


def test_who_holds_which_packet_is_listed(packed):
    client = create_app(packed).test_client()
    built = _build(client, audience="public", purpose="court", recipient="Counsel")
    shown = Page(client.get(built.headers["Location"]))
    (download,) = [link for link in shown.links() if "/download" in link]
    client.get(download, buffered=True)
    page = Page(client.get("/packets"))
    assert page.text.count("Counsel") == 2
    assert "not named" not in page.text
    assert "saved from a browser" in page.text
    (form,) = [one for one in page.all("form") if one.get("action", "").endswith("/acknowledged")]
    token = next(a["value"] for a in page.all("input") if a.get("name") == "csrf_token")
    client.post(form["action"], data={"by": "Counsel's clerk", "csrf_token": token})
    assert "Counsel's clerk" in Page(client.get("/packets")).text


def test_the_public_is_told_of_no_packets(packed):
    assert create_app(packed, PUBLIC).test_client().get("/packets").status_code == 403


def test_a_recipient_stays_with_the_plan(packed):
    client = create_app(packed).test_client()
    page = Page(client.get("/case/C1/packet?audience=public&recipient=Counsel"))
    fields = [one for one in page.all("input") if one.get("name") == "recipient"]
    assert [one["value"] for one in fields] == ["Counsel", "Counsel"]
    assert client.get("/case/C1/packet?recipient=" + "x" * 300).status_code == 400


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"audience": "everybody"}, "audience"),
        ({"audience": "public", "purpose": "fun"}, "purpose"),
    ],
)
def test_words_that_the_form_does_not_offer_are_refused(packed, form, field):
    answer = _build(create_app(packed).test_client(), **form)
    page = Page(answer)
    assert page.status == 400
    assert field in page.text
    assert not list(packed.settings.packets.iterdir())


def test_nobody_has_a_packet_made_for_more_eyes_than_their_own(packed):
    client = create_app(packed, RESTRICTED).test_client()
    assert client.get("/case/C1/packet?audience=confidential").status_code == 400
    assert client.get("/case/C1/packet?audience=restricted").status_code == 200


def test_the_public_has_no_packets_made(packed):
    client = create_app(packed, PUBLIC).test_client()
    assert client.get("/case/C1/packet").status_code == 403


def test_packets_for_fewer_eyes_cannot_be_fetched_by_their_name(packed):
    made = _build(create_app(packed).test_client(), audience="confidential", purpose="court")
    name = made.headers["Location"]
    for audience, status in ((PUBLIC, 403), (RESTRICTED, 404)):  # packets are no task of the public
        client = create_app(packed, audience).test_client()
        assert client.get(f"{name}/download").status_code == status
        assert client.get(name).status_code == status


@pytest.mark.parametrize("name", ["..", "packet-public-x", "%2e%2e%2fkeys%2flog.key", "head"])
def test_no_other_file_can_be_fetched(packed, name):
    client = create_app(packed).test_client()
    assert client.get(f"/packets/{name}/download").status_code == 404


def test_an_actor_has_no_packet(packed):
    client = create_app(packed).test_client()
    assert client.get("/incident/C1/packet").status_code == 404
    assert client.get("/actor/C1/packet").status_code == 404
