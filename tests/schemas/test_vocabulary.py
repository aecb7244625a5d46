"""The shipped vocabularies, each term of them, and the fields that hold their codes."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from importlib import resources
from typing import Annotated

import pytest
from pydantic import ValidationError

from schemas.errors import UnknownTerm
from schemas.shape import Shape
from schemas.vocabulary import LANGUAGES, Term, code_of, extended, vocabulary, vocabulary_names

NAMES = """
access_levels actor_kinds actor_types acts appeal_kinds appeal_statuses bases citation_statuses
confidences connections custody_actions damages degrees erasure_bases gap_reasons generations
hedges identifications impacts incident_kinds item_kinds item_states legal_grounds link_types
location_types methods name_kinds official_attributions packet_purposes perpetrator_statuses
place_kinds place_precisions polarities property_classes property_statuses relation_types
reliabilities responses retired_reasons review_states roles sexes source_kinds statuses victim_roles
victim_statuses
""".split()  # noqa: SIM905 - one quoted name a line would hide the list

CUSTODY_ACTIONS = """
item.acquired item.captured item.received_before format.identified metadata.extracted
signature.checked derivative.created redaction.created metadata.stripped item.opened access.denied
item.transferred_out item.transferred_in item.returned item.sealed fixity.checked replicated
restored quarantined released deaccessioned erased record.created record.revised record.linked
record.reviewed packet.planned packet.built packet.signed packet.released packet.acknowledged
anchor.rfc3161 anchor.witness key.added key.rotated key.revoked right.granted right.withdrawn
signed_in exported searched refused clock.checked log.forked
archive.locked archive.unlocked
""".split()  # noqa: SIM905 - one quoted name a line would hide the list

HURIDOCS_ACTS = {
    "attempted_killing": "0101090",
    "physical_assault": "020101",
    "harassment": "020103",
    "threat_against_victim": "0201030101",
    "threat_against_family": "0201030102",
    "threat_against_colleagues": "0201030103",
    "death_threat_against_victim": "0201030201",
    "death_threat_against_family": "0201030202",
    "death_threat_against_colleagues": "0201030203",
    "surveillance": "02010303",
    "following": "02010304",
    "collective_punishment": "020121",
    "arrest": "030101",
    "detention": "030102",
    "disappearance": "030103",
    "abduction": "030104",
    "unlawful_search": "040101",
    "expulsion": "050102",
    "eviction": "050103",
    "displacement": "050104",
    "closure_of_office": "120101",
    "raid_on_organisation": "120102",
    "looting": "130101",
    "vandalism": "130102",
    "destruction_of_property": "130103",
    "confiscation_of_property": "130107",
    "defamation": "140101",
}
"""Acts that answer to a code of HURIDOCS micro-thesaurus 4, "types of acts"."""

PREMIS_EVENT_TYPES = {
    "cap", "dea", "del", "dig", "dis", "dsg", "fix", "for", "ing", "mee", "mig", "poa", "qua",
    "rec", "red", "rep", "tra", "unq",
}  # fmt: skip
"""Of http://id.loc.gov/vocabulary/preservation/eventType, those that a log entry can be."""

ORIGINS = {"HURIDOCS", "UCDP", "ACLED", "PREMIS", "khronika"}
CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*(\.[a-z0-9_]+)?")
SCRIPTS = {"en": "LATIN", "fr": "LATIN", "es": "LATIN", "ru": "CYRILLIC", "ar": "ARABIC"}


class Act(Shape):
    kind: Annotated[str, code_of("acts")]
    """What was done."""


def scripts_of(text: str) -> set[str]:
    """The scripts of the letters in a text, from the names that Unicode gives them."""
    return {unicodedata.name(letter).split()[0] for letter in text if letter.isalpha()}


def file_text(name: str) -> str:
    return resources.files("schemas").joinpath("vocabularies", f"{name}.json").read_text("utf-8")


def test_every_vocabulary_is_shipped():
    assert list(vocabulary_names()) == NAMES


def test_a_file_is_written_as_its_vocabulary_would_be():
    for name in NAMES:
        written = json.dumps(vocabulary(name).content(), ensure_ascii=False, indent=2) + "\n"
        assert file_text(name) == written, name
        assert vocabulary(name).name == name, name


def test_codes_are_well_formed_and_unique():
    for name in NAMES:
        codes = [term["code"] for term in json.loads(file_text(name))["terms"]]
        assert len(set(codes)) == len(codes), name
        assert [code for code in codes if not CODE.fullmatch(code)] == [], name


def test_every_label_and_title_is_in_the_script_of_its_language():
    for name in NAMES:
        shown = vocabulary(name)
        for labels in [shown.title, *(term.labels for term in shown.terms)]:
            assert tuple(labels) == LANGUAGES, name
            found = {lang: scripts_of(text) for lang, text in labels.items()}
            expected = {lang: {script} for lang, script in SCRIPTS.items()}
            assert found == expected, name


