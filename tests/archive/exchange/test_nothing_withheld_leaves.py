"""A bundle for an audience: the same bytes as if what is withheld had never been recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import history
from archive.accounts.granting import let_in
from archive.checking.verify import verify
from archive.disclosure import CONFIDENTIAL
from archive.errors import NotPermitted
from archive.exchange import deciding, making, taking
from archive.policy import Role, Standing
from schemas.access import Level
from tests.archive.exchange.bundles import make, send, unpacked, what
from tests.archive.samples import access, actor, add, incident, item, record
from tests.journeys import twins

SECRET = "Secret Keeper"


@pytest.mark.parametrize("seed", [0, 2])
def test_twins_give_the_same_bytes(seed: int, founded: Path, tmp_path: Path) -> None:
    """Of a random archive, and the same without what its audience may not know."""
    pair = twins.draw(seed, founded, tmp_path)
    try:
        one, other = (make(a, audience=pair.audience.in_words()) for a in (pair.full, pair.bare))
        assert one.records == len(pair.seen)
        assert one.path.read_bytes() == other.path.read_bytes()
    finally:
        pair.close()


@pytest.fixture
def with_secrets(laptop, tmp_path):
    """A public incident, somebody whose name is withheld, and a file that tells more."""
    record(
        laptop,
        actor("keeper", name=SECRET, pseudonym="W7", access=access("public", names="confidential")),
        incident(
            "A",
            access=access("public"),
            acts=[{"type": "threat", "victims": [{"actor": "keeper"}]}],
        ),
        incident(
            "B",
            title="Closed",
            access=access("confidential"),
            links=[{"to": "A", "type": "precedes"}],
        ),
    )
    (tmp_path / "page.txt").write_text("a page that was handed over")
    add(laptop, tmp_path / "page.txt", incident="A", level=Level.PUBLIC, handed_over_by=SECRET)
    return laptop


def test_what_is_withheld_stays_home_and_the_rest_is_recorded(with_secrets, office) -> None:
    made = make(with_secrets, audience="public")
    files = unpacked(made.path)
    assert [name for name in files if name.startswith("log/")] == []
    data = made.path.read_bytes()
    for word in (SECRET, "Closed", "page.txt", '"entry"', '"seq"', '"secret"'):
        assert word.encode() not in data
    taken = send(with_secrets, office, audience="public")
    assert set(what(taken).values()) == {"new"}
    assert not taken.taking.bundle.whole
    assert not verify(office).findings
    assert send(with_secrets, office, audience="public").seq is None


def test_a_view_is_taken_forward_until_somebody_here_has_said_otherwise(laptop, office) -> None:
    record(laptop, incident("A", access=access("restricted")))
    send(laptop, office, audience="restricted")
    record(laptop, incident("A", title="Said again", access=access("restricted")))
    assert what(send(laptop, office, audience="restricted")) == {"A": "revised"}
    actions = [one.action for one in history.history(office, "A", CONFIDENTIAL)]
    assert actions == ["record.created", "record.revised"]
    record(office, incident("A", title="As the office says", access=access("restricted")))
    assert send(laptop, office, audience="restricted").seq is None
    record(laptop, incident("A", title="Once more", access=access("restricted")))
    assert what(send(laptop, office, audience="restricted")) == {"A": "conflict"}
    (waiting,) = deciding.waiting(office)
    assert [one.pointer for one in deciding.look_at(office, "A").differences] == ["/title"]
    assert waiting.summary.ref == "A"
    assert not verify(office).findings


def test_a_view_of_our_own_record_that_says_no_more_changes_nothing(laptop, office) -> None:
    record(laptop, incident("A", access=access("restricted"), tags=["night"]))
    send(laptop, office)
    assert what(send(office, laptop, audience="restricted")) == {"A": "same"}


def test_nobody_learns_by_guesses_what_is_withheld_from_them(laptop, office, tmp_path) -> None:
    """A partner sends a guess at a title that is withheld, and a wrong one: the same is told."""
    hidden = access("restricted", title="confidential")
    record(office, incident("A", id="a" * 16, title=SECRET, access=hidden))
    rita = let_in(office, "Rita", Standing(Role.RECORDER, Level.RESTRICTED, frozenset())).id
    told = []
    for title in (SECRET, "Another"):
        record(laptop, incident("A", id="a" * 16, title=title, access=access("restricted")))
        path = make(laptop, audience="restricted").path
        told.append(taking.look(office.working_as(rita), path).counts)
    assert told == [{"conflict": 1}] * 2


def test_nobody_makes_a_bundle_for_more_eyes_than_their_own(laptop) -> None:

    rita = let_in(laptop, "Rita", Standing(Role.RECORDER, Level.RESTRICTED, frozenset())).id
    record(laptop, incident("A", access=access("restricted")))
    with pytest.raises(NotPermitted, match="see the archive as"):
        making.plan_bundle(laptop.working_as(rita), ["A"], audience=CONFIDENTIAL)
    assert len(making.plan_bundle(laptop.working_as(rita), ["A"]).chosen) == 1


def test_an_item_whose_file_stays_home_comes_as_a_lead(laptop, office, tmp_path) -> None:
    record(laptop, incident("A", access=access("public")))
    (tmp_path / "page.txt").write_text("a page")
    (added,) = add(laptop, tmp_path / "page.txt", incident="A", level=Level.PUBLIC)
    taken = send(laptop, office, audience="public")
    assert taken.files == 0
    (step,) = [one for one in taken.taking.steps if one.type == "item"]
    (write,) = step.writes
    content = write.record.content()
    assert (content["state"], "digest" in content) == ("lead", False)
    assert added.ref
    assert item
