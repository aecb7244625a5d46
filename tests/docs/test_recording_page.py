"""The page on recording works as it stands: its files are recorded by its own commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import cli
from archive.settings import FILE_NAME

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "recording.md").read_text("utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.+?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return found


@pytest.fixture
def casework(tmp_path: Path) -> Path:
    (tmp_path / "people.jsonl").write_text(block("jsonl"), "utf-8")
    (tmp_path / "incident.json").write_text(block("json"), "utf-8")
    run(tmp_path, "init", str(tmp_path / "casework"))
    assert (tmp_path / "casework" / FILE_NAME).is_file()
    run(tmp_path, "record", str(tmp_path / "people.jsonl"))
    run(tmp_path, "record", str(tmp_path / "incident.json"), "--reason", "from the urgent action")
    return tmp_path


def run(folder: Path, *arguments: str, code: int = 0) -> str:
    prefix = () if arguments[0] == "init" else ("--archive", str(folder / "casework"))
    done = CliRunner().invoke(cli, [*prefix, *arguments])
    assert done.exit_code == code, (arguments, done.output, done.exception)
    return done.output


def test_what_the_page_records_can_be_shown_and_counted(casework: Path) -> None:
    shown = run(casework, "show", "search-and-seizure")
    assert "14 December 2014" in shown
    assert "several hours" in shown
    counted = run(casework, "report")
    assert "not returned: camera ≥ 2, computer ≥ 2, phone ≥ 2" in counted


def test_recording_the_same_file_again_changes_nothing(casework: Path) -> None:
    assert run(casework, "record", str(casework / "incident.json")).startswith("unchanged")


def test_every_quote_stands_in_the_source_that_the_page_ships(casework: Path) -> None:
    source = re.search(r'"text": "(.+?)"\}', block("jsonl"))
    assert source is not None
    for quote in re.findall(r'"exact": "(.+?)"', block("json")):
        assert quote in source[1]


def test_the_page_names_only_commands_and_options_that_there_are(casework: Path) -> None:
    run(casework, "review", "search-and-seizure", "--state", "reviewed")
    run(casework, "revert", "search-and-seizure", "--to", "1", "--reason", "not read yet")
    assert "reviewed" in run(casework, "history", "search-and-seizure")
    assert "search-and-seizure" not in run(
        casework, "show", "search-and-seizure", "--audience", "public", code=1
    )