def test_no_two_terms_of_a_vocabulary_read_the_same():
    for name in NAMES:
        for language in LANGUAGES:
            seen = Counter(term.labels[language].casefold() for term in vocabulary(name).terms)
            assert [label for label, times in seen.items() if times > 1] == [], name


def test_texts_are_in_normal_form_and_without_stray_spaces():
    for name in NAMES:
        text = file_text(name)
        assert unicodedata.is_normalized("NFC", text), name
        for term in vocabulary(name).terms:
            for shown in [term.definition, *term.labels.values()]:
                assert shown == " ".join(shown.split()), (name, term.code)


def test_every_term_is_defined_in_one_sentence_and_says_where_it_comes_from():
    for name in NAMES:
        assert vocabulary(name).description.endswith("."), name
        for term in vocabulary(name).terms:
            assert re.fullmatch(r"[A-Z“].*[^.]\.", term.definition), (name, term.code)
            assert term.origin in ORIGINS, (name, term.code)
            assert term.origin == "khronika" or term.crossref, (name, term.code)


def test_what_is_broader_is_there_and_never_leads_back():
    for name in NAMES:
        shown = vocabulary(name)
        for term in shown.terms:
            if term.broader:
                assert term.code in shown.narrower(term.broader), (name, term.code)
                assert term.broader not in shown.narrower(term.code), (name, term.code)


def test_acts_name_their_code_of_huridocs():
    named = {code: vocabulary("acts").term(code).crossref for code in HURIDOCS_ACTS}
    assert named == {code: f"V4 {number}" for code, number in HURIDOCS_ACTS.items()}


def test_a_search_for_threats_finds_every_kind_of_threat():
    codes = set(vocabulary("acts").codes())
    threats = {code for code in codes if "threat" in code}
    assert set(vocabulary("acts").narrower("threat")) == threats
    assert set(vocabulary("acts").narrower("death_threat")) == {
        code for code in threats if code.startswith("death_threat")
    }


def test_every_custody_action_can_be_logged():
    assert sorted(vocabulary("custody_actions").codes()) == sorted(CUSTODY_ACTIONS)


def test_custody_actions_name_event_types_that_premis_has():
    named = {t.crossref for t in vocabulary("custody_actions").terms if t.crossref}
    assert named == {f"PREMIS {code}" for code in PREMIS_EVENT_TYPES}


def test_place_precision_has_the_seven_steps_of_ucdp():
    assert vocabulary("place_precisions").codes() == ("1", "2", "3", "4", "5", "6", "7")


def test_a_vocabulary_is_read_once():
    assert vocabulary("acts") is vocabulary("acts")


def test_an_unknown_vocabulary_is_refused_with_its_near_names():
    with pytest.raises(
        UnknownTerm, match="'vocabularies', found 'act'; did you mean acts"
    ) as caught:
        vocabulary("act")
    assert caught.value.code == "act"


def test_a_field_takes_a_code_of_its_vocabulary():
    assert Act.model_validate_json('{"kind": "torture"}').kind == "torture"


def test_a_field_refuses_another_code_and_says_which_is_near():
    with pytest.raises(ValidationError, match="found 'tortur'; did you mean torture"):
        Act.model_validate_json('{"kind": "tortur"}')


def test_a_field_refuses_what_is_no_text():
    with pytest.raises(ValidationError, match="valid string"):
        Act.model_validate_json('{"kind": 7}')


def test_a_field_takes_the_terms_that_an_archive_added():
    own = extended(vocabulary("acts"), [Term(code="drone_strike", labels={"en": "Drone strike"})])
    text = '{"kind": "drone_strike"}'
    assert (
        Act.model_validate_json(text, context={"vocabularies": {"acts": own}}).kind
        == "drone_strike"
    )
    with pytest.raises(ValidationError, match="found 'drone_strike'"):
        Act.model_validate_json(text)


def test_a_field_of_an_unknown_vocabulary_is_refused_when_it_is_checked():
    class Misspelt(Shape):
        kind: Annotated[str, code_of("akts")]

    with pytest.raises(ValidationError, match="found 'akts'; did you mean acts"):
        Misspelt.model_validate_json('{"kind": "torture"}')


def test_the_json_schema_names_the_vocabulary_and_lists_no_codes():
    assert Act.model_json_schema()["properties"]["kind"] == {
        "type": "string",
        "x-vocabulary": "acts",
        "title": "Kind",
        "description": "What was done.",
    }


def test_a_code_like_no_other_is_told_all_of_a_few() -> None:
    with pytest.raises(UnknownTerm, match=r"found 'zzz'; it has house, .*, other") as caught:
        vocabulary("property_classes").term("zzz")
    assert caught.value.near == ()
    with pytest.raises(UnknownTerm, match=r"found 'zzz'$"):
        vocabulary("acts").term("zzz")
