"""A packet is planned before it is built, and never for more eyes than the reader's."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pyrage
import pytest

from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.lookup import show
from archive.packets.approval import approve
from archive.packets.plan import plan_packet
from tests.archive.samples import add, case, incident, record
from tests.webui.reading import Page
from webui.application import create_app
from webui.desk import KEY
from webui.pages.packet_order import moved
from webui.pages.packets import BUILDS


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


@pytest.fixture
def exhibits(packed, tmp_path):
    """The ids of three exhibits of the matter, in the order of their coming."""
    ids = []
    for name in ("door", "lock", "yard"):
        (tmp_path / f"{name}.txt").write_text(f"what was seen of the {name}")
        added = add(packed, tmp_path / f"{name}.txt", incident="I1", title=name.capitalize())[0]
        ids.append(show(packed, added.ref, CONFIDENTIAL).label.id)
    return ids


def _fields(page, name):
    return [one["value"] for one in page.all("input") if one.get("name") == name]


def _token(client, address):
    page = Page(client.get(address))
    return next(a["value"] for a in page.all("input") if a.get("name") == "csrf_token")


def _build(client, **form):
    form["csrf_token"] = _token(client, "/case/C1/packet")
    return _built(client, client.post("/case/C1/packet", data=form))


def _built(client, answer):
    """The same answer, when the packet to whose page it leads is built."""
    extensions = client.application.extensions
    name = answer.headers.get("Location", "").rpartition("/")[2]
    extensions[BUILDS].wait(extensions[KEY].archive.settings.packets / name, 60)
    return answer


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


# Exhibits in the order that a person wants.


def test_a_number_that_is_typed_over_moves_an_exhibit(packed, exhibits):
    client = create_app(packed).test_client()
    shown = Page(client.get("/case/C1/packet"))
    assert list(dict.fromkeys(_fields(shown, "item"))) == exhibits
    assert _fields(shown, "place") == ["1", "2", "3"]
    door, lock, yard = exhibits
    asked = {"item": exhibits, "place": ["1", "2", "1"]}
    again = Page(client.get("/case/C1/packet", query_string=asked))
    assert list(dict.fromkeys(_fields(again, "item"))) == [yard, door, lock]
    asked = {"item": exhibits, "place": ["3", "2", "3"]}
    again = Page(client.get("/case/C1/packet", query_string=asked))
    assert list(dict.fromkeys(_fields(again, "item"))) == [lock, yard, door]


def test_the_order_can_be_kept_in_the_case(packed, exhibits):
    client = create_app(packed).test_client()
    door, lock, yard = exhibits
    asked = {"item": exhibits, "place": ["1", "2", "1"]}
    page = Page(client.get("/case/C1/packet", query_string=asked))
    (form,) = [one for one in page.all("form") if one.get("action", "").endswith("/exhibits")]
    sent = {"csrf_token": _fields(page, "csrf_token")[0], "revision": _fields(page, "revision")[0]}
    answer = client.post(form["action"], data={**sent, "item": [yard, door, lock]})
    assert answer.headers["Location"] == "/case/C1"
    later = Page(client.get("/case/C1/packet"))
    assert list(dict.fromkeys(_fields(later, "item"))) == [yard, door, lock]
    # The page that was open before shows an older state: nothing is overwritten in silence.
    assert client.post(form["action"], data={**sent, "item": exhibits}).status_code == 409
    assert client.post(form["action"], data={**sent, "revision": "x"}).status_code == 400
    assert "Keep this order" not in Page(client.get("/incident/I1/packet")).text


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (["1", "2", "3", "4"], "abcd"),
        (["4", "2", "3", "4"], "bcda"),
        (["1", "2", "3", "1"], "dabc"),
        (["9", "2", "3", "4"], "bcda"),
        (["1", "2", "0", "4"], "cabd"),
        (["2", "1", "3", "4"], "bacd"),
        ([], "abcd"),
    ],
)
def test_the_others_make_room(places, expected):
    assert "".join(moved("abcd", places)) == expected


def test_what_is_left_out_can_be_put_back(packed, exhibits):
    client = create_app(packed).test_client()
    door, lock, yard = exhibits
    asked = {"item": exhibits, "place": ["1", "2", "3"], "out": [lock]}
    page = Page(client.get("/case/C1/packet", query_string=asked))
    assert list(dict.fromkeys(_fields(page, "item"))) == [door, yard]
    ticked = [one for one in page.all("input") if one.get("name") == "out" and "checked" in one]
    assert [one["value"] for one in ticked] == [lock]
    assert "it was left out by whoever approved the plan" in page.text
    asked = {"item": [door, yard], "place": ["1", "2"]}
    page = Page(client.get("/case/C1/packet", query_string=asked))
    assert list(dict.fromkeys(_fields(page, "item"))) == [door, yard, lock]


def _exhibits_in(saved):
    with zipfile.ZipFile(io.BytesIO(saved)) as packet:
        (listed,) = [one for one in packet.namelist() if one.endswith("data/exhibits.json")]
        (opt,) = [one for one in packet.namelist() if one.endswith("data/loadfile.opt")]
        return json.loads(packet.read(listed)), packet.read(opt).decode()


def test_what_is_built_is_what_the_plan_showed(packed, exhibits):
    client = create_app(packed).test_client()
    door, lock, yard = exhibits
    asked = {"item": [yard, door], "out": [lock], "numbering": "UA-####", "first": "7"}
    answer = _build(client, audience="confidential", purpose="court", **asked)
    assert answer.status_code == 303
    (download,) = [one for one in Page(client.get(answer.location)).links() if "/download" in one]
    listed, opt = _exhibits_in(client.get(download, buffered=True).data)
    assert [row["item"] for row in listed] == [yard, door]
    assert opt.startswith("UA-0007,")


def test_a_plan_that_no_longer_holds_is_not_built(packed, exhibits, tmp_path):
    client = create_app(packed).test_client()
    (tmp_path / "late.txt").write_text("came later")
    add(packed, tmp_path / "late.txt", incident="I1", title="Late")
    answer = _build(client, audience="confidential", purpose="court", item=exhibits)
    assert answer.status_code == 400
    assert "neither in nor left out" in Page(answer).text
    assert not list(packed.settings.packets.iterdir())


# Encrypted to its recipient.


def test_an_encrypted_packet_opens_with_the_key_and_nothing_lies_in_the_clear(packed, exhibits):
    client = create_app(packed).test_client()
    key = pyrage.x25519.Identity.generate()
    asked = {"audience": "public", "purpose": "court", "keys": str(key.to_public())}
    answer = _build(client, **asked)
    page = Page(client.get(answer.location))
    assert ".zip.age" in page.text
    assert re.search(r"SHA256:\S+", page.text)
    (download,) = [one for one in page.links() if "/download" in one]
    saved = client.get(download, buffered=True)
    assert saved.headers["Content-Disposition"].endswith(".zip.age")
    assert zipfile.is_zipfile(io.BytesIO(pyrage.decrypt(saved.data, [key])))
    (only,) = packed.settings.packets.iterdir()
    assert only.name.endswith(".zip.age")


@pytest.mark.parametrize("key", ["age1nonsense", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1QQ"])
def test_a_key_that_is_none_is_refused_at_the_plan(packed, key):
    client = create_app(packed).test_client()
    for answer in (
        client.get("/case/C1/packet", query_string={"keys": key}),
        _build(client, audience="public", purpose="court", keys=key),
    ):
        page = Page(answer)
        assert page.status == 400
        assert "a public key of age or OpenSSH" in page.text
        assert "SECRET-KEY-1QQ" not in page.text
    assert not list(packed.settings.packets.iterdir())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("place", "two"),
        ("item", "../../etc"),
        ("out", "x"),
        ("first", "-1"),
        ("first", "9" * 30),
        ("numbering", "no digits"),
        ("keys", "age1\n" * 30),
    ],
)
def test_other_nonsense_is_refused_in_words(packed, exhibits, field, value):
    asked = {"item": exhibits, "place": ["1", "2", "3"]} | {field: value}
    if field == "place":
        asked["place"] = [value, "2", "3"]
    page = Page(create_app(packed).test_client().get("/case/C1/packet", query_string=asked))
    assert page.status == 400
    assert "expected" in page.text.casefold()


# A packet that is being built, and one whose building was interrupted.


@pytest.fixture
def stopped(packed, exhibits):
    """The address of a packet for the confidential whose building was interrupted."""
    app = create_app(packed)
    app.extensions[BUILDS].stop(0)
    return _build(app.test_client(), audience="confidential", purpose="court").headers["Location"]


def _refreshes(page):
    return [one["content"] for one in page.all("meta") if one.get("http-equiv") == "refresh"]


def test_how_far_a_packet_is_stands_on_a_page_that_loads_itself_again(packed, stopped):
    client = create_app(packed).test_client()
    with packed.writing():
        token = _token(client, stopped)
        answer = client.post(f"{stopped}/go-on", data={"csrf_token": token})
        page = Page(client.get(answer.headers["Location"]))
        assert _refreshes(page) == ["3"]
        assert page.all("progress")
        assert "The packet is being built" in page.text
        assert not [link for link in page.links() if "/download" in link]
        assert stopped in Page(client.get("/packets")).links()
    _built(client, answer)
    page = Page(client.get(answer.headers["Location"]))
    assert _refreshes(page) == []
    assert [link for link in page.links() if "/download" in link]
    assert stopped not in Page(client.get("/packets")).links()


def test_an_interrupted_packet_goes_on_after_a_new_start(packed, stopped):
    client = create_app(packed).test_client()
    page = Page(client.get(stopped))
    assert "was interrupted" in page.text
    assert _refreshes(page) == []
    assert client.get(f"{stopped}/download").status_code == 404
    answer = client.post(f"{stopped}/go-on", data={"csrf_token": _token(client, stopped)})
    _built(client, answer)
    assert client.get(f"{stopped}/download", buffered=True).data.startswith(b"PK")


def test_an_interrupted_packet_can_be_given_up(packed, stopped):
    client = create_app(packed).test_client()
    token = {"csrf_token": _token(client, stopped)}
    hidden = create_app(packed, RESTRICTED).test_client()
    other = {"csrf_token": _token(hidden, "/case/C1/packet")}
    assert hidden.post(f"{stopped}/give-up", data=other).status_code == 404
    answer = client.post(f"{stopped}/give-up", data=token)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/packets")
    page = Page(client.get("/packets"))
    assert stopped not in page.links()
    assert client.get(stopped).status_code == 404
    assert client.post(f"{stopped}/give-up", data=token).status_code == 404


def test_who_may_not_see_a_packet_is_not_told_that_it_is_being_built(packed, stopped):
    client = create_app(packed, RESTRICTED).test_client()
    assert client.get(stopped).status_code == 404
    assert stopped not in Page(client.get("/packets")).links()
    token = _token(client, "/case/C1/packet")
    client.post(f"{stopped}/go-on", data={"csrf_token": token})
    assert "was interrupted" in Page(create_app(packed).test_client().get(stopped)).text


def test_why_a_packet_could_not_be_built_is_said(packed, exhibits):
    app = create_app(packed)
    client = app.test_client()
    plan = approve(packed, plan_packet(packed, ["C1"], CONFIDENTIAL))
    name = f"packet-confidential-20141213T000000Z-{plan.id}"
    (packed.settings.packets / f"{name}.zip").write_bytes(b"something else")
    app.extensions[BUILDS].begin(packed, plan, packed.settings.packets / name, ())
    app.extensions[BUILDS].wait(packed.settings.packets / name, 60)
    page = Page(client.get(f"/packets/{name}"))
    assert "could not be built" in page.text
    assert f"{name}.zip" in page.text
