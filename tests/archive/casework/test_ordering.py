"""The exhibits of a case in the order that a person wants, and none of them lost by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import log, repository
from archive.casework.ordering import order_exhibits
from archive.disclosure import CONFIDENTIAL, RESTRICTED
from archive.errors import BadReference, Conflict, UnknownRecord, WrongType
from archive.packets.plan import plan_packet
from archive.workspace import Archive
from schemas.access import Level
from tests.archive.samples import add, case, copy_of, incident, record


@pytest.fixture
def archive(founded: Path, tmp_path: Path) -> Iterator[Archive]:
    """A case of one incident with three items, the second for the confidential alone."""
    made = copy_of(founded, tmp_path / "archive")
    record(made, incident("I1", title="A door was forced"))
    for name, level in (
        ("a", Level.RESTRICTED),
        ("b", Level.CONFIDENTIAL),
        ("c", Level.RESTRICTED),
    ):
        (tmp_path / f"{name}.txt").write_text(f"words of {name}")
        add(made, tmp_path / f"{name}.txt", incident="I1", title=name, level=level)
    record(made, case("C1", title="A matter", incidents=["I1"]))
    yield made
    made.close()


def items(archive: Archive) -> dict[str, str]:
    """The ids of the items by their titles."""
    plan = plan_packet(archive, ["C1"], CONFIDENTIAL)
    return {row.title: row.item for row in plan.exhibits}


def numbered(archive: Archive) -> str:
    return "".join(row.title for row in plan_packet(archive, ["C1"], CONFIDENTIAL).exhibits)


def test_packets_number_exhibits_in_the_order_that_was_kept(archive: Archive) -> None:
    known = items(archive)
    assert numbered(archive) == "abc"
    done = order_exhibits(archive, "C1", [known["c"], known["a"], known["b"]])
    assert done.change == "revised"
    assert numbered(archive) == "cab"
    assert order_exhibits(archive, "C1", [known["c"], known["a"]]).change == "unchanged"
    with archive.reading() as connection:
        (words,) = [log.detail(connection, done.seq)]
    assert words == {"reason": "the order of its exhibits"}


def test_what_a_person_may_not_see_stays_in_the_case(archive: Archive) -> None:
    known = items(archive)
    order_exhibits(archive, "C1", [known["b"], known["a"], known["c"]])
    order_exhibits(archive, "C1", [known["c"], known["a"]], by=RESTRICTED)
    assert numbered(archive) == "cab"


def test_nothing_is_changed_where_something_does_not_fit(archive: Archive) -> None:
    known = items(archive)
    with archive.reading() as connection:
        before = repository.find(connection, "C1").revision
    with pytest.raises(UnknownRecord):
        order_exhibits(archive, "C1", [known["b"]], by=RESTRICTED)
    with pytest.raises(BadReference, match=r"I1|item"):
        order_exhibits(archive, "C1", ["I1"])
    with pytest.raises(WrongType, match="a case"):
        order_exhibits(archive, "I1", [known["a"]])
    with pytest.raises(Conflict, match="revision"):
        order_exhibits(archive, "C1", [known["a"]], expected_revision=before + 1)
    with archive.reading() as connection:
        assert repository.find(connection, "C1").revision == before
