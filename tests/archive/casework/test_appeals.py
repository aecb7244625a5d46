"""Appeals: what is overdue on a day, what came back, and the letter itself."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner

from archive.casework.appeals import Answer, Standing, answer, standings
from archive.casework.errors import LetterTaken
from archive.casework.letters import HEADINGS, letter, letter_pdf
from archive.checking.verify import verify
from archive.cli import cli
from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.errors import BadReference, WrongType
from archive.lookup import show
from archive.workspace import Archive
from schemas.appeal import Response
from schemas.verdict import Verdict
from schemas.vocabulary import LANGUAGES
from tests.archive.samples import access, actor, appeal, incident, record

DEADLINE = {"edtf": "2015-01-28", "verbatim": "before 28 January 2015"}
TWO = [{"person": "A1", "salutation": "Dear Chairman"}, {"office": "Prosecutor General"}]


def made(archive: Archive, **fields: Any) -> None:
    options: dict[str, Any] = {"deadline": DEADLINE, "addressees": TWO, **fields}
    record(archive, actor("A1", name="Ivan P."), appeal("N1", **options))


def stands(archive: Archive, on: str = "2015-02-01") -> Standing:
    (row,) = standings(archive, CONFIDENTIAL, date.fromisoformat(on))
    return row


@pytest.mark.parametrize(
    ("deadline", "on", "overdue"),
    [
        ({"edtf": "2015-01-28"}, "2015-01-28", Verdict.NO),
        ({"edtf": "2015-01-28"}, "2015-01-29", Verdict.CERTAINLY),
        ({"edtf": "2015-01"}, "2015-01-15", Verdict.POSSIBLY),
        ({"edtf": "2015-01"}, "2015-02-01", Verdict.CERTAINLY),
        ({"edtf": "2015-01-28/.."}, "2016-01-01", Verdict.POSSIBLY),
        ({"verbatim": "soon"}, "2016-01-01", Verdict.NO),
    ],
)
def test_a_deadline_has_passed_when_its_last_day_has(
    archive: Archive, deadline: Any, on: str, overdue: Verdict
) -> None:
    made(archive, deadline=deadline)
    assert stands(archive, on).overdue is overdue


def test_no_response_is_a_dated_fact_of_each_who_was_asked(archive: Archive) -> None:
    made(archive, responses=[{"kind": "none", "as_of": {"edtf": "2015-01-28"}}])
    row = stands(archive)
    assert [one.who for one in row.asked] == ["Ivan P.", "Prosecutor General"]
    assert {one.answer for one in row.asked} == {Answer.NONE_AS_OF}
    assert row.asked[0].words == "28 January 2015"
    assert row.overdue is Verdict.CERTAINLY


def test_an_answer_counts_for_the_one_who_gave_it(archive: Archive) -> None:
    made(archive)
    response = {"kind": "denial", "by": "A1", "date": {"edtf": "2015-02-10"}}
    answer(archive, "N1", Response.model_validate(response, strict=False))
    first, second = stands(archive).asked
    assert (first.answer, first.words) == (Answer.ANSWERED, "10 February 2015")
    assert second.answer is Answer.NOT_RECORDED
    assert stands(archive).overdue is Verdict.CERTAINLY
    assert verify(archive).findings == []


def test_nobody_waits_when_all_have_answered_or_the_appeal_is_closed(archive: Archive) -> None:
    responses = [{"kind": "pledge", "by": "A1"}, {"kind": "token", "by": "Prosecutor General"}]
    made(archive, responses=responses)
    assert stands(archive).overdue is Verdict.NO
    record(archive, appeal("N1", deadline=DEADLINE, addressees=TWO, status="closed"))
    assert stands(archive).overdue is Verdict.NO


def test_an_answer_from_nobody_known_is_refused(archive: Archive) -> None:
    made(archive)
    record(archive, incident("I1"))
    with pytest.raises(WrongType, match="an appeal"):
        answer(archive, "I1", Response(kind="none"))
    with pytest.raises(BadReference):
        answer(archive, "N1", Response(kind="denial", by="abcdefgh234567ab"))


def test_overdue_ones_come_first_and_the_public_sees_its_own(archive: Archive) -> None:
    made(archive)
    record(archive, appeal("N0", access=access("public")))
    day = date(2015, 2, 1)
    assert [row.ref for row in standings(archive, CONFIDENTIAL, day)] == ["N1", "N0"]
    assert [row.ref for row in standings(archive, PUBLIC, day)] == ["N0"]


def test_a_letter_holds_what_the_record_says_and_no_more(archive: Archive) -> None:
    made(archive, demands=[{"text": "To investigate."}], legal_reference="Article 286")
    view = show(archive, "N1", CONFIDENTIAL).view
    text = letter(view, TWO[0], "Ivan P.", "en")
    assert text.startswith("Ivan P.\n\nAbout: ")
    assert "Dear Chairman,\n\nI ask you:\n\n1. To investigate.\n\nLegal ground: Article 286" in text
    assert text.endswith("Please answer: before 28 January 2015\n")
    assert "None" not in letter(view, TWO[1], "", "en")


RUSSIAN = {
    "salutation": "Уважаемый господин прокурор",
    "office": "Генеральная прокуратура",
    "address": "Москва",
}
ARABIC = {"salutation": "السيد المدعي العام", "office": "النيابة العامة", "address": "الخرطوم"}


@pytest.mark.parametrize(
    ("row", "language", "demand"),
    [
        (TWO[0], "en", "To investigate."),
        (RUSSIAN, "ru", "Расследовать нападение."),
        (ARABIC, "ar", "التحقيق في الهجوم"),
    ],
    ids=["english", "russian", "arabic"],
)
def test_the_pdf_of_a_letter_has_its_words_and_is_made_again_the_same(
    archive: Archive, row: dict[str, str], language: str, demand: str
) -> None:
    made(archive, demands=[{"text": demand}])
    view = show(archive, "N1", CONFIDENTIAL).view
    at = datetime(2015, 1, 10, 12, tzinfo=UTC)
    pdf = letter_pdf(view, row, "Ivan", language, at=at)
    assert pdf == letter_pdf(view, row, "Ivan", language, at=at)
    assert b"pdfaid" in pdf
    document = pypdfium2.PdfDocument(pdf)
    words = document[0].get_textpage().get_text_range()
    document.close()
    found = set(words.translate(str.maketrans("،,.:", "    ")).split())
    for expected in ("Ivan", row["salutation"], demand, HEADINGS[language]["ask"]):
        assert set(expected.strip(":.").split()) <= found


def test_there_are_headings_in_every_language_of_the_labels() -> None:
    assert tuple(HEADINGS) == LANGUAGES
    assert len({frozenset(words) for words in HEADINGS.values()}) == 1


def run(archive: Archive, *arguments: str) -> Any:
    return CliRunner().invoke(cli, ["--archive", str(archive.settings.folder), *arguments])


def test_the_command_lists_what_is_overdue(archive: Archive) -> None:
    made(archive)
    shown = run(archive, "appeal", "list", "--overdue", "--on", "2015-02-01")
    assert "overdue on 2015-02-01" in shown.output
    before = run(archive, "appeal", "list", "--overdue", "--on", "2015-01-01")
    assert before.output == "no appeal is overdue on 2015-01-01\n"
    as_json = json.loads(run(archive, "appeal", "list", "--on", "2015-02-01", "--json").output)
    assert as_json["appeals"][0]["overdue"] == "certainly"


def test_the_command_notes_an_answer_and_prints_the_letter(archive: Archive) -> None:
    made(archive)
    noted = run(archive, "appeal", "answer", "N1", "--kind", "none", "--as-of", "2015-01-28")
    assert noted.exit_code == 0, noted.output
    shown = run(archive, "appeal", "list", "--on", "2015-02-01").output
    assert "Prosecutor General: no response as of 28 January 2015" in shown
    assert run(archive, "appeal", "text", "N1", "--to", "2").output.startswith("Prosecutor General")
    assert run(archive, "appeal", "text", "N1", "--to", "3").exit_code == 2


def test_the_command_writes_a_pdf_and_never_over_a_file(archive: Archive, tmp_path: Path) -> None:
    made(archive)
    out = tmp_path / "letter.pdf"
    assert run(archive, "appeal", "text", "N1", "--pdf", str(out)).exit_code == 0
    pdf = out.read_bytes()
    assert pdf.startswith(b"%PDF-1.7")
    again = run(archive, "appeal", "text", "N1", "--pdf", str(out))
    assert isinstance(again.exception, LetterTaken)
    assert out.read_bytes() == pdf
