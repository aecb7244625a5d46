"""What is wrong with timestamps and the certificates behind them."""

from __future__ import annotations

from evidence.errors import EvidenceError


class BadCertificate(EvidenceError):
    """A file holds no certificate that can be used to trust a timestamp authority."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"expected certificates in PEM or DER: {what}")


class BadTimestamp(EvidenceError):
    """A timestamp (RFC 3161) is malformed, refused, or its signature does not fit."""

    def __init__(self, what: str, *, expected: str = "", found: str = "") -> None:
        self.what = what
        self.expected = expected
        self.found = found
        facts = f": expected {expected}, found {found}" if expected or found else ""
        super().__init__(f"no timestamp that can be relied on: {what}{facts}")


class OtherContent(BadTimestamp):
    """A timestamp is of other bytes than those at hand."""


class UnknownAuthority(EvidenceError):
    """A timestamp may be sound, but is not by an authority with one of the trusted roots."""

    def __init__(self, authority: str, why: str) -> None:
        self.authority = authority
        self.why = why
        super().__init__(
            f"expected a timestamp by an authority with a trusted root, found one by {authority}:"
            f" {why}"
        )
