"""An actor is shown under the names that the reader may know, with the parts it has."""

from __future__ import annotations

from archive.disclosure import PUBLIC
from tests.webui.reading import Page


def test_an_actor_is_shown_with_relations_and_parts(reader):
    page = Page(reader().get("/actor/kalyapin"))
    assert "Игорь Каляпин" in page.text
    assert "physical assault: victim, targeted" in page.text
    assert "possibly the same as this one" in page.text
    assert {"/actor/jmg", "/incident/I3", "/appeal/N2"} <= set(page.links())


def test_incidents_stand_in_the_order_of_their_days(reader):
    text = Page(reader().get("/actor/kalyapin")).text
    assert text.index("10 December") < text.index("11 December") < text.index("13 December")


def test_a_pseudonym_is_labelled_for_those_who_see_no_more(reader):
    known = Page(reader().get("/incident/open"))
    (address,) = {link for link in known.links() if link.startswith("/actor/")}
    assert "Secret Keeper" in known.text
    public = Page(reader(PUBLIC).get("/incident/open"))
    assert "(pseudonym)" in public.around("Witness 7", 40)
    assert "(pseudonym)" not in known.text
    (address,) = {link for link in public.links() if link.startswith("/actor/")}
    page = Page(reader(PUBLIC).get(address))
    assert "This is a pseudonym. The real name is not shown here." in page.text
    assert "Secret Keeper" not in page.text
    assert "witness" not in address
