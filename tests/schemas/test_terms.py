"""Terms and vocabularies: looking up, going down the tree, extending."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.errors import BadVocabulary, UnknownTerm
from schemas.terms import Term, Vocabulary, extended

THREAT = Term(code="threat", labels={"en": "Threat", "fr": "Menace"})
ONLINE = Term(code="online_threat", labels={"en": "Online threat"}, broader="threat")
KILLING = Term(code="killing", labels={"en": "Killing"})
DRONE = Term(code="drone_strike", labels={"ru": "Удар беспилотника"}, origin="our archive")


def make_vocabulary(*terms: Term) -> Vocabulary:
    return Vocabulary("acts", 1, {"en": "Acts"}, "What was done.", terms)


def test_a_term_is_found_by_its_code():
    assert make_vocabulary(THREAT, KILLING).term("killing") is KILLING


def test_an_unknown_code_names_those_that_are_spelt_nearly_so():
    with pytest.raises(UnknownTerm, match="found 'kiling'; did you mean killing") as caught:
        make_vocabulary(THREAT, KILLING).term("kiling")
    assert caught.value.vocabulary == "acts"
    assert caught.value.code == "kiling"
    assert caught.value.near == ("killing",)


@pytest.mark.parametrize(
    ("code", "language", "label"),
    [
        pytest.param("threat", "fr", "Menace", id="in-the-language"),
        pytest.param("threat", "ru", "Threat", id="else-in-english"),
        pytest.param("drone_strike", "fr", "Удар беспилотника", id="else-in-any"),
    ],
)
def test_a_label_is_given_in_the_best_language_there_is(code, language, label):
    assert make_vocabulary(THREAT, DRONE).label(code, language) == label


def test_the_label_of_an_unknown_code_is_refused():
    with pytest.raises(UnknownTerm, match="found 'robbery'"):
        make_vocabulary(THREAT).label("robbery", "en")


def test_codes_keep_the_reading_order():
    assert make_vocabulary(THREAT, ONLINE, KILLING).codes() == (
        "threat",
        "online_threat",
        "killing",
    )


def test_narrower_codes_are_the_code_and_all_below_it():
    direct = Term(code="direct_message", labels={"en": "Direct message"}, broader="online_threat")
    acts = make_vocabulary(THREAT, KILLING, direct, ONLINE)
    assert acts.narrower("threat") == ("threat", "direct_message", "online_threat")
    assert acts.narrower("killing") == ("killing",)


def test_nothing_is_narrower_than_an_unknown_code():
    with pytest.raises(UnknownTerm, match="found 'thread'; did you mean threat"):
        make_vocabulary(THREAT).narrower("thread")


def test_a_retired_term_is_still_known_but_no_longer_offered():
    acts = make_vocabulary(THREAT, replace(KILLING, retired=True))
    assert acts.term("killing").retired
    assert acts.codes() == ("threat", "killing")
    assert acts.offered() == ("threat",)


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        pytest.param((KILLING, KILLING), "a code is there twice", id="twice"),
        pytest.param((ONLINE,), "'online_threat' is below 'threat', which is unknown", id="orphan"),
        pytest.param(
            (ONLINE, replace(THREAT, broader="online_threat")), "below itself", id="circle"
        ),
        pytest.param((replace(KILLING, labels={}),), "'killing' has no label", id="unlabelled"),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_refused(terms, why):
    with pytest.raises(BadVocabulary, match=why) as caught:
        make_vocabulary(*terms)
    assert caught.value.vocabulary == "acts"


def test_what_is_written_as_json_can_be_read_again():
    acts = make_vocabulary(THREAT, ONLINE, replace(KILLING, retired=True, crossref="V4"), DRONE)
    assert Vocabulary.from_content(acts.content()) == acts


def test_what_a_term_does_not_have_is_not_written():
    assert KILLING.content() == {
        "code": "killing",
        "labels": {"en": "Killing"},
        "origin": "khronika",
    }


def test_an_archive_adds_terms_behind_the_shipped_ones():
    shipped = make_vocabulary(THREAT, KILLING)
    below = Term(code="threat_by_fax", labels={"en": "Threat by fax"}, broader="threat")
    more = extended(shipped, [DRONE, below])
    assert more.codes() == ("threat", "killing", "drone_strike", "threat_by_fax")
    assert more.narrower("threat") == ("threat", "threat_by_fax")
    assert shipped.codes() == ("threat", "killing")


def test_an_archive_retires_and_brings_back_a_shipped_term():
    shipped = make_vocabulary(THREAT, KILLING)
    retired = extended(shipped, [replace(KILLING, retired=True)])
    assert retired.offered() == ("threat",)
    assert extended(retired, [KILLING]) == shipped


def test_an_archive_translates_a_shipped_term():
    translated = replace(KILLING, labels={"ce": "Вер", "en": "Killing"})
    more = extended(make_vocabulary(KILLING), [translated])
    assert more.label("killing", "ce") == "Вер"
    assert more.label("killing", "en") == "Killing"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(KILLING, labels={"en": "Accident"}), id="other-label"),
        pytest.param(replace(KILLING, definition="Somebody died."), id="other-definition"),
        pytest.param(replace(KILLING, broader="threat"), id="other-place"),
    ],
)
def test_an_archive_cannot_change_what_a_code_means(changed):
    with pytest.raises(BadVocabulary, match="'killing' is already there and means something else"):
        extended(make_vocabulary(THREAT, KILLING), [changed])
