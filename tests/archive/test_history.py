"""What an audience reads of earlier revisions, when words or rules have changed since."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from archive.cli import cli
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED, Audience
from archive.history import Unshown, history
from archive.workspace import Archive
from tests.archive import samples

NAME = "Vera Nowhere"
OPEN = samples.access("public")


def everything_told(archive: Archive, ref: str, audience: Audience) -> str:
    return str([change.differences for change in history(archive, ref, audience)])


def record_twice(archive: Archive, earlier: dict[str, object], later: dict[str, object]) -> None:
    samples.record(archive, samples.actor("A1", access=OPEN), samples.actor("A2", access=OPEN))
    samples.record(archive, samples.incident("I1", access=OPEN, **earlier))
    samples.record(archive, samples.incident("I1", access=OPEN, **later))


REWRITTEN = {
    "the name stood in the title": ({"title": f"{NAME} is taken"}, {"title": "A woman is taken"}),
    "in words that are gone": ({"narrative": {"en": f"Told by {NAME}"}}, {}),
    "in the name of a place": (
        {"place": {"name": f"house of {NAME}"}},
        {"place": {"name": "a house"}},
    ),
    "in an element of a list": ({"tags": ["winter", NAME]}, {"tags": ["winter"]}),
    "in an act": (
        {"acts": [{"key": "a", "type": "threat", "victims": [{"description": NAME}]}]},
        {"acts": [{"key": "a", "type": "threat"}]},
    ),
}


@pytest.mark.parametrize("case", REWRITTEN)
@pytest.mark.parametrize("audience", [PUBLIC, RESTRICTED], ids=["public", "restricted"])
def test_a_name_that_was_written_over_is_not_read_in_an_earlier_revision(
    archive: Archive, audience: Audience, case: str
) -> None:
    """The rules say nothing of it, because it stands nowhere today."""
    record_twice(archive, *REWRITTEN[case])
    assert NAME not in everything_told(archive, "I1", audience)
    assert NAME in everything_told(archive, "I1", CONFIDENTIAL)


def test_that_a_field_was_another_is_told_and_what_stands_today_is_shown(archive: Archive) -> None:
    record_twice(archive, {"title": "A dore"}, {"title": "A door"})
    first, second = history(archive, "I1", PUBLIC)
    assert ("/title", None, Unshown.EARLIER) in first.differences
    assert second.differences == (("/title", Unshown.EARLIER, "A door"),)


def test_a_field_that_did_not_change_is_shown_from_the_beginning(archive: Archive) -> None:
    record_twice(archive, {"title": "A door", "tags": ["x"]}, {"title": "A door", "tags": ["y"]})
    first, _ = history(archive, "I1", PUBLIC)
    assert ("/title", None, "A door") in first.differences


def test_a_field_that_is_withheld_today_is_not_told_to_have_changed(archive: Archive) -> None:
    rules = samples.access("public", narrative="confidential")
    samples.record(archive, samples.incident("I1", access=OPEN, narrative={"en": NAME}))
    samples.record(archive, samples.incident("I1", access=rules, narrative={"en": "other"}))
    assert "/narrative" not in everything_told(archive, "I1", PUBLIC)


def test_a_field_that_was_withheld_once_is_shown_where_it_says_what_it_says_today(
    archive: Archive,
) -> None:
    rules = samples.access("public", narrative="confidential")
    samples.record(archive, samples.incident("I1", access=rules, narrative={"en": "mild"}))
    samples.record(archive, samples.incident("I1", access=OPEN, narrative={"en": "mild"}))
    assert history(archive, "I1", PUBLIC)[1].differences == (("/narrative", None, {"en": "mild"}),)


def test_the_command_line_says_that_earlier_words_are_not_shown(archive: Archive) -> None:
    record_twice(archive, {"title": "A dore"}, {"title": "A door"})
    words = ["--archive", str(archive.settings.folder), "history", "I1", "--audience", "public"]
    assert "- (not shown any more)\n    + A door" in CliRunner().invoke(cli, words).output
    rows = json.loads(CliRunner().invoke(cli, [*words, "--json"]).output)
    expected = {"path": "/title", "before": None, "after": "A door", "not_shown": ["before"]}
    assert expected in rows[1]["differences"]


def test_that_a_record_was_closed_for_a_while_is_not_told(archive: Archive) -> None:
    # Danger: everything in it seemed to have gone and to have come back.
    for level, title in (("public", "One"), ("confidential", "Two"), ("public", "Three")):
        samples.record(archive, samples.incident("I1", title=title, access=samples.access(level)))
    first, closed, last = history(archive, "I1", PUBLIC)
    assert closed.differences == ()
    assert last.differences == (("/title", Unshown.EARLIER, "Three"),)
    assert ("/title", "Two", "Three") in history(archive, "I1", CONFIDENTIAL)[2].differences
    assert first.revision == 1
