"""An item shows its custody; its bytes leave only as a file to be saved."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from itertools import pairwise

import pytest
from PIL import Image

from archive import lookup
from archive.disclosure import CONFIDENTIAL, PUBLIC
from schemas.dates import DateValue
from schemas.records import read_record
from tests.archive.samples import add, incident, record
from tests.evidence.containers.packing import zipped
from tests.webui.reading import Page
from webui.application import create_app

BYTES = b"<html><script>alert(1)</script></html>" * 40


@pytest.fixture
def ref(archive, tmp_path):
    """An item whose bytes are a web page."""
    record(archive, incident("I1", access={"level": "public"}))
    path = tmp_path / "page.html"
    path.write_bytes(BYTES)
    (added,) = add(archive, path, incident="I1")
    return added.ref


def test_the_original_is_saved_and_never_shown(client, ref):
    answer = client.get(f"/item/{ref}/original", buffered=True)
    assert answer.data == BYTES
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "page.html" not in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["ETag"] == f'"{sha256(BYTES).hexdigest()}"'


def test_a_part_of_the_original_can_be_asked_for(client, ref):
    answer = client.get(f"/item/{ref}/original", headers={"Range": "bytes=5-9"}, buffered=True)
    assert answer.status_code == 206
    assert answer.data == BYTES[5:10]
    assert answer.headers["Content-Range"] == f"bytes 5-9/{len(BYTES)}"


def test_a_part_that_is_not_there_is_refused(client, ref):
    answer = client.get(f"/item/{ref}/original", headers={"Range": "bytes=999999-"}, buffered=True)
    assert answer.status_code == 416
    assert "Nothing was lost or changed." in Page(answer).text


def test_opening_the_original_is_entered_in_the_log(client, archive, ref):
    client.get(f"/item/{ref}/original", buffered=True)
    page = Page(client.get(f"/item/{ref}"))
    assert "Item opened" in page.text or "opened by Vera" in page.text
    assert "Vera" in page.text


def test_the_page_names_the_bytes_by_their_digest(client, ref):
    page = Page(client.get(f"/item/{ref}"))
    assert sha256(BYTES).hexdigest() in page.text
    assert f"{len(BYTES):,} bytes" in page.text
    assert not page.all("img")


def test_the_public_does_not_learn_of_a_restricted_item(archive, ref):
    public = create_app(archive, PUBLIC).test_client()
    assert public.get(f"/item/{ref}").status_code == 404
    assert public.get(f"/item/{ref}/original").status_code == 404
    assert lookup.show(archive, ref, CONFIDENTIAL).view.ref == ref


def test_a_lead_says_that_there_is_no_file(reader):
    page = Page(reader().get("/item/E-a"))
    assert "a lead to evidence that has not been collected" in page.text
    assert reader().get("/item/E-a/original").status_code == 404
    assert reader().get("/item/E-a/picture").status_code == 404


def test_a_picture_is_shown_small_and_without_what_it_says_of_itself(reader):
    page = Page(reader().get("/incident/I5"))
    (address,) = [attrs["src"] for attrs in page.all("img")]
    answer = reader().get(address)
    assert answer.mimetype == "image/jpeg"
    assert answer.data.startswith(b"\xff\xd8")
    assert b"Exif" not in answer.data
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_what_is_hard_to_look_at_is_sent_blurred_until_it_is_asked_for(archive, client, tmp_path):
    path = tmp_path / "a.png"
    Image.effect_noise((200, 100), 120).save(path)
    record(archive, incident("I1"))
    (added,) = add(archive, path, incident="I1", title="Noise")
    content = lookup.show(archive, added.ref, CONFIDENTIAL).view.content
    record(archive, read_record(json.dumps({**content, "graphic": True})))
    item = f"/item/{added.ref}"
    for place in (item, "/incident/I1", f"{item}/larger", f"{item}/redact"):
        page = Page(client.get(place))
        assert [one["src"] for one in page.all("img")] == [f"{item}/blurred"], place
        assert any("show=1" in link for link in page.links()), place
    with Image.open(io.BytesIO(client.get(f"{item}/blurred").data)) as blurred:
        assert blurred.size == (320, 160)
        flat = blurred.convert("L").resize((32, 16), Image.Resampling.BOX)
        steps = [abs(int(a) - int(b)) for a, b in pairwise(flat.tobytes())]
    assert max(steps) < 40  # of the noise, whose neighbours differ by up to 255
    (shown,) = Page(client.get(f"{item}?show=1")).all("img")
    assert (shown["src"], shown["loading"]) == (f"{item}/picture", "lazy")


def test_a_zip_leads_to_what_lies_in_it_and_back(client, archive, tmp_path):
    path = tmp_path / "phone.zip"
    path.write_bytes(zipped(lambda inner: inner.writestr("a.txt", b"one")))
    whole, part = add(archive, path, title="A phone", received=DateValue(edtf="2014-12-14"))
    page = Page(client.get(f"/item/{whole.ref}"))
    assert f"/item/{part.ref}" in page.links()
    assert "handed over: 14 December 2014" in page.text
    assert f"/item/{whole.ref}" in Page(client.get(f"/item/{part.ref}")).links()


def test_custody_answers_six_questions(client, ref):
    page = Page(client.get(f"/item/{ref}"))
    assert "Who captured it and when?" in page.text
    assert "Has it been altered since?" in page.text
    assert "The log says nothing about this." in page.text


def test_the_receipt_is_a_page_and_a_file(client, ref):
    page = Page(client.get(f"/item/{ref}/receipt"))
    assert sha256(BYTES).hexdigest() in page.text
    assert "To compare by voice" in page.text
    answer = client.get(f"/item/{ref}/receipt.tlog-proof")
    assert answer.get_data(as_text=True).startswith("c2sp.org/tlog-proof@v1\n")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_there_is_no_receipt_for_who_may_not_know_the_file(archive, ref):
    public = create_app(archive, PUBLIC).test_client()
    assert public.get(f"/item/{ref}/receipt").status_code == 404
    assert public.get(f"/item/{ref}/receipt.tlog-proof").status_code == 404
