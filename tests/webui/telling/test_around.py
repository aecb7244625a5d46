"""What stands around a record: its head, and others in lists."""

from __future__ import annotations

from dataclasses import replace

from archive.disclosure import View
from archive.lookup import Label
from tests.webui.telling.views import citation, shown, teller
from webui.telling import around, standing


def test_the_head_says_what_it_is_and_who_may_see_it():
    head = around.head(
        teller(
            title="A door", access={"level": "public"}, citations=[citation("/title"), citation("")]
        )
    )
    assert (head.kind, head.level, head.revision) == ("Incident", "Public", 1)
    assert len(head.title.passages) == 2


def test_a_reader_who_is_not_told_the_level_sees_none():
    assert around.head(teller(title="A door")).level == ""


def test_a_withdrawn_record_says_why_and_what_to_use():
    told = teller(retired={"reason": "duplicate", "in_favour_of": "cccccccccccccccc"})
    line = standing.withdrawn(told)
    assert line is not None
    assert [piece.text for piece in line.pieces] == ["Duplicate", "use instead:", "A second door"]
    assert standing.withdrawn(teller()) is None


def test_pointing_records_are_named_once():
    label = Label("x" * 16, "E1", "item", "A photo")
    rows = ((label, "/documents/0/incident"), (label, "/documents/1/incident"), (label, "/creator"))
    found = replace(shown(), linked_from=rows)
    assert around.pointing(found, "item", "documents") == (label,)
    assert around.pointing(found, "actor") == ()


def test_a_glimpse_says_kind_state_and_date():
    label = Label("x" * 16, "E1", "item", "A photo")
    content = {"kind": "photo", "state": "collected", "digest": "ab", "graphic": True}
    one = around.glimpse(label, View(label.id, label.ref, "item", content))
    assert (one.note, one.has_picture, one.graphic) == ("Photo, Collected", True, True)
    assert one.order == around.LAST


def test_a_record_that_cannot_be_glimpsed_keeps_its_title_only():
    one = around.glimpse(Label("x" * 16, "E1", "item", "A photo"), None)
    assert (one.note, one.date, one.has_picture) == ("", "", False)
