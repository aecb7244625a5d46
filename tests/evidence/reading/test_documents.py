"""The words and properties of PDF, office files, mail and plain text."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from hashlib import sha256
from tempfile import TemporaryFile

import pytest
from PIL import Image

from evidence.capture.claims import ClaimedTime
from evidence.errors import UnreadablePicture
from evidence.imaging.pdf_pages import first_page
from evidence.media_types.mediatype import identify
from evidence.reading import zipped as zip_limits
from evidence.reading.contents import Patience
from evidence.reading.mail import MAX_BYTES, read_mail
from evidence.reading.pdf import read_pdf
from evidence.reading.readers import read
from tests.evidence.reading.made_files import pdf, zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read_as_it_is(data: bytes):
    file = io.BytesIO(data)
    return read(file, identify(file).type)


def test_words_of_each_page_and_properties_of_a_pdf():
    contents = read_as_it_is(
        pdf("Burnt office", "Second page", info={"CreationDate": "D:20141214100500+03'00'"})
    )
    assert contents.text == "Burnt office\fSecond page"
    assert contents.claims.pages == 2
    assert contents.claims.times == (
        ClaimedTime("2014-12-14T10:05:00", "+03:00", "PDF CreationDate"),
    )
    assert contents.how.startswith("PDFium ")


@pytest.mark.parametrize(
    ("written", "wall_clock", "offset"),
    [
        ("D:20141214100500Z", "2014-12-14T10:05:00", "+00:00"),
        ("D:20141214100500", "2014-12-14T10:05:00", None),
        ("D:201412141005", "2014-12-14T10:05:00", None),
        ("D:20141214100500-0130", "2014-12-14T10:05:00", "-01:30"),
    ],
)
def test_times_of_a_pdf_keep_the_zone_that_is_written(written, wall_clock, offset):
    [time] = read_as_it_is(pdf("x", info={"ModDate": written})).claims.times
    assert (time.wall_clock, time.utc_offset) == (wall_clock, offset)


@pytest.mark.parametrize("written", ["yesterday", "D:20141314100500", "D:20141214100500+99'00'"])
def test_what_is_no_time_in_a_pdf_is_a_note(written):
    claims = read_as_it_is(pdf("x", info={"ModDate": written})).claims
    assert claims.times == ()
    assert "PDF ModDate claims nothing" in claims.notes[0]


def test_the_first_page_is_a_picture():
    picture = first_page(io.BytesIO(pdf("Burnt office")))
    assert picture.size == (640, 480)
    assert picture.convert("L").getextrema() == (0, 255)


def test_a_broken_pdf_costs_a_note():
    contents = read(io.BytesIO(b"%PDF-1.4 nothing"), "application/pdf")
    assert contents.text is None
    assert contents.claims.notes[0].startswith("it was not read as application/pdf")
    with pytest.raises(UnreadablePicture, match="within the limits"):
        first_page(io.BytesIO(b"%PDF-1.4 nothing"))


def test_a_reader_that_ran_out_of_patience_says_how_far_it_came():
    contents = read_pdf(io.BytesIO(pdf("one", "two", "three")), Patience(0))
    assert contents.text == ""
    assert contents.claims.notes == ("words of the first 0 of 3 pages were read",)


def docx(body: str, **more: str) -> bytes:
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **more})


CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<dc:creator>A clerk</dc:creator><dcterms:created>2014-12-14T07:05:00Z</dcterms:created>
</cp:coreProperties>"""


def test_words_and_properties_of_a_text_document():
    body = "<w:p><w:t>Дом </w:t><w:t>сожжён</w:t></w:p><w:p><w:t>2</w:t></w:p>"
    contents = read_as_it_is(docx(body, **{"docProps/core.xml": CORE}))
    assert contents.text == "Дом сожжён\n2"
    assert contents.claims.raw["document creator"] == "A clerk"
    assert contents.claims.times == (
        ClaimedTime("2014-12-14T07:05:00", "+00:00", "document created"),
    )


def test_words_of_sheets_are_told_once_and_numbers_are_not_words():
    s = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = f"<sst {s}><si><t>Town</t></si><si><t>Houses</t></si></sst>"
    sheet = (
        f"<worksheet {s}><sheetData><row><c t='s'><v>0</v></c><c t='s'><v>1</v></c></row>"
        "<row><c t='inlineStr'><is><t>Mill</t></is></c><c><v>9</v></c></row></sheetData>"
        "</worksheet>"
    )
    contents = read_as_it_is(
        zipped(
            {
                "[Content_Types].xml": "<Types/>",
                "xl/sharedStrings.xml": shared,
                "xl/worksheets/sheet1.xml": sheet,
            }
        )
    )
    assert (contents.text or "").split() == ["Town", "Houses", "Mill"]


