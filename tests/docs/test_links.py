"""Whoever follows a link in README.md or docs/ arrives: at a file, and at a heading of it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_FENCED = re.compile(r"^( *)```.*?^\1```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^()\s]+)\)")


@cache
def text_of(page: Path) -> str:
    """The page without blocks and words that are shown as they are."""
    return re.sub(r"`[^`\n]*`", "`", _FENCED.sub("", page.read_text("utf-8")))


@cache
def places_in(page: Path) -> frozenset[str]:
    """Where a link may lead within the page: its headings, as GitHub names them, and named ids."""
    text = _FENCED.sub("", page.read_text("utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    bare = [re.sub(r"<[^>]+>|\[([^\]]*)\]\([^)]*\)", r"\1", one).strip() for one in headings]
    slugs = {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in bare}
    return frozenset(slugs | set(re.findall(r'<(?:a|span)[^>]* ?id="([^"]+)"', text)))


def dead_links(page: Path, root: Path = ROOT) -> list[str]:
    found = []
    for target in _LINK.findall(text_of(page)):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, place = target.partition("#")
        meant = (page.parent / path).resolve() if path else page
        dead = not meant.exists() or not meant.is_relative_to(root)
        if dead or (place and meant.suffix == ".md" and place not in places_in(meant)):
            found.append(target)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert dead_links(page) == []


def test_a_link_to_no_file_or_no_heading_is_found(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# What is there\n")
    page = tmp_path / "page.md"
    page.write_text("[a](other.md#what-is-there) [b](other.md#gone) [c](gone.md) `[d](shown.md)`\n")
    assert dead_links(page, tmp_path) == ["other.md#gone", "gone.md"]
