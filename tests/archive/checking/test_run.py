"""A check reads what it says it read, goes on where it stopped, and enters what it did."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import database, founding, log
from archive.chain.passes import last_full, runs
from archive.checking import passes
from archive.checking.blobs import Reading
from archive.checking.cursor import FILE_NAME, Cursor
from archive.checking.report import FilesRead, Report
from archive.checking.run import Order, run
from archive.checking.verify import verify
from archive.cli.check_words import amounts, told
from archive.settings import read_settings
from archive.workspace import Archive
from evidence.store.blobs import BlobStore
from tests.archive.checking.attacks import Attacked
from tests.by_hand import needs_file
from tests.copies import copy_archive

NOON = datetime(2126, 5, 3, 12, tzinfo=UTC)
PAGE_ONE, PAGE_TWO = "a first page", "another page"


def entries_of(folder: Path) -> list[dict[str, object]]:
    archive = founding.open_for_checking(folder)
    with archive.reading() as connection:
        found = [entry.fields for entry in log.entries(connection)]
    archive.close()
    return found


def state_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_whole_pass_is_entered_with_its_counts(attacked: Attacked) -> None:
    report = run(attacked.folder, Order(), clock=lambda: NOON)
    assert (report.clean, report.complete) == (True, True)
    entry = entries_of(attacked.folder)[report.entry or 0]
    assert (entry["action"], entry["outcome"]) == ("fixity.checked", "ok")
    body = json.loads(attacked.value("SELECT body FROM details WHERE seq = ?", report.entry))
    assert (body["files"], body["of_files"], body["harmed"]) == (2, 2, 0)
    assert body["bytes"] == body["of_bytes"] == len(PAGE_ONE + PAGE_TWO)
    assert body["ended"] is True
    again = run(attacked.folder, Order())
    assert again.findings == []
    assert any("ended 2126-05-03T12:00:00" in line for line in again.remarks)


def test_what_was_not_read_is_never_called_clean(attacked: Attacked) -> None:
    report = run(attacked.folder, Order(quick=True))
    assert (report.complete, report.entry) == (False, None)
    assert [row.code for row in report.findings] == ["blob.not_read"]
    lines = list(told(report))
    assert "read 0 of 2 files, 0 of 24 bytes, each hashed again" in lines
    assert lines[-1] == "nothing is wrong in what was read; 2 files were not read"
    assert "no full pass over the stored files is in the log yet" in lines


def test_a_damaged_file_is_entered_with_its_item_and_told_by_its_names(attacked: Attacked) -> None:
    path = next(path for path in attacked.blobs() if path.read_text() == PAGE_ONE)
    path.chmod(0o644)
    path.write_text("a forged page")
    report = run(attacked.folder, Order())
    (finding,) = report.findings
    assert finding.code == "blob.changed"
    assert "item photo “A photograph”, received as one.txt" in finding.where
    assert path.name in finding.where
    whole, item = entries_of(attacked.folder)[-2:]
    assert (whole["outcome"], item["outcome"]) == ("failed", "failed")
    assert item["objects"] == [
        {"id": attacked.value("SELECT id FROM records WHERE ref = 'photo'"), "role": "target"}
        | {"sha256": path.name}
    ]
    assert attacked.codes() == {"blob.changed"}


def test_a_missing_file_is_told_with_the_incident_that_it_documents(attacked: Attacked) -> None:
    path = next(path for path in attacked.blobs() if path.read_text() == PAGE_TWO)
    path.unlink()
    (finding,) = run(attacked.folder, Order()).findings
    assert finding.code == "blob.missing"
    assert "received as two.txt, of incident I1 “A house is burnt down”" in finding.where


def test_nothing_is_entered_into_a_log_that_is_in_doubt(attacked: Attacked) -> None:
    attacked.sql("UPDATE records SET ref = 'other' WHERE ref = 'I1'")
    before = len(attacked.entries())
    report = run(attacked.folder, Order())
    assert report.entry is None
    assert not report.clean
    assert len(attacked.entries()) == before
    assert "this check is not in the log: the log is in doubt: row.edited" in report.remarks


def test_a_check_that_may_write_nothing_changes_nothing(attacked: Attacked) -> None:
    attacked.codes()  # SQLite folds its write-ahead log away at the first opening
    before = state_of(attacked.folder)
    report = run(attacked.folder, Order(untouched=True))
    assert (report.clean, report.complete, report.entry) == (True, True, None)
    assert state_of(attacked.folder) == before
    assert "this check is not in the log: nothing was to be written" in report.remarks


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into every folder")
def test_an_archive_in_a_folder_that_may_not_be_written_is_checked(attacked: Attacked) -> None:
    attacked.folder.chmod(0o500)
    report = run(attacked.folder, Order())
    attacked.folder.chmod(0o700)
    assert (report.clean, report.complete, report.entry) == (True, True, None)


def test_a_database_with_a_write_ahead_log_is_read_without_touching_it(
    whole: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "live"
    copy_archive(whole, folder)
    needs_file(read_settings(folder))
    writer = founding.open_archive(folder)
    with writer.writing() as writing:
        writing.append([log.Draft("clock.checked", (log.Thing("clock", "target"),))])
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*-shm"))
    writer.close()
    assert (copy / "khronika.db-wal").stat().st_size > 0
    before = state_of(copy)
    settings = founding.read_settings(copy)
    engine = database.connect_untouched(settings.database)
    archive = Archive(settings, engine, BlobStore(settings.evidence), person="")
    assert verify(archive).findings == []
    archive.close()
    assert state_of(copy) == before


def test_a_run_goes_on_after_the_file_where_the_last_one_stopped(attacked: Attacked) -> None:
    first, second = sorted(path.name for path in attacked.blobs())
    cursor = Cursor(attacked.folder / FILE_NAME)
    cursor.keep(FilesRead(last=first))
    report = run(attacked.folder, Order(resume=True))
    assert (report.files.after, report.files.last, report.files.files) == (first, second, 1)
    assert [row.code for row in report.findings] == ["blob.not_read"]
    assert any(f"went on after {first[:12]}…" in line for line in report.remarks)
    assert cursor.after() == ""
    assert run(attacked.folder, Order(resume=True)).complete


def test_a_run_that_was_stopped_has_kept_how_far_it_was(tmp_path: Path) -> None:
    seconds = itertools.count(100.0, 3.0)
    cursor = Cursor(tmp_path / FILE_NAME, clock=lambda: next(seconds))
    digests = [character * 64 for character in "abc"]
    for digest in digests[:2]:
        cursor.watch(FilesRead(last=digest))
    assert cursor.after() in digests[:2]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"after": 7}', '{"after": "zz"}', "\udcff"])
def test_a_cursor_that_makes_no_sense_means_the_beginning(tmp_path: Path, content: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(content, encoding="utf-8", errors="surrogateescape")
    assert Cursor(path).after() == ""


def test_a_cursor_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    cursor = Cursor(tmp_path / "nowhere" / FILE_NAME)
    cursor.keep(FilesRead(last="a" * 64))
    assert cursor.trouble == "No such file or directory"


def test_a_run_whose_budget_is_spent_begins_no_further_file(attacked: Attacked) -> None:
    def late() -> float:
        return next(ticks)

    ticks = itertools.count(0.0, 10.0)
    archive = founding.open_for_checking(attacked.folder)
    report = verify(archive, reading=Reading(seconds=5.0, clock=late))
    archive.close()
    assert report.files.looked_at == 0
    assert not report.files.ended
    assert {row.code for row in report.findings} == {"blob.not_read"}


def test_a_pass_is_full_only_when_the_entries_of_its_runs_join(attacked: Attacked) -> None:
    first, second = sorted(path.name for path in attacked.blobs())
    parts = [FilesRead("", first, False, 1, 12), FilesRead(first, second, True, 1, 12)]
    archive = founding.open_archive(attacked.folder)
    passes.enter(archive, _read(parts[1]), began=NOON)
    with archive.reading() as connection:
        assert last_full(runs(connection)) is None
    for part in parts:
        passes.enter(archive, _read(part), began=NOON + timedelta(hours=1))
    with archive.reading() as connection:
        known = runs(connection)
    archive.close()
    full = last_full(known)
    assert full is not None
    assert full.began == "2126-05-03T13:00:00.000000Z"
    assert [run.seq for run in passes.pass_so_far(known, parts[1])] == [known[1].seq]
    assert [run.covers(second) for run in known] == [True, False, True]
    assert attacked.check().findings == []


def _read(files: FilesRead) -> Report:
    report = Report(files=files)
    report.expected.update({"files": 2, "bytes": 24})
    return report


@pytest.mark.parametrize(
    ("read", "expected", "words"),
    [
        (0, 0, "0 of 0 bytes"),
        (999, 999, "999 of 999 bytes"),
        (500, 2_000, "0.50 of 2.00 kB"),
        (2_050_000_000, 2_050_000_000, "2.05 of 2.05 GB"),
    ],
)
def test_bytes_are_told_in_the_unit_of_the_whole(read: int, expected: int, words: str) -> None:
    assert amounts(read, expected) == words
