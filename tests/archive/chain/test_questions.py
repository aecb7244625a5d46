"""Six questions are answered from the log; where it says nothing, that is said."""

from __future__ import annotations

import pytest

from archive import opening
from archive.chain.questions import QUESTIONS, UNANSWERED, Answer, chain_of
from archive.checking.run import Order, run
from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.errors import UnknownRecord
from archive.workspace import Archive
from schemas.vocabulary import vocabulary
from tests.archive import samples
from tests.archive.chain.conftest import Letter
from tests.by_hand import blobs

CAPTURED, ACCESS, ALTERED, WHO_MADE, HOW_MADE, SINCE = range(6)


def answers(archive: Archive, ref: str) -> tuple[Answer, ...]:
    return chain_of(archive, ref, CONFIDENTIAL).answers


def actions(answer: Answer) -> list[str]:
    return [event.action for event in answer.events]


def test_the_six_questions_come_in_their_order(archive: Archive, letter: Letter) -> None:
    found = [answer.question for answer in answers(archive, letter.ref)]
    assert found == [question for question, _ in QUESTIONS]
    assert len(found) == 6


def test_hands_and_openings_answer_who_had_access(archive: Archive, letter: Letter) -> None:
    opening.open_item(archive, letter.ref, CONFIDENTIAL, reason="to read it").stream.close()
    found = answers(archive, letter.ref)[ACCESS]
    assert actions(found) == ["item.acquired", "item.transferred_out", "item.opened"]
    assert "to an investigator" in found.events[1].words
    assert "(to read it)" in found.events[2].words


def test_a_hand_over_of_before_is_marked_as_stated_later(archive: Archive, letter: Letter) -> None:
    found = answers(archive, letter.ref)[CAPTURED]
    assert actions(found) == ["item.acquired", "item.received_before"]
    stated = found.events[1]
    assert stated.stated_later
    assert "on 2014-12 — stated later, not seen by the archive" in stated.words
    assert not found.events[0].stated_later


def test_where_the_log_says_nothing_that_is_said(archive: Archive, letter: Letter) -> None:
    found = answers(archive, letter.ref)
    for question in (WHO_MADE, HOW_MADE, SINCE):
        assert found[question].events == ()
        assert found[question].remarks == (UNANSWERED,)


def test_passes_that_found_the_file_whole_answer_whether_it_was_altered_since(
    archive: Archive, letter: Letter
) -> None:
    first = run(archive.settings.folder, Order())
    (remark,) = answers(archive, letter.ref)[SINCE].remarks
    assert remark.startswith("Its file was read again and found whole on 2")
    assert f"[entry {first.entry}]" in remark
    run(archive.settings.folder, Order())
    (remark,) = answers(archive, letter.ref)[SINCE].remarks
    assert "found whole 2 times" in remark


def test_a_pass_that_found_it_damaged_is_an_event(archive: Archive, letter: Letter) -> None:
    (stored,) = blobs(archive.settings)
    stored.chmod(0o644)
    stored.write_bytes(b"forged")
    run(archive.settings.folder, Order())
    found = answers(archive, letter.ref)[SINCE]
    assert [(event.action, event.outcome) for event in found.events] == [
        ("fixity.checked", "failed")
    ]
    assert found.remarks == ()


def test_a_pass_before_it_came_says_nothing_of_it(
    archive: Archive, letter: Letter, tmp_path: object
) -> None:
    run(archive.settings.folder, Order())
    later = letter.path.with_name("later.txt")
    later.write_text("a later letter")
    (added,) = samples.add(archive, later, incident="I1")
    assert answers(archive, added.ref)[SINCE].remarks == (UNANSWERED,)


def test_an_audience_that_may_not_know_the_item_gets_no_answer(
    archive: Archive, letter: Letter
) -> None:
    with pytest.raises(UnknownRecord):
        chain_of(archive, letter.ref, PUBLIC)


def test_every_action_of_a_question_is_known() -> None:
    known = {term.code for term in vocabulary("custody_actions").terms}
    assert {action for _, actions in QUESTIONS for action in actions} <= known
