"""The keys: who may read them, whether a passphrase protects them, how old that of the log is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from archive import log, log_keys
from archive.doctor.advice import Advice, AdviceCode, Fact, Look

OTHERS = 0o077
"""What the owner's group and all others may do with a file."""
OLD = timedelta(days=3 * 365)
"""The longest that a key for signatures should sign (NIST SP 800-57 Part 1 Rev. 5, §5.3.6, table 1:
one to three years)."""
LOCKED = b"BEGIN ENCRYPTED PRIVATE KEY"
"""How the PEM of a private key under a passphrase begins (RFC 7468 §11)."""


def permissions(look: Look) -> Iterator[Fact | Advice]:
    """Private keys are written for their owner's eyes only (mode 0600); copying loses that."""
    settings = look.archive.settings
    private = sorted(settings.keys.rglob("*.key"))
    found = [path for path in private if path.stat().st_mode & OTHERS]
    locked = sum(LOCKED in path.read_bytes() for path in private)
    yield Fact("keys", f"{len(private)} private keys, {locked} of them under a passphrase")
    if found:
        names = ", ".join(path.relative_to(settings.folder).as_posix() for path in found)
        yield Advice(
            AdviceCode.KEYS_OPEN,
            f"other users of this machine may read {names}",
            "chmod 600 each; if somebody else uses this machine, khronika key rotate",
        )


def age(look: Look) -> Iterator[Fact | Advice]:
    """Since when the key signs that signs now."""
    vkey = log_keys.verification_key(look.archive.settings)
    with look.archive.reading() as connection:
        reign = log_keys.log_keys(connection, vkey).reigns[-1]
        since = datetime.fromisoformat(log.entry(connection, reign.seq).fields["at"])
    told = f"the key of the log signs since {since:%Y-%m-%d}"
    yield Fact("log key", told)
    if look.now - since > OLD:
        years = OLD.days // 365
        yield Advice(AdviceCode.KEYS_OLD, f"{told}, for over {years} years", "khronika key rotate")
