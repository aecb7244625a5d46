"""The example that `khronika record --example` prints is one that can be recorded as it is."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from archive.cli import cli
from archive.workspace import Archive


def test_the_example_is_printed_without_an_archive_and_recorded_by_the_same_command(
    archive: Archive, tmp_path: Path
) -> None:
    shown = CliRunner().invoke(cli, ["record", "--example"])
    assert shown.exit_code == 0, shown.output
    file = tmp_path / "incident.json"
    file.write_text(shown.output, "utf-8")
    done = CliRunner().invoke(cli, ["--archive", str(archive.settings.folder), "record", str(file)])
    assert done.exit_code == 0, done.output
    assert [line.split()[:3] for line in done.output.splitlines()] == [
        ["created", "actor", "first-guard"],
        ["created", "actor", "school-council"],
        ["created", "place", "upper-mill"],
        ["created", "incident", "school-closed"],
    ]
    shown = CliRunner().invoke(
        cli, ["--archive", str(archive.settings.folder), "show", "school-closed"]
    )
    assert "acts 1:\n  type: confiscation_of_property\n" in shown.output
