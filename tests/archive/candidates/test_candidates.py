"""Records that may be the same are listed with reasons; what a person settled is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from archive.candidates.incidents import Candidate, same_incidents
from archive.candidates.people import same_people
from archive.casework.joining import join
from archive.casework.reverting import revert
from archive.cli import cli
from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.errors import UnknownRecord
from archive.linking import link
from archive.search.engine import engine_of
from archive.workspace import Archive
from tests.archive.samples import access, actor, incident, place, record

MILL = {
    "name": "Upper Mill",
    "geometry": {"type": "Point", "coordinates": [45.7, 43.3]},
    "radius_m": 500,
}
FIRE = {"date": {"edtf": "2014-12-13"}, "place": MILL, "title": "Fire at the Upper Mill office"}


def pairs(archive: Archive, **options: Any) -> list[tuple[str, str]]:
    found = same_incidents(archive, options.pop("audience", CONFIDENTIAL), **options)
    return [(row.ref, row.other_ref) for row in found.candidates]


def test_the_same_fire_told_twice_is_listed_with_its_reasons(archive: Archive) -> None:
    again = {**FIRE, "date": {"edtf": "2014-12-14"}, "title": "Office burns at Upper Mill, a fire"}
    record(archive, incident("I1", **FIRE), incident("I2", **again))
    (row,) = same_incidents(archive, CONFIDENTIAL).candidates
    assert {row.ref, row.other_ref} == {"I1", "I2"}
    assert row.reasons[:2] == ("1 days apart at least", "possibly at the same spot")
    assert row.reasons[2].endswith("of the words of the shorter one in common")


@pytest.mark.parametrize(
    "other",
    [
        {"date": {"edtf": "2014-12-20"}},
        {"place": {"name": "Lower Mill"}},
        {"title": "Something entirely different"},
    ],
    ids=["a week later", "elsewhere", "in no common words"],
)
def test_what_differs_in_time_place_or_words_is_not_listed(archive: Archive, other: Any) -> None:
    record(archive, incident("I1", **FIRE), incident("I2", **{**FIRE, **other}))
    assert pairs(archive) == []


def test_the_same_victim_is_a_reason_where_words_are_not(archive: Archive) -> None:
    record(archive, actor("A1", name="Vera N."))
    acts = [{"type": "following", "victims": [{"actor": "A1"}]}]
    other = {**FIRE, "title": "Entirely different", "acts": acts}
    record(archive, incident("I1", **FIRE, acts=acts), incident("I2", **other))
    (row,) = same_incidents(archive, CONFIDENTIAL).candidates
    assert row.reasons[-1] == "both name Vera N."


def test_what_has_no_day_is_counted_as_not_compared(archive: Archive) -> None:
    record(archive, incident("I1", **FIRE), incident("I2", title=FIRE["title"]))
    found = same_incidents(archive, CONFIDENTIAL)
    assert (found.candidates, found.not_compared) == ((), 1)


def test_a_link_by_a_person_settles_it(archive: Archive) -> None:
    record(archive, incident("I1", **FIRE), incident("I2", **FIRE))
    assert len(pairs(archive)) == 1
    link(archive, "I2", "I1", kind="possibly_same")
    assert pairs(archive) == []


def test_joining_settles_it_and_parting_brings_it_back(archive: Archive) -> None:
    record(archive, incident("I1", **FIRE), incident("I2", **FIRE))
    join(archive, "I2", "I1", reason="the same fire")
    assert pairs(archive) == []
    revert(archive, "I2", 1, reason="it was another one")
    assert len(pairs(archive)) == 1


def test_only_those_like_one_record_are_asked_for(archive: Archive) -> None:
    far = {**FIRE, "date": {"edtf": "2015-06-01"}}
    record(archive, *(incident(ref, **FIRE) for ref in ("I1", "I2")), incident("I3", **far))
    record(archive, incident("I4", **far))
    assert [set(pair) for pair in pairs(archive, ref="I3")] == [{"I3", "I4"}]
    with pytest.raises(UnknownRecord):
        pairs(archive, ref="I9")


def test_an_audience_compares_only_what_it_sees(archive: Archive) -> None:
    record(archive, *(incident(ref, **FIRE, access=access("public")) for ref in ("I1", "I2")))
    record(archive, incident("I3", **FIRE, access=access("confidential")))
    assert len(pairs(archive)) == 3
    assert len(pairs(archive, audience=PUBLIC)) == 1


def people(archive: Archive, ref: str | None = None) -> tuple[Candidate, ...]:
    return same_people(archive, engine_of(archive), CONFIDENTIAL, ref)


def test_names_in_two_scripts_put_two_actors_on_the_list_once(archive: Archive) -> None:
    record(archive, actor("A1", name="Igor Kalyapin"), actor("A2", name="Игорь Каляпин"))
    record(archive, actor("A3", name="Maria Lopez"))
    (row,) = people(archive)
    assert {row.ref, row.other_ref} == {"A1", "A2"}
    assert "Каляпин" in row.reasons[0]
    assert people(archive, "A3") == ()


def test_the_same_birthday_is_a_further_reason(archive: Archive) -> None:
    born = {"edtf": "1970-05-01"}
    record(archive, actor("A1", born=born), actor("A2", born=born))
    (row,) = people(archive, "A1")
    assert row.reasons[1:] == ("born on the same date",)


def test_actors_whom_a_person_has_linked_are_settled(archive: Archive) -> None:
    record(archive, actor("A1"), actor("A2"))
    assert len(people(archive)) == 1
    link(archive, "A1", "A2", kind="possibly_same_as")
    assert people(archive) == ()


def test_the_command_lists_them_and_says_what_it_left_out(archive: Archive) -> None:
    record(archive, incident("I1", **FIRE), incident("I2", **FIRE), incident("I3"), actor("A1"))
    base = ["--archive", str(archive.settings.folder), "candidates"]
    shown = CliRunner().invoke(cli, base)
    assert "possibly on the same day" in shown.stdout
    assert shown.stderr.startswith("1 incidents without a date")
    as_json = json.loads(CliRunner().invoke(cli, [*base, "--json"]).stdout)
    assert len(as_json["candidates"]) == as_json["not_compared"] == 1
    none = CliRunner().invoke(cli, [*base, "--type", "actor"])
    assert none.stdout == "no two records are so alike\n"


def test_a_place_that_an_audience_may_not_see_brings_nothing_together(archive: Archive) -> None:
    record(archive, place("P1", access=access("confidential")))
    hidden = {**FIRE, "place": {**MILL, "place": "P1"}}
    record(archive, incident("I1", **hidden, access=access("public")))
    record(archive, incident("I2", **FIRE, access=access("public")))
    assert len(pairs(archive)) == 1
    assert pairs(archive, audience=PUBLIC) == []
