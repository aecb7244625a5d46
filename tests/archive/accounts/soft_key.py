"""A security key made of software: it answers as one in the hand does, and counts what it signs."""

from __future__ import annotations

import base64
import json
import struct
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

USER_PRESENT, ATTESTED = 0x01, 0x40
"""Flags of Web Authentication Level 3, §6.1."""


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def data(written: str) -> bytes:
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class SoftKey:
    """A key for one person at one site."""

    origin: str
    id: bytes = b"a key for tests!"
    count: int = 0
    user: str = ""
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def made(self, asked: dict[str, Any]) -> str:
        """The answer to being asked for a new credential."""
        self.user = asked["user"]["id"]
        numbers = self.private.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        about = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(cose)
        told = {"fmt": "none", "attStmt": {}, "authData": self._said(asked["rp"]["id"], about)}
        response = {
            "clientDataJSON": text(self._client("webauthn.create", asked["challenge"])),
            "attestationObject": text(cbor2.dumps(told)),
        }
        return self._written(response)

    def answer(self, asked: dict[str, Any]) -> str:
        """The answer to being asked who is there."""
        self.count += 1
        said = self._said(asked["rpId"])
        client = self._client("webauthn.get", asked["challenge"])
        signature = self.private.sign(said + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": text(client),
            "authenticatorData": text(said),
            "signature": text(signature),
            "userHandle": self.user,
        }
        return self._written(response)

    def _said(self, site: str, about: bytes = b"") -> bytes:
        flags = USER_PRESENT | (ATTESTED if about else 0)
        return sha256(site.encode()).digest() + struct.pack(">BI", flags, self.count) + about

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _written(self, response: dict[str, str]) -> str:
        named = text(self.id)
        told = {"id": named, "rawId": named, "type": "public-key", "response": response}
        return json.dumps(told)
