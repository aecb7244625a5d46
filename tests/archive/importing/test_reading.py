"""Reading files: quoted line ends, encodings, limits; nothing repaired, nothing misread."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest

from archive.importing import documents, files, workbooks
from archive.importing.delimited import open_delimited
from archive.importing.documents import open_document
from archive.importing.encodings import encoding_of, of_one_byte
from archive.importing.errors import TooLargeToRead, UnreadableTable
from archive.importing.files import open_table
from archive.importing.rows import Table, as_text
from archive.importing.workbooks import open_workbook
from tests.archive.importing.tables import mapping, workbook, written


def opened(path: Path, guarded: bool = False) -> Table:
    return open_delimited(path, "csv", encoding=None, delimiter=None, guarded=guarded)


SPECTRUM = [
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines",
    "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
]  # fmt: skip


@pytest.mark.parametrize("name", SPECTRUM)
def test_published_awkward_tables_give_the_published_cells(shared_data: Path, name: str) -> None:
    folder = shared_data / "csv-spectrum"
    wanted = json.loads((folder / "json" / f"{name}.json").read_text("utf-8"))
    found = [dict(row.cells) for row in opened(folder / "csvs" / f"{name}.csv").rows]
    # Stored copies of these files have lost the carriage returns that their answers speak of.
    assert json.dumps(found).replace("\\r", "") == json.dumps(wanted).replace("\\r", "")


def test_line_ends_in_quotes_stay_what_they_were(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b\r\n"one\r\ntwo\nthree\rfour",x\r\n')
    (row,) = opened(path).rows
    assert row.cells == {"a": "one\r\ntwo\nthree\rfour", "b": "x"}


RUSSIAN = "место,дата\r\nГрозный, Путь,Ещё вчера вечером\r\n"
FRENCH = "lieu,date\r\nChâteau-Thierry à côté,l'été dernier\r\n"


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (RUSSIAN, "utf-8", "utf-8"),
        (RUSSIAN, "utf-8-sig", "utf-8-sig"),
        (RUSSIAN, "utf-16", "utf-16"),
        (RUSSIAN, "utf-32", "utf-32"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (FRENCH, "latin-1", "latin-1"),
        (FRENCH.replace("'", "’"), "cp1252", "windows-1252"),
        ("a,b\r\n1,2\r\n", "ascii", "utf-8"),
    ],
)
def test_an_encoding_is_detected(tmp_path: Path, text: str, encoding: str, named: str) -> None:
    path = written(tmp_path, text, encoding=encoding)
    assert encoding_of(path) == named
    assert path.read_bytes().decode(named).lstrip("\ufeff") == text


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("Ελλάδα και".encode("cp1253")[:4] + b" x " + b"\xe1\xe1 \xe1", id="either"),
        pytest.param(b"PK\x03\x04\x00\x00a", id="no-text"),
    ],
)
def test_what_may_be_several_encodings_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(UnreadableTable, match=r"state `encoding`|zero bytes"):
        encoding_of(path)


def test_bytes_without_a_high_one_say_nothing() -> None:
    assert of_one_byte(b"plain") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no names of columns"),
        ("a,a\r\n1,2\r\n", "the column 'a' twice"),
        ('a,b\r\n"1"x,2\r\n', "line 2"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, text: str, why: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UnreadableTable, match=why):
        list(opened(path).rows)


def test_a_quotation_mark_without_its_fellow_does_not_swallow_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b\r\n"1,2\r\n' + "3,4\r\n" * 300_000)
    with pytest.raises(UnreadableTable, match="a quotation mark without its fellow"):
        list(opened(path).rows)


def test_a_semicolon_or_tab_is_found_as_what_divides_cells(tmp_path: Path) -> None:
    (row,) = opened(written(tmp_path, 'a;"b,c"\r\n1;2\r\n')).rows
    assert row.cells == {"a": "1", "b,c": "2"}


def test_a_short_or_long_row_is_faulty_and_not_shifted(tmp_path: Path) -> None:
    rows = list(opened(written(tmp_path, "a,b\r\n1\r\n1,2,3\r\n")).rows)
    assert [row.faults[""] for row in rows] == [
        "expected 2 cells, found 1",
        "expected 2 cells, found 3",
    ]


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path, ["a"], ["1"])
    monkeypatch.setattr(workbooks, "MAX_SHEET_BYTES", 10)
    with pytest.raises(TooLargeToRead, match="expected at most 10 bytes of") as caught:
        open_workbook(path, None)
    assert caught.value.limit == 10


def test_a_sheet_of_too_many_rows_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path, ["a"], *[[str(n)] for n in range(9)])
    monkeypatch.setattr(workbooks, "MAX_ROWS", 5)
    with pytest.raises(TooLargeToRead, match="expected at most 5 rows"):
        list(open_workbook(path, None).rows)


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "no zip", "x.xlsx")
    with pytest.raises(UnreadableTable, match="no workbook"):
        open_workbook(path, None)
    with zipfile.ZipFile(path, "w") as empty:
        empty.writestr("a.txt", "a")
    with pytest.raises(UnreadableTable, match="no workbook"):
        open_workbook(path, None)


def test_a_large_document_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "[{}]", "x.json")
    monkeypatch.setattr(documents, "MAX_DOCUMENT", 3)
    with pytest.raises(TooLargeToRead, match="JSON Lines"):
        open_document(path, "json", encoding=None, rows=None)


@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.jsonl"])
def test_a_very_large_table_is_refused_at_once(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(1 << 30)  # a file of one gigabyte that takes no room
    with pytest.raises(TooLargeToRead, match="divide it into several files") as caught:
        open_table(path, mapping())
    assert (caught.value.found, caught.value.limit) == (1 << 30, files.MAX_STREAM)


def test_lines_of_json_are_read_one_by_one_and_faulty_ones_named(tmp_path: Path) -> None:
    path = written(tmp_path, '{"a": {"b": 1.0}}\n\n[1]\n{"a": 1, "a": 2}\n{"x": NaN}\n', "x.jsonl")
    first, *faulty = open_document(path, "jsonl", encoding=None, rows=None).rows
    assert as_text(first.cells["a.b"]) == "1"
    assert [sorted(row.faults) for row in faulty] == [[""]] * 3


def test_a_list_at_a_pointer_and_an_object_without_one(tmp_path: Path) -> None:
    path = written(tmp_path, '{"data": [{"a": 1}], "n": 1}', "x.json")
    assert len(list(open_document(path, "json", encoding=None, rows="/data").rows)) == 1
    for pointer in ("/n", "/none"):
        with pytest.raises(UnreadableTable, match=pointer):
            open_document(path, "json", encoding=None, rows=pointer)


def test_the_limit_of_a_cell_is_that_of_the_reader(tmp_path: Path) -> None:
    list(opened(written(tmp_path, "a\r\n1\r\n")).rows)
    assert csv.field_size_limit() == 1 << 20


def test_a_sheet_that_yields_no_rows_is_not_read_for_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Danger: a megabyte that unpacks to millions of rows of one number keeps a processor busy.
    monkeypatch.setattr(workbooks, "MAX_SILENT_BYTES", 1 << 18)
    again = b'<row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c></row>'
    path = with_rows(tmp_path, again * 20_000)
    with pytest.raises(TooLargeToRead, match="bytes between two rows"):
        list(open_workbook(path, None).rows)


def test_a_sheet_that_unpacks_to_a_hundred_times_its_size_is_refused(tmp_path: Path) -> None:
    path = with_rows(tmp_path, b" " * (workbooks.RATIO_FROM + 1))
    with pytest.raises(TooLargeToRead, match="packed into"):
        open_workbook(path, None)


def with_rows(folder: Path, more: bytes) -> Path:
    """A small workbook with more in its sheet than a program would write."""
    plain = workbook(folder, ["a"], ["b"])
    path = folder / "more.xlsx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", more + b"</sheetData>")
            out.writestr(name, data)
    return path
