"""The words of HTML, without scripts and styles. Nothing that it names is fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNSHOWN = frozenset({"script", "style", "template", "noscript"})
_BREAKS = frozenset(
    {"p", "br", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "title", "pre"}
    | {"table", "blockquote", "section", "article", "header", "footer", "dt", "dd", "option"}
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


def words_of_html(markup: str) -> str:
    """The text that a reader of the page would see, line by line."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


def declared_encoding(head: bytes) -> str | None:
    """The encoding that the markup names for itself; None: it names none."""
    match = _DECLARED.search(head[:4096])
    return match[1].decode("ascii", "replace") if match else None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unshown = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self._unshown += tag in _UNSHOWN
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in _UNSHOWN and self._unshown:
            self._unshown -= 1
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Take over text."""
        if not self._unshown:
            self.parts.append(data)
