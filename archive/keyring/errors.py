"""What can go wrong with the keys of people."""

from __future__ import annotations

from pathlib import Path

from archive.errors import InputRefusedError, NotAllowedError, NotFoundError


class RevokedKey(NotAllowedError):
    """A key was revoked and signs nothing any more."""

    def __init__(self, fingerprint: str, seq: int) -> None:
        self.fingerprint = fingerprint
        self.seq = seq
        super().__init__(
            f"expected a key in use, found {fingerprint}, which entry {seq} revoked; "
            "nothing was signed"
        )


class UnknownKey(NotFoundError):
    """The log names no key of this fingerprint."""

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        super().__init__(
            f"expected the fingerprint of a key that the log names, found {fingerprint!r}; "
            "see `khronika key list`"
        )


class KeyInUse(InputRefusedError):
    """The key of the log cannot be taken away, only followed by another."""

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        super().__init__(
            f"expected a key of a custodian, found {fingerprint}, the key of the log: have another "
            "follow it with `khronika key rotate`; nothing was changed"
        )


class KeyNotLost(InputRefusedError):
    """A key that is said to be lost is in its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"expected no private key at {path}, found one, which can hand over: leave out --lost; "
            "nothing was changed"
        )


class NoIdentity(NotFoundError):
    """The archive has no identity key, so that nobody can sign its list of keys."""

    def __init__(self) -> None:
        super().__init__(
            "expected an identity key of this archive, found none; make one with "
            "`khronika key identity new FILE`, on a medium of its own"
        )


class OtherIdentity(InputRefusedError):
    """A key is not the identity of this archive."""

    def __init__(self, *, expected: str, found: str) -> None:
        self.expected = expected
        self.found = found
        super().__init__(f"expected the identity key {expected}, found {found}; nothing was signed")


class WithinArchive(InputRefusedError):
    """An identity key was to be written where the archive is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"expected a place outside the archive for its identity key, found {path}; it is to "
            "lie on a medium that is locked away; nothing was written"
        )


class NoSignature(NotFoundError):
    """No entry says that a packet was signed."""

    def __init__(self, packet: str) -> None:
        self.packet = packet
        super().__init__(
            f"expected an entry that says who signed the packet {packet!r}, found none: its "
            "build was not finished; nothing was changed"
        )
