"""Timestamps by an authority outside: that certain bytes existed at a certain time (RFC 3161).

Bytes in, values out: sending is left to `evidence.network`, keeping to the archive. A timestamp is
of a whole signed checkpoint, so it vouches for every entry up to that size. The certificates have
to be valid when the token was made, not today: tokens outlive them. Accepted as by `openssl ts
-verify`, whose command line `openssl_command` gives. Revocation is not looked up: that would need
the network, and tell others what is being checked.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import new as new_hash

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from evidence.timestamping.certificates import (
    Bundle,
    chain_of,
    load,
    name_of,
    read_bundle,
    valid_span,
)
from evidence.timestamping.errors import (
    BadCertificate,
    BadTimestamp,
    OtherContent,
    UnknownAuthority,
)
from evidence.timestamping.timestamp_request import request
from evidence.timestamping.timestamp_token import Token, normalised, open_token

__all__ = ["Timestamp", "openssl_command", "read_response", "request", "verify"]

_TIMES = ("certificate has expired", "certificate is not yet valid")
_NO_WAY = ("certificate verify error", "signer certificate not found")
"""What OpenSSL says where no chain leads to a trusted root (`ERR_reason_error_string`)."""


@dataclass(frozen=True, slots=True)
class Timestamp:
    """What an authority said about some bytes."""

    time: datetime
    """When they existed at the latest, UTC, by the authority's clock."""
    accuracy: timedelta
    """How far that clock may be off; zero if the authority does not say."""
    authority: str | None
    """Subject of the signing certificate (RFC 4514). None: the token does not carry it."""
    policy: str
    """Dotted object identifier of the rules that the authority follows."""
    serial: int
    """Number of the token, unique at its authority."""
    algorithm: str
    """Hash function of the imprint."""
    imprint: bytes
    """Digest of the bytes."""
    nonce: int | None
    """Number that the request asked to see again."""
    valid_until: datetime | None = None
    """When the first certificate of its chain expires, UTC. None: no chain was verified."""


def read_response(tsr: bytes) -> Timestamp:
    """What an answer says, without any check of who says it.

    Raises:
        BadTimestamp: it is malformed, or a refusal.
    """
    token = open_token(tsr)
    signer = _signer(token, _embedded(token))
    return _timestamp(token, name_of(signer) if signer else None)


def verify(
    tsr: bytes,
    data: bytes,
    *,
    roots: Sequence[bytes],
    nonce: int | None = None,
    at: datetime | None = None,
) -> Timestamp:
    """The timestamp of `data` in an answer, after everything about it was found to be sound.

    `roots` are certificates in PEM or DER; those that are their own issuer are trusted, the others
    only help to get there. With `nonce`, the answer has to have it. The certificates have to be
    valid at the time in the token; with `at`, at that moment too.

    Raises:
        OtherContent: it is a timestamp of other bytes.
        BadTimestamp: it is malformed or a refusal, its nonce is another one, its signature does not
            fit, or a certificate was not valid at the time or is not for timestamps.
        UnknownAuthority: no chain leads from its signer to a trusted root.
        BadCertificate: `roots` cannot be read.
    """
    bundle, token = read_bundle(roots), open_token(tsr)
    if not token.is_of(data):
        found = new_hash(token.algorithm, data).hexdigest()
        expected = token.imprint.hex()
        raise OtherContent("it is of other content", expected=expected, found=found)
    if nonce is not None and token.nonce != nonce:
        raise BadTimestamp("the nonce", expected=str(nonce), found=str(token.nonce))
    embedded = _embedded(token)
    signer = _signer(token, (*bundle.roots, *bundle.others, *embedded))
    if signer is None:
        raise UnknownAuthority("somebody unknown", "the signing certificate is not at hand")
    _check_signed(normalised(tsr, bundle, token), data, bundle, name_of(signer))
    return _in_time(token, signer, valid_span(chain_of(signer, bundle, embedded)), at)


def _check_signed(tsr: bytes, data: bytes, bundle: Bundle, authority: str) -> None:
    builder = VerifierBuilder(roots=list(bundle.roots))  # copies of a builder share their roots
    try:
        builder.build().verify_message(decode_timestamp_response(tsr), data)
    except VerificationError as cause:
        why = str(cause)
        if any(one in why for one in _TIMES):
            raise BadTimestamp("a certificate was not valid at the time of the token") from cause
        if any(one in why for one in _NO_WAY):
            message = "no chain of certificates leads to a trusted root"
            raise UnknownAuthority(authority, message) from cause
        raise BadTimestamp(_short(why)) from cause
    except ValueError as cause:
        raise BadTimestamp(f"the answer is malformed ({cause})") from cause


def _short(why: str) -> str:
    """What OpenSSL says, without its places in the source."""
    if "ErrorStack" not in why:
        return why.rstrip(".")
    return "the signature does not fit"


def _in_time(
    token: Token,
    signer: x509.Certificate,
    span: tuple[datetime, datetime],
    at: datetime | None,
) -> Timestamp:
    if at is not None and not span[0] <= at <= span[1]:
        expected = f"{span[0].isoformat()} to {span[1].isoformat()}"
        message = "its certificates are not valid at the moment that was asked for"
        raise BadTimestamp(message, expected=expected, found=at.isoformat())
    return _timestamp(token, name_of(signer), span[1])


def _embedded(token: Token) -> list[x509.Certificate]:
    try:
        return [one for der in token.certificates for one in load(der)]
    except BadCertificate as cause:
        raise BadTimestamp(
            f"among its {len(token.certificates)} certificates {cause.what}"
        ) from cause


def _signer(token: Token, known: Sequence[x509.Certificate]) -> x509.Certificate | None:
    return next((one for one in known if token.is_signed_by(one.public_bytes(Encoding.DER))), None)


def _timestamp(
    token: Token, authority: str | None, valid_until: datetime | None = None
) -> Timestamp:
    return Timestamp(
        time=token.time,
        accuracy=token.accuracy,
        authority=authority,
        policy=token.policy,
        serial=token.serial,
        algorithm=token.algorithm,
        imprint=token.imprint,
        nonce=token.nonce,
        valid_until=valid_until,
    )


def openssl_command(
    timestamp: Timestamp,
    *,
    data: str,
    response: str,
    roots: str,
    lines: int | None = None,
    now: datetime | None = None,
) -> str:
    """The command line by which OpenSSL verifies a timestamp without us.

    `data`, `response` and `roots` are file names; with `lines`, the timestamp is of the first lines
    of `data`. OpenSSL looks whether certificates are valid now, unless it is told the time: it is
    told if they have expired by `now`, and always without `now`, for a text that is read later.
    """
    start = [] if lines is None else ["head", "-n", str(lines), data]
    check = ["openssl", "ts", "-verify", "-data", data if lines is None else "/dev/stdin"]
    check += ["-in", response, "-CAfile", roots, "-untrusted", roots]
    if now is None or timestamp.valid_until is None or now > timestamp.valid_until:
        check += ["-attime", str(int(timestamp.time.timestamp()))]
    return " | ".join(shlex.join(words) for words in (start, check) if words)