def test_words_of_an_open_document():
    content = (
        '<office:document-content xmlns:office="o" xmlns:text="t"><office:body>'
        "<text:h>House</text:h><text:p>burnt <text:span>down</text:span> at night</text:p>"
        "</office:body></office:document-content>"
    )
    data = zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content},
        zipfile.ZIP_STORED,
    )
    assert read_as_it_is(data).text == "House\nburnt down at night"


def test_entities_in_an_office_file_are_refused():
    hostile = '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    contents = read_as_it_is(
        zipped({"[Content_Types].xml": "", "word/document.xml": hostile, "word/x": ""})
    )
    assert contents.text == ""
    assert "no XML that is read here" in contents.claims.notes[0]


def test_a_document_that_unfolds_into_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(zip_limits, "MAX_ENTRY_BYTES", 10_000)
    contents = read_as_it_is(docx("<w:p>" + " " * 20_000 + "</w:p>"))
    assert "unfolds into too much" in contents.claims.notes[0]


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Вера <vera@example.org>"
    message["To"] = "archive@example.org"
    message["Subject"] = "Обыск"
    message["Date"] = "Sun, 14 Dec 2014 10:05:00 +0300"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Пришли утром.\n", charset="koi8-r")
    message.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="дом.jpg")
    return message


def test_headers_words_and_parts_of_a_mail():
    contents = read_as_it_is(mail().as_bytes())
    claims = contents.claims
    assert "Subject: Обыск" in (contents.text or "")
    assert "Пришли утром." in (contents.text or "")
    assert claims.raw["mail From"] == "Вера <vera@example.org>"
    assert claims.times == (ClaimedTime("2014-12-14T10:05:00", "+03:00", "mail Date"),)
    digest = sha256(b"\xff\xd8\xff").hexdigest()
    assert claims.raw["mail part 2"] == f"дом.jpg: image/jpeg, 3 bytes, SHA-256 {digest}"


def test_of_a_huge_mail_the_headers_are_read():
    with TemporaryFile() as file:
        file.write(mail().as_bytes())
        file.truncate(MAX_BYTES + 1)  # holes, which take no room
        contents = read_mail(file)
    assert contents.claims.raw["mail From"] == "Вера <vera@example.org>"
    assert contents.claims.times == (ClaimedTime("2014-12-14T10:05:00", "+03:00", "mail Date"),)
    assert not [name for name in contents.claims.raw if name.startswith("mail part")]
    assert contents.claims.notes == (
        "a mail of more than 67,108,864 bytes: of it the headers alone were read",
    )


def test_a_mail_without_a_zone_has_none():
    # RFC 5322 writes -0000 where nothing is said about the zone of the sender.
    text = b"From: a@example.org\nTo: b@example.org\nDate: Sun, 14 Dec 2014 10:05:00 -0000\n\nhi\n"
    [time] = read_as_it_is(text).claims.times
    assert time.utc_offset is None


def test_a_text_that_only_begins_like_a_mail_is_none():
    assert identify(io.BytesIO(b"Date: today\n\nWe went there.\n")).type == "text/plain"
    assert identify(io.BytesIO(b"From: x\nTo: y\nDate: z\nand so on\n")).type == "text/plain"


RUSSIAN = "Вечером неизвестные вошли в здание школы, свидетель слышал выстрелы."


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8-r"])
def test_plain_text_is_read_in_its_own_encoding(codec):
    contents = read(io.BytesIO(RUSSIAN.encode(codec)), "text/plain")
    assert contents.text == RUSSIAN


def test_text_whose_encoding_cannot_be_told_is_not_read():
    contents = read(io.BytesIO(b"Caf\xe9 \xff\xfe\xfd m\xe9\xe8"), "text/plain")
    assert contents.text is None
    assert contents.claims.notes == (
        "its words were not read: which encoding it has cannot be told with certainty",
    )


def test_words_of_html_are_what_a_reader_sees():
    page = (
        "<html><head><meta charset=windows-1251><title>Дом</title><script>var a=1</script>"
        "<style>p{}</style></head><body><p>со&#1078;жён</p>в полночь</body></html>"
    )
    contents = read_as_it_is(page.encode("cp1251"))
    assert contents.text == "Дом\nсожжён\nв полночь"


def test_a_pdf_page_makes_a_small_picture():
    from evidence.reading.picturing import draw

    drawn = draw(io.BytesIO(pdf("Burnt office")), "application/pdf", max_pixels=10**6)
    assert (drawn.kind, drawn.bits) == ("first_page", None)
    assert Image.open(io.BytesIO(drawn.rendition.content)).size == (640, 480)
