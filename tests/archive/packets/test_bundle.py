"""The bundle, the index and the load files: one numbering, and nothing that is withheld."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest

from archive.disclosure import CONFIDENTIAL
from archive.packets.build import Form, build_packet
from archive.packets.bundle import wording
from archive.packets.index import as_csv, as_xlsx
from archive.packets.load_files import as_dat
from archive.packets.paging import page_texts
from archive.packets.plan import plan_packet
from archive.typesetting.setting import writable
from archive.workspace import Archive
from tests.archive import samples
from tests.archive.packets.matter import IN_ARABIC, SECRETS


def rows(packet: Path, name: str = "index.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((packet / "data" / name).read_text("utf-8"))))


def pages(pdf: Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


@pytest.mark.parametrize("name", ["whole", "public"])
def test_every_page_of_the_index_is_where_the_bundle_has_it(made: Path, name: str) -> None:
    texts = pages(made / name / "data/bundle.pdf")
    listed = rows(made / name)
    assert listed
    for row in listed:
        at = int(row["bundle_page"]) - 1
        assert f"Exhibit {row['exhibit']}" in texts[at]
        assert row["first_number"] in texts[at + 1]
        assert row["last_number"] in texts[at + int(row["pages"])]
        assert f"Page {at + 1}" in texts[at]
    assert f"{listed[0]['exhibit']}" in texts[1]


def test_numbers_are_unique_and_without_gaps_in_every_file(made: Path) -> None:
    packet = made / "whole"
    opt = (packet / "data/loadfile.opt").read_text("ascii").splitlines()
    numbers = [line.split(",")[0] for line in opt]
    assert numbers == [f"EV-{number:06d}" for number in range(1, len(numbers) + 1)]
    assert all(line.count(",") == 6 for line in opt)
    listed = rows(packet)
    assert [row["first_number"] for row in listed] == [
        line.split(",")[0] for line in opt if line.split(",")[3] == "Y"
    ]
    assert listed[-1]["last_number"] == numbers[-1]
    texts = pages(packet / "data/bundle.pdf")
    for line in opt:
        number, _, path, *_ = line.split(",")
        assert number in texts[int(path.rpartition("=")[2]) - 1]


def test_the_dat_file_parses_back_to_its_twin_and_to_the_files(made: Path) -> None:
    packet = made / "whole"
    data = (packet / "data/loadfile.dat").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")[:-1]
    read = [[cell.strip("þ") for cell in line.split("\x14")] for line in lines]
    twin = list(csv.reader(io.StringIO((packet / "data/loadfile.csv").read_text("utf-8"))))
    assert read == twin
    head, *body = read
    for row in body:
        fields = dict(zip(head, row, strict=True))
        file = packet / fields["NATIVEPATH"]
        for name, column in (("sha256", "SHA256HASH"), ("md5", "MD5HASH")):
            import hashlib

            found = hashlib.new(name, file.read_bytes(), usedforsecurity=False).hexdigest()
            assert found == fields[column]


def test_the_workbook_says_what_the_csv_says(made: Path) -> None:
    packet = made / "whole"
    with zipfile.ZipFile(packet / "data/index.xlsx") as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    read = [
        ["".join(cell.itertext()) for cell in row.iter(f"{name}c")]
        for row in sheet.iter(f"{name}row")
    ]
    assert read == list(csv.reader(io.StringIO((packet / "data/index.csv").read_text("utf-8"))))


def test_no_cell_is_a_formula() -> None:
    table = [["=1+1", "@x", "-2", "plain", 3]]
    assert as_csv(table) == b"'=1+1,'@x,'-2,plain,3\r\n"
    with zipfile.ZipFile(io.BytesIO(as_xlsx(table, sheet="A & B"))) as book:
        text = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in text
        assert 't="inlineStr"' in text
        ElementTree.fromstring(book.read("xl/workbook.xml"))


def test_signs_with_a_meaning_in_a_dat_file_are_written_otherwise() -> None:
    line = as_dat([["a\nb", "þorn", "c\x14d"]]).decode("utf-8-sig")
    assert line == "þa®bþ\x14þthornþ\x14þc dþ\r\n"


def test_names_and_words_in_every_script_can_be_found(made: Path) -> None:
    text = " ".join(pages(made / "public/data/bundle.pdf"))
    assert "Вера Новикова" in text
    assert "Дом сгорел" in text
    assert "فيرا" in text.replace("\u202b", "").replace("\u202c", "")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_another_reader_finds_them_as_well(made: Path) -> None:
    command = ["pdftotext", str(made / "public/data/bundle.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert "Вера Новикова" in text
    assert "نوفيكوفا" in text
    words = [word.strip(".،") for word in IN_ARABIC.split()]
    assert [word for word in words if word not in text] == []


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_the_bundle_is_a_clean_pdf_for_archives_and_screen_readers(made: Path) -> None:
    path = made / "whole/data/bundle.pdf"
    subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=True)
    command = ["qpdf", "--qdf", "--object-streams=disable", str(path), "-"]
    plain = subprocess.run(command, capture_output=True, check=True).stdout
    assert b"<pdfaid:part>3</pdfaid:part>" in plain
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in plain
    assert b"<pdfuaid:part>1</pdfuaid:part>" in plain
    fonts = re.findall(rb"/FontName /([A-Z]{6}\+\w+)", plain)
    assert fonts
    assert plain.count(b"/FontFile2") >= len(set(fonts))
    assert b"/Outlines" in plain


# What has no pages of its own: words of office files, frames of films.


def test_words_of_an_office_file_are_stamped_page_by_page(made: Path) -> None:
    (row,) = [row for row in rows(made / "whole") if row["file"].endswith(".docx")]
    texts = pages(made / "whole/data/bundle.pdf")
    at = int(row["bundle_page"])
    assert "the words of the file alone (read from its XML)" in " ".join(texts[at - 1].split())
    assert "The council met at night." in texts[at]
    assert "Совет заседал ночью." in texts[at]
    assert row["first_number"] in texts[at]
    assert row["last_number"] in texts[at + 1]
    assert row["pages"] == "2"


def test_a_frame_of_a_film_stands_on_its_slip_sheet(made: Path) -> None:
    (row,) = [row for row in rows(made / "whole") if row["file"].endswith(".mp4")]
    document = pypdfium2.PdfDocument(made / "whole/data/bundle.pdf")
    page = document[int(row["bundle_page"])]
    words = " ".join(page.get_textpage().get_text_range().split())
    assert "A frame of the film" in words
    assert row["first_number"] == row["last_number"]
    assert row["first_number"] in words
    assert [one.type for one in page.get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    document.close()


def test_what_was_made_of_a_file_lies_beside_it_and_is_named_so(made: Path) -> None:
    listed = json.loads((made / "whole/data/exhibits.json").read_text("utf-8"))
    kinds = {Path(row["path"]).suffix: [one["kind"] for one in row["derived"]] for row in listed}
    assert (kinds[".docx"], kinds[".mp4"], kinds[".jpg"]) == (["text"], ["poster"], [])
    (loaded,) = [
        row for row in rows(made / "whole", "loadfile.csv") if row["NATIVEPATH"].endswith(".docx")
    ]
    words = (made / "whole" / loaded["TEXTPATH"]).read_text("utf-8")
    assert words.startswith("The council met at night.\n")
    assert not (made / "public/data/derived").exists()


# Nothing that the public may not know, in any form.


def test_nothing_withheld_is_in_any_file(made: Path) -> None:
    for path in (made / "public").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for secret in SECRETS:
            assert secret.encode() not in data, (path, secret)
            assert secret not in path.name
            assert secret.encode("utf-16-le") not in data
    whole = (made / "whole/data/exhibits").glob("*.jpg")
    assert any(b"SN-7714-SECRET" in path.read_bytes() for path in whole)


def test_nothing_withheld_is_in_the_words_of_the_bundle(made: Path) -> None:
    text = " ".join(pages(made / "public/data/bundle.pdf"))
    assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("name", ["public", "whole"])
def test_pictures_in_the_bundle_have_no_metadata(made: Path, name: str) -> None:
    # The writer of the PDF would copy a picture with all that stands in it.
    command = [
        "qpdf",
        "--qdf",
        "--object-streams=disable",
        str(made / name / "data/bundle.pdf"),
        "-",
    ]
    plain = subprocess.run(command, capture_output=True, check=True).stdout
    assert b"Exif\0\0" not in plain
    assert b"SN-7714" not in plain
    assert b"/DCTDecode" in plain


def test_digests_of_files_that_stay_out_are_nowhere(made: Path) -> None:
    def digests(name: str) -> set[str]:
        listed = json.loads((made / name / "data/exhibits.json").read_text())
        return {row["sha256"] for row in listed}

    out = digests("whole") - digests("public")
    assert out
    for path in (made / "public").rglob("*"):
        text = path.read_bytes() if path.is_file() else b""
        assert not [one for one in out if one.encode() in text], path


# Pages of text, and words with a direction.


def test_a_text_is_cut_into_pages_without_losing_a_word() -> None:
    data = "\n".join(f"line {number} " + "word " * 30 for number in range(100)).encode()
    texts = page_texts(data)
    assert len(texts) > 2
    assert "".join(texts).replace("\n", "").count("word") == 3000
    assert page_texts(b"\xff\xfe\x00") == []
    assert page_texts(b"") == [""]


@pytest.mark.parametrize(
    ("text", "lang", "rtl"),
    [("abc", "en", False), ("12 فيرا", "ar", True), ("Вера فيرا", "en", False), ("", "en", False)],
)
def test_words_run_as_their_first_letter_does(text: str, lang: str, rtl: bool) -> None:
    assert wording.said(text) == {"text": text, "lang": lang, "rtl": rtl}


def test_signs_without_a_font_are_said_to_be_missing() -> None:
    assert writable("Ж ب é 中 😀") == "Ж ب é \ufffd \ufffd"


def test_a_large_bundle_has_volumes_and_its_pages_are_counted_through(
    house: Archive, tmp_path: Path
) -> None:
    lines = "".join(f"line {number}\n" for number in range(8000))
    (tmp_path / "long.txt").write_text(lines)
    samples.record(house, samples.incident("I5", title="Long", date={"edtf": "2015-01-01"}))
    samples.add(house, tmp_path / "long.txt", incident="I5", consent=("court",), title="Long")
    plan = plan_packet(house, ["I1", "I5"], CONFIDENTIAL)
    packet = build_packet(house, plan, tmp_path / "packet", form=Form.FOLDER).folder
    volumes = sorted((packet / "data").glob("bundle*.pdf"))
    assert [path.name for path in volumes] == ["bundle-002.pdf", "bundle-003.pdf", "bundle.pdf"]
    texts = {f"data/{path.name}": pages(path) for path in volumes}
    before = {"data/bundle.pdf": 0, "data/bundle-002.pdf": len(texts["data/bundle.pdf"])}
    for row in rows(packet):
        text = texts[row["bundle_file"]][int(row["bundle_page"]) - before[row["bundle_file"]] - 1]
        assert f"Exhibit {row['exhibit']}" in text
        assert f"Page {row['bundle_page']}" in text
    for line in (packet / "data/loadfile.opt").read_text().splitlines()[::20]:
        number, _, path, *_ = line.split(",")
        file, _, page = path.partition("#page=")
        assert number in texts[file][int(page) - 1]
    assert "Custody of the exhibits" in texts["data/bundle-003.pdf"][0]
    assert "What was left out" in texts["data/bundle-003.pdf"][-1]
