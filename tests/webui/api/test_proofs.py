"""The log proves itself to programs."""

from __future__ import annotations

import pytest

from archive import log
from evidence.proof.receipt import Receipt, check_receipt


def test_a_proof_holds_under_the_key_of_the_log(program, archive):
    program.post("/records", json={"type": "incident", "ref": "I-1", "title": "A door"})
    state = program.get("/log").get_json()
    number = state["size"] - 1
    receipt = Receipt.from_text(program.get(f"/log/entries/{number}/proof").text)
    with archive.reading() as connection:
        data = log.entry(connection, number).data
    head = check_receipt(receipt, data, state["key"])
    assert (head.size, head.root.hex()) == (state["size"], state["root"])


def test_a_proof_says_nothing_of_what_the_entry_is_about(program):
    # Danger: an entry names records and people whom the reader may not know.
    assert b"extra" not in program.get("/log/entries/0/proof").data


@pytest.mark.parametrize(
    ("number", "status"), [("999999", 404), ("x", 400), ("-1", 400), ("9" * 20, 400)]
)
def test_a_number_that_is_none_is_refused(program, number, status):
    assert program.get(f"/log/entries/{number}/proof").status_code == status


def test_a_head_is_signed_and_then_shown(program):
    signed = program.post("/log/checkpoint")
    assert signed.status_code == 201
    assert program.get("/log").get_json()["checkpoint"] == signed.text


def test_the_archive_is_checked(program):
    assert program.get("/verify").get_json()["clean"] is True
