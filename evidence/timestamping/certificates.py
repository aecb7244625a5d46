"""Certificates of timestamp authorities: reading, naming and chaining them.

X.509 (RFC 5280). A bundle may hold roots and the certificates below them; only those that name
themselves as their issuer are roots. Whether signatures fit is judged by `timestamps`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning

from evidence.timestamping.errors import BadCertificate

__all__ = [
    "Bundle",
    "chain_of",
    "fingerprint",
    "load",
    "name_of",
    "pem_of",
    "read_bundle",
    "valid_span",
]

_FAULTS = (
    ValueError,
    TypeError,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    CryptographyDeprecationWarning,
)
"""What reading a certificate that somebody made up may raise."""
MAX_CERTIFICATES = 100
"""In one bundle: pinned roots are a handful."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Certificates that belong to one or more authorities."""

    roots: tuple[x509.Certificate, ...]
    """Trusted."""
    others: tuple[x509.Certificate, ...]
    """Not trusted by themselves: they lead from an authority to a root."""


def read_bundle(files: Iterable[bytes]) -> Bundle:
    """The certificates in these files, each PEM (one or many) or DER (one).

    Raises:
        BadCertificate: one cannot be read, or none of them is a root.
    """
    found: dict[bytes, x509.Certificate] = {}
    for data in files:
        for one in load(data):
            found[one.public_bytes(Encoding.DER)] = one
    if len(found) > MAX_CERTIFICATES:
        raise BadCertificate(f"found {len(found)}, more than {MAX_CERTIFICATES}")
    roots = tuple(one for one in found.values() if one.issuer == one.subject)
    if not roots:
        raise BadCertificate(f"found {len(found)}, none of which is a root (its own issuer)")
    return Bundle(roots, tuple(one for one in found.values() if one not in roots))


def pem_of(bundle: Bundle) -> bytes:
    """The certificates as PEM: roots first, each under its name, as openssl and people read it."""
    lines = []
    for one in (*bundle.roots, *bundle.others):
        lines.append(b"# " + name_of(one).encode("unicode_escape") + b"\n")
        lines.append(one.public_bytes(Encoding.PEM))
    return b"".join(lines)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate, in hex, as authorities publish it."""
    return sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def name_of(certificate: x509.Certificate) -> str:
    """The subject as text (RFC 4514)."""
    return certificate.subject.rfc4514_string()


def chain_of(
    leaf: x509.Certificate, bundle: Bundle, embedded: Sequence[x509.Certificate] = ()
) -> tuple[x509.Certificate, ...]:
    """The certificates from `leaf` up to a root, followed by names; as far as they are at hand."""
    chain, known = [leaf], (*bundle.roots, *bundle.others, *embedded)
    while chain[-1] not in bundle.roots:
        above = [one for one in known if one.subject == chain[-1].issuer and one not in chain]
        if not above:
            break
        chain.append(above[0])
    return tuple(chain)


def valid_span(chain: Sequence[x509.Certificate]) -> tuple[datetime, datetime]:
    """From when to when (UTC) all certificates of a chain are valid."""
    return (
        max(one.not_valid_before_utc for one in chain),
        min(one.not_valid_after_utc for one in chain),
    )


def load(data: bytes) -> list[x509.Certificate]:
    """The certificates in PEM (one or many) or DER (one).

    Raises:
        BadCertificate: one cannot be read.
    """
    try:
        with warnings.catch_warnings():  # a serial number below 1 (RFC 5280 §4.1.2.2) is one
            warnings.simplefilter("error", CryptographyDeprecationWarning)
            if b"-----BEGIN" in data:
                found = x509.load_pem_x509_certificates(data)
            else:
                found = [x509.load_der_x509_certificate(data)]
            for one in found:  # these are read lazily: let faults in them show here
                _ = one.version, one.subject, one.issuer, one.extensions, one.not_valid_after_utc
    except _FAULTS as cause:
        raise BadCertificate(f"one was refused ({cause})") from cause
    return found
