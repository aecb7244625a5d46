"""Security keys: the W3C's own vectors first, then the ways in which an answer can be wrong."""

from __future__ import annotations

import json

import pytest

from archive.accounts import challenges, forms_key, security_keys
from archive.accounts.credentials import Kind
from archive.accounts.errors import KeyNotTaken, NoCredential, SignInRefused
from archive.accounts.second_factor import add_key, is_set_up, remove_key
from archive.accounts.security_keys import Site
from archive.checking.verify import verify
from archive.log import about, detail
from evidence.checks.findings import errors_of
from tests.archive.accounts.conftest import House

pytest.importorskip("webauthn", reason="the extra webauthn is not installed")
from tests.archive.accounts.soft_key import SoftKey, text

SITE = Site("localhost", "http://localhost:8642")

# Web Authentication Level 3, §16.2, "ES256 Credential with No Attestation"; RP id and origin: §16.
EXAMPLE = Site("example.org", "https://example.org")
ID = "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4"
MADE_FOR = "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130"
MADE_CLIENT = (
    "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878"
    "475453746e63647134313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a226874"
    "7470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c226578747261446174"
    "61223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e"
    "616c206669656c647320696e20746865206675747572652c207375636820617320746869733a20426b5165446a646354"
    "427258426941774a544c453551227d"
)
MADE = (
    "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735a"
    "e7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70"
    "189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20d"
    "b90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b"
    "9220"
)
ASKED_FOR = "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408"
ASKED_DATA = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000"
ASKED_CLIENT = (
    "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455"
    "506f334a5558543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a226874747073"
    "3a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d"
)
SIGNED = (
    "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b935381"
    "74f575bf11a1dd5d78c6e486013f937295ea13653e331e87"
)


def written(**response: str) -> security_keys.Answer:
    named = text(bytes.fromhex(ID))
    fields = {name: text(bytes.fromhex(value)) for name, value in response.items()}
    found = security_keys.read(
        json.dumps({"id": named, "rawId": named, "type": "public-key", "response": fields})
    )
    assert found is not None
    return found


def test_the_published_credential_is_read_and_its_published_answer_fits() -> None:
    made = written(clientDataJSON=MADE_CLIENT, attestationObject=MADE)
    assert made.challenge.hex() == MADE_FOR
    key = security_keys.registered(made, EXAMPLE)
    assert (key.id, key.count) == (text(bytes.fromhex(ID)), 0)
    given = {"clientDataJSON": ASKED_CLIENT, "authenticatorData": ASKED_DATA}
    answer = written(**given, signature=SIGNED)
    assert answer.challenge.hex() == ASKED_FOR
    assert security_keys.count_of(answer, EXAMPLE, public=key.public, counted=0) == 0
    for site in (Site("example.com", EXAMPLE.origin), Site(EXAMPLE.name, "https://example.com")):
        assert security_keys.count_of(answer, site, public=key.public, counted=0) is None
    other = written(**given, signature=SIGNED[:-2] + "88")
    assert security_keys.count_of(other, EXAMPLE, public=key.public, counted=0) is None


def test_a_published_credential_of_another_site_is_not_taken() -> None:
    made = written(clientDataJSON=MADE_CLIENT, attestationObject=MADE)
    with pytest.raises(KeyNotTaken, match="no key was added"):
        security_keys.registered(made, Site("example.com", "https://example.com"))


def with_key(house: House) -> tuple[SoftKey, tuple[str, ...]]:
    """Amina's key, and the recovery codes that came with it."""
    theirs, key = house.archive.working_as(house.amina.id), SoftKey(SITE.origin)
    asked = security_keys.for_a_new_one(theirs, SITE)
    return key, add_key(theirs, SITE, name="on the ring", answer=key.made(asked))


def test_a_key_signs_in_and_the_log_says_so(house: House) -> None:
    key, codes = with_key(house)
    assert len(codes) == 10
    with pytest.raises(SignInRefused, match="nothing was shown"):
        house.sign_in()
    asked = security_keys.for_signing_in(house.archive, SITE)
    assert "allowCredentials" not in asked or asked["allowCredentials"] == []
    done = house.sign_in(answer=key.answer(asked), site=SITE)
    assert done.person.id == house.amina.id
    assert house.sign_in(code=codes[0]).person.id == house.amina.id
    with house.archive.reading() as connection:
        told = [detail(connection, one.seq) for one in about(connection, house.amina.id)]
    assert "security-key" in [one.get("second_factor") for one in told]
    assert {"credential": "security-key", "name": "on the ring"} in told
    assert errors_of(verify(house.archive).findings) == []


