"""What all records share: identity, language, tags, access, citations, gaps, retirement."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from schemas.access import Level
from schemas.case import Case
from schemas.record import ID_PATTERN, BaseRecord, Gap, new_record_id
from schemas.vocabulary import vocabulary

SHARED = {
    "id": "abcdefgh234567aa",
    "ref": "дело-7",
    "language": "zh-Hant",
    "tags": ["Grozny", "дома"],
    "access": {
        "level": "public",
        "fields": [{"path": "/notes", "level": "confidential"}],
        "compartments": ["team-a"],
    },
    "external_ids": [{"scheme": "memorial", "value": "14/77"}],
    "citations": [
        {"path": "/title", "source": "ua", "polarity": "asserts", "status": "accepted"},
    ],
    "gaps": [{"path": "/notes", "reason": "refused", "note": "By letter."}],
    "retired": {"reason": "duplicate", "in_favour_of": "C-8"},
}


def case(**fields) -> Case:
    return Case.model_validate_json(json.dumps({"type": "case", "title": "A file", **fields}))


def test_a_record_says_who_it_is_who_may_see_it_and_what_it_rests_on():
    assert SHARED.keys() == BaseRecord.model_fields.keys()
    assert case(**SHARED).content() == {"type": "case", "title": "A file", **SHARED}


def test_a_record_that_says_nothing_is_for_those_who_work_here():
    assert case().access.level is Level.RESTRICTED
    assert case().content() == {
        "type": "case",
        "title": "A file",
        "language": "en",
        "access": {"level": "restricted"},
    }


def test_new_ids_are_drawn_at_random_and_tell_nothing():
    ids = {new_record_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(ID_PATTERN.fullmatch(one) for one in ids)
    assert case(id=ids.pop()).id is not None


def test_an_id_is_the_base32_of_ten_bytes():
    # RFC 4648, section 6, in lower case.
    assert new_record_id(bytes(10)) == "aaaaaaaaaaaaaaaa"
    assert new_record_id(b"\xff" * 10) == "7777777777777777"


@pytest.mark.parametrize("value", ["", "abc", "ABCDEFGH234567AA", "abcdefgh234567a1", "a" * 17])
def test_an_id_that_an_archive_would_not_give_is_refused(value):
    with pytest.raises(ValidationError, match="expected an id of 16 characters"):
        case(id=value)


@pytest.mark.parametrize("ref", ["I8", "Каляпин", "قضية-7", "A.b_c-d", "x" * 64, "(a)+b:c,d"])
def test_refs_are_short_names_in_any_script(ref):
    assert case(ref=ref).ref == ref


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "a b",
        "a/b",
        "a?b",
        "a#b",
        "50%",
        "a\\b",
        "a\nb",
        "x" * 65,
        "a\u00a0b",
        "a\u202eb",
        "\x00",
    ],
)
def test_refs_that_break_addresses_or_deceive_the_eye_are_refused(ref):
    with pytest.raises(ValidationError, match="ref"):
        case(ref=ref)


def test_a_ref_in_the_form_of_an_id_is_refused():
    with pytest.raises(ValidationError, match="has the form of an id"):
        case(ref="abcdefgh234567aa")


@pytest.mark.parametrize("language", ["en", "ru", "ar", "ce", "zh-Hant-TW", "nhn"])
def test_languages_are_tags(language):
    assert case(language=language).language == language


@pytest.mark.parametrize("language", ["", "English", "e", "EN", "en_GB", "en-"])
def test_what_is_no_tag_of_a_language_is_refused(language):
    with pytest.raises(ValidationError, match="language"):
        case(language=language)


@pytest.mark.parametrize("tags", [[""], [None], "Grozny", None, [["a"]]])
def test_tags_are_a_list_of_words(tags):
    with pytest.raises(ValidationError, match="tags"):
        case(tags=tags)


def test_why_nothing_is_there_has_five_answers():
    # Absent is a sixth: no gap at all.
    codes = vocabulary("gap_reasons").codes()
    assert {"unknown", "refused", "not_asked", "none", "withheld"} <= set(codes)
    for code in codes:
        assert Gap(path="/notes", reason=code).content() == {"path": "/notes", "reason": code}


@pytest.mark.parametrize("path", ["", "notes", "/"])
def test_a_gap_is_in_a_field(path):
    with pytest.raises(ValidationError, match="path"):
        case(gaps=[{"path": path, "reason": "unknown"}])


@pytest.mark.parametrize(
    "fields",
    [
        {"external_ids": [{"scheme": "", "value": "7"}]},
        {"external_ids": [{"scheme": "memorial", "value": ""}]},
        {"external_ids": [{"scheme": "memorial", "value": 7}]},
        {"retired": {"reason": "old"}},
        {"retired": {}},
    ],
)
def test_names_elsewhere_and_retirement_are_complete(fields):
    with pytest.raises(ValidationError, match=next(iter(fields))):
        case(**fields)
