"""The worked example says what its source says, no more and no less."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from archive.worked_example import example_records, example_revision
from schemas.actor import Actor
from schemas.appeal import Appeal
from schemas.case import Case
from schemas.citations import Citation
from schemas.counts import Interval, add
from schemas.dates import DateBasis
from schemas.days import day_number
from schemas.incident import Incident
from schemas.item import Item
from schemas.records import Record, read_record
from schemas.source import Source
from schemas.verdict import Verdict

INPUT = {one["ref"]: one for one in example_records()}
RECORDS: dict[str, Record] = {
    ref: read_record(json.dumps(one), name=ref) for ref, one in INPUT.items()
}
INCIDENTS = {ref: one for ref, one in RECORDS.items() if isinstance(one, Incident)}
DOCUMENT_DATE = "[2014-12-14..2015-01-28]"


def incident(ref: str) -> Incident:
    return INCIDENTS[ref]


def appeal(ref: str) -> Appeal:
    found = RECORDS[ref]
    assert isinstance(found, Appeal)
    return found


def citations() -> Iterator[tuple[str, Citation]]:
    return ((ref, one) for ref, record in RECORDS.items() for one in record.citations)


def test_there_are_ten_incidents_and_one_of_them_is_context() -> None:
    assert sorted(INCIDENTS) == ["E0", "I1", "I1a", "I2", "I3", "I4", "I5", "I6", "I7", "I8"]
    assert [ref for ref, one in INCIDENTS.items() if one.context_only] == ["E0"]
    assert not incident("E0").acts


def test_there_are_at_least_fourteen_acts_each_with_a_key() -> None:
    acts = [act for one in INCIDENTS.values() for act in one.acts]
    assert len(acts) >= 14
    assert all(act.key for act in acts)


def test_six_persons_are_known_by_name_and_one_organisation() -> None:
    actors = [one for one in RECORDS.values() if isinstance(one, Actor) and one.known_identity]
    persons = {one.names[0].text for one in actors if one.kind == "individual"}
    assert persons == {
        "Igor Kalyapin",
        "Ramzan Kadyrov",
        "Sergei Babinets",
        "Dmitry Dimitriev",
        "Aleksandr Ivanovich Bastrykin",
        "Yurii Chaika",
    }
    assert [one.ref for one in actors if one.kind != "individual"] == ["jmg"]


def test_whom_kadyrov_speaks_of_is_possibly_kalyapin_and_not_known() -> None:
    somebody = RECORDS["somebody-called-kalyapin"]
    assert isinstance(somebody, Actor)
    assert somebody.known_identity is False
    assert [(one.type, one.to) for one in somebody.relations] == [("possibly_same_as", "kalyapin")]
    claim = next(one for one in incident("I2").citations if one.path == "/acts/2/victims/0")
    assert (claim.asserted_by, claim.hedge) == ("kadyrov", "claimed_by_party")
    assert claim.reported_via == ("security services, not named",)


def test_every_person_has_names_in_three_scripts() -> None:
    named = [one for one in RECORDS.values() if isinstance(one, Actor) and one.known_identity]
    for actor in named:
        assert {name.script for name in actor.names} == {"Latn", "Cyrl", "Arab"}, actor.ref


def test_there_are_two_appeals_with_two_named_addressees() -> None:
    assert appeal("N1").by == "kalyapin"
    assert [one.person for one in appeal("N1").addressees] == [None]
    addressees = appeal("N2").addressees
    assert [one.person for one in addressees] == ["bastrykin", "chaika"]
    assert [one.fax for one in addressees] == ["+7 499 265 9077", "+7 495 692 17 25"]
    # The source runs this address together with the next word, "Salutation:".
    assert [one.email for one in addressees] == [None, "prgenproc@gov.ru"]


def test_the_demands_lead_to_what_they_are_about() -> None:
    demands = [one.incidents for one in appeal("N2").demands]
    assert demands == [("I3", "I6", "I2"), (), ("I1a",)]
    assert appeal("N2").responses[0].kind == "none"
    assert appeal("N2").responses[0].as_of is not None
    assert not appeal("N1").responses


def test_four_leads_stay_leads_without_an_address() -> None:
    items = [one for one in RECORDS.values() if isinstance(one, Item)]
    assert [one.ref for one in items] == ["E-a", "E-b", "E-c", "E-d"]
    assert all(one.state == "lead" and not one.urls and one.digest is None for one in items)
    assert [one.documents[0].incident for one in items] == ["I2", "I3", "I6", "I4"]


def test_what_an_item_documents_is_an_act_of_that_incident() -> None:
    for item in RECORDS.values():
        for one in item.documents if isinstance(item, Item) else ():
            keys = {act.key for act in incident(one.incident).acts}
            assert one.act is None or one.act in keys


def test_the_case_holds_every_incident_and_both_appeals() -> None:
    case = RECORDS["UA-2014"]
    assert isinstance(case, Case)
    assert set(case.incidents) == set(INCIDENTS)
    assert case.appeals == ("N1", "N2")


@pytest.mark.parametrize(
    ("ref", "edtf", "basis"),
    [
        ("E0", "2014-12-04", DateBasis.INFERRED),
        ("I1", "2014-12-05", DateBasis.RELATIVE),
        ("I1a", "[2014-12-05..2015-01-28]", DateBasis.RELATIVE),
        ("I2", "2014-12-10", DateBasis.RELATIVE),
        ("I3", "2014-12-11", DateBasis.INFERRED),
        ("I4", "2014-12-13", DateBasis.INFERRED),
        ("I5", "2014-12-13", DateBasis.RELATIVE),
        ("I6", "2014-12-11/..", DateBasis.RELATIVE),
        ("I7", "2014-12-13", DateBasis.RELATIVE),
        ("I8", "2014-12-14", DateBasis.RELATIVE),
    ],
)
def test_no_incident_has_a_date_whose_year_is_stated(ref: str, edtf: str, basis: DateBasis) -> None:
    date = incident(ref).date
    assert date is not None
    assert (date.edtf, date.basis) == (edtf, basis)
    assert (date.anchor is not None) == (basis is DateBasis.RELATIVE)


def test_the_source_has_a_span_for_a_date_and_neither_author_nor_publisher() -> None:
    source = RECORDS["ua"]
    assert isinstance(source, Source)
    assert source.published is not None
    assert source.published.edtf == DOCUMENT_DATE
    assert (source.author, source.publisher, source.text) == (None, None, None)
    assert {"/author", "/publisher"} <= {one.path for one in source.gaps}


def test_destruction_in_early_december_is_certain_for_the_office_and_possible_for_houses() -> None:
    window = day_number("2014-12-01"), day_number("2014-12-15")
    verdicts = {
        ref: one.date.within(*window)
        for ref, one in INCIDENTS.items()
        if "destruction" in one.kinds and one.date
    }
    assert verdicts == {"I5": Verdict.CERTAINLY, "I1a": Verdict.POSSIBLY}


def test_killed_on_the_fourth_of_december_are_at_least_26() -> None:
    killed = [one.value for one in incident("E0").counts if one.of_what == "killed"]
    assert [one.words() for one in killed] == ["11", "14", "≥ 1"]
    assert add(*killed) == Interval(26, None)


def test_destroyed_houses_are_at_least_nine_and_nobody_is_said_to_have_done_it() -> None:
    houses = incident("I1a").acts[0]
    quantity = houses.property[0].quantity
    assert quantity is not None
    assert quantity.interval() == Interval(9, None)
    assert quantity.words() == "≥ 9"
    assert not any(act.perpetrators for act in incident("I1a").acts)
    assert "/acts/0/perpetrators" in {one.path for one in incident("I1a").gaps}
    assert [one.type for one in incident("I1").links if one.to == "I1a"] == ["precedes"]


def test_residents_are_dozens_and_their_fate_is_not_told() -> None:
    residents = incident("I1a").acts[0].victims[0]
    assert residents.count is not None
    assert residents.count.interval() == Interval(24, None)
    assert residents.status_at_end == "unknown"
    silent = [one.path for one in incident("I1a").citations if one.polarity == "silent"]
    assert "/acts/0/victims/0/status_at_end" in silent


def test_nobody_attempted_to_investigate_as_of_the_source() -> None:
    found = [one for _, one in citations() if one.polarity == "denies"]
    assert [one.locator for one in found] == ["paragraph B5", "paragraph B5"]
    assert all(one.as_of and one.as_of.edtf == DOCUMENT_DATE for one in found)


def test_four_classes_of_property_are_not_returned() -> None:
    kept = [
        one
        for act in incident("I8").acts
        for one in act.property
        if one.status == "not_returned" and one.status_as_of
    ]
    assert [one.class_ for one in kept] == ["phone", "camera", "computer", "electronic_equipment"]
    assert [one.quantity.interval().lo for one in kept if one.quantity] == [2, 2, 2, 1]
    assert all(one.quantity and one.quantity.hi is None for one in kept)


def test_both_members_were_searched_held_and_released_without_charge() -> None:
    by_type: dict[str, list[str | None]] = {}
    for act in incident("I8").acts:
        by_type.setdefault(act.type, []).extend(one.actor for one in act.victims)
    assert by_type["personal_search"] == ["babinets", "dimitriev"]
    assert by_type["detention"] == ["babinets", "dimitriev"]
    held = [act for act in incident("I8").acts if act.type == "detention"]
    assert {act.victims[0].status_at_end for act in held} == {"released_without_charge"}
    # Several hours are two or more: three would be guessed.
    assert {(act.duration.lo, act.duration.hi) for act in held if act.duration} == {(120, None)}


def test_the_fire_is_apparently_arson_and_has_no_perpetrator() -> None:
    fire = incident("I5").acts[0]
    assert (fire.hedge, fire.methods) == ("apparently", ("set_on_fire",))
    assert not fire.perpetrators
    hedges = {one.path: one.hedge for one in incident("I5").citations}
    assert hedges["/acts/0"] == "stated_as_fact"
    assert hedges["/acts/0/methods"] == "apparently"


def test_the_car_is_believed_to_be_of_law_enforcement_and_the_men_are_only_described() -> None:
    following = incident("I7").acts[0]
    men = following.perpetrators[0]
    assert (men.actor_type, men.basis, men.hedge) == ("unknown", "uniform_or_vehicle", "believed")
    assert men.count is not None
    assert men.count.interval() == Interval(2, None)
    assert following.victims[0].actor is None


def test_nobody_is_said_to_be_one_of_the_staff_who_were_followed() -> None:
    relations = [
        (one.ref, relation.to)
        for one in RECORDS.values()
        if isinstance(one, Actor)
        for relation in one.relations
        if relation.type == "possibly_same_as"
    ]
    assert relations == [("somebody-called-kalyapin", "kalyapin")]


def test_contradictions_are_kept_beside_what_was_accepted() -> None:
    conflicts = [(ref, one) for ref, one in citations() if one.status == "conflict"]
    assert sorted({(ref, one.path) for ref, one in conflicts}) == [
        ("I1", "/acts/0/victims/0/description"),
        ("I2", "/acts/0/description"),
        ("I6", "/date"),
    ]
    assert all(one.value for _, one in conflicts)
    threats = next(one for ref, one in conflicts if ref == "I6")
    assert threats.value["edtf"] == "2014-12-10/.."


def test_each_perpetrator_has_degree_basis_hedge_and_identification() -> None:
    for ref, one in INCIDENTS.items():
        for act in one.acts:
            for who in act.perpetrators:
                said = (who.degree, who.basis, who.hedge, who.identification, who.actor_type)
                assert all(said), f"{ref} {act.key}"


def test_narratives_are_in_english_and_two_also_in_russian_and_arabic() -> None:
    languages = {ref: set(one.narrative) for ref, one in INCIDENTS.items()}
    assert languages["I5"] == languages["I8"] == {"en", "ru", "ar"}
    assert all("en" in one for one in languages.values())


def test_the_correction_changes_one_record_and_says_why() -> None:
    correction = example_revision()
    after = read_record(json.dumps(correction["record"]))
    assert isinstance(after, Incident)
    assert after.ref == "I5"
    assert after.time is not None
    # No hour is told, and none is made up.
    assert (after.time.verbatim, after.time.lo, after.time.hi) == ("Later that day", None, None)
    assert after.acts == incident("I5").acts
    assert after != incident("I5")
    assert correction["reason"]