def test_a_challenge_counts_once_and_for_five_minutes(house: House) -> None:
    key, _codes = with_key(house)
    asked = security_keys.for_signing_in(house.archive, SITE)
    answer = key.answer(asked)
    # Danger: who overhears an answer to a wrong password would try it again with the right one.
    with pytest.raises(SignInRefused, match="nothing was shown"):
        house.sign_in(password="another one, at least", answer=answer, site=SITE)
    with pytest.raises(SignInRefused, match="nothing was shown"):
        house.sign_in(answer=answer, site=SITE)
    late = security_keys.for_signing_in(house.archive, SITE)
    house.clock.pass_by(seconds=challenges.GOOD_SECONDS + 1)
    with pytest.raises(SignInRefused, match="nothing was shown"):
        house.sign_in(answer=key.answer(late), site=SITE)
    house.sign_in(answer=key.answer(security_keys.for_signing_in(house.archive, SITE)), site=SITE)


def test_answers_to_what_was_not_asked_prove_nothing(house: House) -> None:
    key, _codes = with_key(house)
    theirs = house.archive.working_as(house.amina.id)
    fresh = security_keys.for_signing_in(house.archive, SITE)
    own = {**fresh, "challenge": text(b"a challenge of somebody's own making, 56 bytes in all....")}
    for_new = {**fresh, "challenge": security_keys.for_a_new_one(theirs, SITE)["challenge"]}
    stranger = SoftKey(SITE.origin, user=key.user)
    copied = SoftKey(SITE.origin, private=key.private, user=text(b"somebody else"))
    elsewhere = SoftKey("http://localhost:9999", private=key.private, user=key.user)
    given = [key.answer(own), key.answer(for_new), stranger.answer(fresh)]
    given += [
        other.answer(security_keys.for_signing_in(house.archive, SITE))
        for other in (copied, elsewhere)
    ]
    for answer in (*given, "", "{}", "[]", "null", '{"response":1}', "[" * 9000, "x" * 20000):
        with pytest.raises(SignInRefused, match="nothing was shown"):
            house.sign_in(answer=answer, site=SITE)
        house.clock.pass_by(seconds=60)


def test_a_key_that_does_not_count_on_was_copied(house: House) -> None:
    key, _codes = with_key(house)
    key.count = 7
    house.sign_in(answer=key.answer(security_keys.for_signing_in(house.archive, SITE)), site=SITE)
    key.count = 3
    with pytest.raises(SignInRefused, match="nothing was shown"):
        house.sign_in(
            answer=key.answer(security_keys.for_signing_in(house.archive, SITE)), site=SITE
        )


def test_with_the_last_key_the_second_factor_ends(house: House) -> None:
    with_key(house)
    theirs = house.archive.working_as(house.amina.id)
    with house.archive.reading() as connection:
        (kept,) = security_keys.keys_of(connection, house.amina.id)
    with pytest.raises(NoCredential, match="security key"):
        remove_key(house.archive, kept.id)  # it is Amina's, not Vera's
    remove_key(theirs, kept.id)
    with house.archive.reading() as connection:
        assert not is_set_up(connection, house.amina.id)
        assert security_keys.credentials.of(connection, house.amina.id, Kind.RECOVERY) == ()


def test_a_key_is_taken_once_under_a_name_of_its_own(house: House) -> None:
    key, _codes = with_key(house)
    theirs = house.archive.working_as(house.amina.id)
    for name, other in (("on the ring", SoftKey(SITE.origin, b"another")), ("new", key), ("", key)):
        asked = security_keys.for_a_new_one(theirs, SITE)
        with pytest.raises(KeyNotTaken, match="no key was added"):
            add_key(theirs, SITE, name=name, answer=other.made(asked))


def test_forms_are_known_again_until_another_key_is_drawn(house: House) -> None:
    settings = house.archive.settings
    first = forms_key.derived(settings, forms_key.Use.FORMS)
    assert forms_key.derived(settings, forms_key.Use.FORMS) == first
    assert forms_key.derived(settings, forms_key.Use.CHALLENGES) != first
    assert (settings.keys / forms_key.FILE).stat().st_mode & 0o777 == 0o600
    forms_key.draw_anew(settings)
    assert forms_key.derived(settings, forms_key.Use.FORMS) != first
