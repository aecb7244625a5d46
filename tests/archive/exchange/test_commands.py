"""The commands push, pull, trust and conflicts, as a person gives them."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from archive.cli import cli
from archive.workspace import Archive
from tests.archive.samples import incident, record


def run(archive: Archive, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--archive", str(archive.settings.folder), *words])


def said(archive: Archive, *words: str) -> str:
    result = run(archive, *words)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_case_goes_to_the_office_and_a_conflict_is_decided(laptop, office, tmp_path) -> None:
    record(laptop, incident("I1"))
    path = str(tmp_path / "case.bundle")
    assert "incident" in said(laptop, "push", path, "--incident", "I1", "--dry-run")
    assert not Path(path).exists()
    assert "1 records and 0 files, whole, with proofs" in said(
        laptop, "push", path, "--incident", "I1"
    )
    assert "1 new; 0 files stored; nothing was written" in said(office, "pull", path, "--dry-run")
    assert "1 new" in said(office, "pull", path)
    assert "nothing is news here, nothing was changed" in said(office, "pull", path)
    assert "received from the archive" in said(office, "history", "I1")
    record(laptop, incident("I1", title="There"))
    record(office, incident("I1", title="Here"))
    said(laptop, "push", path, "--all")
    told = said(office, "pull", path)
    assert "I1 was revised in both archives: ours stands, theirs is kept" in told
    assert "I1  incident  also revised in" in said(office, "conflicts")
    assert "/title  BOTH" in said(office, "conflicts", "I1")
    decided = json.loads(
        said(office, *("conflicts", "I1", "--take", "both", "--field", "/title=theirs", "--json"))
    )
    assert decided["ref"] == "I1"
    assert said(office, "conflicts") == "nothing waits for a decision\n"


def test_trusted_archives_are_listed_with_their_fingerprints(laptop, office) -> None:
    (row,) = json.loads(said(office, "trust", "--json"))
    assert row["name"] == laptop.settings.name
    assert row["fingerprint"].startswith("SHA256:")
    vkey = str(laptop.settings.keys / "log.vkey")
    assert said(office, "trust", "--forget", laptop.settings.name) == ""
    assert row["fingerprint"] in said(office, "trust", vkey)


def test_wrong_words_are_told_before_anything_is_read(laptop, tmp_path) -> None:
    for words in (
        ("push", str(tmp_path / "a")),
        ("push", str(tmp_path / "a"), "--all", "--incident", "I1"),
        ("conflicts", "--take", "ours"),
        ("conflicts", "I1", "--take", "both", "--field", "/title=mine"),
    ):
        assert run(laptop, *words).exit_code == 2
