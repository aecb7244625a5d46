"""Requests of the timestamp protocol as bytes: RFC 3161 §2.4.1."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import new as new_hash

from asn1crypto import tsp  # type: ignore[import-untyped]  # it ships no types

from evidence.timestamping.errors import BadTimestamp
from evidence.timestamping.timestamp_token import HASHES, reading_asn1

__all__ = ["Request", "open_request", "request"]

MAX_NONCE_BITS = 64
"""More is refused by some authorities."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a request asks for."""

    algorithm: str
    """Hash function of the imprint, by hashlib's name."""
    imprint: bytes
    """Digest of what is to be timestamped."""
    nonce: int
    """Number that has to come back."""

    def is_answered_by(self, imprint: bytes, nonce: int | None) -> bool:
        """Whether an answer with this imprint and nonce is the answer to it."""
        return (self.imprint, self.nonce) == (imprint, nonce)


def request(data: bytes, *, nonce: int, algorithm: str = "sha256") -> bytes:
    """The request for a timestamp of `data`, with certificates: only the digest is in it.

    `nonce` is a random number of at most 64 bits, to be seen again in the answer; `algorithm` is
    sha256, sha384 or sha512.
    """
    if not 0 < nonce < 1 << MAX_NONCE_BITS:
        raise ValueError(f"expected a nonce of 1 to {MAX_NONCE_BITS} bits, found {nonce}")
    if algorithm not in HASHES:
        raise ValueError(f"expected one of {HASHES}, found {algorithm!r}")
    imprint = {
        "hash_algorithm": {"algorithm": algorithm},
        "hashed_message": new_hash(algorithm, data).digest(),
    }
    request = tsp.TimeStampReq(
        {"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    )
    return bytes(request.dump())


def open_request(tsq: bytes) -> Request:
    """What a request asks for.

    Raises:
        BadTimestamp: it is none, or it has no nonce, so that any old answer would do.
    """
    with reading_asn1("the request"):
        request = tsp.TimeStampReq.load(tsq, strict=True)
        imprint, nonce = request["message_imprint"], request["nonce"].native
        algorithm = str(imprint["hash_algorithm"]["algorithm"].native)
        if nonce is None or algorithm not in HASHES:
            raise BadTimestamp("the request has no nonce, or a hash function that is not taken")
        return Request(algorithm, bytes(imprint["hashed_message"].native), int(nonce))
