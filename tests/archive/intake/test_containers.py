"""A ZIP or TAR is evidence as it came, and what lies in it tells in which one it came."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from archive import repository
from archive.intake import Order
from archive.intake import add as take_in
from archive.workspace import Archive
from schemas.item import Item
from tests.archive.samples import add, by_content, incident, item, record
from tests.evidence.containers.packing import REGULAR, tar, zipped


def stored(archive: Archive, ref: str) -> Item:
    with archive.reading() as connection:
        _, found = repository.load(connection, ref)
    assert isinstance(found, Item)
    return found


def fill(archive):
    archive.writestr("DCIM/1.jpg", b"one")
    archive.writestr("../../evil.sh", b"evil")
    archive.writestr("inner.zip", zipped(lambda inner: inner.writestr("deep.jpg", b"deep")))


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "phone.zip"
    path.parent.mkdir()
    path.write_bytes(zipped(fill))
    return path


def test_it_is_kept_whole_and_what_lies_in_it_too(archive, phone):
    record(archive, incident("I1"))
    rows = add(archive, phone, incident="I1", handed_over_by="a neighbour")
    assert [(row.path, row.outcome) for row in rows] == [
        (str(phone), "stored"),
        (f"{phone}!/DCIM/1.jpg", "stored"),
        (f"{phone}!/../../evil.sh", "refused"),
        (f"{phone}!/inner.zip", "stored"),
    ]
    whole = stored(archive, rows[0].ref)
    assert whole.digest == hashlib.sha256(phone.read_bytes()).hexdigest()
    photo = stored(archive, rows[1].ref)
    assert photo.digest == hashlib.sha256(b"one").hexdigest()
    assert photo.contained_in == (whole.id,)
    assert photo.names == ("phone.zip/DCIM/1.jpg",)
    assert photo.documents == whole.documents
    assert photo.acquired is not None
    assert photo.acquired.from_ == "a neighbour"
    assert "leads out" in rows[2].reason
    assert len(list(archive.blobs.walk())) == 3


def test_nothing_is_written_outside_the_store(archive, phone, tmp_path):
    add(archive, phone)
    assert not list(tmp_path.rglob("evil.sh"))
    assert list(archive.blobs.strays()) == []


def test_a_second_run_stores_nothing(archive, phone):
    first = add(archive, phone)
    again = add(archive, phone)
    assert [row.outcome for row in again] == ["already there"] * 2 + ["refused", "already there"]
    assert [row.ref for row in again] == [row.ref for row in first]
    assert {row.entry for row in again} == {None}


def test_the_same_file_in_two_of_them_is_one_item_that_came_in_both(archive, phone, tmp_path):
    (tmp_path / "more.tar").write_bytes(tar(("copy.jpg", b"one", REGULAR)))
    first = add(archive, phone)
    second = add(archive, tmp_path / "more.tar")
    assert second[1].ref == first[1].ref
    photo = stored(archive, second[1].ref)
    assert photo.names == ("phone.zip/DCIM/1.jpg", "more.tar/copy.jpg")
    assert len(photo.contained_in) == 2


def test_one_that_lies_in_a_folder_stays_whole(archive, phone):
    (row,) = add(archive, phone.parent)
    assert (row.outcome, row.path) == ("stored", str(phone))


def test_one_that_is_to_be_kept_whole_is_not_opened(archive, phone):
    rows = list(take_in(archive, [phone], Order(), by_content(archive), limits=None))
    assert [row.outcome for row in rows] == ["stored"]


def test_one_that_breaks_off_is_kept_as_it_is_and_says_so(archive, tmp_path):
    path = tmp_path / "a.tar"
    path.write_bytes(tar(("a", b"A", REGULAR), ("b", b"B" * 9000, REGULAR))[:4000])
    rows = add(archive, path)
    assert [row.outcome for row in rows] == ["stored", "stored", "refused", "refused"]
    assert rows[2].path.endswith("a.tar!/b")
    assert "what else lies in it was not taken out" in rows[3].reason
    assert len(list(archive.blobs.walk())) == 2


def test_a_lead_is_answered_by_the_whole_and_not_by_what_lies_in_it(archive, phone):
    record(archive, item("L1", title="The contents of a phone", kind="object"))
    rows = add(archive, phone, lead="L1")
    assert rows[0].ref == "L1"
    assert "L1" not in {row.ref for row in rows[1:]}
    assert stored(archive, "L1").digest == rows[0].digest


def test_names_of_any_bytes_come_through(archive, tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.tar")
    path.write_bytes(tar(("caf\udce9\n.jpg", b"x", REGULAR)))
    rows = add(archive, path)
    assert stored(archive, rows[0].ref).names == ("bytes;percent,caf%E9.tar",)
    assert stored(archive, rows[1].ref).names == ("bytes;percent,caf%E9.tar/caf%E9\n.jpg",)
