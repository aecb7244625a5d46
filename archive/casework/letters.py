"""The text of an appeal as a letter to one of those who are asked, in plain words.

What stands in it is what the audience sees of the record; where the record says nothing, nothing is
written. Headings are few and in the language that is asked for; the words of the demands are those
of the record and are never translated by a machine.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from archive.disclosure import View
from schemas.dates import DateValue
from schemas.shape import Json

COLUMNS = 80
"""Width of the plain text."""

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


def letter(view: View, addressee: Json, name: str, language: str) -> str:
    """The letter to one addressee (a row of the appeal's `addressees`) who is called `name`.

    `language` is one of `HEADINGS`. Ends in a newline.
    """
    return "\n\n".join(_paragraphs(view.content, addressee, name, language)) + "\n"


def _paragraphs(
    content: dict[str, Json], addressee: Json, name: str, language: str
) -> Iterator[str]:
    words = HEADINGS[language]
    yield "\n".join(_head(addressee, name))
    yield _folded(f"{words['about']}: {content.get('title', '—')}")
    if "salutation" in addressee:
        yield f"{addressee['salutation']},"
    if content.get("demands"):
        yield words["ask"]
    for number, demand in enumerate(content.get("demands", []), 1):
        yield _folded(demand["text"], first=f"{number}. ")
    if "legal_reference" in content:
        yield _folded(f"{words['law']}: {content['legal_reference']}")
    if "deadline" in content:
        when = DateValue.model_validate(content["deadline"], strict=False)
        yield f"{words['until']}: {when.verbatim or when.words(language)}"


def _head(addressee: Json, name: str) -> Iterator[str]:
    if name:
        yield name
    for field in ("office", "address", "fax", "email"):
        if field in addressee:
            yield addressee[field] if field != "fax" else f"Fax: {addressee['fax']}"


def _folded(text: str, first: str = "") -> str:
    return textwrap.fill(text, COLUMNS, initial_indent=first, subsequent_indent=" " * len(first))
