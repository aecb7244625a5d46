"""The page that lists every shipped vocabulary: `docs/vocabularies.md`.

It is generated from the data files and from nothing else, by

    python -m schemas.vocabulary_page > docs/vocabularies.md

and a test fails when the committed page is not what this module says today. The Markdown is
GitHub Flavored Markdown (https://github.github.com/gfm/#tables-extension-).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from schemas.vocabulary import LANGUAGES, Term, Vocabulary, vocabulary, vocabulary_names

_INTRODUCTION = """\
# Vocabularies

Which codes a field may hold, and what people read in their place. This page is generated from
`schemas/vocabularies/` by `python -m schemas.vocabulary_page`; change the data files, not the page.

A code is never changed and never deleted once it was used, only retired. An archive may add terms
of its own. Labels and definitions are our own words. Where a term answers to one of HURIDOCS (V…),
UCDP, ACLED or PREMIS, the column *Standard* names it; V… without a code means that list as a whole.
A term marked ↳ stands below the one named there, and is found by a search for it.
"""


def page() -> str:
    """The whole page as Markdown, ending in a newline."""
    lists = [vocabulary(name) for name in vocabulary_names()]
    return "\n".join([_INTRODUCTION, _contents(lists), *map(_section, lists)])


def _contents(lists: list[Vocabulary]) -> str:
    lines = (f"- [{v.title['en']}](#{v.name}): `{v.name}`, {len(v.terms)} terms" for v in lists)
    return "\n".join(lines) + "\n"


def _section(shown: Vocabulary) -> str:
    titles = " · ".join(shown.title[language] for language in LANGUAGES[1:])
    return "\n".join(
        [
            f'## <a id="{shown.name}"></a>{shown.title["en"]}',
            "",
            f"{titles}  ",
            f"`{shown.name}`, version {shown.version}",
            "",
            shown.description,
            "",
            _row(
                [
                    "Code",
                    "English",
                    "Русский",
                    "العربية",
                    "Français",
                    "Español",
                    "Meaning",
                    "Standard",
                ]
            ),
            _row(["---"] * 8),
            *(_row(_cells(term)) for term in shown.terms),
            "",
        ]
    )


def _cells(term: Term) -> list[str]:
    return [_code(term), *_labels(term.labels), term.definition, term.crossref or ""]


def _code(term: Term) -> str:
    below = f" ↳ `{term.broader}`" if term.broader else ""
    retired = " (retired)" if term.retired else ""
    return f"`{term.code}`{below}{retired}"


def _labels(labels: Mapping[str, str]) -> list[str]:
    return [labels[language] for language in LANGUAGES]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
