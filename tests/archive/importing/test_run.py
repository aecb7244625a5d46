"""Importing: all or nothing, or the good rows; again without doubling; after a crash from there."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive import log, recording
from archive.accounts import granting
from archive.checking.verify import verify
from archive.importing.errors import MissingColumns, RowsRefused
from archive.importing.planning import Plan
from archive.importing.run import Order, import_file
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.archive import samples
from tests.archive.importing.tables import (
    GOOD,
    HEAD,
    counts,
    mapping,
    reasons,
    run,
    stored,
    workbook,
    written,
)

BAD = "4,31.02.2014,,,,No such day,search,,\r\n5,14.12.2014,,,,No such kind,singing,,\r\n"


def size_of_log(archive: Archive) -> int:
    with archive.reading() as connection:
        return log.head(connection).size


def test_each_row_becomes_the_record_that_the_mapping_says(
    archive: Archive, tmp_path: Path
) -> None:
    outcome = run(archive, written(tmp_path, HEAD + GOOD))
    assert counts(outcome) == (3, 0, 3, 0, 0)
    first, second, third = (stored(archive, f"book-{number}") for number in (1, 2, 3))
    assert first["title"] == "A door was forced,\r\nat night"
    assert (first["date"]["edtf"], first["date"]["verbatim"]) == ("2014-12-14", "14.12.2014")
    assert first["place"]["geometry"]["coordinates"] == [45.5, 43.1]
    assert (first["kinds"], first["tags"]) == (["search"], ["doors", "night"])
    assert first["external_ids"] == [{"scheme": "book", "value": "1"}]
    assert (second["date"]["lo"], second["date"]["hi"]) == ("2005-04-01", "2005-04-30")
    assert not {"place", "counts", "tags"} & second.keys()
    assert third["date"] == {"verbatim": "Unknown", "basis": "stated"}
    assert third["counts"][0]["value"]["comparator"] == "at_least"
    assert verify(archive).findings == []


def test_a_second_import_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + GOOD)
    run(archive, path)
    before = size_of_log(archive)
    assert counts(run(archive, path)) == (3, 0, 0, 0, 3)
    assert size_of_log(archive) == before


def test_a_changed_row_revises_its_record_and_keeps_what_people_added(
    archive: Archive, tmp_path: Path
) -> None:
    run(archive, written(tmp_path, HEAD + GOOD))
    content = {**stored(archive, "book-2"), "ref": "letter", "status": "confirmed"}
    samples.record(archive, samples.draft("incident", **content))
    path = written(tmp_path, HEAD + GOOD.replace("A letter came", "Two letters came"))
    assert counts(run(archive, path)) == (3, 0, 0, 1, 2)
    after = stored(archive, "letter")
    assert (after["title"], after["status"]) == ("Two letters came", "confirmed")


def test_a_row_changes_nothing_that_is_withheld_from_who_imports(
    archive: Archive, tmp_path: Path
) -> None:
    # Danger: an import by somebody of limited clearance took out what they do not see.
    run(archive, written(tmp_path, HEAD + GOOD))
    rules = samples.access("restricted", tags="confidential")
    content = {**stored(archive, "book-1"), "access": rules}
    samples.record(archive, samples.draft("incident", **content))
    person = granting.let_in(archive, "Amina", Standing(Role.RECORDER, Level.RESTRICTED))
    amina = archive.working_as(person.id)
    changed = HEAD + GOOD.replace("doors; night", "doors").replace("A car", "Two cars")
    (reason,) = reasons(amina, written(tmp_path, changed))
    assert "/tags: expected this field as it is" in reason
    assert counts(run(amina, written(tmp_path, HEAD + GOOD.replace("A car", "Two cars"))))[3] == 1
    assert stored(archive, "book-1")["tags"] == ["doors", "night"]


def test_a_field_that_a_row_no_longer_states_is_emptied(archive: Archive, tmp_path: Path) -> None:
    run(archive, written(tmp_path, HEAD + GOOD))
    run(archive, written(tmp_path, HEAD + GOOD.replace("doors; night", "")))
    assert "tags" not in stored(archive, "book-1")


def test_one_refused_row_keeps_all_out(archive: Archive, tmp_path: Path) -> None:
    before = size_of_log(archive)
    with pytest.raises(RowsRefused, match=r"row 4, When: .*'31\.02\.2014'") as caught:
        run(archive, written(tmp_path, HEAD + GOOD + BAD))
    assert caught.value.refused == 2
    assert size_of_log(archive) == before


def test_reasons_name_row_and_column(archive: Archive, tmp_path: Path) -> None:
    found = reasons(archive, written(tmp_path, HEAD + GOOD + BAD))
    assert found[0].startswith("4 When: expected a date, found '31.02.2014'")
    assert found[1].startswith("5 Kind: expected one of search, threat, surveillance, found")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("6,2014,Mill,43,,A,search,,", "Lat: expected latitude and longitude, found one of them"),
        ("6,2014,Mill,0,0,A,search,,", "Lat: expected a position, found latitude 0"),
        ("6,2014,Mill,north,1,A,search,,", "Lat: expected a latitude in degrees"),
        ("6,2014,Mill,95,1,A,search,,", "Lat: expected a latitude from -90 to 90"),
        ("6,2014,Mill,,,,search,,", "What: expected a value, found none"),
        (",2014,Mill,,,A,search,,", "No: expected an id of the incident, found none"),
        ("6,2014,Mill", "expected 9 cells, found 3"),
        ("1,2014,,,,A,search,,", "No: row 1 has the external id '1' already"),
        ("6,2014,,,,A,search,x,", "Taken: expected a number such as"),
        ("a b,2014,,,,A,search,,", "/ref: expected a short name"),
    ],
)
def test_what_cannot_become_a_record_is_refused(
    archive: Archive, tmp_path: Path, row: str, reason: str
) -> None:
    (found,) = reasons(archive, written(tmp_path, f"{HEAD}{GOOD}{row}\r\n"))
    assert f"4 {reason}" in found


def test_a_partial_import_writes_refused_rows_aside_to_be_mended(
    archive: Archive, tmp_path: Path
) -> None:
    aside = tmp_path / "refused.csv"
    hostile = "6,31.02.2014,,,,\"=cmd|' /C calc'!A0\",search,,\r\n"
    path = written(tmp_path, HEAD + GOOD + BAD + hostile)
    outcome = run(archive, path, partial=True, refused=aside)
    assert counts(outcome) == (3, 3, 3, 0, 0)
    text = aside.read_text("utf-8-sig")
    assert "\"'=cmd" in text
    assert "31.02.2014'" in text
    aside.write_text(text.replace("31.02.2014", "28.02.2014").replace("singing", "threat"))
    assert counts(run(archive, aside)) == (3, 0, 3, 0, 0)
    assert stored(archive, "book-6")["title"] == "=cmd|' /C calc'!A0"
    assert verify(archive).findings == []


def test_a_dry_run_tells_differences_and_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    run(archive, written(tmp_path, HEAD + GOOD))
    before = size_of_log(archive)
    path = written(tmp_path, HEAD + GOOD.replace("A letter came", "Two letters came"))
    plans: list[Plan] = []
    import_file(archive, path, mapping(), Order(dry_run=True), lambda plan, _: plans.append(plan))
    (change,) = (one for plan in plans for one in plan.changes if one.differences)
    assert change.differences == (("/title", "A letter came", "Two letters came"),)
    assert size_of_log(archive) == before


def test_a_workbook_gives_the_same_as_its_csv(archive: Archive, tmp_path: Path) -> None:
    run(archive, written(tmp_path, HEAD + GOOD))
    path = workbook(
        tmp_path,
        HEAD.strip().split(","),
        [
            1,
            "14.12.2014",
            "Upper Mill",
            43.1,
            45.5,
            "A door was forced,\r\nat night".replace("\r", "_x000D_"),
            "search",
            2,
            "doors; night",
        ],
        ["2", "mid-April 2005", None, None, None, "A letter came", "threat"],
        [3.0, "Unknown", "Lower Mill", None, None, "A car followed", "surveillance", "at least 3"],
    )
    assert counts(run(archive, path)) == (3, 0, 0, 0, 3)


def test_a_formula_in_a_workbook_is_refused_and_not_computed(
    archive: Archive, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path, HEAD.strip().split(","), [1, "2014", "", "", "", "=1+1", "search", "", ""]
    )
    (found,) = reasons(archive, path)
    assert "1 What: expected a value, found a formula" in found


def test_a_column_that_the_file_does_not_have_is_named_at_once(
    archive: Archive, tmp_path: Path
) -> None:
    with pytest.raises(MissingColumns, match="'Labels'"):
        run(archive, written(tmp_path, HEAD.replace(",Labels", "") + "1,2014,,,,A,search,"))


KILLED = """
import os, signal, sys
from pathlib import Path
from archive.founding import open_archive
from archive.importing.mapping import read_mapping
from archive.importing import course, run
course.BATCH, run.PLANS_A_COMMIT = 10, 1
seen = 0
def watch(plan, progress):
    if progress.rows >= 50:
        os.kill(os.getpid(), signal.SIGKILL)
