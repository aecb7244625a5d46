"""Files come in pieces and go out whole; what the log says of them can be read."""

from __future__ import annotations

import hashlib

import pytest

from archive.disclosure import PUBLIC
from evidence.proof.receipt import Receipt
from tests.webui.api.program import Program

FILE = b"a photograph, or so it says" * 100
SENT = {"content_type": "application/octet-stream"}


@pytest.fixture
def matter(program) -> str:
    program.post("/records", json={"type": "incident", "ref": "I-1", "title": "A door was forced"})
    return f"/incidents/I-1/files?name=door.jpg&size={len(FILE)}"


def test_a_file_goes_on_where_it_was_cut_off(program, matter):
    assert program.get(matter).get_json() == {"offset": 0}
    first = program.post(f"{matter}&offset=0", data=FILE[:1000], **SENT)
    assert (first.status_code, first.get_json()) == (200, {"offset": 1000})
    lost = program.post(f"{matter}&offset=1500", data=FILE[1500:], **SENT)
    assert (lost.status_code, lost.get_json()["offset"]) == (409, 1000)
    last = program.post(f"{matter}&offset=1000&level=public", data=FILE[1000:], **SENT)
    assert last.status_code == 201
    (row,) = last.get_json()["files"]
    assert (row["outcome"], row["digest"]) == ("stored", hashlib.sha256(FILE).hexdigest())
    seen = program.get(f"/records/{row['ref']}").get_json()
    assert seen["access"]["level"] == "public"


def test_an_original_comes_back_byte_for_byte_and_in_parts(program, matter):
    (row,) = program.post(matter, data=FILE, **SENT).get_json()["files"]
    path = f"/items/{row['ref']}/original"
    whole = program.get(path)
    assert (whole.data, whole.headers["ETag"]) == (FILE, f'"{row["digest"]}"')
    assert whole.headers["Content-Disposition"].startswith("attachment")
    part = program.get(path, headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.data) == (206, FILE[5:10])
    assert program.get(path, headers={"Range": "bytes=999999-"}).status_code == 416


def test_custody_and_receipt_are_read_from_the_log(program, matter):
    (row,) = program.post(f"{matter}&handed_over_by=A%20neighbour", data=FILE, **SENT).get_json()[
        "files"
    ]
    custody = program.get(f"/items/{row['ref']}/custody").get_json()
    assert custody["events"][0]["action"] == "item.acquired"
    assert len(custody["answers"]) == 6
    receipt = Receipt.from_text(program.get(f"/items/{row['ref']}/receipt").text)
    assert receipt.index == row["entry"]


@pytest.mark.parametrize(
    ("query", "data", "status"),
    [
        ("name=a&size=3", b"abcd", 413),
        ("name=a&size=3&level=secret", b"abc", 400),
        ("name=a&size=3&act=ghost", b"abc", 400),
        ("name=a&size=-1", b"", 400),
        ("size=3", b"abc", 400),
        ("name=a&size=3&received=soon", b"abc", 400),
    ],
)
def test_what_does_not_fit_is_refused(program, matter, query, data, status):
    assert program.post(f"/incidents/I-1/files?{query}", data=data, **SENT).status_code == status


def test_pieces_are_bytes_and_no_form(program, matter):
    assert program.post(matter, data={"file": "x"}).status_code == 415


def test_only_items_have_custody_and_only_some_may_have_originals(reader):
    assert Program(reader()).get("/items/I8/custody").status_code == 404
    public = Program(reader(PUBLIC))
    for path in ("/items/closed-item/original", "/items/closed-item/custody"):
        assert public.get(path).status_code == 404
