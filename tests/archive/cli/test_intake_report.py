"""`khronika add` tells of every file, on the screen, as JSON and in a report that is kept."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import cli
from archive.workspace import Archive


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    (path / "a.bin").write_bytes(b"\0one")
    (path / os.fsdecode(b"=1\n\xff.bin")).write_bytes(b"\0two")
    (path / "link").symlink_to("/etc/passwd")
    return path


def run(archive: Archive, *arguments: object) -> Result:
    command = ["--archive", str(archive.settings.folder), "add", *map(str, arguments)]
    return CliRunner().invoke(cli, command)


def test_the_screen_has_one_line_for_each_file_and_the_counts(archive, folder):
    result = run(archive, folder)
    assert result.exit_code == 3
    lines = result.output.splitlines()
    assert len(lines) == 4
    assert "=1\\n%FF.bin" in lines[0]
    assert "it is a symbolic link" in lines[2]
    assert lines[3] == "2 stored, 0 already there, 1 refused; 8 bytes stored"


def test_a_report_has_every_file_and_says_that_it_is_complete(archive, folder, tmp_path):
    run(archive, folder, "--report", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["counts"] == {"stored": 2, "already there": 0, "refused": 1}
    assert report["complete"] is True
    assert [row["outcome"] for row in report["files"]] == ["stored", "stored", "refused"]
    assert report["files"][1]["entry"] is not None


def test_a_report_as_csv_has_no_cell_that_a_spreadsheet_would_run(
    archive, folder, tmp_path, monkeypatch
):
    folder = folder.rename(tmp_path / "=cmd")
    monkeypatch.chdir(tmp_path)
    run(archive, "=cmd", "--report", tmp_path / "report.CSV")
    with (tmp_path / "report.CSV").open(newline="") as file:
        header, *rows = list(csv.reader(file))
    assert header == ["path", "outcome", "ref", "sha256", "size", "entry", "reason"]
    assert len(rows) == 3
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_json_is_one_list_and_nothing_else(archive, folder):
    rows = json.loads(run(archive, folder, "--json").stdout)
    assert [row["outcome"] for row in rows] == ["stored", "stored", "refused"]
    assert json.loads(run(archive, folder / "a.bin", "--json").stdout)[0]["size"] == 4


def test_a_run_that_cannot_begin_leaves_a_report_that_says_so(archive, folder, tmp_path):
    result = run(archive, folder, "--incident", "I9", "--report", tmp_path / "report.json")
    assert result.exception is not None
    assert json.loads((tmp_path / "report.json").read_text())["complete"] is False


def test_what_is_said_of_an_acquisition_reaches_the_record(archive, folder):
    result = run(
        archive,
        folder / "a.bin",
        *("--from", "a neighbour", "--by", "a researcher", "--when", "2014-12-14"),
        *("--original", "with the owner", "--consent", "court,press"),
        *("--before", "a guard", "2014-12-13", "--before", "his sister", "2014-12"),
        "--json",
    )
    (row,) = json.loads(result.stdout)
    command = ["--archive", str(archive.settings.folder), "custody", row["ref"]]
    custody = CliRunner().invoke(cli, command).output
    assert "from a guard, on 2014-12-13" in custody
    assert "from his sister, on 2014-12" in custody


@pytest.mark.parametrize(
    ("option", "says"),
    [(("--when", "yesterday"), "yesterday"), (("--before", "x", "soon"), "soon")],
)
def test_a_date_that_is_none_is_refused_before_anything_is_read(archive, folder, option, says):
    result = run(archive, folder, *option)
    assert says in str(result.exception)
    assert list(archive.blobs.walk()) == []