archive = open_archive(Path(sys.argv[1]), None)
order = run.Order(partial=sys.argv[4] == "partial", refused=Path(sys.argv[5]))
run.import_file(archive, Path(sys.argv[2]), read_mapping(sys.argv[3]), order, watch)
"""


@pytest.mark.parametrize("way", ["partial", "whole"])
def test_an_import_that_was_killed_goes_on_and_doubles_nothing(
    archive: Archive, tmp_path: Path, way: str
) -> None:
    rows = "".join(f"{n},2014,,,,Door {n},search,,\r\n" for n in range(100))
    rows = rows.replace("17,2014", "17,31.02.2014") if way == "partial" else rows
    path, aside = written(tmp_path, HEAD + rows), tmp_path / "aside.csv"
    (tmp_path / "book.toml").write_bytes(mapping().source)
    named = (archive.settings.folder, path, tmp_path / "book.toml", way, aside)
    killed = subprocess.run([sys.executable, "-c", KILLED, *map(str, named)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert verify(archive).findings == []
    outcome = run(archive, path, partial=way == "partial", refused=aside)
    if way == "partial":
        assert (outcome.resumed_at, counts(outcome)) == (40, (99, 1, 99, 0, 0))
        assert aside.read_text("utf-8-sig").count("\n") == 2
    else:
        assert (outcome.resumed_at, counts(outcome)) == (0, (100, 0, 100, 0, 0))
    with archive.reading() as connection:
        created = [e for e in log.entries(connection) if e.fields["action"] == recording.CREATED]
    assert len(created) == (99 if way == "partial" else 100)
    assert verify(archive).findings == []
    assert not list(archive.settings.folder.glob("imports/*"))
