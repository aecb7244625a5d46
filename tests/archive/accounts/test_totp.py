"""Codes by time, against the published vectors."""

from __future__ import annotations

import pytest

from archive.accounts import totp

SEED = b"12345678901234567890"
"""The seed of both appendices."""

# RFC 4226, appendix D.
HOTP = (
    *("755224", "287082", "359152", "969429", "338314"),
    *("254676", "287922", "162583", "399871", "520489"),
)

# RFC 6238, appendix B, the rows for SHA-1.
TOTP = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}


@pytest.mark.parametrize(("counter", "code"), list(enumerate(HOTP)))
def test_codes_by_counter_are_those_of_rfc_4226(counter: int, code: str) -> None:
    assert totp.hotp(SEED, counter) == code


@pytest.mark.parametrize(("seconds", "code"), list(TOTP.items()))
def test_codes_by_time_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert totp.hotp(SEED, totp.step_at(seconds), digits=8) == code
    assert totp.matching_step(SEED, code[-6:], seconds=seconds, after=-1) == seconds // 30


@pytest.mark.parametrize(("away", "counts"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_code_counts_one_step_before_and_after_its_own(away: int, *, counts: bool) -> None:
    code = totp.hotp(SEED, 1000)
    found = totp.matching_step(SEED, code, seconds=(1000 + away) * 30, after=-1)
    assert found == (1000 if counts else None)


def test_no_code_counts_twice_nor_an_earlier_one_after_it() -> None:
    now = 1000 * 30
    assert totp.matching_step(SEED, totp.hotp(SEED, 1000), seconds=now, after=1000) is None
    assert totp.matching_step(SEED, totp.hotp(SEED, 999), seconds=now, after=1000) is None
    assert totp.matching_step(SEED, totp.hotp(SEED, 1001), seconds=now, after=1000) == 1001


@pytest.mark.parametrize("code", ["", "1", "٧٥٥٢٢٤", "75522", "\ud800", "7552240"])
def test_what_is_no_code_matches_nothing(code: str) -> None:
    assert totp.matching_step(SEED, code, seconds=0, after=-1) is None


def test_a_seed_goes_to_an_app_and_back() -> None:
    assert totp.seed_to_text(SEED) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert totp.seed_from_text(totp.seed_to_text(b"\0\1\2")) == b"\0\1\2"
    told = totp.address(SEED, archive="case-work 1", person="Amina:K&x=y")
    assert told == (
        "otpauth://totp/case-work%201:Amina%3AK%26x%3Dy?"
        "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=case-work+1&digits=6&period=30"
    )
