"""Every page in Chromium, in English and Arabic, on a desk and a telephone, in light and dark.

None has a fault that axe-core knows (rules of WCAG 2.2 A and AA and its best practices,
https://www.deque.com/axe/, with all folds open), none has to be scrolled sideways, none asks
another host for anything, and none fails in its scripts.

Colours are the same in all languages, and the rest of a page the same in light and dark: what the
one cannot change is looked at once. Nor have two texts other colours that stand in the same
elements of the same classes: of those two are looked at. KHRONIKA_ALL_RULES=1 has all rules look
at all of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, template_rendered

from archive.accounts import granting, joining, shutting
from archive.accounts.passwords import Passwords
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.archive.samples import copy_of
from tests.webui import every_page
from tests.webui.serving import serving
from webui.application import create_app

pytestmark = pytest.mark.browser
PASSWORD = "a lamp in every window"
DESK, TELEPHONE = 1280, 360
"""Pixels."""
OF_COLOUR = ("color-contrast", "link-in-text-block")
"""The rules of axe-core that a change of colours can change."""
EVERYTHING: Mapping[str, object] = {"resultTypes": ["violations"]}
COLOURS = {**EVERYTHING, "runOnly": list(OF_COLOUR)}
NO_COLOURS = {**EVERYTHING, "rules": {name: {"enabled": False} for name in OF_COLOUR}}
LIKE_IT = 2
"""So many are looked at of the texts that stand in the same elements and have the same colours."""
WHOLE = bool(os.environ.get("KHRONIKA_ALL_RULES"))
RUN = """([wanted, most]) => {
    const named = (one) => one.tagName + '.' + [...one.classList].join('.');
    const way = (one) => one.parentElement ? way(one.parentElement) + ' ' + named(one) : named(one);
    const says = (one) => one.matches('input, select, textarea')
        || [...one.childNodes].some((text) => text.nodeType === 3 && text.data.trim());
    const like = new Map();
    const chosen = [...document.body.querySelectorAll('*')].filter(says).filter((one) => {
        const style = getComputedStyle(one);
        const kind = [way(one), style.color, style.backgroundColor, style.fontSize,
            style.fontWeight, style.textDecorationLine].join('|');
        like.set(kind, (like.get(kind) || 0) + 1);
        return like.get(kind) <= most;
    });
    return axe.run(most ? chosen : document, wanted).then((found) => found.violations.flatMap(
        (one) => one.nodes.map((node) => `${one.id}: ${node.html}`)));
}"""
UNFOLD = "() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"


def axe() -> str:
    """The source of axe-core."""
    package = pytest.importorskip("axe_playwright_python")
    return files(package).joinpath("axe.min.js").read_text("utf-8")


RARE = frozenset({"packet_progress.html", "recovery_codes.html", "import_done.html"})
"""Pages that are there for a moment: of a packet that is being built, of codes shown once."""


class Walk:
    """One browser that looks at pages, and what it found wrong with each."""

    def __init__(self, address: str, chromium: Any, tag: str) -> None:
        self.address = address
        self.context = chromium.new_context(locale=tag, base_url=address)
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.source = axe()
        self.width = DESK if tag == "en" else TELEPHONE
        self.rules: tuple[tuple[str, Mapping[str, object], int], ...] = (
            ("light", NO_COLOURS, 0),
            ("light", COLOURS, LIKE_IT),
            ("dark", COLOURS, LIKE_IT),
        )
        if tag != "en":
            self.rules = (("light", NO_COLOURS, 0),)
        if WHOLE:
            self.rules = (("light", EVERYTHING, 0), ("dark", EVERYTHING, 0))
        self.faults: dict[str, list[str]] = {}
        self._loud: list[str] = []
        self.page.on("request", lambda one: self._asked(one.url))
        self.page.on("pageerror", lambda error: self._loud.append(str(error)))
        self.page.on("console", self._said)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self._loud.append(f"asks {url}")

    def _said(self, line: Any) -> None:
        if line.type == "error" and "the server responded with a status of" not in line.text:
            self._loud.append(line.text)

    def see(self, path: str, status: int = 200) -> None:
        """Load a page, which is there, and look at it."""
        answer = self.page.goto(path)
        assert answer.status == status, path
        self.look(path)

    def look(self, name: str) -> None:
        """Look at the page that is open."""
        self._fit(self.width)
        found = self._wide(self.width)
        self.page.evaluate(UNFOLD)
        self.page.evaluate(self.source)
        for look, wanted, most in self.rules:
            self.page.emulate_media(color_scheme=look)
            found += [f"{look}: {one}" for one in self.page.evaluate(RUN, [wanted, most])]
        other = TELEPHONE if self.width == DESK else DESK
        self._fit(other)
        found += self._wide(other) + self._loud
        self._loud.clear()
        if found:
            self.faults[name] = found

    def _fit(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 800})

    def _wide(self, width: int) -> list[str]:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        return [f"{wide} pixels wide, not {width}"] if wide > width else []


@pytest.fixture(scope="module")
def app(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    archive = copy_of(demo_folder, tmp_path_factory.mktemp("every") / "demo")
    yield create_app(archive)
    archive.close()


@pytest.fixture(scope="module")
def pages(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, ...]]:
    from webui.desk import KEY

    archive = app.extensions[KEY].archive
    return every_page.with_all_kinds(archive, app, tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def seen(app: Flask) -> Iterator[set[str]]:
    """The templates of the pages that were made."""
    names: set[str] = set()

    def note(_app: Flask, template: Any, **_told: object) -> None:
        names.add(template.name)

    with template_rendered.connected_to(note):
        yield names


@pytest.fixture(scope="module")
def address(app: Flask, seen: set[str]) -> Iterator[str]:
    with serving(app) as there:
        yield there


@pytest.fixture(scope="module")
def door(founded: Path, tmp_path_factory: pytest.TempPathFactory, seen: set[str]) -> Iterator[Any]:
    """Where people have to sign in; and a link by which somebody new can come in."""
    archive = copy_of(founded, tmp_path_factory.mktemp("door") / "archive")
    joining.set_password(archive, Passwords(), "Vera", PASSWORD)
    boris = granting.let_in(archive, "Boris", Standing(Role.ADMINISTRATOR, Level.RESTRICTED))
    granting.let_in(archive, "ليلى", Standing(Role.READER, Level.PUBLIC))
    joining.set_password(archive, Passwords(), "Boris", PASSWORD)
    link = joining.invite(archive, "ليلى")
    with serving(create_app(archive.working_as(boris.id))) as there:
        yield there, f"/join/{link}", archive
    archive.close()


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_no_page_has_a_fault(
    tag: str, address: str, pages: dict[str, tuple[str, ...]], chromium: Any
) -> None:
    walk = Walk(address, chromium, tag)
    for path in (path for some in pages.values() for path in some):
        walk.see(path, every_page.STATUS.get(path, 200))
    walk.see("/nothing-here", 404)
    _what_forms_answer(walk, pages)
    walk.context.close()
    assert walk.faults == {}


def _what_forms_answer(walk: Walk, pages: dict[str, tuple[str, ...]]) -> None:
    """Pages that only a form leads to."""
    page = walk.page
    page.goto(pages["item.show"][0])
    page.locator("form[action$='/check'] button").click()
    page.wait_for_url("**/check")
    walk.look("checked")
    page.goto(pages["drafts.show"][1])
    with page.expect_navigation():
        page.locator("button[name=do][value=check]").click()
    walk.look("a draft with faults")


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_no_page_of_the_door_has_a_fault(
    tag: str, door: tuple[str, str, Archive], chromium: Any
) -> None:
    there, link, archive = door
    walk = Walk(there, chromium, tag)
    walk.see("/sign-in")
    walk.see(link)
    walk.page.goto("/sign-in?next=/account")
    walk.page.fill("#name", "Boris")
    walk.page.fill("#password", PASSWORD)
    walk.page.press("#password", "Enter")
    walk.page.wait_for_url("**/account")
    for path in (path for some in every_page.SIGNED_IN.values() for path in some):
        walk.see(path)
    walk.see("/verify", 403)  # not open to them
    shutting.shut(archive.settings, archive.clock())
    walk.see("/locked", 503)
    shutting.reopen(archive)
    walk.context.close()
    assert walk.faults == {}


def test_every_template_of_a_page_was_seen(seen: set[str]) -> None:
    folder = files("webui") / "templates"
    pages = {one.name for one in folder.iterdir() if "{% extends" in one.read_text("utf-8")} - {
        "record.html"
    }
    assert pages - seen - RARE == set()


def test_sharp_pixels_of_what_is_hard_to_look_at_come_when_they_are_asked_for(
    address: str, pages: dict[str, tuple[str, ...]], browser: Any
) -> None:
    page = browser.new_page(base_url=address)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url.removeprefix(address)))
    item = pages["item.show"][0]
    page.goto(item)
    image = page.locator(".picture img")
    image.scroll_into_view_if_needed()
    assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") == 320
    assert f"{item}/blurred" in asked
    assert f"{item}/picture" not in asked
    page.get_by_role("link", name="Show the picture: it is hard to look at").click()
    assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") == 400
    assert f"{item}/picture" in asked
    assert page.url == address + item


def test_a_fault_would_be_found(address: str, chromium: Any) -> None:
    walk = Walk(address, chromium, "en")
    walk.page.goto("/about")
    walk.page.evaluate("() => document.querySelector('main').append(document.createElement('img'))")
    walk.page.evaluate("() => { document.querySelector('h1').style.inlineSize = '2000px'; }")
    pale = "() => { [...document.querySelectorAll('main p')].at(-1).style.color = '#888'; }"
    walk.page.evaluate(pale)
    walk.look("spoilt")
    walk.context.close()
    kinds = {one.partition(": <")[0] for one in walk.faults["spoilt"]}
    assert {"light: image-alt", "light: color-contrast"} <= kinds
    assert any("pixels wide" in one for one in kinds)
