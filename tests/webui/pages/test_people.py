"""People are found by a name in any spelling, and the page says by which one."""

from __future__ import annotations

from archive.disclosure import PUBLIC
from tests.archive.samples import access, actor, record
from tests.webui.reading import Page
from webui.application import create_app


def test_another_spelling_finds_him_and_says_as_whom(reader):
    page = Page(reader().get("/people?name=Каляпин"))
    assert "/actor/kalyapin" in page.links()
    assert "Igor Kalyapin" in page.text


def test_the_box_alone_asks_for_a_name(reader):
    page = Page(reader().get("/people"))
    assert "A name, in any spelling or script" in page.text
    assert "Nobody" not in page.text


def test_nobody_is_found_by_a_name_that_nobody_has(reader):
    assert "Nobody is called so" in Page(reader().get("/people?name=Qwertzuiop")).text


def test_programs_get_the_same_as_json(reader):
    (him, *_others) = reader().get("/people.json?name=Kaliapin").get_json()
    assert (him["ref"], him["matched"]) == ("kalyapin", "Igor Kalyapin")


def test_who_is_hidden_is_not_found(archive):

    record(archive, actor("a", name="Zorban Quell", access=access("restricted")))
    client = create_app(archive, PUBLIC).test_client()
    assert client.get("/people.json?name=Zorban").get_json() == []
