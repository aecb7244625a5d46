"""Exports: the same records come back from each form; nothing withheld, nothing live leaves."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from archive import repository
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED, Audience
from archive.exporting.errors import OutputTaken, WholeArchiveOnly
from archive.exporting.export import Order, export
from archive.founding import found_archive
from archive.importing.errors import RowsRefused
from archive.importing.planning import Plan
from archive.importing.run import Order as ImportOrder
from archive.importing.run import import_file
from archive.recording import record as record_all
from archive.worked_example import example_records
from archive.workspace import Archive
from schemas.records import read_record
from tests.archive import samples
from tests.archive.importing.tables import counts
from tests.archive.samples import access

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''", "\t=1", "=cmd|' /C calc'!A0", "_x0041_"]
ROUND = ["csv", "xlsx", "jsonl", "geojson"]


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive."""
    made = found_archive(tmp_path / "other", person="Nora")
    yield made
    made.close()


@pytest.fixture(scope="module")
def holdings(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example, and one record whose texts are hostile. Not to be changed."""
    folder: Path = tmp_path_factory.mktemp("holdings") / "archive"
    drafts = [read_record(json.dumps(row)) for row in example_records()]
    hostile = samples.incident("H1", title="=2+3", tags=HOSTILE, narrative={"en": "a\r\nb\x07"})
    with closing(samples.copy_of(founded, folder)) as archive:
        record_all(archive, [*drafts, hostile])
    return folder


@pytest.fixture
def full(holdings: Path, tmp_path: Path) -> Iterator[Archive]:
    """A copy of that archive."""
    made = samples.copy_of(holdings, tmp_path / "archive")
    yield made
    made.close()


def contents(archive: Archive) -> dict[str, dict[str, Any]]:
    with archive.reading() as connection:
        found = repository.current(connection, list(repository.every(connection)))
        return {key: record.content() for key, record in found.items()}


def written(
    archive: Archive, tmp_path: Path, form: str, audience: Audience = CONFIDENTIAL, **more: Any
) -> Path:
    out = tmp_path / f"out.{form}"
    export(archive, out, Order(form, audience, **more))
    return out


@pytest.mark.parametrize("form", ROUND)
def test_an_empty_archive_gets_the_same_records(
    full: Archive, other: Archive, tmp_path: Path, form: str
) -> None:
    path = written(full, tmp_path, form, codes=form in ("csv", "geojson"))
    outcome = import_file(other, path, None, ImportOrder())
    assert outcome.progress.created == len(contents(full))
    assert contents(other) == contents(full)
    assert import_file(full, path, None, ImportOrder()).progress.revised == 0


def test_no_cell_of_a_csv_begins_as_a_formula(full: Archive, tmp_path: Path) -> None:
    with written(full, tmp_path, "csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=2+3" in cells
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n"))]


def test_every_cell_of_a_workbook_is_text(full: Archive, tmp_path: Path) -> None:
    book = load_workbook(written(full, tmp_path, "xlsx"))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    book.close()
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert "=2+3" in [cell.value for cell in cells]


def test_an_edited_workbook_tells_its_difference_and_revises_by_id(
    full: Archive, tmp_path: Path
) -> None:
    path = written(full, tmp_path, "xlsx", record_type="incident")
    book = load_workbook(path)
    page: Any = book.worksheets[0]
    head = {cell.value: cell.column for cell in page[1]}
    row = next(r for r in page.iter_rows(min_row=2) if r[head["ref"] - 1].value == "I5")
    row[head["title"] - 1].value = "A fire in the office"
    book.save(path)
    book.close()
    plans: list[Plan] = []
    dry = import_file(full, path, None, ImportOrder(dry_run=True), lambda p, _: plans.append(p))
    (change,) = (c for plan in plans for c in plan.changes if c.differences)
    assert [(pointer, after) for pointer, _, after in change.differences] == [
        ("/title", "A fire in the office")
    ]
    before = contents(full)
    done = import_file(full, path, None, ImportOrder(reason="a sheet"))
    assert counts(done) == counts(dry)
    after = contents(full)
    (changed,) = (key for key in after if after[key] != before[key])
    assert after[changed] == {**before[changed], "title": "A fire in the office"}


def test_a_column_that_was_left_out_leaves_its_field_as_it_is(
    archive: Archive, tmp_path: Path
) -> None:
    (made,) = samples.record(archive, samples.incident("I1", tags=["doors"]))
    path = tmp_path / "titles.csv"
    path.write_text(f"type,id,title\r\nincident,{made.id},Two doors\r\n")
    import_file(archive, path, None, ImportOrder())
    content = contents(archive)[made.id]
    assert (content["title"], content["tags"]) == ("Two doors", ["doors"])


@pytest.mark.parametrize("form", ROUND)
def test_what_is_withheld_does_not_leave(archive: Archive, tmp_path: Path, form: str) -> None:
    samples.record(
        archive,
        samples.incident("I1", title="Seen", tags=["hidden"],
                         access=access("public", tags="confidential")),
        samples.incident("I2", title="Unseen"),
    )  # fmt: skip
    path = written(archive, tmp_path, form, PUBLIC)
    if form == "xlsx":
        book = load_workbook(path)
        text = str([[cell.value for cell in row] for row in book.worksheets[0].iter_rows()])
        book.close()
    else:
        text = path.read_text("utf-8-sig")
    assert "Seen" in text
    assert "Unseen" not in text
    assert "hidden" not in text


@pytest.mark.parametrize("form", ROUND)
def test_what_lacks_withheld_fields_never_revises_the_record(
    archive: Archive, tmp_path: Path, form: str
) -> None:
    samples.record(archive, samples.incident("I1", tags=["doors"], access=access(
        "public", tags="confidential"
    )))  # fmt: skip
    path = written(archive, tmp_path, form, PUBLIC)
    found: list[str] = []
    import_file(
        archive, path, None, ImportOrder(dry_run=True),
        lambda plan, _: found.extend(p.reason for one in plan.refused for p in one.problems),
    )  # fmt: skip
    assert found == [
        "it was written for the audience public, and would take away what that audience cannot see"
    ]


def test_precision_codes_stand_beside_the_date(archive: Archive, tmp_path: Path) -> None:
    samples.record(archive, samples.incident("I1", date={"edtf": "2014-12"}), samples.incident())
    with written(archive, tmp_path, "csv", codes=True).open(encoding="utf-8-sig") as file:
        rows = {row["date.edtf"]: row for row in csv.DictReader(file)}
    assert (rows["2014-12"]["ucdp_date_prec"], rows["2014-12"]["acled_time_precision"]) == (
        "4",
        "3",
    )
    assert rows[""]["ucdp_date_prec"] == ""


def test_features_have_the_place_of_their_record(archive: Archive, tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [45.5, 43.25]}
    samples.record(
        archive, samples.incident("I1", place={"geometry": point}), samples.incident("I2")
    )
    whole = json.loads(written(archive, tmp_path, "geojson").read_text("utf-8"))
    found = {one["properties"]["ref"]: one["geometry"] for one in whole["features"]}
    assert found == {"I1": point, "I2": None}


def test_a_bag_holds_records_files_and_log_and_others_find_it_valid(
    full: Archive, other: Archive, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.txt"
    photo.write_bytes(b"bytes")
    (added,) = samples.add(full, photo)
    folder = written(full, tmp_path, "bag")
    command = [sys.executable, "-m", "bagit", "--validate", str(folder)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert added.outcome == "stored"
    assert [p.read_bytes() for p in (folder / "data" / "evidence").glob("*/*")] == [b"bytes"]
    assert (folder / "data" / "log" / "checkpoint").is_file()
    import_file(other, folder / "data" / "records.jsonl", None, ImportOrder())
    assert contents(other) == contents(full)


def test_a_bag_is_for_those_who_see_everything(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(WholeArchiveOnly, match="expected the audience confidential"):
        written(archive, tmp_path, "bag", RESTRICTED)


def test_what_is_there_is_never_written_over(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("mine")
    with pytest.raises(OutputTaken, match=r"out\.csv") as caught:
        written(archive, tmp_path, "csv")
    assert caught.value.path.read_text() == "mine"


LONG = {
    "letters": "a" * 40_000,
    "signs beyond the first plane": "b" + "\N{PILE OF POO}" * 50_000,
    "signs that are written longer": "\x07" * 6_000 + "_x0041_" * 4_000,
    "blanks and line ends": "  \r\n " * 20_000 + "end",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_text_too_long_for_a_cell_comes_back_from_several(
    archive: Archive, other: Archive, tmp_path: Path, text: str
) -> None:
    samples.record(archive, samples.incident("I1", narrative={"en": text, "ru": "х"}, title=text))
    samples.record(archive, samples.incident("I2", narrative={"en": "short"}))
    path = written(archive, tmp_path, "xlsx")
    book = load_workbook(path)
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    book.close()
    assert max(len(cell.encode("utf-16-le")) // 2 for cell in cells) <= 32_767
    import_file(other, path, None, ImportOrder())
    assert contents(other) == contents(archive)
    assert import_file(archive, path, None, ImportOrder()).progress.unchanged == 2


def test_the_rest_of_a_text_that_was_deleted_is_missed(archive: Archive, tmp_path: Path) -> None:
    samples.record(archive, samples.incident("I1", narrative={"en": "a" * 40_000}))
    path = written(archive, tmp_path, "xlsx")
    book = load_workbook(path)
    page: Any = book.worksheets[0]
    head = {cell.value: cell.column for cell in page[1]}
    page.delete_cols(head["narrative.en (2)"])
    book.save(path)
    book.close()
    why = r"narrative.en: expected the rest of its text in the column narrative\.en \(2\)"
    with pytest.raises(RowsRefused, match=why):
        import_file(archive, path, None, ImportOrder())


def test_records_that_point_to_each_other_are_refused_with_what_they_point_to(
    other: Archive, tmp_path: Path
) -> None:
    def line(title: str, ref: str | None, to: str | None = None, **more: Any) -> dict[str, Any]:
        links = [{"to": to, "type": "precedes"}] if to else []
        named = {"ref": ref} if ref else {}
        return {"type": "incident", "title": title, **named, "links": links, **more}

    lines = [
        line("A", "I1", "I2"),
        line("B", "I2", date={"edtf": "31 June"}),
        line("C", "I3", "I4"),
        line("D", "I4", "I3"),
        line("nameless", None),
    ]
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    outcome = import_file(
        other, path, None, ImportOrder(partial=True, refused=tmp_path / "aside.jsonl")
    )
    assert counts(outcome) == (2, 3, 2, 0, 0)
    assert sorted(row["title"] for row in contents(other).values()) == ["C", "D"]
    aside = [json.loads(line) for line in (tmp_path / "aside.jsonl").read_text().splitlines()]
    reasons = [row["refused_because"] for row in aside]
    assert len([why for why in reasons if "no record has this ref" in why]) == 1
