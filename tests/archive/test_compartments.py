"""Records of a team or case are there for those who belong to it, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import history, lookup
from archive.accounts import granting
from archive.casework.reviewing import review
from archive.checking.verify import verify
from archive.custody import custody_of
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED, Audience
from archive.disclosure.audience import read
from archive.errors import BadReference, NotPermitted, RefTaken, UnknownRecord
from archive.linking import link
from archive.packets.plan import plan_packet
from archive.policy import Role, Standing
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from schemas.access import Level
from tests.archive import samples

OF_A = {"level": "restricted", "compartments": ["team-a"]}
OF_BOTH = {"level": "restricted", "compartments": ["team-b", "team-a"]}
A, B = read("restricted+team-a"), read("restricted+team-b")
AB = read("restricted+team-a+team-b")


@pytest.fixture
def archive(founded: Path, tmp_path: Path) -> Iterator[Archive]:
    made = samples.copy_of(founded, tmp_path / "archive")
    victim = {"actor": "hidden"}
    samples.record(
        made,
        samples.actor("vera"),
        samples.actor("hidden", name="Quetzal", access=OF_A),
        samples.incident(
            "open",
            title="Lantern",
            acts=[{"type": "arrest", "victims": [victim, {"actor": "vera"}]}],
        ),
        samples.incident("mine", title="Lantern of a team", access=OF_A),
        samples.incident("ours", title="Lantern of two teams", access=OF_BOTH),
        samples.case("file", incidents=["open", "mine", "ours"]),
    )
    yield made
    made.close()


def found(engine: SearchEngine, audience: Audience, words: str = "lantern") -> list[str]:
    return sorted(hit.ref for hit in engine.search(SearchQuery(words=words), audience).hits)


@pytest.mark.parametrize(
    ("audience", "seen"),
    [(RESTRICTED, []), (A, ["mine"]), (B, []), (AB, ["mine", "ours"]), (PUBLIC, [])],
)
def test_a_record_is_there_for_those_in_all_of_its_compartments(
    archive: Archive, audience: Audience, seen: list[str]
) -> None:
    for ref in ("mine", "ours"):
        if ref in seen:
            assert lookup.show(archive, ref, audience).label.ref == ref
        else:
            with pytest.raises(UnknownRecord):
                lookup.show(archive, ref, audience)
            with pytest.raises(UnknownRecord):
                custody_of(archive, ref, audience)


@pytest.mark.parametrize(
    ("audience", "victims", "incidents"),
    [(RESTRICTED, 1, 1), (A, 2, 2), (B, 1, 1), (AB, 2, 3), (CONFIDENTIAL, 2, 3)],
)
def test_what_points_to_it_shows_no_trace(
    archive: Archive, audience: Audience, victims: int, incidents: int
) -> None:
    acts = lookup.show(archive, "open", audience).view.content["acts"]
    assert len(acts[0]["victims"]) == victims
    assert len(lookup.show(archive, "file", audience).view.content["incidents"]) == incidents


@pytest.mark.parametrize(
    ("audience", "hits", "by_name"),
    [
        (RESTRICTED, ["open"], []),
        (A, ["mine", "open"], ["open"]),
        (B, ["open"], []),
        (AB, ["mine", "open", "ours"], ["open"]),
        (read("restricted+team-a+team-z"), ["mine", "open"], ["open"]),
        (CONFIDENTIAL, ["mine", "open", "ours"], ["open"]),
    ],
)
def test_searching_finds_what_is_shown(
    archive: Archive, audience: Audience, hits: list[str], by_name: list[str]
) -> None:
    engine = engine_of(archive, patience=60)
    assert found(engine, audience) == hits
    assert found(engine, audience, "Quetzal") == by_name
    assert [one.name for one in engine.people("Quetzal", audience)] == ["Quetzal"] * bool(by_name)


def test_a_search_that_follows_the_log_tells_as_one_that_starts_anew(archive: Archive) -> None:
    audiences = (RESTRICTED, A, B, AB, CONFIDENTIAL)
    engine = engine_of(archive, patience=60)
    for audience in audiences:
        found(engine, audience)
    samples.record(
        archive, samples.actor("hidden", name="Quetzal", access={"compartments": ["team-b"]})
    )
    samples.record(archive, samples.incident("mine", title="Lantern of a team"))
    moved = [(found(engine, one), found(engine, one, "Quetzal")) for one in audiences]
    anew = engine_of(archive, patience=60)
    assert moved == [(found(anew, one), found(anew, one, "Quetzal")) for one in audiences]
    assert moved[0] == (["mine", "open"], [])
    assert moved[2] == (["mine", "open"], ["open"])


def test_earlier_revisions_stay_in_the_compartment_that_they_were_in(archive: Archive) -> None:
    samples.record(archive, samples.incident("mine", title="Cleared"))
    told = str(history.history(archive, "mine", RESTRICTED))
    assert "Cleared" in told
    assert "Lantern" not in told
    assert "Lantern" in str(history.history(archive, "mine", CONFIDENTIAL))


@pytest.fixture
def outsider(archive: Archive) -> Archive:
    standing = Standing(Role.REVIEWER, Level.RESTRICTED, frozenset({"team-b"}))
    return archive.working_as(granting.let_in(archive, "Amina", standing).id)


def test_nobody_moves_a_record_past_their_own_compartments(
    archive: Archive, outsider: Archive
) -> None:
    samples.record(outsider, samples.incident("hers", access={"compartments": ["team-b"]}))
    with pytest.raises(NotPermitted, match="put vera into team-a"):
        samples.record(outsider, samples.actor("vera", access=OF_A))
    with pytest.raises(RefTaken, match="mine"):
        samples.record(outsider, samples.incident("mine", title="Mine now"))
    samples.record(outsider, samples.incident("hers"))
    assert lookup.show(archive, "hers", RESTRICTED).label.ref == "hers"
    assert not verify(archive).findings


def test_what_is_closed_to_somebody_is_not_there_for_their_work(outsider: Archive) -> None:
    with pytest.raises(BadReference, match="no record has this ref"):
        samples.record(outsider, samples.case("new", incidents=["mine"]))
    with pytest.raises(UnknownRecord):
        link(outsider, "open", "mine", kind="same_day")
    with pytest.raises(UnknownRecord):
        review(outsider, "mine", "reviewed")


def test_who_adds_to_a_record_does_not_lose_what_it_hides_from_them(
    archive: Archive, outsider: Archive
) -> None:
    review(outsider, "open", "reviewed")
    acts = lookup.show(archive, "open", CONFIDENTIAL).view.content["acts"]
    assert len(acts[0]["victims"]) == 2


def test_an_audience_is_written_and_read_alike() -> None:
    for text in ("public", "restricted+team-a+team-b", "confidential+*", "confidential"):
        assert read(text).in_words() == text
    for text in ("secret", "restricted+", "restricted+*+team-a", ""):
        with pytest.raises(ValueError, match=r"expected|is not a valid"):
            read(text)


def test_a_rule_about_what_is_hidden_is_hidden_with_it(archive: Archive) -> None:
    # A rule at /relations/0 told those who see the rules, and not the one related to, of a first.
    rules = [
        {"path": "/relations/0", "level": "confidential"},
        {"path": "/relations/1/note", "level": "confidential"},
    ]
    related = [{"to": "hidden", "type": "leads"}, {"to": "vera", "type": "leads", "note": "so"}]
    draft = samples.actor("far", relations=related, access={"level": "public", "fields": rules})
    samples.record(archive, draft)
    content = lookup.show(archive, "far", read("confidential+team-b")).view.content
    assert [rule["path"] for rule in content["access"]["fields"]] == ["/relations/0/note"]


def test_a_packet_holds_nothing_that_only_a_hidden_record_leads_to(archive: Archive) -> None:
    samples.record(
        archive,
        samples.actor("far", name="Far Away"),
        samples.actor(
            "hidden", name="Quetzal", access=OF_A, relations=[{"to": "far", "type": "leads"}]
        ),
    )
    for audience, there in ((RESTRICTED, False), (A, True)):
        records = plan_packet(archive, ["open"], audience).records
        assert ("far" in [row.view.ref for row in records]) is there


def test_the_newest_revision_is_shown_in_the_history_as_on_its_page(archive: Archive) -> None:
    # A rule about one of several rows hid all of them in the history, and so told of itself.
    rules = [{"path": "/tags/0", "level": "confidential"}]
    draft = samples.incident("listed", tags=["a", "b"], access={"level": "public", "fields": rules})
    samples.record(archive, draft)
    (change,) = history.history(archive, "listed", PUBLIC)
    assert ("/tags", None, ["b"]) in change.differences
