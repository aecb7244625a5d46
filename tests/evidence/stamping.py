"""A timestamp authority in memory: tokens of any time, with any certificates (RFC 3161, CMS).

Independent of the code that it tests as far as can be: it signs by `cryptography` and writes ASN.1
by asn1crypto, where the product verifies through OpenSSL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import new as new_hash
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
VALID = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2034, 1, 1, tzinfo=UTC))
POLICY = "1.2.3.4.1"
Key = ec.EllipticCurvePrivateKey


def name(text: str) -> x509.Name:
    """A subject of one common name."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(
    subject: str,
    key: Key,
    *,
    issuer: str,
    by: Key,
    usage: x509.ObjectIdentifier | None = None,
    valid: tuple[datetime, datetime] = VALID,
    critical: bool = True,
) -> x509.Certificate:
    """A certificate; without `usage` it may issue others."""
    builder = x509.CertificateBuilder(
        issuer_name=name(issuer),
        subject_name=name(subject),
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=valid[0],
        not_valid_after=valid[1],
    )
    is_ca = usage is None
    builder = builder.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), True)
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical)
    return builder.sign(by, SHA256())


def new_key() -> Key:
    """A key on P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def pem(*certificates: x509.Certificate) -> bytes:
    """The certificates in PEM."""
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


@dataclass(frozen=True)
class Authority:
    """A root and, below it, a signer of timestamps."""

    label: str = "Made authority"
    valid: tuple[datetime, datetime] = VALID
    usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING
    root_key: Key = field(default_factory=new_key)
    signer_key: Key = field(default_factory=new_key)

    @cached_property
    def root(self) -> x509.Certificate:
        """The root."""
        return certificate(
            f"{self.label} root", self.root_key, issuer=f"{self.label} root", by=self.root_key
        )

    @cached_property
    def signer(self) -> x509.Certificate:
        """The certificate that signs."""
        return certificate(
            self.label,
            self.signer_key,
            issuer=f"{self.label} root",
            by=self.root_key,
            usage=self.usage,
            valid=self.valid,
        )

    @cached_property
    def roots(self) -> list[bytes]:
        """What a person pins."""
        return [pem(self.root)]

    def token(
        self,
        data: bytes,
        *,
        at: datetime = NOON,
        nonce: int | None = 77,
        algorithm: str = "sha256",
        certificates: list[x509.Certificate] | None = None,
        status: str = "granted",
        serial: int = 1,
        accuracy: timedelta | None = None,
        imprint: bytes | None = None,
        signing_hash: bool = True,
    ) -> bytes:
        """An answer (TimeStampResp); `certificates` stand in it in the order given."""
        info = self._info(
            data,
            at=at,
            nonce=nonce,
            algorithm=algorithm,
            serial=serial,
            accuracy=accuracy,
            imprint=imprint,
        )
        attributes = self._attributes(info.dump(), signing_hash=signing_hash)
        embedded = [self.signer] if certificates is None else certificates
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [{"algorithm": "sha256"}],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": core.ParsableOctetString(info.dump()),
                },
                "signer_infos": [self._signer_info(attributes)],
            }
        )
        if embedded:
            signed["certificates"] = _in_this_order(embedded)
        answer = tsp.TimeStampResp(
            {
                "status": {"status": status},
                "time_stamp_token": cms.ContentInfo(
                    {"content_type": "signed_data", "content": signed}
                ),
            }
        )
        return bytes(answer.dump())

    @staticmethod
    def _info(
        data: bytes,
        *,
        at: datetime,
        nonce: int | None,
        algorithm: str,
        serial: int,
        accuracy: timedelta | None,
        imprint: bytes | None,
    ) -> Any:
        fields: dict[str, Any] = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": {
                "hash_algorithm": {"algorithm": algorithm},
                "hashed_message": imprint or new_hash(algorithm, data).digest(),
            },
            "serial_number": serial,
            "gen_time": at.replace(microsecond=0),
        }
        if accuracy is not None:
            fields["accuracy"] = {
                "seconds": accuracy.seconds,
                "millis": accuracy.microseconds // 1000 or None,
            }
        if nonce is not None:
            fields["nonce"] = nonce
        return tsp.TSTInfo(fields)

    def _attributes(self, content: bytes, *, signing_hash: bool) -> Any:
        der = self.signer.public_bytes(Encoding.DER)
        attributes = [
            {"type": "content_type", "values": ["tst_info"]},
            {"type": "message_digest", "values": [new_hash("sha256", content).digest()]},
        ]
        if signing_hash:
            identifier = {
                "hash_algorithm": {"algorithm": "sha256"},
                "cert_hash": new_hash("sha256", der).digest(),
            }
            attributes.append(
                {"type": "signing_certificate_v2", "values": [{"certs": [identifier]}]}
            )
        return cms.CMSAttributes(attributes)

    def _signer_info(self, attributes: Any) -> Any:
        loaded = asn1_x509.Certificate.load(self.signer.public_bytes(Encoding.DER))
        signature = self.signer_key.sign(attributes.untag().dump(), ec.ECDSA(SHA256()))
        return cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    "issuer_and_serial_number",
                    {"issuer": loaded.issuer, "serial_number": loaded.serial_number},
                ),
                "digest_algorithm": {"algorithm": "sha256"},
                "signed_attrs": attributes,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
                "signature": signature,
            }
        )


class _UnsortedSet(cms.CertificateSet):  # type: ignore[misc]  # its base has no types
    """A set as careless authorities write it: not in the order that DER wants."""

    def _set_contents(self, force: bool = False) -> None:
        self._contents = b"".join(child.dump(force=force) for child in self.children or ())


def _in_this_order(certificates: list[x509.Certificate]) -> Any:
    return _UnsortedSet(
        [
            cms.CertificateChoices(
                "certificate", asn1_x509.Certificate.load(one.public_bytes(Encoding.DER))
            )
            for one in certificates
        ]
    )


def refusal(*words: str) -> bytes:
    """An answer without a token."""
    status: dict[str, Any] = {"status": "rejection", "fail_info": {"bad_alg"}}
    if words:
        status["status_string"] = list(words)
    return bytes(core.Sequence.load(_wrapped(tsp.PKIStatusInfo(status).dump())).dump())


def _wrapped(inner: bytes) -> bytes:
    return b"\x30" + bytes([len(inner)]) + inner
