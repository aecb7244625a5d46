"""A page of the documentation as HTML: CommonMark (https://spec.commonmark.org/0.31.2/) and tables.

HTML in a page is shown as it is written and does nothing. Headings can be linked to, by the names
that GitHub gives them. A link leads to another page here; where one leads elsewhere, its address
stands behind its words, to be read and not to be pressed: nobody is to learn from an archive's
machine what is read there. No element has a style of its own: the policy of the pages allows none.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

__all__ = ["Page", "render"]

_NAMED = re.compile(r'^(#+ +)<a id="[^"]*"></a>', re.MULTILINE)
"""Headings of generated pages bring the name that they have anyway."""
_ALIGNED = re.compile(r"text-align:(left|center|right)")

Address = Callable[[str], str | None]
"""Where a page or file of the documentation is shown, by its name; None: it is not here."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the documentation."""

    title: str
    """Its first heading, as plain text."""
    html: Markup


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("table_open", _opened_table)
    parser.add_render_rule("table_close", _closed_table)
    return parser


def _opened_table(_renderer: Any, *_token: Any) -> str:
    """A table lies in what moves sideways where it is too wide, by the keyboard as well."""
    return '<div class="table" role="group" aria-label="Table" tabindex="0">\n<table>\n'


def _closed_table(_renderer: Any, *_token: Any) -> str:
    return "</table>\n</div>\n"


def render(text: str, name: str, address: Address) -> Page:
    """The page `name` (from the folder of the documentation on) with this text."""
    parser = _parser()
    environment: dict[str, Any] = {}
    tokens = parser.parse(_NAMED.sub(r"\1", text), environment)
    title = _name_headings(tokens)
    for token in tokens:
        _align(token)
        if token.children:
            token.children = list(_linked(token.children, name, address))
    html = parser.renderer.render(tokens, parser.options, environment)
    return Page(title or name, Markup(html))  # noqa: S704 - made by the parser, which escapes all text


def _name_headings(tokens: list[Token]) -> str:
    """Give each heading its name; the text of the first one."""
    first, seen = "", dict[str, int]()
    for token, inside in pairwise(tokens):
        if token.type != "heading_open":
            continue
        said = "".join(one.content for one in inside.children or () if one.content)
        slug = re.sub(r"[^\w\- ]", "", said.lower()).strip().replace(" ", "-")
        again = seen.get(slug, 0)
        seen[slug] = again + 1
        token.attrSet("id", f"{slug}-{again}" if again else slug)
        first = first or said
    return first


def _align(token: Token) -> None:
    """A class in place of a style."""
    style = str(token.attrs.pop("style", ""))
    if found := _ALIGNED.search(style):
        token.attrSet("class", f"to-{found[1]}")


def _linked(children: list[Token], name: str, address: Address) -> Iterator[Token]:
    """The same text with links that lead somewhere, and pictures that are here."""
    behind: list[str | None] = []
    """What follows each link that is open: words, or None if it can be pressed."""
    for token in children:
        if token.type == "link_open":
            written = str(token.attrGet("href"))
            found = _target(written, name, address)
            behind.append(None if found else _elsewhere(written))
            if found:
                token.attrs = {"href": found}
                yield token
        elif token.type == "link_close":
            said = behind.pop()
            yield token if said is None else _text(said)
        elif token.type == "image":
            source = _target(str(token.attrGet("src")), name, address)
            if source:
                token.attrSet("src", source)
            yield token if source else _text(token.content)
        else:
            yield token


def _text(said: str) -> Token:
    return Token("text", "", 0, content=said)


def _elsewhere(written: str) -> str:
    return f" ({written})" if written.startswith("https://") else ""


def _target(written: str, name: str, address: Address) -> str | None:
    """Where a link leads; None: nowhere."""
    if written.startswith("#"):
        return written
    if ":" in written or written.startswith("/"):
        return None
    path, hash_mark, place = written.partition("#")
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    found = address(meant)
    return None if found is None else f"{found}{hash_mark}{place}"
