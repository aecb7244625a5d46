"""What goes in, what stays out and why: decided before a byte moves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from PIL.ExifTags import Base

from archive import deriving, log, lookup, repository
from archive.describing import Describing
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED, Audience
from archive.errors import NothingToPack, UnknownRecord, WrongType
from archive.founding import open_archive
from archive.packets.approval import approve, from_file, to_file
from archive.packets.consent import consent_of
from archive.packets.errors import (
    BadNumbering,
    BadPlan,
    PlanNoLongerHolds,
    UnfitExhibits,
)
from archive.packets.numbering import Numbering
from archive.packets.plan import Wish, plan_packet
from archive.packets.planned import PacketPlan
from archive.workspace import Archive
from schemas.access import Access, FieldAccess, Level
from schemas.actor import Actor
from tests.archive import samples
from tests.archive.packets.matter import WITNESS
from tests.by_hand import blob
from tests.evidence.pictures_for_tests import make_exif, make_picture, written

Planned = Callable[[Audience], PacketPlan]


@pytest.fixture
def still(made: Path) -> Iterator[Archive]:
    """The archive of the matter, only to be read."""
    archive = open_archive(made / "archive")
    yield archive
    archive.close()


@pytest.fixture(scope="module")
def planned(made: Path) -> Iterator[Planned]:
    """The plan of the matter for an audience; made once."""
    with closing(open_archive(made / "archive")) as archive:
        yield cache(lambda audience: plan_packet(archive, ["C1"], audience))


def reasons(plan: PacketPlan) -> set[tuple[str, str]]:
    return {(row.what, row.reason) for row in plan.withheld}


def test_everything_goes_to_those_who_may_know_everything(planned: Planned) -> None:
    plan = planned(CONFIDENTIAL)
    titles = [row.title for row in plan.exhibits]
    assert titles == [
        "Photograph of the house",
        "Letter of the council",
        "Note",
        "A recording",
        "Minutes of the council",
        "A film",
        "Photograph of the house",
    ]
    assert [row.number for row in plan.exhibits] == [1, 2, 3, 4, 5, 6, 7]
    assert {what for what, _ in reasons(plan)} <= {"entry"}


def test_pages_are_numbered_without_gaps_at_the_plan(planned: Planned) -> None:
    plan = planned(CONFIDENTIAL)
    assert [(row.paged.look.value, row.paged.pages) for row in plan.exhibits] == [
        ("picture", 1),
        ("pdf", 2),
        ("text", 2),
        ("slip", 1),
        ("text", 2),
        ("slip", 1),
        ("picture", 1),
    ]
    assert [row.first_page for row in plan.exhibits] == [0, 1, 3, 5, 6, 8, 9]
    assert plan.pages == 10
    assert plan.numbers(plan.exhibits[1]) == ("EV-000002", "EV-000003")


def test_the_public_gets_a_copy_without_metadata_in_place_of_the_original(planned: Planned) -> None:
    plan = planned(PUBLIC)
    (exhibit,) = plan.exhibits
    assert "metadata removed" in exhibit.made
    assert ("file", "file_tells_more") in reasons(plan)


def test_no_record_and_no_entry_names_the_digest_of_a_file_that_stays_out(planned: Planned) -> None:
    # Whoever holds the file would learn by its plain digest that it is here.
    plan = planned(PUBLIC)
    whole = planned(CONFIDENTIAL)
    out = {row.digest for row in whole.exhibits} - {row.digest for row in plan.exhibits}
    told = json.dumps([[row.view.content, row.proved.texts] for row in plan.records])
    assert not any(digest in told for digest in out)
    assert ("record", "names_a_withheld_file") in reasons(plan)


def test_what_stays_out_is_listed_by_entry_and_salted_hash(planned: Planned) -> None:
    plan = planned(PUBLIC)
    assert all(len(row.leaf) == 64 and row.entry >= 0 for row in plan.withheld)
    keys = [(row.what, row.entry, row.reason) for row in plan.withheld]
    assert len(set(keys)) == len(keys)


def test_a_case_lists_its_exhibits_in_its_own_order(house: Archive) -> None:
    plan = plan_packet(house, ["C1"], CONFIDENTIAL)
    (last,) = [row for row in plan.exhibits if row.title == "Note"]
    with house.reading() as connection:
        _, case = repository.load(connection, "C1")
    content = case.content() | {"exhibits": [last.item]}
    samples.record(house, samples.case("C1", **{k: v for k, v in content.items() if k != "ref"}))
    again = plan_packet(house, ["C1"], CONFIDENTIAL)
    assert again.exhibits[0].title == "Note"


def test_files_follow_the_date_of_what_they_show(house: Archive, tmp_path: Path) -> None:
    samples.record(house, samples.incident("I3", title="Earlier", date={"edtf": "2001-01-01"}))
    (tmp_path / "old.txt").write_text("earlier")
    samples.add(house, tmp_path / "old.txt", incident="I3", consent=("court",))
    plan = plan_packet(house, ["I1", "I3"], CONFIDENTIAL)
    assert plan.exhibits[0].date == "1 January 2001"


@pytest.mark.parametrize(
    ("consent", "purpose", "reason"),
    [
        pytest.param(("press",), "court", "consent_does_not_cover", id="another-purpose"),
        pytest.param((), "court", "consent_does_not_cover", id="refused-or-withdrawn"),
        pytest.param(("court",), "court", None, id="covered"),
        pytest.param(None, "court", None, id="not-asked-and-not-public"),
    ],
)
def test_consent_of_whoever_made_a_file_decides(
    house: Archive, tmp_path: Path, consent: tuple[str, ...] | None, purpose: str, reason: str
) -> None:
    (tmp_path / "more.txt").write_text("more")
    (added,) = samples.add(house, tmp_path / "more.txt", incident="I2", consent=consent)
    plan = plan_packet(house, ["I2"], CONFIDENTIAL, purpose=purpose)
    assert [row.ref for row in plan.exhibits] == ([] if reason else [added.ref])
    assert (("file", reason) in reasons(plan)) is (reason is not None)


def test_an_actor_whose_consent_was_withdrawn_is_not_named(house: Archive, tmp_path: Path) -> None:
    consent = {"scope": ["court"], "withdrawn_on": {"edtf": "2015-02-01"}}
    samples.record(house, samples.actor("nina", name="Nina Kern", consent=consent))
    samples.record(
        house,
        samples.incident(
            "I4",
            title="A threat",
            acts=[{"type": "threat_against_victim", "victims": [{"actor": "nina"}]}],
        ),
    )
    plan = plan_packet(house, ["I4"], CONFIDENTIAL)
    assert "Nina Kern" not in json.dumps([row.view.content for row in plan.records])
    assert ("record", "consent_withdrawn") in reasons(plan)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, None),
        ({"consent": {"scope": ["court"]}}, None),
        ({"consent": {"scope": ["press"]}}, "consent_does_not_cover"),
        ({"consent": {"scope": ["press"]}, "public_figure": True}, None),
        (
            {"consent": {"scope": ["court"], "withdrawn_on": {"edtf": "2015"}}},
            "consent_withdrawn",
        ),
    ],
)
def test_consent_of_an_actor(fields: dict[str, object], why: str | None) -> None:
    actor = samples.actor(**fields)
    assert isinstance(actor, Actor)
    assert consent_of(actor, "court") == why


def test_a_damaged_file_and_a_missing_one_are_refused_with_their_names(house: Archive) -> None:
    plan = plan_packet(house, ["C1"], CONFIDENTIAL)
    first, second = plan.exhibits[0], plan.exhibits[1]
    damaged = blob(house.settings, first.digest)
    damaged.chmod(0o600)
    damaged.write_bytes(b"forged")
    blob(house.settings, second.digest).unlink()
    before = _size(house)
    with pytest.raises(UnfitExhibits, match="no packet was planned") as caught:
        plan_packet(house, ["C1"], CONFIDENTIAL)
    assert {why.partition(":")[0] for why in caught.value.reasons} == {first.ref, second.ref}
    assert _size(house) == before
    left = Wish(left_out=(first.item, second.item))
    assert len(plan_packet(house, ["C1"], CONFIDENTIAL, wish=left).exhibits) == 5


def _size(archive: Archive) -> int:
    from archive import log

    with archive.reading() as connection:
        return log.head(connection).size


@pytest.mark.parametrize(
    ("pattern", "first", "expected"),
    [
        ("EV-######", 1, ["EV-000001", "EV-000002"]),
        ("KEN-OTP-####-####", 9999, ["KEN-OTP-0000-9999", "KEN-OTP-0001-0000"]),
        ("#", 0, ["0", "1"]),
    ],
)
def test_a_pattern_numbers_pages(pattern: str, first: int, expected: list[str]) -> None:
    numbering = Numbering(pattern, first)
    numbering.check(2)
    assert [numbering.text(0), numbering.text(1)] == expected


@pytest.mark.parametrize(
    ("pattern", "pages"), [("EV", 1), ("EV #", 1), ("", 1), ("EV-#", 10), ("-#", 1), ("#" * 41, 1)]
)
def test_a_pattern_that_cannot_number_them_is_refused(pattern: str, pages: int) -> None:
    with pytest.raises(BadNumbering, match="no packet was planned"):
        Numbering(pattern).check(pages)


def test_what_cannot_be_asked_for_is_refused(still: Archive) -> None:
    with pytest.raises(UnknownRecord):
        plan_packet(still, ["I2"], PUBLIC)
    with pytest.raises(WrongType, match="a case or an incident"):
        plan_packet(still, ["vera"], CONFIDENTIAL)
    with pytest.raises(UnknownRecord):
        plan_packet(still, ["nothing"], RESTRICTED)


def test_an_empty_packet_is_refused(house: Archive) -> None:
    samples.record(house, samples.case("C9", title="Empty", access={"level": "public"}))
    plan = plan_packet(house, ["C9"], PUBLIC)
    assert len(plan.records) == 1
    with pytest.raises((NothingToPack, UnknownRecord)):
        plan_packet(house, ["C8"], PUBLIC)


# The file in which an approved plan waits.


def saved(archive: Archive, folder: Path) -> tuple[PacketPlan, Path]:
    plan = approve(archive, plan_packet(archive, ["C1"], PUBLIC, recipient="the court"))
    path = folder / "plan.json"
    path.write_text(to_file(plan), "utf-8")
    return plan, path


def edited(path: Path, **fields: object) -> Path:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | fields), "utf-8")
    return path


def test_an_approved_plan_comes_back_from_its_file(house: Archive, tmp_path: Path) -> None:
    plan, path = saved(house, tmp_path)
    again = from_file(house, path)
    assert (again.order(), again.id, again.exhibits) == (plan.order(), plan.id, plan.exhibits)
    assert again.entries == plan.entries


def test_a_person_may_leave_out_and_put_in_another_order(house: Archive, tmp_path: Path) -> None:
    plan = approve(house, plan_packet(house, ["C1"], CONFIDENTIAL))
    path = tmp_path / "plan.json"
    path.write_text(to_file(plan), "utf-8")
    items = [row.item for row in plan.exhibits]
    edited(path, exhibits=items[:0:-1], left_out=items[:1], title="For the court")
    again = from_file(house, path)
    assert [row.item for row in again.exhibits] == items[:0:-1]
    assert ("file", "left_out_by_hand") in reasons(again)
    assert again.title == "For the court"
    assert again.id != plan.id


def test_what_may_not_go_in_cannot_be_written_into_a_plan(house: Archive, tmp_path: Path) -> None:
    _, path = saved(house, tmp_path)
    with house.reading() as connection:
        (lena,) = [
            row.id
            for row in lookup.labels_of(connection, _ids(house), CONFIDENTIAL).values()
            if row.title == WITNESS
        ]
    whole = plan_packet(house, ["C1"], CONFIDENTIAL)
    edited(path, exhibits=[whole.exhibits[0].item])
    with pytest.raises(PlanNoLongerHolds, match="stays out"):
        from_file(house, path)
    edited(path, exhibits=[lena])
    with pytest.raises(PlanNoLongerHolds, match="no item"):
        from_file(house, path)
    edited(path, exhibits=[])
    with pytest.raises(PlanNoLongerHolds, match="neither in nor left out"):
        from_file(house, path)


def _ids(archive: Archive) -> list[str]:
    with archive.reading() as connection:
        return [row.id for row in repository.every(connection)]


def test_consent_that_was_withdrawn_since_stops_an_approved_plan(
    house: Archive, tmp_path: Path
) -> None:
    plan = approve(house, plan_packet(house, ["C1"], CONFIDENTIAL))
    path = tmp_path / "plan.json"
    path.write_text(to_file(plan), "utf-8")
    with house.reading() as connection:
        _, item = repository.load(connection, plan.exhibits[2].item)
    samples.record(house, item.model_copy(update={"consent": ()}))
    with pytest.raises(PlanNoLongerHolds, match="nothing was built: plan again"):
        from_file(house, path)


def test_a_record_that_was_revised_since_stops_an_approved_plan(
    house: Archive, tmp_path: Path
) -> None:
    _, path = saved(house, tmp_path)
    with house.reading() as connection:
        _, incident = repository.load(connection, "I1")
    samples.record(house, incident.model_copy(update={"title": "Another title"}))
    with pytest.raises(PlanNoLongerHolds, match="was revised since"):
        from_file(house, path)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"format": "khronika-plan/9"}', "\xff"],
    ids=["empty", "torn", "list", "nothing", "other-format", "no-json"],
)
def test_what_is_no_plan_is_refused(house: Archive, tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.json").write_text(text, "latin-1")
    with pytest.raises(BadPlan, match="expected a plan"):
        from_file(house, tmp_path / "plan.json")


def test_a_plan_of_another_history_is_refused(house: Archive, tmp_path: Path) -> None:
    _, path = saved(house, tmp_path)
    head = json.loads(path.read_text())["head"]
    edited(path, head=head | {"root": "0" * 64})
    with pytest.raises(BadPlan, match="another history"):
        from_file(house, path)
    edited(path, head=head | {"size": 10_000})
    with pytest.raises(BadPlan, match="another"):
        from_file(house, path)


def test_a_copy_does_not_bring_in_the_digest_of_an_original_for_fewer_eyes(
    house: Archive, tmp_path: Path
) -> None:
    exif = make_exif(image={Base.Make: "Other"})
    (tmp_path / "hidden.jpg").write_bytes(written(make_picture(), exif=exif))
    (original,) = samples.add(
        house,
        tmp_path / "hidden.jpg",
        incident="I1",
        level=Level.CONFIDENTIAL,
        title=WITNESS,
        consent=("court",),
    )
    with Describing(house.blobs) as describing:
        copy = deriving.strip_metadata(house, original.ref, describing, level=Level.PUBLIC)
    plan = plan_packet(house, ["C1"], PUBLIC)
    assert copy.ref in [row.ref for row in plan.exhibits]
    assert WITNESS not in [row.title for row in plan.exhibits]
    with house.reading() as connection:
        shown = b"".join(log.entry(connection, seq).data for seq in plan.entries)
        hidden = repository.find(connection, original.ref).id
    assert original.digest.encode() not in shown
    assert hidden.encode() not in shown


def test_a_file_stays_out_that_tells_one_thing_for_fewer_eyes(
    house: Archive, tmp_path: Path
) -> None:
    (tmp_path / "more.txt").write_text("more")
    (added,) = samples.add(house, tmp_path / "more.txt", incident="I1")
    with house.reading() as connection:
        _, item = repository.load(connection, added.ref)
    rule = FieldAccess(path="/names/0", level=Level.CONFIDENTIAL)
    access = Access(level=Level.RESTRICTED, fields=(rule,))
    assert added.ref in [row.ref for row in plan_packet(house, ["I1"], RESTRICTED).exhibits]
    samples.record(house, item.model_copy(update={"access": access}))
    assert added.ref not in [row.ref for row in plan_packet(house, ["I1"], RESTRICTED).exhibits]
