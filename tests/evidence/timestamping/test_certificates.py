"""Certificates: roots are told from others, chained, named, and hostile ones refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.timestamping.certificates import (
    MAX_CERTIFICATES,
    chain_of,
    fingerprint,
    load,
    name_of,
    pem_of,
    read_bundle,
    valid_span,
)
from evidence.timestamping.errors import BadCertificate
from tests.evidence.stamping import NOON, VALID, Authority, certificate, new_key, pem

OFFICE = Authority()
DER = OFFICE.signer.public_bytes(Encoding.DER)


def test_roots_are_told_from_the_certificates_below_them() -> None:
    bundle = read_bundle([pem(OFFICE.signer, OFFICE.root)])
    assert (bundle.roots, bundle.others) == ((OFFICE.root,), (OFFICE.signer,))


def test_der_and_pem_are_read_and_the_same_one_counts_once() -> None:
    root = OFFICE.root
    bundle = read_bundle([root.public_bytes(Encoding.DER), pem(root)])
    assert bundle.roots == (root,)


def test_a_bundle_comes_back_from_its_own_text() -> None:
    bundle = read_bundle([pem(OFFICE.signer, OFFICE.root)])
    assert read_bundle([pem_of(bundle)]) == bundle
    assert pem_of(bundle).startswith(b"# CN=Made authority root\n-----BEGIN CERTIFICATE-----\n")


def test_a_file_without_a_root_is_refused() -> None:
    with pytest.raises(BadCertificate, match="none of which is a root"):
        read_bundle([pem(OFFICE.signer)])


def test_more_than_anybody_pins_is_refused() -> None:
    many = [pem(certificate("a", new_key(), issuer="b", by=OFFICE.root_key))]
    many += [
        pem(certificate(f"c{n}", OFFICE.root_key, issuer="b", by=OFFICE.root_key))
        for n in range(MAX_CERTIFICATES)
    ]
    with pytest.raises(BadCertificate, match="more than"):
        read_bundle(many)


@pytest.mark.parametrize("data", [b"", b"text", b"-----BEGIN CERTIFICATE-----\nAAAA\n", DER[:-1]])
def test_what_is_no_certificate_is_refused(data: bytes) -> None:
    with pytest.raises(BadCertificate, match="refused"):
        load(data)


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, len(DER) - 1), value=st.integers(0, 255))
def test_a_damaged_certificate_is_refused_or_read_and_never_crashes(at: int, value: int) -> None:
    changed = bytearray(DER)
    changed[at] = value
    try:
        load(bytes(changed))
    except BadCertificate:
        return


def test_a_chain_goes_up_to_the_root_and_is_valid_while_all_of_it_is() -> None:
    key = new_key()
    short = (NOON, NOON + timedelta(days=9))
    middle = certificate("Middle", key, issuer="Made authority root", by=OFFICE.root_key)
    leaf = certificate("Leaf", new_key(), issuer="Middle", by=key, valid=short)
    bundle = read_bundle(OFFICE.roots)
    assert chain_of(leaf, bundle, [middle]) == (leaf, middle, OFFICE.root)
    assert valid_span((leaf, middle, OFFICE.root)) == (NOON, short[1])
    assert chain_of(leaf, bundle) == (leaf,)
    assert valid_span((OFFICE.root,)) == VALID


def test_certificates_that_name_each_other_end_the_chain() -> None:
    a, b = new_key(), new_key()
    one = certificate("A", a, issuer="B", by=b)
    two = certificate("B", b, issuer="A", by=a)
    assert chain_of(one, read_bundle(OFFICE.roots), [one, two]) == (one, two)


def test_a_certificate_has_a_name_and_the_fingerprint_that_openssl_prints() -> None:
    assert name_of(OFFICE.root) == "CN=Made authority root"
    assert len(fingerprint(OFFICE.root)) == 64
