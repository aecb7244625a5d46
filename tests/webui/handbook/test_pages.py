"""Every page of the documentation is there, in every language of the pages around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.webui.reading import Page, dangers
from webui.handbook import folder

ROOT = Path(__file__).resolve().parents[3]


def test_every_page_is_shown_with_all_its_pictures_and_links(reader) -> None:
    client = reader()
    followed = set()
    for name in folder.pages():
        answer = client.get("/help" if name == "index" else f"/help/{name}")
        page = Page(answer)
        assert page.status == 200, name
        assert dangers(page) == [], name
        assert len(page.all("h1")) == 1, name
        ids = [attrs["id"] for _tag, attrs in page.elements if "id" in attrs]
        assert len(ids) == len(set(ids)), name
        text = answer.get_data(as_text=True)
        article = text.partition('<article class="handbook" lang="en" dir="ltr">')[2]
        article = article.partition("</article>")[0]
        assert "<h1 " in article
        assert not re.search(r"<[^>]+ (?:style|on\w+)=", article)
        followed |= set(re.findall(r'(?:href|src)="(/[^"#]*)', article))
    assert "/help/operating" in followed
    assert {one for one in followed if one.endswith((".svg", ".png"))}
    for address in followed:
        assert address.startswith("/help")
        assert client.get(address, buffered=True).status_code == 200, address


def test_the_guides_of_each_task_stand_first(reader) -> None:
    text = reader().get("/help").get_data(as_text=True)
    links = re.findall(r'href="/help/([\w-]+)"', text)
    guides = [f"guide-{role}" for role in ("researcher", "analyst", "lawyer", "administrator")]
    assert [one for one in links if one.startswith("guide-")] == guides
    assert links[0] == guides[0]


def test_the_page_stays_english_and_left_to_right_within_an_arabic_one(reader) -> None:
    answer = reader().get("/help/operating", headers={"Accept-Language": "ar"})
    page = Page(answer)
    assert dangers(page) == []
    text = answer.get_data(as_text=True)
    assert '<html lang="ar" dir="rtl"' in text
    assert '<article class="handbook" lang="en" dir="ltr">' in text


def test_the_foot_of_each_page_leads_there(reader) -> None:
    foot = reader().get("/about").get_data(as_text=True).partition("<footer")[2]
    assert 'href="/help"' in foot


@pytest.mark.parametrize(
    "address",
    [
        "/help/gone",
        "/help/../pyproject",
        "/help/%2e%2e/README",
        "/help/file/operating.md",
        "/help/file/../pyproject.toml",
        "/help/file/deploy/.gitignore",
    ],
)
def test_nothing_beside_the_documentation_is_shown(reader, address: str) -> None:
    assert reader().get(address).status_code == 404


def test_files_are_plain_text_that_nothing_runs_in(reader) -> None:
    answer = reader().get("/help/file/deploy/compose.yaml", buffered=True)
    assert answer.content_type == "text/plain; charset=utf-8"
    picture = reader().get("/help/file/pictures/architecture.svg", buffered=True)
    assert picture.content_type.startswith("image/svg+xml")
    for one in (answer, picture):
        assert one.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
