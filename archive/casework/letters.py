"""The text of an appeal as a letter to one of those who are asked: plain text, or a PDF.

What stands in it is what the audience sees of the record; where the record says nothing, nothing is
written. Headings are few and in the language that is asked for; the words of the demands are those
of the record and are never translated by a machine.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.casework.errors import LetterTaken
from archive.disclosure import View
from archive.typesetting.directions import said
from archive.typesetting.setting import typeset
from schemas.dates import DateValue
from schemas.shape import Json

COLUMNS = 80
"""Width of the plain text."""
PROGRAM = Path(__file__).with_name("letter.typ")

HEADINGS: Mapping[str, Mapping[str, str]] = {
    "en": {"about": "About", "ask": "I ask you:", "law": "Legal ground", "until": "Please answer"},
    "ru": {"about": "О чём", "ask": "Прошу Вас:", "law": "Основание", "until": "Прошу ответить"},
    "ar": {"about": "الموضوع", "ask": "أطلب منكم:", "law": "السند القانوني", "until": "يرجى الرد"},
    "fr": {
        "about": "Objet",
        "ask": "Je vous demande :",
        "law": "Fondement juridique",
        "until": "Merci de répondre",
    },
    "es": {
        "about": "Asunto",
        "ask": "Le pido:",
        "law": "Fundamento jurídico",
        "until": "Le ruego que responda",
    },
}
"""Our own words in each language of the labels."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of the letter."""

    lines: tuple[str, ...]
    """One line or several that stay apart."""
    number: int | None = None
    """Of a demand, from 1."""


def paragraphs(view: View, addressee: Json, name: str, language: str) -> Iterator[Paragraph]:
    """The letter to one addressee (a row of the appeal's `addressees`) who is called `name`.

    `language` is one of `HEADINGS`.
    """
    content, words = view.content, HEADINGS[language]
    yield Paragraph(tuple(_head(addressee, name)))
    yield Paragraph((f"{words['about']}: {content.get('title', '—')}",))
    if "salutation" in addressee:
        comma = "،" if language == "ar" else ","
        yield Paragraph((f"{addressee['salutation']}{comma}",))
    if content.get("demands"):
        yield Paragraph((words["ask"],))
    for number, demand in enumerate(content.get("demands", []), 1):
        yield Paragraph((demand["text"],), number)
    if "legal_reference" in content:
        yield Paragraph((f"{words['law']}: {content['legal_reference']}",))
    if "deadline" in content:
        when = DateValue.model_validate(content["deadline"], strict=False)
        yield Paragraph((f"{words['until']}: {when.verbatim or when.words(language)}",))


def letter(view: View, addressee: Json, name: str, language: str) -> str:
    """The letter as plain text. Ends in a newline."""
    found = paragraphs(view, addressee, name, language)
    return "\n\n".join(_plain(paragraph) for paragraph in found) + "\n"


def letter_pdf(view: View, addressee: Json, name: str, language: str, *, at: datetime) -> bytes:
    """The letter as PDF/A, made at `at`. Each paragraph runs in the direction of its first letter.

    Raises:
        UnsetPages: it cannot be set.
    """
    found = paragraphs(view, addressee, name, language)
    data = {
        "title": view.content.get("title", "—"),
        "language": language,
        "paragraphs": [
            {"lines": [said(line) for line in row.lines], "number": row.number} for row in found
        ],
    }
    with TemporaryDirectory(prefix="khronika-letter-") as place:
        return typeset(PROGRAM, data, Path(place), at=at)[0]


def write_new(path: Path, pdf: bytes) -> None:
    """Write a letter to a file that is not there yet.

    Raises:
        LetterTaken: something lies there.
    """
    try:
        with path.open("xb") as file:
            file.write(pdf)
    except FileExistsError as error:
        raise LetterTaken(path) from error


def _plain(paragraph: Paragraph) -> str:
    first = f"{paragraph.number}. " if paragraph.number else ""
    if len(paragraph.lines) > 1:
        return "\n".join(paragraph.lines)
    return _folded("".join(paragraph.lines), first)


def _head(addressee: Json, name: str) -> Iterator[str]:
    if name:
        yield name
    for field in ("office", "address", "fax", "email"):
        if field in addressee:
            yield addressee[field] if field != "fax" else f"Fax: {addressee['fax']}"


def _folded(text: str, first: str) -> str:
    return textwrap.fill(text, COLUMNS, initial_indent=first, subsequent_indent=" " * len(first))
