"""What is wrong with proofs, notes, checkpoints and what witnesses say."""

from __future__ import annotations

from evidence.errors import EvidenceError


class NotCanonical(EvidenceError):
    """A value or a text has no canonical form, or is not written in it (RFC 8785)."""

    def __init__(self, what: str, *, where: str = "") -> None:
        self.what = what
        self.where = where
        place = f" at {where}" if where else ""
        super().__init__(f"expected canonical JSON (RFC 8785), found {what}{place}")


class BadProof(EvidenceError):
    """A proof does not lead to the hash that it should lead to."""

    def __init__(self, what: str, *, expected: str = "", found: str = "") -> None:
        self.what = what
        self.expected = expected
        self.found = found
        facts = f": expected {expected}, found {found}" if expected or found else ""
        super().__init__(f"{what}{facts}")


class BadTile(EvidenceError):
    """A tile or a bundle of entries is not what the size of the log asks for."""

    def __init__(self, *, level: int, number: int, what: str) -> None:
        self.level = level
        self.number = number
        self.what = what
        super().__init__(f"expected the tile {number} of level {level}, found {what}")


class BadSecret(EvidenceError):
    """The secret of a revision has another length. Nothing was sealed."""

    def __init__(self, *, expected_bytes: int, found_bytes: int) -> None:
        self.expected_bytes = expected_bytes
        self.found_bytes = found_bytes
        super().__init__(
            f"expected the secret of a revision in {expected_bytes} bytes, found {found_bytes}"
        )


class BadNote(EvidenceError):
    """A text is no signed note (C2SP signed-note)."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"expected a signed note: {what}")


class BadCheckpoint(EvidenceError):
    """A note is no checkpoint of three lines (C2SP tlog-checkpoint)."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"expected a checkpoint of origin, size and root: {what}")


class BadWitnessRequest(EvidenceError):
    """A text is no request to a witness (C2SP tlog-witness). Nothing was signed."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"expected a request to a witness: {what}")


class WitnessSawAnother(EvidenceError):
    """The witness remembers another head of this log than the request says. Nothing was signed."""

    def __init__(self, size: int, what: str) -> None:
        self.size = size
        super().__init__(f"expected to continue what the witness saw last, which is {what}")
