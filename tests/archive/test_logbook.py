"""The log as people look at it."""

from __future__ import annotations

from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.logbook import log_book, log_key
from tests.archive.samples import incident, record


def test_the_newest_entries_come_first_with_what_they_are_about(archive):
    record(archive, incident("I1"), incident("I2"))
    book = log_book(archive, CONFIDENTIAL, newest=3)
    assert [line.seq for line in book.newest] == [book.head.size - n for n in (1, 2, 3)]
    assert [label.ref for line in book.newest[:2] for label in line.about] == ["I2", "I1"]
    assert book.newest[0].who == "Vera"


def test_entries_are_for_those_from_whom_nothing_is_withheld(archive):
    for audience in (PUBLIC, RESTRICTED):
        book = log_book(archive, audience)
        assert book.newest == ()
        assert book.head.size > 0


def test_the_signed_head_is_that_of_the_log(archive):
    book = log_book(archive, PUBLIC)
    assert book.signed is not None
    assert (book.signed.checkpoint.size, book.signed.checkpoint.root) == (
        book.head.size,
        book.head.root,
    )


def test_the_key_is_told_in_each_form(archive):
    key = log_key(archive)
    assert key.vkey.startswith(archive.settings.name)
    assert key.fingerprint.startswith("SHA256:")
    assert len(key.short.split()) == 8
