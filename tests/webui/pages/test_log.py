"""The log's head can be compared by anybody; its entries are for those who see everything."""

from __future__ import annotations

from archive.disclosure import PUBLIC, RESTRICTED
from archive.logbook import log_book
from tests.webui.reading import Page


def test_size_root_key_and_signed_head_are_shown(reader, house):
    book = log_book(house, PUBLIC)
    page = Page(reader(PUBLIC).get("/log"))
    assert book.signed is not None
    for part in (f"{book.head.size:,}", book.head.root.hex(), book.key.short, book.key.vkey):
        assert part in page.text
    assert book.signed.note.splitlines()[0] in page.text


def test_entries_are_shown_to_those_who_see_everything_only(reader):
    assert "Newest entries" in Page(reader().get("/log")).text
    assert "Newest entries" not in Page(reader(RESTRICTED).get("/log")).text
