"""Who revises a record of which they see a part loses nothing of the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive import repository
from archive.accounts import granting
from archive.casework.reverting import revert
from archive.drafting import sparing
from archive.drafting.errors import NotYoursToChange
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.archive.cli.program import khronika
from tests.archive.samples import access, actor, draft, incident, record

SECRET = {"en": "Who opened the gate"}
RULES = access("restricted", narrative="confidential")


@pytest.fixture
def recorder(archive: Archive) -> Archive:
    """The archive as Amina has it, who records and is cleared for the restricted."""
    standing = Standing(Role.RECORDER, Level.RESTRICTED)
    person = granting.let_in(archive, "Amina", standing)
    record(archive, incident("I1", title="Before", narrative=SECRET, access=RULES))
    return archive.working_as(person.id)


def content(archive: Archive, ref: str) -> dict[str, Any]:
    with archive.reading() as connection:
        _, found = repository.load(connection, ref)
    return found.content()


def test_a_file_that_says_nothing_of_what_is_withheld_leaves_it(recorder: Archive) -> None:
    # Danger: `khronika record` by somebody of limited clearance took out what they do not see.
    (done,) = sparing.record(recorder, [incident("I1", title="After")])
    assert done.change == "revised"
    now = content(recorder, "I1")
    assert (now["title"], now["narrative"]) == ("After", SECRET)
    assert now["access"] == RULES


def test_what_was_shown_may_be_sent_back_and_taken_out(recorder: Archive) -> None:
    shown = {"summary": {"en": "x"}, "tags": ["gate"]}
    sparing.record(recorder, [incident("I1", title="After", tags=["gate"])])
    assert content(recorder, "I1")["tags"] == shown["tags"]
    sparing.record(recorder, [incident("I1", title="After", access={"level": "restricted"})])
    assert "tags" not in content(recorder, "I1")
    assert content(recorder, "I1")["narrative"] == SECRET


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("narrative", {"en": "Something else"}),
        ("narrative", SECRET),
        ("access", {"level": "public"}),
        ("access", access("restricted", title="public")),
        ("access", RULES),
    ],
)
def test_a_field_that_is_not_shown_is_not_changed(
    recorder: Archive, field: str, value: object
) -> None:
    # Nor is it told whether a guess at it was right.
    before = content(recorder, "I1")
    with pytest.raises(NotYoursToChange, match="a part of it is not shown to you") as caught:
        sparing.record(recorder, [incident("I1", title="Before", **{field: value})])
    assert [pointer for pointer, _ in caught.value.faults] == [f"/{field}"]
    assert content(recorder, "I1") == before


def test_a_list_that_is_seen_in_part_stays_and_its_references_may_be_refs(
    archive: Archive,
) -> None:
    person = granting.let_in(archive, "Amina", Standing(Role.RECORDER, Level.RESTRICTED))
    record(archive, actor("open"), actor("closed", access=access("confidential")))
    acts = [{"type": "killing", "victims": [{"actor": "open"}, {"actor": "closed"}]}]
    record(archive, incident("I2", title="Before", acts=acts))
    seen = [{"type": "killing", "victims": [{"actor": "open"}]}]
    amina = archive.working_as(person.id)
    sparing.record(amina, [incident("I2", title="After", acts=seen)])
    assert content(archive, "I2")["title"] == "After"
    assert len(content(archive, "I2")["acts"][0]["victims"]) == 2
    with pytest.raises(NotYoursToChange, match="/acts"):
        sparing.record(amina, [incident("I2", title="After")])


def test_whoever_sees_everything_says_all_of_it(archive: Archive) -> None:
    record(archive, incident("I1", narrative=SECRET, access=RULES))
    sparing.record(archive, [incident("I1", access=RULES)])
    assert "narrative" not in content(archive, "I1")


def test_a_record_under_a_ref_that_tells_nothing_keeps_its_own(archive: Archive) -> None:
    person = granting.let_in(archive, "Amina", Standing(Role.RECORDER, Level.RESTRICTED))
    rules = access("restricted", names="confidential")
    (made,) = record(archive, actor("Vera-N", pseudonym="Witness", access=rules))
    names = [{"text": "Witness", "kind": "pseudonym"}]
    told = draft("actor", f"actor-{made.id[:8]}", id=made.id, names=names, occupation="Baker")
    told = told.model_copy(update={"pseudonym": "Witness"})
    sparing.record(archive.working_as(person.id), [told])
    now = content(archive, "Vera-N")
    assert (now["names"], now["pseudonym"]) == ([{"text": "Vera N."}], "Witness")
    assert now["occupation"] == "Baker"


def test_the_command_refuses_in_the_same_words(recorder: Archive, tmp_path: Path) -> None:
    file = tmp_path / "I1.json"
    file.write_text(json.dumps({"type": "incident", "ref": "I1", "title": "x", "narrative": {}}))
    named = ("--archive", str(recorder.settings.folder), "--as", "Amina", "record", str(file))
    assert khronika(*named).code == 0
    assert content(recorder, "I1")["narrative"] == SECRET
    file.write_text(file.read_text().replace("{}", '{"en": "y"}'))
    refused = khronika(*named)
    assert refused.code == 3
    assert "/narrative: expected this field as it is, because a part of it is not" in refused.err


def test_going_back_changes_nothing_that_is_withheld(recorder: Archive, archive: Archive) -> None:
    # Danger: an older revision without a rule would show what was closed since.
    record(archive, incident("I3", narrative=SECRET))
    record(archive, incident("I3", narrative=SECRET, access=RULES))
    record(archive, incident("I3", narrative=SECRET, access=RULES, title="Now"))
    with pytest.raises(NotYoursToChange, match="/access"):
        revert(recorder, "I3", 1, reason="x")
    revert(recorder, "I3", 2, reason="x")
    assert content(archive, "I3")["title"] == "A door was forced"
