"""Office files: words and properties of DOCX, XLSX, PPTX (ECMA-376), ODT, ODS and ODP (ODF 1.3).

All are ZIP files of XML. Their text elements are read one after another in the order of the file;
layout, formulas and macros are not. Of a table, each cell is followed by a tab and each row by a
new line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from evidence.capture.claims import ClaimedTime, Claims
from evidence.capture.tags import one_line
from evidence.errors import UnusableTag
from evidence.reading.clocks import time_of_iso
from evidence.reading.contents import MAX_TEXT, Contents, Patience
from evidence.reading.errors import UnreadableFile
from evidence.reading.xml import elements_in, local, tree_of
from evidence.reading.zipped import Zipped, opened_zip

_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
_TOLD = {
    "creator": "creator", "lastModifiedBy": "lastModifiedBy", "created": "created",
    "modified": "modified", "title": "title", "subject": "subject", "description": "description",
    "keywords": "keywords", "language": "language", "Application": "application",
    "AppVersion": "application version", "Company": "company", "Pages": "pages", "Slides": "slides",
    "initial-creator": "initial creator", "creation-date": "creation date", "date": "date",
    "generator": "generator", "printed-by": "printed by", "editing-cycles": "editing cycles",
}  # fmt: skip
_TIMES = ("created", "modified", "creation date", "date")
_WORDS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml", "word/comments.xml")
_NUMBERED = re.compile(
    r"(?:word/(?:header|footer)|ppt/slides/slide|ppt/notesSlides/notesSlide)\d+\.xml"
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_LINES = frozenset({"p", "h", "br", "line-break", "tr", "row", "table-row"})
_PARAGRAPHS = frozenset({"p", "h"})
_CELLS = frozenset({"tab", "tc", "c", "table-cell", "s"})


def read_office(file: BinaryIO, patience: Patience) -> Contents:
    """The words and properties of an office file.

    Raises:
        UnreadableFile: it is damaged, encrypted, or unfolds into too much.
    """
    with opened_zip(file) as entries:
        properties = _properties(entries)
        texts, notes = _texts(entries, patience)
    times, about_times = _times(properties)
    pages = properties.get("pages") or properties.get("slides")
    claims = Claims(
        times=tuple(times),
        software=properties.get("application") or properties.get("generator"),
        pages=int(pages) if pages and pages.isascii() and pages.isdecimal() else None,
        notes=(*notes, *about_times),
        raw={f"document {name}": text for name, text in properties.items()},
    )
    return Contents(claims, _tidy("\n".join(texts)), "read from its XML")


def _properties(entries: Zipped) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _PROPERTIES:
        if name not in entries:
            continue
        for element in tree_of(entries.read(name)).iter():
            told = _TOLD.get(local(element.tag))
            if told and element.text and (text := one_line(element.text)):
                found.setdefault(told, text)
    return found


def _times(properties: dict[str, str]) -> tuple[list[ClaimedTime], list[str]]:
    times, notes = [], []
    for name in _TIMES:
        if name in properties:
            try:
                time = time_of_iso(properties[name], f"document {name}")
            except UnusableTag as error:
                notes.append(str(error))
            else:
                times += [time] if time else []
    return times, notes


def _texts(entries: Zipped, patience: Patience) -> tuple[list[str], list[str]]:
    texts: list[str] = []
    notes: list[str] = []
    length = 0
    names = _parts_with_words(entries)
    for count, name in enumerate(names):
        if patience.is_over or length > MAX_TEXT:
            notes.append(f"words of the first {count} of {len(names)} parts were read")
            break
        try:
            text = "".join(_words(entries, name))
        except UnreadableFile as error:
            notes.append(f"{name} was not read: {error.why}")
            continue
        texts.append(text)
        length += len(text)
    return texts, notes


def _parts_with_words(entries: Zipped) -> list[str]:
    if "content.xml" in entries:
        return ["content.xml"]
    named = [name for name in (*_WORDS, "xl/sharedStrings.xml") if name in entries]
    numbered = [one for one in entries.names if _NUMBERED.fullmatch(one) or _SHEET.fullmatch(one)]
    return named + sorted(numbered, key=lambda name: (len(name), name))


def _words(entries: Zipped, name: str) -> Iterator[str]:
    """The text of one part. In sheets, only texts that stand in the cells themselves are words."""
    in_sheet = bool(_SHEET.fullmatch(name))
    whole = _PARAGRAPHS if name == "content.xml" else frozenset()
    with entries.opened(name) as part:
        for element in elements_in(part, whole):
            tag, text = local(element.tag), element.text
            if tag in whole:
                yield "".join(element.itertext())
            elif text and (tag == "t" or (tag == "v" and _is_word(text, in_sheet=in_sheet))):
                yield text
            yield _after(tag)


def _is_word(value: str, *, in_sheet: bool) -> bool:
    """No number: those are values, or stand for a shared text, which is told elsewhere."""
    return in_sheet and not value.replace(".", "", 1).replace("-", "", 1).isdecimal()


def _after(tag: str) -> str:
    if tag in _LINES or tag == "si":
        return "\n"
    return "\t" if tag in _CELLS else ""


def _tidy(text: str) -> str:
    lines = (line.rstrip() for line in text.splitlines())
    return "\n".join(line for line in lines if line.strip())
