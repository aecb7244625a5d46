"""Review, revert, retire, join: each is a revision with an entry, and can be undone."""

from __future__ import annotations

import pytest

from archive import log, people, repository
from archive.casework.errors import NothingToRevert, SameRecord
from archive.casework.joining import join, retire
from archive.casework.reverting import revert
from archive.casework.reviewing import review
from archive.checking.verify import verify
from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.erasing import erase
from archive.errors import Conflict, NotPermitted, UnknownRecord, WrongType
from archive.lookup import show
from archive.search.engine import engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from schemas.errors import UnknownTerm
from schemas.records import Record
from tests.archive.samples import access, actor, incident, item, record


def current(archive: Archive, ref: str) -> tuple[int, Record]:
    with archive.reading() as connection:
        summary, found = repository.load(connection, ref)
        return summary.revision, found


def action(archive: Archive, seq: int) -> str:
    with archive.reading() as connection:
        return str(log.entry(connection, seq).fields["action"])


def as_role(archive: Archive, role: str) -> Archive:
    with archive.writing() as writer:
        return archive.working_as(people.add(writer, name=f"a {role}", role=role))


class TestReview:
    def test_the_record_says_how_far_it_was_checked_and_by_whom(self, archive: Archive) -> None:
        record(archive, incident("I1"))
        done = review(archive, "I1", "approved", reason="read against the source")
        found = current(archive, "I1")[1]
        assert (found.review.state, found.review.by) == ("approved", "Vera")  # type: ignore[union-attr]
        assert action(archive, done.seq) == "record.reviewed"
        assert verify(archive).findings == []

    def test_who_may_not_approve_may_still_say_that_work_is_needed(self, archive: Archive) -> None:
        record(archive, incident("I1"))
        recorder = as_role(archive, "recorder")
        with pytest.raises(NotPermitted, match="administrator or reviewer") as caught:
            review(recorder, "I1", "approved")
        assert "a recorder" in caught.value.found
        assert review(recorder, "I1", "needs_work").change == "revised"

    def test_the_public_is_not_told_who_checked(self, archive: Archive) -> None:
        record(archive, incident("I1", access=access("public")))
        review(archive, "I1", "reviewed")
        assert show(archive, "I1", CONFIDENTIAL).view.content["review"]["by"] == "Vera"
        assert show(archive, "I1", PUBLIC).view.content["review"] == {"state": "reviewed"}

    def test_only_incidents_are_reviewed_and_in_known_states(self, archive: Archive) -> None:
        record(archive, actor("A1"), incident("I1"))
        with pytest.raises(WrongType, match="an incident"):
            review(archive, "A1", "reviewed")
        with pytest.raises(UnknownTerm):
            review(archive, "I1", "perfect")

    def test_somebody_else_was_quicker(self, archive: Archive) -> None:
        record(archive, incident("I1"))
        record(archive, incident("I1", title="Another"))
        with pytest.raises(Conflict):
            review(archive, "I1", "reviewed", expected_revision=1)
        assert current(archive, "I1")[0] == 2


class TestRevert:
    def test_an_earlier_revision_becomes_the_newest_and_none_is_lost(
        self, archive: Archive
    ) -> None:
        record(archive, incident("I1", title="First"))
        record(archive, incident("I1", title="Second"))
        done = revert(archive, "I1", 1, reason="the correction was wrong")
        assert (done.change, current(archive, "I1")[0]) == ("revised", 3)
        assert current(archive, "I1")[1].title == "First"  # type: ignore[union-attr]
        with archive.reading() as connection:
            assert log.detail(connection, done.seq)["as_in_revision"] == 1
        assert verify(archive).findings == []

    def test_going_back_to_what_is_there_changes_nothing(self, archive: Archive) -> None:
        record(archive, incident("I1"))
        assert revert(archive, "I1", 1, reason="no").change == "unchanged"

    def test_a_revision_that_is_not_there_is_said(self, archive: Archive) -> None:
        record(archive, incident("I1"))
        with pytest.raises(UnknownRecord, match="revision 7"):
            revert(archive, "I1", 7, reason="no")

    def test_what_was_erased_does_not_come_back(self, archive: Archive) -> None:
        (made,) = record(archive, incident("I1"))
        erase(archive, "I1", basis="consent_withdrawn")
        with pytest.raises(NothingToRevert, match="was erased"):
            revert(archive, made.id, 1, reason="no")

    def test_somebody_else_was_quicker(self, archive: Archive) -> None:
        record(archive, incident("I1", title="First"))
        record(archive, incident("I1", title="Second"))
        with pytest.raises(Conflict):
            revert(archive, "I1", 1, reason="no", expected_revision=1)


class TestJoin:
    def found(self, archive: Archive) -> list[str]:
        query = SearchQuery(types=("actor",))
        return [hit.ref for hit in engine_of(archive).search(query, CONFIDENTIAL).hits]

    def test_the_joined_one_names_the_other_and_search_passes_it_over(
        self, archive: Archive
    ) -> None:
        record(archive, actor("A1"), actor("A2", name="V. N."))
        join(archive, "A2", "A1", reason="she says so")
        retired = current(archive, "A2")[1].retired
        assert retired is not None
        assert (retired.reason, retired.in_favour_of) == (
            "duplicate",
            current(archive, "A1")[1].id,
        )
        assert self.found(archive) == ["A1"]

    def test_reverting_parts_them_again(self, archive: Archive) -> None:
        record(archive, actor("A1"), actor("A2", name="V. N."))
        join(archive, "A2", "A1", reason="she says so")
        revert(archive, "A2", 1, reason="she did not")
        assert sorted(self.found(archive)) == ["A1", "A2"]
        assert verify(archive).findings == []

    @pytest.mark.parametrize(("one", "other"), [("A1", "A1"), ("A1", "A2")])
    def test_two_cannot_stand_for_each_other(self, archive: Archive, one: str, other: str) -> None:
        record(archive, actor("A1"), actor("A2", name="V. N."))
        join(archive, "A2", "A1", reason="she says so")
        with pytest.raises(SameRecord, match="lead to each other"):
            join(archive, one, other, reason="no")
        assert current(archive, "A1")[0] == 1

    def test_an_item_cannot_stand_for_a_person(self, archive: Archive) -> None:
        record(archive, actor("A1"), item("E1"))
        with pytest.raises(WrongType, match="a record of type actor"):
            join(archive, "A1", "E1", reason="no")

    def test_a_record_is_retired_for_a_known_reason(self, archive: Archive) -> None:
        record(archive, actor("A1"))
        with pytest.raises(UnknownTerm):
            retire(archive, "A1", why="boredom", reason="no")
        retire(archive, "A1", why="mistake", reason="entered twice by the machine")
        assert self.found(archive) == []
