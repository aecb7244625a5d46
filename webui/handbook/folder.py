"""Where the documentation lies: in the installed package, or beside the source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from webui.handbook.errors import NoPage

__all__ = ["FILES", "PICTURES", "contents", "file_of", "pages"]

INSTALLED = Path(__file__).parent / "docs"
BESIDE_THE_SOURCE = Path(__file__).resolve().parents[2] / "docs"
PICTURES = {".png": "image/png", ".svg": "image/svg+xml"}
FILES = frozenset({".json", ".yaml", ".service", ".timer", ""})
"""Endings of what pages link to beside pages and pictures; it is handed out as plain text."""
BEGINNING = "index.md"
"""The page of contents; the guides of each task come first in it."""


@cache
def folder() -> Path:
    """The folder of the documentation."""
    return INSTALLED if INSTALLED.is_dir() else BESIDE_THE_SOURCE


@cache
def _all() -> dict[str, Path]:
    """Every file that may be shown, by its name from the folder on: nothing else can be named."""
    top = folder()
    known = {".md", *PICTURES, *FILES}
    found = {
        path.relative_to(top).as_posix(): path
        for path in sorted(top.rglob("*"))
        if path.is_file() and path.suffix in known and not path.name.startswith(".")
    }
    return {name: path for name, path in found.items() if "/secrets/" not in f"/{name}"}


def file_of(name: str) -> Path:
    """The file of the documentation that is called so.

    Raises:
        NoPage: there is none.
    """
    try:
        return _all()[name]
    except KeyError:
        raise NoPage(name) from None


def pages() -> tuple[str, ...]:
    """The names of all pages, without their ending."""
    return tuple(name.removesuffix(".md") for name in _all() if name.endswith(".md"))


def contents() -> str:
    """The text of the page of contents."""
    return file_of(BEGINNING).read_text("utf-8")
