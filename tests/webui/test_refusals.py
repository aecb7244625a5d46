"""What goes wrong at a form is said in the language of the page, with its facts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import MethodNotAllowed, NotFound, RequestEntityTooLarge

from archive.accounts import errors as accounts
from archive.database import errors as database
from archive.drafting import errors as drafting
from archive.errors import (
    BadQuery,
    BadReference,
    Conflict,
    ExternalIdTaken,
    LockedKey,
    NoLongerHere,
    NotPermitted,
    RefTaken,
    UnknownPerson,
    UnknownRecord,
    Unreadable,
    WrongType,
)
from archive.intake.errors import UploadElsewhere, UploadTooLarge
from evidence import errors as evidence
from schemas import errors as schemas
from tests.webui.forms import Coder
from tests.webui.reading import Page
from webui import errors as web
from webui import refusals
from webui.catalogues import messages, spoken, text_of
from webui.language import LANGUAGES, fall_silent, speak

FAULTS = (("/title", "expected this field, found none"),)
ERRORS: tuple[tuple[Exception, str], ...] = (
    (schemas.UnreadDate("whenever", "no date"), "whenever"),
    (schemas.BadDate("2014-02-30", "no such day"), "2014-02-30"),
    (schemas.BadTime("25:00", "no such hour"), "25:00"),
    (schemas.UnreadCount("lots"), "lots"),
    (schemas.UnreadDuration("a while"), "a while"),
    (schemas.BadDuration(3, 2, "turned round"), ""),
    (schemas.UnknownTerm("acts", "flying"), "flying"),
    (schemas.BadRecord("the record", FAULTS), ""),
    (BadReference(record="I8", pointer="/place/place", value="nowhere", why="none"), "nowhere"),
    (WrongType("I8", expected="a source", found="an incident"), "I8"),
    (web.BadField("sort", "sideways", "an order"), "sideways"),
    (BadQuery("a date", "soon"), "soon"),
    (drafting.BadMark("marked words", "none"), ""),
    (drafting.DraftRefused(FAULTS), ""),
    (RefTaken("I8"), "I8"),
    (ExternalIdTaken("list", "7"), "7"),
    (Conflict("I8", expected=1, found=2), "I8"),
    (drafting.RevisedMeanwhile("I8", begun_from=1, found=2), "I8"),
    (UnknownRecord("I99"), "I99"),
    (drafting.UnknownDraft("d1"), ""),
    (UnknownPerson("Nina"), "Nina"),
    (NoLongerHere("Nina"), "Nina"),
    (web.NoPicture("E1"), "E1"),
    (web.NoPacket("p1"), ""),
    (NotFound(), ""),
    (MethodNotAllowed(), ""),
    (RequestEntityTooLarge(), ""),
    (UploadTooLarge("film.mp4", 12), "film.mp4"),
    (UploadElsewhere("film.mp4", expected=3, found=5), "film.mp4"),
    (Unreadable("rows.csv", "nothing"), "rows.csv"),
    (evidence.UnreadablePicture("cut off"), ""),
    (CSRFError(), ""),
    (web.FromElsewhere("/log"), ""),
    (web.WrongHost("evil.example", frozenset({"localhost"})), ""),
    (web.NotSignedIn(), ""),
    (NotPermitted(what="look", expected="a keeper", found="a reader"), ""),
    (web.NotOpenToReader("the check", "a keeper"), ""),
    (accounts.TooManyAttempts(1234), ""),
    (accounts.TooBusyToCheck(), ""),
    (accounts.WrongPassword(), ""),
    (accounts.WrongCode(), ""),
    (accounts.WeakPassword("12 signs", "3"), ""),
    (accounts.NoInvitation(), ""),
    (accounts.NameTaken("Nina"), "Nina"),
    (accounts.BadName("\u200b"), ""),
    (accounts.LastAdministrator("Nina"), "Nina"),
    (web.DoorsShut(), ""),
    (LockedKey(Path("key")), ""),
    (database.ArchiveBusy(), ""),
    (database.DatabaseAway("gone"), ""),
    (database.DatabaseUnusable("broken"), ""),
    (database.ReadOnly(), ""),
    (database.NoSpace("the log"), ""),
    (evidence.NoRoom(Path("blobs"), "28"), ""),
    (evidence.UnwritableStore(Path("blobs"), "30"), ""),
    (evidence.Unreachable("http://far", "away"), ""),
    (evidence.MissingEvidence("0" * 64), ""),
    (evidence.DamagedEvidence(expected="0" * 64, found="1" * 64), ""),
)
"""One of each, with the fact that its sentence has."""


def test_each_error_with_words_of_its_own_is_tried_here():
    assert {type(error) for error, _fact in ERRORS} == set(refusals.SENTENCES)


@pytest.mark.parametrize("tag", [tag for tag in LANGUAGES if tag != "en"])
def test_errors_are_said_in_each_language_with_their_facts(tag):
    before = speak(spoken(tag))
    try:
        said = [(error, fact, refusals.said(error)) for error, fact in ERRORS]
    finally:
        fall_silent(before)
    for error, fact, sentence in said:
        assert fact in sentence, error
        assert "%" not in sentence, error
        english = refusals.SENTENCES[type(error)]
        assert spoken(tag).catalogue.gettext(english) != english
        assert sentence != str(error)


def test_in_english_an_error_says_itself():
    for error, _fact in ERRORS:
        assert refusals.in_page_language(error) is None
        assert refusals.said(error) == str(error)


def test_a_fact_is_shortened_and_cannot_turn_the_sentence_round():
    before = speak(spoken("ar"))
    try:
        sentence = refusals.said(UnknownRecord("x" * 500))
        assert refusals.in_page_language(RuntimeError("secret")) is None
    finally:
        fall_silent(before)
    start, end = refusals.ALONE
    assert f"{start}{'x' * (refusals.LONGEST - 1)}…{end}" in sentence


def test_a_page_says_it_in_its_language_and_keeps_the_english_for_support(client):
    page = Page(client.get("/incident/I99", headers={"Accept-Language": "ru"}))
    assert "Здесь нет записи" in page.text
    (english,) = [one for one in page.all("p") if one.get("lang") == "en"]
    assert english["dir"] == "ltr"
    assert str(UnknownRecord("I99")) in page.text
    plain = Page(client.get("/incident/I99"))
    assert not [one for one in plain.all("p") if one.get("lang") == "en"]


def test_faults_of_a_form_are_said_in_the_language_of_the_page(client):
    coder = Coder(client).begin("incident").put("/date/said", "whenever").press("check")
    page = Page(client.get(coder.address, headers={"Accept-Language": "ru"}))
    assert "нельзя прочесть дату" in page.text
    assert "Это нужно указать, а здесь пока ничего нет." in page.text
    assert "expected a date, found 'whenever'" in page.text  # for who gives support
    assert "expected a date, found 'whenever'" in Page(client.get(coder.address)).text


def test_examples_of_dates_keep_their_order_in_arabic():
    # Digits after an Arabic letter run from right to left at each hyphen (UAX #9, rule W2).
    texts = [text for one in messages(text_of("ar")) for text in one.forms]
    loose = [
        text for text in texts if re.search(r"[\u0600-\u06ff].*(?<![\u2066\d-])\d{4}-\d\d", text)
    ]
    assert loose == []
