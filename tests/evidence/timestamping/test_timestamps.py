"""Timestamps: sound ones are taken, everything else is refused, and OpenSSL says the same."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidence.errors import EvidenceError
from evidence.timestamping import timestamps
from evidence.timestamping.certificates import pem_of, read_bundle
from evidence.timestamping.errors import (
    BadCertificate,
    BadTimestamp,
    OtherContent,
    UnknownAuthority,
)
from evidence.timestamping.timestamp_request import open_request
from evidence.timestamping.timestamp_token import open_token
from tests.evidence import stamping
from tests.evidence.stamping import NOON, Authority, certificate, new_key, pem

HEAD = b"an example/log/1\n42\nAAAA\n"
OFFICE = Authority()
ELSEWHERE = Authority("Elsewhere")
TOKEN = OFFICE.token(HEAD)

# Public vectors: https://github.com/trailofbits/rfc3161-client, test/fixtures, commit 886f40b. What
# each should do is what OpenSSL 3.0 says of it, which `test_openssl_agrees_…` asks again.
VECTORS = (
    pytest.param("identrust/issue-104.tsr", None, id="unordered-set-with-cross-root"),
    pytest.param("sigstage/response-sha256.tsr", None, id="sha256"),
    pytest.param("sigstage/response-sha384.tsr", None, id="sha384"),
    pytest.param("sigstage/response-sha512.tsr", None, id="sha512"),
    pytest.param("sigstage/response-no-embedded-cert.tsr", None, id="no-certificates"),
    pytest.param("sigstage/response-invalid-signature.tsr", BadTimestamp, id="bad-signature"),
    pytest.param("sigstore.mock/response-expired.tsr", None, id="expired-since"),
    pytest.param("test_tsa/response.tsr", None, id="with-intermediate"),
    pytest.param("test_tsa/response-injected-certs.tsr", None, id="injected-certificates"),
    pytest.param("test_tsa/other_response.tsr", UnknownAuthority, id="another-issuer"),
)


@pytest.fixture
def vectors(shared_data: Path) -> Path:
    return shared_data / "rfc3161" / "test" / "fixtures"


def content_of(vectors: Path, tsr: bytes) -> bytes:
    """What a vector is a timestamp of."""
    payload = (vectors / "sigstore.mock" / "payload").read_bytes()
    return next(data for data in (b"hello", payload) if open_token(tsr).is_of(data))


@pytest.mark.parametrize(("path", "error"), VECTORS)
def test_public_vectors_verify_or_are_refused(
    vectors: Path, path: str, error: type[Exception] | None
) -> None:
    tsr, roots = (vectors / path).read_bytes(), [(vectors / path).with_name("ts_chain.pem")]
    pinned, data = [one.read_bytes() for one in roots], content_of(vectors, tsr)
    if error:
        with pytest.raises(error, match="timestamp"):
            timestamps.verify(tsr, data, roots=pinned)
    else:
        found = timestamps.verify(tsr, data, roots=pinned)
        assert found.time.tzinfo is UTC
    with pytest.raises(OtherContent, match="it is of other content: expected"):
        timestamps.verify(tsr, data + b"\n", roots=pinned)


@pytest.mark.parametrize(("path", "error"), VECTORS)
def test_openssl_agrees_with_us_on_public_vectors(
    vectors: Path, tmp_path: Path, path: str, error: type[Exception] | None
) -> None:
    tsr, chain = (vectors / path).read_bytes(), (vectors / path).with_name("ts_chain.pem")
    data, pinned = content_of(vectors, tsr), pem_of(read_bundle([chain.read_bytes()]))
    command = written(tmp_path, tsr, data=data, roots=pinned)
    assert openssl(command, tmp_path) is (error is None)
    (tmp_path / "head").write_bytes(data + b"\n")
    assert not openssl(command, tmp_path)


REQUESTS = {
    "test_tsa/request.der": {"test_tsa/response.tsr", "test_tsa/response-injected-certs.tsr"},
    "test_tsa/other_request.der": set[str](),
    "sigstage/request.der": set[str](),
}
"""Which answers repeat the nonce of a request; `openssl ts -query -text` shows the same nonces."""


def test_every_public_vector_is_among_these(vectors: Path) -> None:
    there = {path.relative_to(vectors).as_posix() for path in vectors.rglob("*.*")}
    assert {name for name in there if name.endswith(".tsr")} == {one.values[0] for one in VECTORS}
    assert {name for name in there if name.endswith(".der")} == set(REQUESTS)
    assert len(VECTORS) == 10


@pytest.mark.parametrize("path", REQUESTS)
def test_requests_of_others_are_read_and_told_apart(vectors: Path, path: str) -> None:
    asked = open_request((vectors / path).read_bytes())
    answers = {one.values[0] for one in VECTORS}
    said = {name: timestamps.read_response((vectors / str(name)).read_bytes()) for name in answers}
    fitting = {name for name, one in said.items() if asked.is_answered_by(one.imprint, one.nonce)}
    assert fitting == REQUESTS[path]


def test_a_sound_timestamp_says_when_by_whom_and_until_when_it_can_be_relied_on() -> None:
    tsr = OFFICE.token(HEAD, accuracy=timedelta(seconds=2, milliseconds=5), serial=9)
    found = timestamps.verify(tsr, HEAD, roots=OFFICE.roots, nonce=77)
    assert found.time == NOON
    assert found.accuracy == timedelta(seconds=2, milliseconds=5)
    assert (found.authority, found.policy, found.serial) == ("CN=Made authority", "1.2.3.4.1", 9)
    assert found.valid_until == stamping.VALID[1]


def test_reading_alone_says_the_same_and_judges_nothing() -> None:
    found = timestamps.read_response(ELSEWHERE.token(HEAD))
    assert (found.time, found.authority, found.nonce) == (NOON, "CN=Elsewhere", 77)
    assert found.valid_until is None


def test_another_nonce_is_refused() -> None:
    with pytest.raises(BadTimestamp, match="the nonce: expected 78, found 77"):
        timestamps.verify(TOKEN, HEAD, roots=OFFICE.roots, nonce=78)


def test_an_answer_without_the_nonce_is_refused() -> None:
    with pytest.raises(BadTimestamp, match="the nonce: expected 77, found None"):
        timestamps.verify(OFFICE.token(HEAD, nonce=None), HEAD, roots=OFFICE.roots, nonce=77)


def test_another_authority_is_unknown() -> None:
    with pytest.raises(UnknownAuthority, match="no chain of certificates leads to a trusted root"):
        timestamps.verify(TOKEN, HEAD, roots=ELSEWHERE.roots)


def test_each_check_trusts_its_own_roots_only() -> None:
    # Builders of the library share their roots when one is copied: a second check would then trust
    # what the first one trusted.
    timestamps.verify(TOKEN, HEAD, roots=OFFICE.roots)
    with pytest.raises(UnknownAuthority):
        timestamps.verify(TOKEN, HEAD, roots=ELSEWHERE.roots)
    with pytest.raises(UnknownAuthority):
        timestamps.verify(ELSEWHERE.token(HEAD), HEAD, roots=OFFICE.roots)


def test_roots_of_several_authorities_may_be_given_together() -> None:
    roots = [*ELSEWHERE.roots, *OFFICE.roots]
    assert timestamps.verify(TOKEN, HEAD, roots=roots).authority == "CN=Made authority"


def test_a_certificate_for_something_else_cannot_sign_timestamps() -> None:
    server = Authority(usage=ExtendedKeyUsageOID.SERVER_AUTH)
    with pytest.raises((BadTimestamp, UnknownAuthority)):
        timestamps.verify(server.token(HEAD), HEAD, roots=server.roots)


def test_the_signing_certificate_may_be_among_the_pinned_ones_only() -> None:
    tsr = OFFICE.token(HEAD, certificates=[])
    with pytest.raises(UnknownAuthority, match="not at hand"):
        timestamps.verify(tsr, HEAD, roots=OFFICE.roots)
    roots = [*OFFICE.roots, pem(OFFICE.signer)]
    assert timestamps.verify(tsr, HEAD, roots=roots).authority == "CN=Made authority"


def test_certificates_in_another_order_than_der_are_taken() -> None:
    others = [certificate(f"Other {n}", new_key(), issuer="X", by=new_key()) for n in range(3)]
    falling = sorted([OFFICE.signer, *others], key=der, reverse=True)
    tsr = OFFICE.token(HEAD, certificates=falling)
    assert timestamps.verify(tsr, HEAD, roots=OFFICE.roots).time == NOON


def test_a_cross_certificate_does_not_lead_away_from_the_pinned_root() -> None:
    cross = certificate(
        "Made authority root", OFFICE.root_key, issuer="An older root", by=new_key()
    )
    tsr = OFFICE.token(HEAD, certificates=[OFFICE.signer, cross])
    assert timestamps.verify(tsr, HEAD, roots=OFFICE.roots).time == NOON


def test_a_signature_needs_the_digest_of_its_certificate_under_it() -> None:
    with pytest.raises(BadTimestamp, match="names no signing certificate"):
        timestamps.verify(OFFICE.token(HEAD, signing_hash=False), HEAD, roots=OFFICE.roots)


def test_certificates_that_have_expired_since_do_no_harm() -> None:
    short = Authority(valid=(NOON - timedelta(days=1), NOON + timedelta(days=1)))
    found = timestamps.verify(short.token(HEAD), HEAD, roots=short.roots)
    assert found.valid_until == NOON + timedelta(days=1)
    with pytest.raises(BadTimestamp, match="not valid at the moment that was asked for"):
        timestamps.verify(short.token(HEAD), HEAD, roots=short.roots, at=NOON + timedelta(days=2))


@pytest.mark.parametrize("days", [-2, 2], ids=["before", "after"])
def test_certificates_that_were_not_valid_at_the_time_are_refused(days: int) -> None:
    short = Authority(valid=(NOON - timedelta(days=1), NOON + timedelta(days=1)))
    tsr = short.token(HEAD, at=NOON + timedelta(days=days))
    with pytest.raises(BadTimestamp, match="a certificate was not valid at the time"):
        timestamps.verify(tsr, HEAD, roots=short.roots)


def test_a_refusal_is_quoted() -> None:
    with pytest.raises(BadTimestamp, match=r"refused \(rejection: come back later, bad_alg\)"):
        timestamps.read_response(stamping.refusal("come back later"))


def test_a_token_granted_with_changes_is_taken() -> None:
    tsr = OFFICE.token(HEAD, status="granted_with_mods")
    assert timestamps.verify(tsr, HEAD, roots=OFFICE.roots).time == NOON


def test_weak_hash_functions_are_refused() -> None:
    with pytest.raises(BadTimestamp, match="the hash function: expected sha256 or"):
        timestamps.read_response(OFFICE.token(HEAD, algorithm="sha1"))


@pytest.mark.parametrize("roots", [[], [b"nothing"], [pem(OFFICE.signer)]])
def test_without_a_root_nothing_is_verified(roots: list[bytes]) -> None:
    with pytest.raises(BadCertificate, match="expected"):
        timestamps.verify(TOKEN, HEAD, roots=roots)


@pytest.mark.parametrize("tsr", [b"", b"\x30\x00", b"x" * 50, TOKEN[:-1], TOKEN + b"\0"])
def test_what_is_no_answer_is_refused(tsr: bytes) -> None:
    with pytest.raises(BadTimestamp, match="no timestamp that can be relied on"):
        timestamps.verify(tsr, HEAD, roots=OFFICE.roots)


def test_an_answer_of_any_size_is_not_read() -> None:
    with pytest.raises(BadTimestamp, match="more than"):
        timestamps.read_response(bytes(1 << 21))


@settings(max_examples=150, deadline=None)
@example(at=175, bit=7)  # a serial number below 1, of which the library warns and nothing more
@given(at=st.integers(0, len(TOKEN) - 1), bit=st.integers(0, 7))
def test_no_flipped_bit_changes_what_a_timestamp_says(at: int, bit: int) -> None:
    changed = bytearray(TOKEN)
    changed[at] ^= 1 << bit
    try:
        found = timestamps.verify(bytes(changed), HEAD, roots=OFFICE.roots, nonce=77)
    except EvidenceError:
        return
    # What is not signed (certificates that are not needed, the status) may change; nothing else.
    assert found == timestamps.verify(TOKEN, HEAD, roots=OFFICE.roots)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_hostile_bytes_are_refused_and_never_crash(tsr: bytes) -> None:
    with pytest.raises(BadTimestamp):
        timestamps.verify(tsr, HEAD, roots=OFFICE.roots)


def test_the_printed_command_accepts_the_token_and_refuses_a_changed_copy(tmp_path: Path) -> None:
    command = written(tmp_path, TOKEN)
    assert openssl(command, tmp_path)
    changed = bytearray(TOKEN)
    changed[-3] ^= 1
    (tmp_path / "token").write_bytes(changed)
    assert not openssl(command, tmp_path)
    (tmp_path / "token").write_bytes(TOKEN)
    (tmp_path / "head").write_bytes(HEAD + b"more")
    assert not openssl(command, tmp_path)


def test_the_command_tells_openssl_the_time_once_certificates_have_expired(tmp_path: Path) -> None:
    short = Authority(valid=(NOON - timedelta(days=1), NOON + timedelta(days=1)))
    tsr = short.token(HEAD)
    command = written(tmp_path, tsr, roots=short.roots[0])
    assert f"-attime {int(NOON.timestamp())}" in command
    assert openssl(command, tmp_path)
    assert not openssl(command.partition(" -attime")[0], tmp_path)
    found = timestamps.verify(tsr, HEAD, roots=short.roots)
    today = timestamps.openssl_command(found, data="h", response="t", roots="r", now=NOON)
    assert "-attime" not in today


def test_a_timestamp_of_the_first_lines_has_its_command_too(tmp_path: Path) -> None:
    command = written(tmp_path, TOKEN, lines=3)
    (tmp_path / "head").write_bytes(HEAD + b"a line of a witness\n")
    assert openssl(command, tmp_path)


def test_a_command_is_safe_with_any_file_name() -> None:
    found = timestamps.verify(TOKEN, HEAD, roots=OFFICE.roots)
    command = timestamps.openssl_command(found, data="a b; rm", response="$x", roots="r'")
    assert "'a b; rm'" in command
    assert "'$x'" in command


def der(one: object) -> bytes:
    return one.public_bytes(Encoding.DER)  # type: ignore[attr-defined,no-any-return]


def written(
    folder: Path,
    tsr: bytes,
    *,
    data: bytes = HEAD,
    roots: bytes = OFFICE.roots[0],
    lines: int | None = None,
) -> str:
    """The files of a timestamp in a folder; the command that verifies it there."""
    for name, content in (("head", data), ("token", tsr), ("roots", roots)):
        (folder / name).write_bytes(content)
    said = timestamps.read_response(tsr)
    return timestamps.openssl_command(
        said, data="head", response="token", roots="roots", lines=lines
    )


def openssl(command: str, folder: Path) -> bool:
    """Whether openssl verifies it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    done = subprocess.run(
        command, shell=True, cwd=folder, capture_output=True, text=True, check=False, timeout=20
    )
    assert ("Verification: OK" in done.stdout) == (done.returncode == 0)
    return done.returncode == 0
