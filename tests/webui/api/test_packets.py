"""Packets are planned, built as planned, fetched with an entry in the log, and acknowledged."""

from __future__ import annotations

import io
import zipfile

import pytest

ASKED = {"of": ["I-1"], "audience": "restricted", "purpose": "court", "recipient": "Counsel"}


@pytest.fixture
def matter(program):
    program.post("/records", json={"type": "incident", "ref": "I-1", "title": "A door was forced"})
    program.post(
        "/incidents/I-1/files?name=note.txt&size=5",
        data=b"a day",
        content_type="application/octet-stream",
    )


def test_a_packet_is_planned_built_fetched_and_acknowledged(program, matter):
    plan = program.post("/packets/plan", json=ASKED).get_json()
    assert (len(plan["records"]), len(plan["exhibits"])) == (2, 1)
    assert program.get("/packets").get_json() == []
    built = program.post("/packets", json=ASKED)
    assert built.status_code == 201
    name, number = built.get_json()["name"], built.get_json()["packet"]
    fetched = program.get(f"/packets/{name}/file?to=Counsel")
    assert built.location.endswith(f"/packets/{name}/file")
    names = zipfile.ZipFile(io.BytesIO(fetched.data)).namelist()
    assert any(one.endswith("verify.py") for one in names)
    came = program.post(f"/packets/{number}/acknowledgements", json={"by": "Counsel"})
    assert came.status_code == 201
    (held,) = program.get("/packets").get_json()
    assert held["packet"] == number
    assert held["released"][-1][1:] == ["Counsel", "fetched by a program"]
    assert [row[1] for row in held["acknowledged"]] == ["Counsel"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"of": ["I-2"]}, 404),
        ({"of": []}, 422),
        ({"purpose": "fun"}, 422),
        ({"audience": "all"}, 422),
        ({"leave_out": ["I-1"]}, 404),
        ({"colour": "red"}, 422),
        ({"numbering": "no digits"}, 400),
    ],
)
def test_what_cannot_be_packed_is_refused(program, matter, change, status):
    assert program.post("/packets/plan", json={**ASKED, **change}).status_code == status


def test_a_key_that_is_none_builds_nothing(program, matter):
    answer = program.post("/packets", json={**ASKED, "encrypt_to": ["no key"]})
    assert answer.status_code == 400
    assert program.get("/packets").get_json() == []


def test_a_packet_that_is_not_here_is_not_found(program):
    name = "packet-public-20260101T000000Z-abcdefghijklmnop"
    for path in (f"/packets/{name}/file", "/packets/../file"):
        assert program.client.get(f"/api/v1{path}").status_code == 404
    answer = program.post("/packets/abcdefghijklmnop/acknowledgements", json={"by": "Counsel"})
    assert answer.status_code == 404
