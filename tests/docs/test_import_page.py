"""The example of docs/import.md runs as the page says, and the page names every ready mapping."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from archive.cli import cli
from archive.importing.mapping import ready_mappings
from archive.workspace import Archive
from tests.archive.conftest import archive as archive  # noqa: PLC0414 - the fixture

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text("utf-8")


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_runs_as_the_page_says(archive: Archive, tmp_path: Path) -> None:
    table, mapping = tmp_path / "seizures.csv", tmp_path / "seizures.toml"
    table.write_text(block("csv"))
    mapping.write_text(block("toml"))
    folder = str(archive.settings.folder)
    command = ["--archive", folder, "import", str(table), "--map", str(mapping)]
    dry = CliRunner().invoke(cli, [*command, "--dry-run"])
    assert (dry.output, dry.exit_code) == (block("text"), 1)
    partial = CliRunner().invoke(cli, [*command, "--partial"])
    assert "records: 3 created, 0 revised, 0 unchanged" in partial.output
    aside = tmp_path / "seizures.csv.refused.csv"
    assert "There is no such day" in aside.read_text("utf-8-sig")
    shown = CliRunner().invoke(cli, ["--archive", folder, "show", "book-1"])
    assert "A door was forced" in shown.output


def test_a_mapping_is_proposed_and_understood(archive: Archive, tmp_path: Path) -> None:
    table, mapping = tmp_path / "seizures.csv", tmp_path / "guess.toml"
    table.write_text("id,date,title,lat,lon,killed\n1,14.12.2014,A door,43.5,45.5,2\n")
    guessed = CliRunner().invoke(cli, ["import", str(table), "--guess"])
    mapping.write_text(guessed.output)
    command = ["--archive", str(archive.settings.folder), "import", str(table)]
    done = CliRunner().invoke(cli, [*command, "--map", str(mapping)])
    assert (done.exit_code, "records: 1 created" in done.output) == (0, True)


def test_the_page_names_every_ready_mapping() -> None:
    for name in ready_mappings():
        assert name in PAGE
