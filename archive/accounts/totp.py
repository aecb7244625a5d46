"""Codes by time, as authenticator apps show them: TOTP (RFC 6238) over HOTP (RFC 4226).

With HMAC-SHA-1, six digits and thirty seconds, which is what all apps know. Pure: time comes in.
"""

from __future__ import annotations

import base64
import hmac
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
"""RFC 6238 §5.2: the time step that is recommended."""
DIGITS = 6
WINDOW = 1
"""Steps before and after the present that count: clocks differ (RFC 6238 §5.2, §6)."""
SEED_BYTES = 20
"""RFC 4226 §4, R6: 160 bits are recommended."""


def hotp(seed: bytes, counter: int, digits: int = DIGITS) -> str:
    """The code of a counter (RFC 4226 §5.3)."""
    mac = hmac.digest(seed, counter.to_bytes(8, "big"), "sha1")
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def step_at(seconds: float) -> int:
    """The step of a time, which is in seconds since 1970 (RFC 6238 §4.2)."""
    return int(seconds // STEP_SECONDS)


def matching_step(seed: bytes, code: str, *, seconds: float, after: int) -> int | None:
    """The step whose code this is, if it may still be used; None otherwise.

    `after` is the last step whose code was used: no code counts twice (RFC 6238 §5.2).
    """
    now, found = step_at(seconds), None
    for step in range(max(0, now - WINDOW), now + WINDOW + 1):
        same = hmac.compare_digest(hotp(seed, step).encode(), code.encode("utf-8", "replace"))
        if same and step > after and found is None:
            found = step
    return found


def seed_to_text(seed: bytes) -> str:
    """A seed as it is typed into an app: base32 (RFC 4648 §6) without padding."""
    return base64.b32encode(seed).decode().rstrip("=")


def seed_from_text(text: str) -> bytes:
    """The seed of a text that `seed_to_text` made."""
    return base64.b32decode(text + "=" * (-len(text) % 8))


def address(seed: bytes, *, archive: str, person: str) -> str:
    """The otpauth address by which an app on the same device takes the seed over.

    https://github.com/google/google-authenticator/wiki/Key-Uri-Format
    """
    label = f"{quote(archive, safe='')}:{quote(person, safe='')}"
    return f"otpauth://totp/{label}?" + urlencode(
        {"secret": seed_to_text(seed), "issuer": archive, "digits": DIGITS, "period": STEP_SECONDS}
    )
