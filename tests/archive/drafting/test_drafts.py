"""Drafts are kept for their owner alone, outlive everything but erasure, and become records."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from archive import erasing, log, people, repository
from archive.disclosure import CONFIDENTIAL, RESTRICTED
from archive.drafting import drafts
from archive.drafting.errors import DraftRefused, RevisedMeanwhile, UnknownDraft
from archive.drafting.settling import begin_from, compared, read_draft, settle
from archive.workspace import Archive
from tests.archive.samples import access, actor, incident, place, record


def current(archive: Archive, ref: str) -> dict[str, object]:
    with archive.reading() as connection:
        return repository.load(connection, ref)[1].content()


def entries(archive: Archive) -> int:
    with archive.reading() as connection:
        return log.head(connection).size


def other(archive: Archive) -> Archive:
    with archive.writing() as writer:
        return archive.working_as(people.add(writer, name="Amina", role="recorder"))


def test_a_draft_is_kept_as_it_was_typed_and_the_log_does_not_know_of_it(archive: Archive) -> None:
    before = entries(archive)
    typed = {"title": "", "date": {"said": "no date at all"}}
    kept = drafts.begin(archive, "incident", typed)
    assert drafts.load(archive, kept.id).typed == typed
    assert entries(archive) == before


def test_nobody_else_finds_a_draft_or_can_change_or_discard_it(archive: Archive) -> None:
    kept = drafts.begin(archive, "incident", {"title": "mine"})
    amina = other(archive)
    assert drafts.own(amina) == ()
    for attempt in (
        lambda: drafts.load(amina, kept.id),
        lambda: drafts.discard(amina, kept.id),
        lambda: drafts.save(amina, kept),
    ):
        with pytest.raises(UnknownDraft, match="a draft of your own"):
            attempt()
    assert drafts.own(archive) == (kept,)


def test_two_windows_on_one_draft_keep_both(archive: Archive) -> None:
    kept = drafts.begin(archive, "incident", {"title": "first"})
    one = drafts.save(archive, replace(kept, typed={"title": "one"}))
    two = drafts.save(archive, replace(kept, typed={"title": "two"}))
    assert (one.id, one.version) == (kept.id, 2)
    assert two.id != kept.id
    assert {draft.typed["title"] for draft in drafts.own(archive)} == {"one", "two"}


def test_a_draft_becomes_a_record_and_is_gone(archive: Archive) -> None:
    record(archive, actor("vera"))
    typed = {
        "ref": "new",
        "title": "A search",
        "acts": [{"type": "arrest", "victims": [{"actor": "Vera N."}]}],
    }
    kept = drafts.begin(archive, "incident", typed)
    outcome = settle(archive, kept, CONFIDENTIAL, reason="from a letter")
    assert (outcome.ref, outcome.change) == ("new", "created")
    victim = current(archive, "new")["acts"][0]["victims"][0]  # type: ignore[index]
    assert victim["actor"] == current(archive, "vera")["id"]
    assert drafts.own(archive) == ()


def test_faults_are_told_by_field_and_the_draft_is_kept(archive: Archive) -> None:
    typed = {"title": "", "date": {"said": "when?"}, "acts": [{"type": "nonsense"}]}
    kept = drafts.begin(archive, "incident", typed)
    with pytest.raises(DraftRefused, match="the draft is kept") as caught:
        settle(archive, kept, CONFIDENTIAL)
    assert {pointer for pointer, _ in caught.value.faults} == {"/title", "/date", "/acts/0/type"}
    assert drafts.own(archive) == (kept,)
    assert read_draft(archive, kept, CONFIDENTIAL).faults == list(caught.value.faults)


def test_a_new_record_never_takes_over_one_that_has_its_ref(archive: Archive) -> None:
    record(archive, incident("taken", title="The first"))
    kept = drafts.begin(archive, "incident", {"ref": "taken", "title": "The second"})
    with pytest.raises(DraftRefused, match="which is taken") as caught:
        settle(archive, kept, CONFIDENTIAL)
    assert caught.value.faults[0][0] == "/ref"
    assert current(archive, "taken")["title"] == "The first"


def test_a_name_that_several_have_or_nobody_is_refused_with_the_reason(archive: Archive) -> None:
    record(archive, place("a", name="Mill"), place("b", name="Mill"))
    kept = drafts.begin(archive, "incident", {"title": "x", "place": {"place": "Mill"}})
    with pytest.raises(DraftRefused, match="several of this name: a, b"):
        settle(archive, kept, CONFIDENTIAL)
    nobody = drafts.begin(archive, "incident", {"title": "x", "place": {"place": "Atlantis"}})
    with pytest.raises(DraftRefused, match="the ref or name of a record"):
        settle(archive, nobody, CONFIDENTIAL)


def test_who_is_second_to_revise_keeps_what_they_typed_and_sees_what_changed(
    archive: Archive,
) -> None:
    record(archive, incident("both", title="Before", tags=["one"]))
    kept = begin_from(archive, "both", CONFIDENTIAL)
    mine = drafts.save(archive, replace(kept, typed={**kept.typed, "title": "Mine"}))
    record(archive, incident("both", title="Theirs", tags=["one", "two"]))
    with pytest.raises(RevisedMeanwhile, match="revision 2"):
        settle(archive, mine, CONFIDENTIAL)
    found = compared(archive, mine, CONFIDENTIAL)
    assert found is not None
    merged, theirs = found
    assert [one.pointer for one in merged.conflicts] == ["/title"]
    rebased = replace(mine, typed=merged.typed, begun_from=theirs.revision)
    settle(archive, drafts.save(archive, rebased), CONFIDENTIAL)
    assert current(archive, "both")["title"] == "Mine"
    assert current(archive, "both")["tags"] == ["one", "two"]


def secret_incident() -> object:
    return incident(
        "guarded",
        title="Before",
        acts=[{"type": "threat", "victims": [{"description": "the one in hiding"}]}],
        access=access("restricted", **{"acts/0/victims": "confidential"}),
    )


def test_what_is_withheld_from_a_person_survives_their_revision(archive: Archive) -> None:
    record(archive, secret_incident())  # type: ignore[arg-type]
    kept = begin_from(archive, "guarded", RESTRICTED)
    assert "in hiding" not in json.dumps(kept.typed)
    settle(archive, replace(kept, typed={**kept.typed, "title": "After"}), RESTRICTED)
    after = current(archive, "guarded")
    assert after["title"] == "After"
    assert after["acts"][0]["victims"][0]["description"] == "the one in hiding"  # type: ignore[index]
    assert after["access"] == {
        "level": "restricted",
        "fields": [{"path": "/acts/0/victims", "level": "confidential"}],
    }


def test_a_field_of_which_a_part_is_withheld_cannot_be_changed(archive: Archive) -> None:
    record(archive, secret_incident())  # type: ignore[arg-type]
    kept = begin_from(archive, "guarded", RESTRICTED)
    typed = {**kept.typed, "acts": []}
    with pytest.raises(DraftRefused, match="a part of it is not shown to you") as caught:
        settle(archive, replace(kept, typed=typed), RESTRICTED)
    assert caught.value.faults[0][0] == "/acts"


def test_what_was_begun_of_a_record_goes_when_it_is_erased(archive: Archive) -> None:
    record(archive, incident("gone", title="To be forgotten"))
    begin_from(archive, "gone", CONFIDENTIAL)
    other_draft = drafts.begin(archive, "incident", {"title": "stays"})
    erasing.erase(archive, "gone", basis="consent withdrawn")
    assert drafts.own(archive) == (other_draft,)
