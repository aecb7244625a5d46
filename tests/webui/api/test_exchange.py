"""Bundles made, fetched in ranges and dropped; bundles sent in pieces and taken in."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from archive.exchange import partners
from archive.founding import found_archive
from tests.archive.exchange.bundles import key_of, make
from tests.archive.samples import access, incident, record
from tests.webui.api.program import Program
from webui.application import create_app

SENT = {"content_type": "application/octet-stream"}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    """The key of another archive, and a bundle of it."""
    folder: Path = tmp_path_factory.mktemp("other")
    other = found_archive(folder / "other", person="Olga")
    record(other, incident("I-9", title="From elsewhere"))
    made = make(other).path.read_bytes()
    vkey = key_of(other)
    other.close()
    return vkey, made


def address_of(data: bytes) -> str:
    return f"/exchange/incoming?digest={hashlib.sha256(data).hexdigest()}&size={len(data)}"


def test_a_bundle_is_made_fetched_in_parts_and_dropped(program):
    program.post("/records", json={"type": "incident", "ref": "I-1", "title": "A door"})
    made = program.post("/exchange/bundles", json={"of": ["I-1"], "to": "office"})
    assert made.status_code == 201
    told = made.get_json()
    assert (told["records"], told["whole"]) == (1, True)
    path = f"/exchange/bundles/{told['digest']}"
    assert made.headers["Location"].endswith(path)
    whole = program.get(path)
    assert (whole.status_code, len(whole.data)) == (200, told["size"])
    part = program.get(path, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    assert program.get(path, headers={"Range": f"bytes={told['size']}-"}).status_code == 416
    assert program.ask("DELETE", path).status_code == 204
    assert program.get(path).status_code == 404
    assert program.ask("DELETE", path).status_code == 404


def test_nobody_gets_a_bundle_for_an_audience_that_sees_more(archive):
    record(archive, incident("I-1", access=access("public")))
    program = Program(create_app(archive, _restricted()).test_client())
    asked = {"of": ["I-1"], "audience": "confidential+*"}
    assert program.post("/exchange/bundles", json=asked).status_code == 422
    made = program.post("/exchange/bundles", json={"of": []}).get_json()
    assert (made["records"], made["whole"]) == (1, False)
    assert program.post("/exchange/bundles", json={"of": ["nothing"]}).status_code == 404


def _restricted():
    from archive.disclosure.audience import read

    return read("restricted")


def test_a_bundle_goes_on_where_it_was_cut_off_and_is_taken_in(program, archive, bundle):
    vkey, data = bundle
    partners.trust(archive, vkey)
    path = address_of(data)
    assert program.get(path).get_json() == {"offset": 0}
    first = program.post(f"{path}&offset=0", data=data[:1000], **SENT)
    assert (first.status_code, first.get_json()) == (200, {"offset": 1000})
    lost = program.post(f"{path}&offset=1500", data=data[1500:], **SENT)
    assert (lost.status_code, lost.get_json()["offset"]) == (409, 1000)
    last = program.post(f"{path}&offset=1000", data=data[1000:], **SENT)
    assert last.status_code == 201
    assert last.get_json()["taken"]["counts"] == {"new": 1}
    assert program.get("/records/I-9").get_json()["title"] == "From elsewhere"
    assert (
        "received from the archive" in program.get("/records/I-9/history").get_json()[0]["received"]
    )
    again = program.post(f"{path}&offset=0", data=data, **SENT).get_json()["taken"]
    assert (again["changed"], again["entry"], again["counts"]) == (False, None, {"same": 1})


def test_what_nobody_trusts_or_was_damaged_is_refused(program, archive, bundle):
    vkey, data = bundle
    assert program.post(f"{address_of(data)}&offset=0", data=data, **SENT).status_code == 403
    partners.trust(archive, vkey)
    harmed = data.replace(b"From elsewhere", b"From somewhere")
    refused = program.post(f"{address_of(harmed)}&offset=0", data=harmed, **SENT)
    assert (refused.status_code, refused.get_json()["error"]) == (422, "BadBundle")
    assert program.get("/records/I-9").status_code == 404
    assert program.get(address_of(harmed)).get_json() == {"offset": 0}
    wrong = program.post(f"{address_of(data)}&offset=0", data=data, content_type="text/plain")
    assert wrong.status_code == 415
