"""A page read by a test: its text, its elements, and what in it could run or reach outside."""

from __future__ import annotations

import re
from collections import deque
from functools import cached_property
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

BLOCKS = ("p", "div", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "summary", "figcaption")
"""Elements that begin a line of their own."""


class Page(HTMLParser):
    """The elements and the text of one page."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__(convert_charrefs=True)
        self.status = response.status_code
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._text: list[str] = []
        self.feed(response.get_data(as_text=True))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag in BLOCKS:
            self._text.append(" ")

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    @cached_property
    def text(self) -> str:
        """What a person reads, with single spaces."""
        return spaced("".join(self._text))

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of this name."""
        return [attrs for name, attrs in self.elements if name == tag]

    def links(self) -> list[str]:
        """Where its links lead."""
        return [attrs["href"] for attrs in self.all("a") if "href" in attrs]

    def around(self, words: str, characters: int = 120) -> str:
        """What stands around these words."""
        at = self.text.index(words)
        return self.text[max(0, at - characters) : at + len(words) + characters]


def spaced(text: str) -> str:
    """`text` with every run of white space as one space."""
    return re.sub(r"\s+", " ", text).strip()


def dangers(page: Page) -> list[str]:
    """Everything on a page that could run, restyle it, or ask another machine for something."""
    found = [
        f"<{tag}> in the page"
        for tag in ("style", "iframe", "object", "embed", "base")
        if page.all(tag)
    ]
    found += [f"inline script {attrs}" for attrs in page.all("script") if "src" not in attrs]
    for tag, attrs in page.elements:
        found += [f"{tag} {name}" for name in attrs if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action", "cite", "srcset", "poster", "data", "formaction"):
            if name in attrs and not re.match(r"[/?#](?!/)", attrs[name]):
                found.append(f"{tag} {name}={attrs[name]}")
    return found


NOT_PAGES = (
    "/original",
    "/picture",
    "/large",
    "/play",
    ".jpg",
    ".csv",
    ".json",
    ".geojson",
    "/download",
    ".tlog-proof",
    ".css",
    ".svg",
    ".js",
)


HANDBOOK = "/help/"
"""Pages of the documentation are the same for everybody: tests/webui/handbook reads them all."""


def crawl(client: FlaskClient) -> dict[str, Page]:
    """Every page that a reader can reach by links, by its address; histories of incidents only."""
    found: dict[str, Page] = {}
    waiting = deque(["/", "/?type=all", "/log", "/about"])
    while waiting:
        address = waiting.popleft().partition("#")[0]
        plain = address.partition("?")[0]
        other_history = plain.endswith("/history") and not plain.startswith("/incident/")
        if not address or address in found or plain.endswith(NOT_PAGES) or other_history:
            continue
        if plain.startswith(HANDBOOK):
            continue
        page = found[address] = Page(client.get(address))
        waiting.extend(
            plain + link if link.startswith("?") else link
            for link in page.links()
            if (link and "?" not in link) or re.fullmatch(r"\?type=all&after=[\w-]+", link)
        )
    return found
