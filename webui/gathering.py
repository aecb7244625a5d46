"""Gathering every text of the interface into the catalogues: `python -m webui.gathering`.

What stands in a call of the translating functions is found by Babel
(https://babel.pocoo.org/en/stable/messages.html). Texts that the pages take from lists of the lower
layers are named here. Translations that are there stay as they are; new texts come without one, and
texts that are no longer said go. Run again, it changes nothing.

With --check nothing is written: what some language lacks is named, and the exit code is 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from archive.chain.questions import QUESTIONS, UNANSWERED
from archive.checking.report import NOT_PROVED
from webui.catalogues import messages
from webui.language import ENGLISH, LANGUAGES
from webui.telling.fields import all_words

READ: Final = ("bytes", "entries", "files", "records", "revisions", "rows", "timestamps")
"""What a check counts, by the names of `archive.checking`."""
HERE: Final = Path(__file__).parent
METHODS: Final = [("templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "marked": None,
    "several": (1, 2),
    "ngettext": (1, 2),
}
"""The functions whose arguments are said, and which of them."""
_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands where the form wants a time: a file that says the same has the same bytes."""


def gathered() -> Catalog:
    """Every text that the interface can say, in English."""
    catalog = Catalog(project="Khronika", creation_date=_AT, revision_date=_AT)
    found = extract_from_dir(HERE, METHODS, None, KEYWORDS, comment_tags=("Translators:",))
    for name, _line, message, comments, context in found:
        catalog.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    for message in sorted(all_words()):
        catalog.add(message, auto_comments=["The name of a field of a record."])
    for message in _of_lower_layers():
        catalog.add(message)
    return catalog


def _of_lower_layers() -> Iterator[str]:
    yield from NOT_PROVED
    yield from READ
    yield UNANSWERED
    for question, _actions in QUESTIONS:
        yield question


def updated(tag: str, texts: Catalog) -> bytes:
    """The catalogue of a language with all `texts`, and the translations that it has."""
    path = path_of(tag)
    known = Catalog(locale=tag)
    if path.exists():
        known = read_po(BytesIO(path.read_bytes()), locale=tag)
    known.update(texts, no_fuzzy_matching=True, update_header_comment=False)
    known.project, known.revision_date, known.fuzzy = "Khronika", _AT, False
    known.version = known.msgid_bugs_address = ""
    known.last_translator = known.language_team = "Khronika"
    known.header_comment = f"# The interface of Khronika in the language {tag}."
    written = BytesIO()
    write_po(written, known, include_lineno=False, sort_output=True, ignore_obsolete=True)
    return written.getvalue()


def path_of(tag: str) -> Path:
    """Where the catalogue of a language lies."""
    return HERE / "translations" / tag / "LC_MESSAGES" / "messages.po"


def untranslated(tag: str, texts: Catalog) -> list[str]:
    """The texts that a language has no words for."""
    said = {one.text for one in messages(path_of(tag).read_text("utf-8")) if one.is_translated}
    named = (one.id if isinstance(one.id, str) else one.id[0] for one in texts if one.id)
    return [text for text in named if text not in said]


def check(texts: Catalog) -> int:
    """Name what is not translated; how many languages lack something."""
    lacking = 0
    for tag in LANGUAGES:
        missing = untranslated(tag, texts) if tag != ENGLISH else []
        lacking += bool(missing)
        for text in missing:
            print(f"{tag}: {text!r} is not translated", file=sys.stderr)
    return lacking


def main() -> None:
    """Bring all catalogues up to date, or check them."""
    texts = gathered()
    if "--check" in sys.argv[1:]:
        sys.exit(1 if check(texts) else 0)
    for tag in LANGUAGES:
        if tag != ENGLISH:
            path_of(tag).parent.mkdir(parents=True, exist_ok=True)
            path_of(tag).write_bytes(updated(tag, texts))


if __name__ == "__main__":
    main()
