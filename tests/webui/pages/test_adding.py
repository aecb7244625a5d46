"""Files are added in the browser: all in one form, or in pieces that go on after a break."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive import repository
from archive.disclosure import PUBLIC, RESTRICTED
from schemas.access import Level
from schemas.item import Item
from tests.archive.samples import add, case, incident, record
from tests.evidence.containers.packing import zipped
from tests.webui.reading import Page, dangers
from webui.application import create_app
from webui.pages import adding

ADDRESS = "/incident/I1/add"
ACTS = [{"key": "search-1", "type": "unlawful_search"}, {"type": "threat"}]
BYTES = bytes(range(256)) * 5000


@pytest.fixture(autouse=True)
def _incident(archive):
    record(archive, incident("I1", access={"level": "public"}, acts=ACTS), case("C1"))


def token(client: FlaskClient) -> str:
    page = Page(client.get(ADDRESS))
    return next(a["value"] for a in page.all("input") if a.get("name") == "csrf_token")


def send(client: FlaskClient, *files: tuple[str, bytes], **form):
    form["csrf_token"] = token(client)
    form["files"] = [(io.BytesIO(data), name) for name, data in files]
    return client.post(ADDRESS, data=form, content_type="multipart/form-data")


def piece(client: FlaskClient, data: bytes, at: int, **asked):
    told = {"name": "v.mp4", "size": len(BYTES), "modified": "7", "offset": at, **asked}
    return client.post(
        f"{ADDRESS}/piece",
        query_string=told,
        data=data,
        headers={"X-CSRFToken": token(client)},
        content_type="application/octet-stream",
    )


def items(archive) -> list[Item]:
    with archive.reading() as connection:
        found = repository.current(connection, list(repository.every(connection, "item")))
    return [one for one in found.values() if isinstance(one, Item)]


def waiting(archive) -> list[Path]:
    folder = archive.settings.intake / "uploads"
    return list(folder.iterdir()) if folder.exists() else []


def test_the_form_offers_what_is_asked_and_runs_nothing_of_others(client):
    answer = client.get(ADDRESS)
    page = Page(answer)
    assert dangers(page) == []
    assert next(a for a in page.all("input") if a.get("type") == "file")["name"] == "files"
    assert "search-1" in page.text
    assert "connect-src 'self';" in answer.headers["Content-Security-Policy"]
    assert ADDRESS in Page(client.get("/incident/I1")).links()


def test_many_files_go_in_by_one_form_with_what_is_said_of_them(client, archive):
    answer = send(
        client,
        ("one.jpg", b"one" * 1000),
        ("two <b>.txt", b"two"),
        ("empty", b""),
        handed_over_by="a neighbour",
        received="2014-12-14",
        act="search-1",
        level="confidential",
    )
    page = Page(answer)
    assert page.text.count("SHA-256") == 3
    assert hashlib.sha256(b"one" * 1000).hexdigest() in page.text
    assert {one.names for one in items(archive)} == {("one.jpg",), ("two <b>.txt",), ("empty",)}
    for one in items(archive):
        assert one.acquired is not None
        assert one.acquired.from_ == "a neighbour"
        assert one.acquired.received is not None
        assert one.documents[0].act == "search-1"
        assert one.access.level == "confidential"
    assert waiting(archive) == []


def test_a_byte_0_in_what_is_sent_leaves_no_record_that_cannot_be_read(client, archive):
    assert send(client, ("a\0b.txt", b"a letter")).status_code == 200
    assert piece(client, b"a", 0, name="c\0d.txt", size=1).status_code == 200
    assert {one.names[0] for one in items(archive)} == {
        "bytes;percent,a%00b.txt", "bytes;percent,c%00d.txt"
    }  # fmt: skip
    refused = send(client, ("e.txt", b"another"), how="by\0post")
    assert (refused.status_code, len(items(archive))) == (422, 2)
    assert client.get("/incident/I1").status_code == 200


def test_a_second_time_stores_nothing_and_says_so(client, archive):
    send(client, ("one.jpg", b"one"))
    assert "already there" in Page(send(client, ("one.jpg", b"one"))).text
    assert len(items(archive)) == 1


def test_a_zip_is_kept_whole_and_opened(client, archive):
    data = zipped(lambda inner: (inner.writestr("a.txt", b"A"), inner.writestr("../b", b"B")))
    page = Page(send(client, ("phone.zip", data)))
    assert "phone.zip!/a.txt" in page.text
    assert "leads out of the archive file" in page.text
    assert len(items(archive)) == 2


def test_what_lies_in_a_folder_keeps_its_name_there_and_a_zip_its_wholeness(client, archive):
    data = zipped(lambda inner: inner.writestr("a.txt", b"A"))
    page = Page(send(client, ("phone/DCIM/1.jpg", b"one"), ("phone/all.zip", data)))
    assert {one.names for one in items(archive)} == {("phone/DCIM/1.jpg",), ("phone/all.zip",)}
    assert "all.zip!/" not in page.text


def test_pieces_become_the_file_and_nothing_is_left_of_them(client, archive):
    assert piece(client, BYTES[:700_000], 0).json == {"offset": 700_000}
    assert items(archive) == []
    answer = piece(client, BYTES[700_000:], 700_000, handed_over_by="a neighbour").json
    (row,) = answer["files"]
    assert (row["path"], row["outcome"], row["digest"]) == (
        "v.mp4",
        "stored",
        hashlib.sha256(BYTES).hexdigest(),
    )
    with archive.blobs.open(row["digest"]) as blob:
        assert blob.read() == BYTES
    assert waiting(archive) == []


def test_whoever_was_cut_off_asks_how_far_it_came_and_goes_on(client, archive):
    piece(client, BYTES[:500_000], 0)
    told = {"name": "v.mp4", "size": len(BYTES), "modified": "7"}
    assert client.get(f"{ADDRESS}/piece", query_string=told).json == {"offset": 500_000}
    again = piece(client, BYTES[:500_000], 0)  # sent, and the answer got lost
    assert (again.status_code, again.json) == (409, {"offset": 500_000})
    other = client.get(f"{ADDRESS}/piece", query_string={**told, "modified": "8"})
    assert other.json == {"offset": 0}
    assert piece(client, BYTES[500_000:], 500_000).json["files"][0]["size"] == len(BYTES)


def test_an_empty_file_needs_no_piece(client, archive):
    (row,) = piece(client, b"", 0, size=0).json["files"]
    assert (row["outcome"], row["size"]) == ("stored", 0)


def test_more_than_was_announced_is_refused(client, archive):
    answer = piece(client, BYTES, 0, size=10)
    assert answer.status_code == 413
    assert b"as was announced" in answer.data
    assert items(archive) == []


@pytest.mark.parametrize(
    "asked",
    [{"size": "-1"}, {"size": "1e9"}, {"offset": "x"}, {"name": ""}, {"name": "/"}],
)
def test_what_cannot_be_understood_is_refused(client, archive, asked):
    assert piece(client, b"x", 0, **asked).status_code == 400
    assert waiting(archive) == []


@pytest.mark.parametrize(
    "form",
    [{"act": "other"}, {"level": "everybody"}, {"received": "yesterday"}, {"how": "x" * 2001}],
)
def test_a_form_that_says_what_cannot_be_takes_nothing_in(client, archive, form):
    assert send(client, ("one.jpg", b"one"), **form).status_code == 400
    assert items(archive) == []
    assert waiting(archive) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\photos\\a.jpg", "a.jpg"),
        ("/home/x/a.jpg", "a.jpg"),
        ("../../etc/a.jpg", "a.jpg"),
        ("phone//a.jpg", "a.jpg"),
        ("phone/DCIM/a.jpg", "phone/DCIM/a.jpg"),
        ("a.jpg", "a.jpg"),
        (None, ""),
    ],
)
def test_a_path_of_the_machine_of_the_sender_is_not_taken_over(given, kept):
    assert adding.plain_name(given) == kept


def test_without_the_token_of_the_form_nothing_goes_in(client, archive):
    files = {"files": (io.BytesIO(b"x"), "x")}
    assert client.post(ADDRESS, data=files).status_code == 400
    assert client.post(f"{ADDRESS}/piece?name=x&size=1&offset=0", data=b"x").status_code == 400
    assert items(archive) == []
    assert waiting(archive) == []


def test_a_piece_of_exactly_the_limit_is_no_byte_too_many(client, archive):
    """A server that tells where a body ends, as that of `khronika serve` does."""
    whole = bytes(adding.LARGEST_PIECE)
    answer = client.post(
        f"{ADDRESS}/piece",
        query_string={"name": "v.mp4", "size": len(whole), "modified": "7", "offset": 0},
        data=whole,
        headers={"X-CSRFToken": token(client)},
        content_type="application/octet-stream",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 200
    assert [one.digest for one in items(archive)] == [hashlib.sha256(whole).hexdigest()]


def test_the_limit_of_a_form_is_that_of_files_here_only(client, archive, monkeypatch):
    monkeypatch.setattr(adding, "LARGEST_FORM", 1000)
    monkeypatch.setattr(adding, "_ROOM_FOR_FIELDS", 1000)
    assert send(client, ("one.jpg", bytes(3000))).status_code == 413
    assert piece(client, bytes(adding.LARGEST_PIECE + 1), 0, size=1 << 30).status_code == 413
    form = {"csrf_token": token(client), "audience": "x" * 70_000}
    assert client.post("/incident/I1/packet", data=form).status_code == 413
    assert items(archive) == []


def test_the_public_adds_nothing(archive):
    client = create_app(archive, PUBLIC).test_client()
    assert client.get(ADDRESS).status_code == 403
    assert ADDRESS not in Page(client.get("/incident/I1")).links()


def test_nobody_adds_what_they_could_not_see(archive):
    client = create_app(archive, RESTRICTED).test_client()
    assert send(client, ("one.jpg", b"one"), level="confidential").status_code == 400
    assert client.get("/incident/C1/add").status_code == 404


def test_a_file_that_is_here_for_fewer_eyes_is_taken_in_as_if_it_were_not(archive, tmp_path):
    (tmp_path / "hidden").write_bytes(BYTES[:900])
    (hidden,) = add(archive, tmp_path / "hidden", level=Level.CONFIDENTIAL)
    site = create_app(archive, RESTRICTED).test_client()
    answer = send(site, ("found.bin", BYTES[:900]))
    assert "stored" in answer.text
    assert hidden.ref not in answer.text
    assert "already there" in send(site, ("found.bin", BYTES[:900])).text
    assert len(items(archive)) == 2


def test_a_refusal_tells_no_act_that_the_reader_does_not_see(archive):
    rules = {"level": "public", "fields": [{"path": "/acts/0", "level": "confidential"}]}
    record(archive, incident("I1", access=rules, acts=ACTS))
    site = create_app(archive, RESTRICTED).test_client()
    hidden, absent = (send(site, ("a.txt", b"a"), act=asked) for asked in ("search-1", "search-2"))
    assert hidden.status_code == absent.status_code == 400
    assert hidden.text == absent.text.replace("search-2", "search-1")
    assert "search-1" not in absent.text
