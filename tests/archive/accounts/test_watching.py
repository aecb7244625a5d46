"""What of people's reading is entered in the log, and what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive import log
from archive.accounts import watching
from archive.disclosure import CONFIDENTIAL, RESTRICTED
from archive.errors import NotAnArchive
from archive.policy import Operation
from archive.settings import FILE_NAME, read_settings
from archive.workspace import Archive
from tests.archive.cli.program import khronika
from tests.archive.samples import incident, record


def entered(archive: Archive, action: str) -> list[dict[str, Any]]:
    with archive.reading() as connection:
        return [
            {**log.detail(connection, entry.seq), "outcome": entry.fields["outcome"]}
            for entry in log.entries(connection)
            if entry.fields["action"] == action
        ]


def test_what_is_taken_out_by_the_program_is_entered(archive: Archive, tmp_path: Path) -> None:
    record(archive, incident("I1"))
    named = ("--archive", str(archive.settings.folder))
    out = ("--format", "jsonl", "--out", str(tmp_path / "out.jsonl"))
    assert khronika(*named, "export", *out, "--audience", "restricted").code == 0
    told = {"format": "jsonl", "records": 1, "audience": "restricted", "outcome": "ok"}
    assert entered(archive, "exported") == [told]


def test_searches_are_entered_only_where_the_settings_ask_for_it(archive: Archive) -> None:
    named = ("--archive", str(archive.settings.folder))
    assert khronika(*named, "search", "a name").code == 0
    assert entered(archive, "searched") == []
    settings = archive.settings.folder / FILE_NAME
    settings.write_text(replace(archive.settings, log_searches=True).to_toml())
    assert khronika(*named, "search", "a name", "--audience", "restricted").code == 0
    assert entered(archive, "searched") == []
    assert khronika(*named, "search", "a name").code == 0
    assert "a name" in str(entered(archive, "searched"))


def test_the_words_of_a_search_are_not_in_the_log_itself(archive: Archive) -> None:
    asking = replace(archive, settings=replace(archive.settings, log_searches=True))
    watching.searched(asking, RESTRICTED, {"words": "Vera Nowhere"})
    watching.searched(asking, CONFIDENTIAL, {"words": "Vera Nowhere"})
    with archive.reading() as connection:
        assert all(b"Nowhere" not in entry.data for entry in log.entries(connection))
    assert len(entered(archive, "searched")) == 1


def test_the_setting_is_kept_and_nothing_else_is_taken_for_it(archive: Archive) -> None:
    path = archive.settings.folder / FILE_NAME
    asking = replace(archive.settings, log_searches=True)
    path.write_text(asking.to_toml())
    assert read_settings(archive.settings.folder) == asking
    path.write_text(archive.settings.to_toml() + 'log_searches = "yes"\n')
    with pytest.raises(NotAnArchive, match="neither true nor false"):
        read_settings(archive.settings.folder)


def test_a_refusal_is_entered_as_refused(archive: Archive) -> None:
    watching.denied(archive, Operation.ERASE)
    assert entered(archive, "access.denied") == [{"operation": "erase", "outcome": "refused"}]
