"""Answers of the timestamp protocol as bytes: RFC 3161 §2.4.2, CMS (RFC 5652).

Nothing is judged here but the form: whether a signature fits, and whose it is, is judged by
`timestamps`. Answers of real authorities are not always in DER, and may carry more certificates
than are needed; `normalised` mends that in memory, and touches nothing that is signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import new as new_hash
from hashlib import sha256
from typing import Any, ClassVar

from asn1crypto import cms, core, tsp  # type: ignore[import-untyped]  # it ships no types
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding

from evidence.timestamping.certificates import Bundle
from evidence.timestamping.errors import BadTimestamp

__all__ = ["HASHES", "MAX_BYTES", "Token", "normalised", "open_token", "reading_asn1"]

HASHES = ("sha256", "sha384", "sha512")
"""Hash functions of imprints that are taken; RFC 3161 itself is older than them."""
MAX_BYTES = 1 << 20
"""An answer with its chain has 1–10 kB."""
_GRANTED = ("granted", "granted_with_mods")
"""PKIStatus (RFC 3161 §2.4.2) with which a token comes. It is not signed."""


class _Answer(core.Sequence):  # type: ignore[misc]  # its base has no types
    """TimeStampResp; asn1crypto's own expects a token in a refusal too."""

    _fields: ClassVar[list[Any]] = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


@dataclass(frozen=True, slots=True)
class Token:
    """What an answer says of itself; not yet verified."""

    time: datetime
    """`genTime`, UTC."""
    accuracy: timedelta
    """How far the time may be off; zero if the authority does not say."""
    policy: str
    """Dotted object identifier of the rules that the authority follows."""
    serial: int
    """Number of the token, unique at its authority."""
    algorithm: str
    """Hash function of the imprint, by hashlib's name."""
    imprint: bytes
    """Digest of what was timestamped."""
    nonce: int | None
    """Number of the request; None if the answer has none."""
    certificates: tuple[bytes, ...]
    """Embedded certificates, DER, unsigned."""
    signer: tuple[bytes, int]
    """Issuer (DER) and serial number of the signing certificate, as the token names them."""
    signed_hashes: tuple[tuple[str, bytes], ...]
    """Hash function and digest of the signing certificate, under the signature (RFC 5816)."""

    def is_of(self, data: bytes) -> bool:
        """Whether this is a timestamp of `data`."""
        return new_hash(self.algorithm, data).digest() == self.imprint

    def names(self, certificate: bytes) -> bool:
        """Whether the token calls this certificate (DER) its signer's, outside its signature."""
        loaded = asn1_x509.Certificate.load(certificate)
        issuer = asn1_x509.Name.load(self.signer[0])
        return bool(loaded.issuer == issuer and loaded.serial_number == self.signer[1])

    def is_signed_by(self, certificate: bytes) -> bool:
        """Whether it is so named, and under the signature too (RFC 3161 §2.4.2): no other fits."""
        return self.names(certificate) and all(
            new_hash(algorithm, certificate).digest() == digest
            for algorithm, digest in self.signed_hashes
        )


def open_token(tsr: bytes) -> Token:
    """What an answer (TimeStampResp) says.

    Raises:
        BadTimestamp: it is malformed, is a refusal (the authority's words are quoted), or uses a
            hash function that is not taken.
    """
    if len(tsr) > MAX_BYTES:
        raise BadTimestamp(f"{len(tsr)} bytes, more than {MAX_BYTES}")
    with reading_asn1("the answer"):
        return _read(_signed_data(_answer(tsr)))


def normalised(tsr: bytes, bundle: Bundle, token: Token) -> bytes:
    """The answer with its unsigned parts in the form that a strict reader takes.

    The certificate set is sorted as DER wants it. Certificates with the subject and key of a
    trusted root are left out (a cross-certificate would lead away from that root), and the
    bundle's own that lead to one are put in.

    Raises:
        BadTimestamp: it is malformed.
    """
    with reading_asn1("the answer"):
        answer = _answer(tsr)
        answer["status"]["status"] = "granted"
        answer["time_stamp_token"]["content"]["certificates"] = _kept(bundle, token)
        return bytes(answer.dump(force=False))


