"""What programs need beside records."""

from __future__ import annotations

from schemas.vocabulary import vocabulary, vocabulary_names
from tests.webui.api.program import Program


def test_vocabularies_are_given_with_their_labels(reader):
    program = Program(reader())
    listed = program.get("/vocabularies").get_json()
    assert [one["vocabulary"] for one in listed] == list(vocabulary_names())
    assert program.get("/vocabularies/acts").get_json() == vocabulary("acts").content()
    assert program.get("/vocabularies/ghosts").status_code == 404


def test_people_are_found_in_any_spelling(reader):
    found = Program(reader()).get("/people?name=Kaliapin").get_json()
    assert found[0]["ref"] == "kalyapin"
    assert Program(reader()).get("/people").status_code == 400


def test_who_asks_learns_what_is_open_to_them(reader):
    said = Program(reader()).get("/me").get_json()
    assert said["name"] == "Vera"
    assert {"read", "record"} <= set(said["operations"])
