"""Files go in once, with what people say of them, and what is wrong with one costs no other."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from archive import custody, repository
from archive.disclosure import CONFIDENTIAL
from archive.errors import UnknownRecord, WrongType
from archive.intake import Order
from archive.intake import add as take_in
from archive.intake.errors import ActWithoutIncident, LeadHasFile, OneFileForLead, UnknownAct
from archive.workspace import Archive
from schemas.access import Level
from schemas.dates import DateValue
from schemas.item import Item
from schemas.sidecar import Handover, read_sidecar
from tests.archive.samples import actor, add, by_content, incident, item, record


def files(folder: Path, **content: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in content.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def stored(archive: Archive, ref: str) -> Item:
    with archive.reading() as connection:
        _, found = repository.load(connection, ref)
    assert isinstance(found, Item)
    return found


def actions(archive: Archive, ref: str) -> list[str]:
    return [event.action for event in custody.custody_of(archive, ref, CONFIDENTIAL)]


def handover(giver: str, day: str) -> Handover:
    return Handover.model_validate({"from": giver, "on": DateValue(edtf=day)})


def test_a_folder_goes_in_and_comes_out_bit_by_bit(archive, tmp_path):
    folder = files(tmp_path / "in", a="one", b="two", c="")
    rows = add(archive, folder)
    assert [(row.outcome, row.size) for row in rows] == [
        ("stored", 3),
        ("stored", 3),
        ("stored", 0),
    ]
    for row in rows:
        original = Path(row.path).read_bytes()
        assert row.digest == hashlib.sha256(original).hexdigest()
        with archive.blobs.open(row.digest) as blob:
            assert blob.read() == original
        assert stored(archive, row.ref).names == (f"in/{Path(row.path).name}",)


def test_a_second_run_stores_nothing_and_says_so(archive, tmp_path):
    folder = files(tmp_path / "in", a="one", b="two")
    first = add(archive, folder)
    with archive.reading() as connection:
        before = repository.load(connection, first[0].ref)
    again = add(archive, folder)
    assert [row.outcome for row in again] == ["already there"] * 2
    assert [row.ref for row in again] == [row.ref for row in first]
    assert [(row.reason, row.entry) for row in again] == [("", None)] * 2
    with archive.reading() as connection:
        assert repository.load(connection, first[0].ref) == before


def test_the_same_bytes_twice_are_one_item_under_both_names(archive, tmp_path):
    folder = files(tmp_path / "in", a="one", b="one")
    first, second = add(archive, folder)
    assert (first.outcome, second.outcome) == ("stored", "already there")
    assert stored(archive, first.ref).names == ("in/a.txt", "in/b.txt")


def test_the_same_file_for_another_incident_is_evidence_of_both(archive, tmp_path):
    record(archive, incident("I1"), incident("I2"))
    path = files(tmp_path / "in", a="one") / "a.txt"
    (first,) = add(archive, path, incident="I1")
    (second,) = add(archive, path, incident="I2")
    assert second.ref == first.ref
    assert second.reason == "added to its record: that it documents I2"
    assert len(stored(archive, first.ref).documents) == 2
    assert actions(archive, first.ref) == ["item.acquired", "record.revised"]


def test_the_same_bytes_from_two_people_are_two_items(archive, tmp_path):
    record(archive, actor("vera"))
    path = files(tmp_path / "in", a="one") / "a.txt"
    refs = {
        add(archive, path, **hands)[0].ref
        for hands in ({}, {"handed_over_by": "vera"}, {"handed_over_by": "a neighbour"})
    }
    assert len(refs) == 3
    (again,) = add(archive, path, handed_over_by="vera")
    assert again.outcome == "already there"


def test_special_files_and_links_are_refused_with_the_reason_and_the_rest_goes_on(
    archive, tmp_path
):
    folder = files(tmp_path / "in", good="photo")
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("/etc/passwd")
    rows = add(archive, folder, tmp_path / "nowhere.jpg", Path("/dev/null"), Path("/proc/self/mem"))
    told = {Path(row.path).name: (row.outcome, row.reason.rpartition(": ")[2]) for row in rows}
    assert told == {
        "good.txt": ("stored", ""),
        "pipe": ("refused", "it is a named pipe, not a regular file"),
        "link": ("refused", "it is a symbolic link, not a regular file"),
        "nowhere.jpg": ("refused", "No such file or directory"),
        "null": ("refused", "it is a device, not a regular file"),
        "mem": ("refused", "Input/output error"),
    }
    assert len(list(archive.blobs.walk())) == 1


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="there is no /proc here")
def test_a_file_that_cannot_be_read_costs_no_other(archive, tmp_path):
    folder = files(tmp_path / "in", a="one", b="two")
    # Reading the memory of a process at address 0 fails as reading a broken disk does.
    rows = add(archive, folder / "a.txt", Path("/proc/self/mem"), folder / "b.txt")
    assert [row.outcome for row in rows] == ["stored", "refused", "stored"]
    assert "Input/output error" in rows[1].reason
    assert len(list(archive.blobs.walk())) == 2


def test_a_file_to_which_somebody_writes_meanwhile_costs_no_other(archive, tmp_path):
    folder = files(tmp_path / "in", a="one", b="two", c="three")

    def write(_arrived: int) -> None:
        with (folder / "b.txt").open("a") as file:
            file.write("and more")

    rows = list(take_in(archive, [folder / "b.txt"], Order(), by_content(archive), watch=write))
    rows += add(archive, folder / "a.txt", folder / "c.txt")
    assert [row.outcome for row in rows] == ["refused", "stored", "stored"]
    assert "to rest while it is read" in rows[0].reason
    assert "nothing was kept of it" in rows[0].reason
    assert len(list(archive.blobs.walk())) == 2
    assert list(archive.blobs.strays()) == []


def test_what_people_say_of_the_acquisition_is_kept(archive, tmp_path):
    record(archive, incident("I1", acts=[{"key": "search-1", "type": "unlawful_search"}]))
    path = files(tmp_path / "in", a="one") / "a.txt"
    (row,) = add(
        archive,
        path,
        incident="I1",
        act="search-1",
        by="a researcher in the field",
        received=DateValue(edtf="2014-12-14"),
        handed_over_by="a neighbour",
        how="on a memory card",
        tool="cp 9.1",
        source_url="https://example.org/1",
        original_whereabouts="with the owner",
        consent=("court",),
    )
    kept = stored(archive, row.ref).content()
    assert kept["acquired"] | {"at": "now"} == {
        "at": "now",
        "by": "a researcher in the field",
        "received": DateValue(edtf="2014-12-14").content(),
        "from": "a neighbour",
        "how": "on a memory card",
        "tool": "cp 9.1",
        "source_url": "https://example.org/1",
    }
    assert kept["original_whereabouts"] == "with the owner"
    assert kept["consent"] == ["court"]
    assert kept["documents"][0]["act"] == "search-1"


def test_a_person_of_the_archive_is_named_by_their_opaque_id(archive, tmp_path):
    path = files(tmp_path / "in", a="one") / "a.txt"
    (row,) = add(archive, path, by="Vera")
    acquired = stored(archive, row.ref).acquired
    assert acquired is not None
    assert acquired.by == archive.person


def test_hands_before_the_archive_are_entered_as_stated_later(archive, tmp_path):
    record(archive, actor("vera", name="Vera N."))
    path = files(tmp_path / "in", a="one") / "a.txt"
    before = (handover("a guard", "2014-12-13"), handover("vera", "2014-12-14"))
    (row,) = add(archive, path, before=before)
    events = custody.custody_of(archive, row.ref, CONFIDENTIAL)
    assert [event.action for event in events] == [
        "item.acquired",
        "item.received_before",
        "item.received_before",
    ]
    assert "from a guard, on 2014-12-13" in events[1].words
    assert "from Vera N., on 2014-12-14" in events[2].words
    add(archive, path, before=before)
    assert len(custody.custody_of(archive, row.ref, CONFIDENTIAL)) == 3


@pytest.mark.parametrize(
    ("order", "error", "says"),
    [
        ({"incident": "I9"}, UnknownRecord, "I9"),
        ({"incident": "A1"}, WrongType, "of type incident"),
        ({"incident": "I1", "act": "x"}, UnknownAct, "which has search-1, found 'x'"),
        ({"incident": "I2", "act": "x"}, UnknownAct, "whose acts have no keys"),
        ({"act": "x"}, ActWithoutIncident, "expected the incident of the act 'x'"),
        ({"lead": "A1"}, WrongType, "of type item"),
    ],
)
def test_an_order_that_names_what_is_not_there_takes_nothing_in(
    archive, tmp_path, order: dict[str, Any], error, says
):
    record(
        archive,
        incident("I1", acts=[{"key": "search-1", "type": "unlawful_search"}]),
        incident("I2"),
        actor("A1"),
    )
    with pytest.raises(error, match=says):
        add(archive, files(tmp_path / "in", a="one"), **order)
    assert list(archive.blobs.walk()) == []


LEAD = {
    "title": "A video that was spoken of",
    "kind": "video",
    "external_ids": [{"scheme": "their list", "value": "17"}],
    "creator": "a passer-by",
    "consent": ["court"],
    "description": "Filmed from a window.",
    "original_whereabouts": "unknown house",
    "safety_note": "Shows a face.",
    "tags": ["fire"],
    "urls": ["https://example.org/v"],
    "names": ["clip.mp4"],
    "access": {"level": "confidential"},
    "gaps": [{"path": "/digest", "reason": "unknown"}, {"path": "/language", "reason": "unknown"}],
}


def test_a_lead_becomes_the_item_and_keeps_all_that_was_written_of_it(archive, tmp_path):
    record(archive, incident("I1"), incident("I2"))
    record(archive, item("L1", **LEAD, documents=[{"incident": "I1"}]))
    lead = stored(archive, "L1").content()
    path = files(tmp_path / "in", v="film") / "v.txt"
    (row,) = add(archive, path, lead="L1", incident="I2", title="not this", level=Level.PUBLIC)
    now = stored(archive, "L1").content()
    assert (row.outcome, row.ref, now["state"]) == ("stored", "L1", "collected")
    for name in lead.keys() - {"state", "documents", "names", "gaps"}:
        assert now[name] == lead[name], name
    assert [one["path"] for one in now["gaps"]] == ["/language"]
    assert now["names"] == ["clip.mp4", "v.txt"]
    assert len(now["documents"]) == 2
    assert actions(archive, "L1") == ["record.created", "item.acquired"]


def test_a_lead_that_has_its_file_is_not_given_another(archive, tmp_path):
    record(archive, item("L1", **LEAD))
    folder = files(tmp_path / "in", v="film", w="another")
    add(archive, folder / "v.txt", lead="L1")
    (same,) = add(archive, folder / "v.txt", lead="L1")
    assert (same.outcome, same.ref) == ("already there", "L1")
    (other,) = add(archive, folder / "w.txt", lead="L1")
    assert other.outcome == "refused"
    assert "as was stated" in other.reason
    assert len(list(archive.blobs.walk())) == 1
    with pytest.raises(OneFileForLead, match="found several"):
        add(archive, folder, lead="L1")
    assert LeadHasFile("L1", "ab" * 32).lead == "L1"


def test_a_sidecar_says_of_single_files_how_they_came(archive, tmp_path):
    record(archive, incident("I1"), item("L1", **LEAD))
    folder = files(tmp_path / "in", a="one", b="two", c="three")
    promised = hashlib.sha256(b"one").hexdigest()
    sheet = f"""{{"files": [
        {{"path": "in/a.txt", "sha256": "{promised}", "from": "a guard", "incident": "I1"}},
        {{"path": "in/b.txt", "lead": "L1", "before": [{{"from": "his sister"}}]}},
        {{"path": "in/c.txt", "sha256": "{promised}"}},
        {{"path": "in/d.txt"}}]}}"""
    order = Order(handed_over_by="a neighbour")
    sidecar = read_sidecar(sheet.encode(), name="sheet.json")
    a, b, c, d = take_in(archive, [folder], order, by_content(archive), sidecar=sidecar)
    first = stored(archive, a.ref)
    assert first.acquired is not None
    assert first.acquired.from_ == "a guard"
    assert len(first.documents) == 1
    assert (b.ref, actions(archive, "L1")[-1]) == ("L1", "item.received_before")
    assert (c.outcome, d.outcome) == ("refused", "refused")
    assert f"expected {str(folder / 'c.txt')!r} to hash to {promised}" in c.reason
    assert "did not come" in d.reason
    assert len(list(archive.blobs.walk())) == 2
