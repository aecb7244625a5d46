"""The report of the worked example says what its source says, and no more."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from archive.cli import cli
from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.reporting.drawing import svg
from archive.reporting.report import Report, report
from archive.search.engine import engine_of
from archive.search.query import SearchQuery
from archive.worked_example import example_records
from archive.workspace import Archive
from schemas.counts import Interval
from schemas.records import read_record
from tests.archive.samples import access, actor, copy_of, incident, record
from tests.copies import copy_archive


@pytest.fixture(scope="module")
def example(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The worked example, for tests that change nothing."""
    folder: Path = tmp_path_factory.mktemp("example")
    archive = copy_of(founded, folder / "archive")
    record(archive, *(read_record(json.dumps(row)) for row in example_records()))
    yield archive
    archive.close()


def made(archive: Archive, **options: object) -> Report:
    words = {name: options.pop(name) for name in list(options) if name in ("date_from", "date_to")}
    query = SearchQuery(**words)  # type: ignore[arg-type]
    audience = options.pop("audience", CONFIDENTIAL)
    return report(archive, engine_of(archive), query, audience, **options)  # type: ignore[arg-type]


def test_it_counts_what_the_source_counts(example: Archive) -> None:
    total = made(example, context=True).total
    assert (total.certain, total.possible) == (10, 0)
    assert total.numbers["killed"] == Interval(26, None)
    assert total.numbers["detained"] == Interval(2, 2)


def test_houses_are_at_least_nine_and_four_classes_were_not_returned(example: Archive) -> None:
    things = made(example).things
    assert things["destroyed"] == {"house": Interval(9, None), "office": Interval(1, 1)}
    assert sorted(things["not_returned"]) == ["camera", "computer", "electronic_equipment", "phone"]


def test_context_stays_out_and_is_said_to(example: Archive) -> None:
    found = made(example)
    assert found.total.certain == 9
    assert "killed" not in found.total.numbers
    assert found.notes[0].startswith("1 incident of context not counted")


def test_of_the_first_half_of_december_the_houses_are_only_possible(example: Archive) -> None:
    found = made(example, date_from="2014-12-01", date_to="2014-12-15", by="kind")
    row = next(row for row in found.rows if row.key == "destruction")
    assert (row.certain, row.possible) == (1, 1)
    assert row.numbers["destroyed"] == Interval(1, None)


def test_an_audience_counts_only_what_it_sees(archive: Archive) -> None:
    victim = {"victims": [{"actor": "A1"}], "type": "killing"}
    record(
        archive,
        actor("A1", access=access("confidential")),
        incident("I1", access=access("public"), acts=[victim]),
        incident("I2", access=access("confidential"), acts=[victim]),
    )
    everything, public = made(archive).total, made(archive, audience=PUBLIC).total
    assert (everything.certain, public.certain) == (2, 1)
    assert everything.numbers["victims"] == Interval(1, 1)
    assert "victims" not in public.numbers


def test_people_who_may_be_one_widen_the_number_of_victims(archive: Archive) -> None:
    same = [{"to": "A1", "type": "possibly_same_as"}]
    record(archive, actor("A1"), actor("A2", name="V. N.", relations=same))
    acts = [{"type": "following", "victims": [{"actor": one}]} for one in ("A1", "A2")]
    record(archive, incident("I1", acts=acts))
    assert made(archive).total.numbers["victims"] == Interval(1, 2)


def test_the_picture_says_every_number_in_text(example: Archive) -> None:
    drawn = svg(made(example, by="kind"), "destroyed", title='Lost & "gone"')
    texts = [
        element.text for element in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert texts[0] == 'Lost & "gone"'
    assert "≥ 10" in texts
    assert "destruction" in texts


@pytest.fixture
def folder(example: Archive, tmp_path: Path) -> Path:
    return copy_archive(example.settings.folder, tmp_path / "archive")


def shown(folder: Path, *arguments: str) -> str:
    done = CliRunner().invoke(cli, ["--archive", str(folder), "report", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_prints_a_table(folder: Path) -> None:
    printed = shown(folder, "--by", "month")
    assert "2014-12" in printed
    assert "destroyed: house ≥ 9, office 1" in printed


def test_csv_has_two_columns_for_each_number(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(shown(folder, "--by", "kind", "--format", "csv"))))
    total = rows[-1]
    assert (total["kind"], total["destroyed_lo"], total["destroyed_hi"]) == ("total", "10", "")
    assert (total["killed_lo"], total["killed_hi"]) == ("", "")


def test_json_keeps_an_open_bound_apart_from_none(folder: Path) -> None:
    total = json.loads(shown(folder, "--json", "--context"))["total"]["numbers"]
    assert total["killed"] == {"lo": 26, "hi": None}


def test_a_group_that_looks_like_a_formula_is_none_in_csv(archive: Archive) -> None:
    record(archive, incident("I1", place={"name": "x", "admin": ["=HYPERLINK(1)"]}))
    archive.engine.dispose()
    printed = shown(archive.settings.folder, "--by", "place", "--format", "csv")
    assert "'=HYPERLINK(1)" in printed


def test_svg_is_written_to_standard_output(folder: Path) -> None:
    drawn = ET.fromstring(shown(folder, "--of", "victims", "--by", "kind", "--format", "svg"))
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