def _kept(bundle: Bundle, token: Token) -> Any:
    roots = {one.public_bytes(Encoding.DER) for one in bundle.roots}
    known = {*token.certificates, *(one.public_bytes(Encoding.DER) for one in bundle.others)}
    trusted = {_subject_and_key(one) for one in roots}
    kept = {one for one in known if _subject_and_key(one) not in trusted and not token.names(one)}
    signers = {one for one in known | roots if token.is_signed_by(one)}
    return cms.CertificateSet(
        [
            cms.CertificateChoices("certificate", asn1_x509.Certificate.load(one))
            for one in sorted(kept | signers)
        ]
    )


def _subject_and_key(der: bytes) -> tuple[bytes, bytes]:
    body = asn1_x509.Certificate.load(der)["tbs_certificate"]
    return sha256(body["subject"].dump()).digest(), body["subject_public_key_info"].dump()


def _answer(tsr: bytes) -> Any:
    answer = _Answer.load(tsr, strict=True)
    status = answer["status"]
    if status["status"].native not in _GRANTED or not answer["time_stamp_token"]:
        words = [*(status["status_string"].native or ()), *(status["fail_info"].native or ())]
        said = ", ".join(str(word) for word in words)
        raise BadTimestamp(f"the authority refused ({status['status'].native}: {said or 'no why'})")
    return answer


def _signed_data(answer: Any) -> Any:
    token = answer["time_stamp_token"]
    if token["content_type"].native != "signed_data":
        raise BadTimestamp("the answer holds no signed data")
    signed = token["content"]
    if signed["encap_content_info"]["content_type"].native != "tst_info":
        raise BadTimestamp("what is signed is no timestamp")
    if len(signed["signer_infos"]) != 1:
        raise BadTimestamp("one signature", expected="1", found=str(len(signed["signer_infos"])))
    return signed


def _read(signed: Any) -> Token:
    info = signed["encap_content_info"]["content"].parsed
    imprint, signer = info["message_imprint"], signed["signer_infos"][0]
    algorithm = str(imprint["hash_algorithm"]["algorithm"].native)
    if algorithm not in HASHES:
        raise BadTimestamp("the hash function", expected=" or ".join(HASHES), found=algorithm)
    if signer["sid"].name != "issuer_and_serial_number":
        raise BadTimestamp("the signer is not named by issuer and serial number")
    named = signer["sid"].chosen
    _ = named.native, signed["certificates"].native  # read lazily: let faults in them show here
    hashes = tuple(_signed_hashes(signer["signed_attrs"]))
    if not hashes:
        raise BadTimestamp("its signature names no signing certificate (RFC 3161 §2.4.2)")
    return Token(
        time=info["gen_time"].native.astimezone(UTC),
        accuracy=_accuracy(info["accuracy"]),
        policy=str(info["policy"].dotted),
        serial=int(info["serial_number"].native),
        algorithm=algorithm,
        imprint=bytes(imprint["hashed_message"].native),
        nonce=info["nonce"].native,
        certificates=tuple(
            bytes(one.chosen.dump())
            for one in signed["certificates"] or ()
            if one.name == "certificate"
        ),
        signer=(bytes(named["issuer"].dump()), int(named["serial_number"].native)),
        signed_hashes=hashes,
    )


def _accuracy(accuracy: Any) -> timedelta:
    if not accuracy:
        return timedelta()
    return timedelta(
        seconds=accuracy["seconds"].native or 0,
        milliseconds=accuracy["millis"].native or 0,
        microseconds=accuracy["micros"].native or 0,
    )


def _signed_hashes(attributes: Any) -> Iterator[tuple[str, bytes]]:
    """The first certificate of each SigningCertificate attribute (RFC 2634 §5.4, RFC 5035)."""
    for attribute in attributes or ():
        match attribute["type"].native:
            case "signing_certificate":
                yield "sha1", bytes(attribute["values"][0]["certs"][0]["cert_hash"].native)
            case "signing_certificate_v2":
                named = attribute["values"][0]["certs"][0]
                algorithm = str(named["hash_algorithm"]["algorithm"].native)
                if algorithm not in HASHES:
                    raise BadTimestamp("the hash", expected=" or ".join(HASHES), found=algorithm)
                yield algorithm, bytes(named["cert_hash"].native)
            case _:
                continue


@contextmanager
def reading_asn1(what: str) -> Iterator[None]:
    """Whatever a reader of ASN.1 stumbles over becomes one error of ours.

    Raises:
        BadTimestamp: `what` is malformed.
    """
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as cause:
        raise BadTimestamp(f"{what} is malformed ({cause})") from cause
    except RecursionError as cause:
        raise BadTimestamp(f"{what} is nested too deep") from cause
