"""What can be wrong with bytes and proofs. Every error says what was expected and found."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class EvidenceError(Exception):
    """Bytes, a digest, a proof or a signature are not what they have to be."""

    def __reduce__(self) -> tuple[Any, ...]:
        """With all its facts, so that an error may come from another process."""
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(
    kind: type[EvidenceError], words: tuple[Any, ...], facts: dict[str, Any]
) -> EvidenceError:
    error = kind.__new__(kind, *words)
    error.__dict__.update(facts)
    return error


class BadSignature(EvidenceError):
    """No signature by the expected key fits the content."""

    def __init__(self, what: str, *, key: str = "") -> None:
        self.what = what
        self.key = key
        by = f" (key {key})" if key else ""
        super().__init__(f"{what}{by}")


class UnknownSigner(BadSignature):
    """The content may be signed, but not by the expected key."""


class BadKey(EvidenceError):
    """A text or file is no key of the expected kind, or its passphrase is another one."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"no key that can be used: expected {what}")


class BadDigest(EvidenceError):
    """A text that came from outside names no SHA-256 digest."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"expected a SHA-256 digest in 64 lower-case hex digits, found {text!r}")


class MissingEvidence(EvidenceError):
    """The store has no bytes under a digest."""

    def __init__(self, digest: str, why: str = "the store has no such file") -> None:
        self.digest = digest
        self.why = why
        super().__init__(f"expected evidence under the digest {digest}: {why}")


class DamagedEvidence(EvidenceError):
    """Stored bytes are no longer the bytes that were received. Nothing was changed."""

    def __init__(self, *, expected: str, found: str | None, why: str = "") -> None:
        self.expected = expected
        self.found = found
        self.why = why
        now = f"now hash to {found}" if found else f"cannot be read: {why}"
        super().__init__(f"the bytes received under the digest {expected} {now}")


class UnreadableSource(EvidenceError):
    """A file that was to be received cannot be read, or is no regular file. Nothing was kept."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        self.why = why
        super().__init__(f"expected a file that can be read at {str(path)!r}: {why}")


class ChangedWhileRead(EvidenceError):
    """Somebody wrote to a file while it was being received. Nothing was kept."""

    def __init__(self, path: Path, *, before: str, after: str) -> None:
        self.path = path
        self.before = before
        self.after = after
        super().__init__(
            f"expected {str(path)!r} to rest while it is read: before {before}, after {after};"
            " nothing was kept of it"
        )


class OtherThanPromised(EvidenceError):
    """A file is not the one whose digest was stated beforehand. Nothing was kept."""

    def __init__(self, path: Path, *, expected: str, found: str) -> None:
        self.path = path
        self.expected = expected
        self.found = found
        super().__init__(
            f"expected {str(path)!r} to hash to {expected}, as was stated, found {found};"
            " nothing was kept of it"
        )


class NoRoom(EvidenceError):
    """A disk, a quota or a limit on the size of files is exhausted. Nothing was kept."""

    def __init__(self, folder: Path, why: str) -> None:
        self.folder = folder
        self.why = why
        super().__init__(f"expected room for the file in {str(folder)!r}: {why}; nothing was kept")


class UnwritableStore(EvidenceError):
    """The store's folder refuses to be written. Nothing was kept."""

    def __init__(self, folder: Path, why: str) -> None:
        self.folder = folder
        self.why = why
        super().__init__(f"expected a store that can be written in {str(folder)!r}: {why}")


class FullBatch(EvidenceError):
    """A batch has received as many files as one commit may hold. The earlier ones still wait."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"expected at most {limit} files in one batch: commit, then go on")


class BadClaims(EvidenceError):
    """A text is no written form of the claims that a file makes about itself."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"expected the claims of a file: {what}")


class UnreadablePicture(EvidenceError):
    """A picture cannot be decoded within the limits. The original was not touched."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"expected a picture that can be decoded within the limits: {why}")


class BadRedaction(EvidenceError):
    """Boxes that are to be blackened cover nothing of the picture. Nothing was made."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"expected boxes that cover a part of the picture: {why}")


class ParserStopped(EvidenceError):
    """The process that reads people's files stopped, or was stopped, in the middle of one."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"expected an answer from the parser process: {why}")


class KeyExists(EvidenceError):
    """A private key is in the place where a new one was to be written. Nothing was written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"expected no file at {str(path)!r}, where a new key was to be written")


class UnusableTag(EvidenceError):
    """A tag is there, and what is written in it claims nothing. It becomes a note."""

    def __init__(self, tag: str, why: str) -> None:
        self.tag = tag
        self.why = why
        super().__init__(f"{tag} claims nothing: {why}")


class ParserUnavailable(EvidenceError):
    """The process that reads people's files cannot be started here. No file is to blame."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"expected the parser process to start: {why}")


class BadBag(EvidenceError):
    """A folder cannot become a bag, or its ZIP twin cannot be written. Nothing was written."""

    def __init__(self, expected: str, *, found: str) -> None:
        self.expected = expected
        self.found = found
        super().__init__(f"expected {expected} in the bag, found {found!r}")


class BadAddress(EvidenceError):
    """A text is no address that can be called. Nothing was sent."""

    def __init__(self, address: str, why: str) -> None:
        self.address = address
        self.why = why
        super().__init__(f"expected an address with http or https, found {address!r}: {why}")


class Unreachable(EvidenceError):
    """A server did not answer, or not with what was asked for."""

    def __init__(self, address: str, why: str) -> None:
        self.address = address
        self.why = why
        super().__init__(f"expected an answer from {address}: {why}")


class NoBucket(EvidenceError):
    """An address of a bucket cannot be followed. Nothing was changed."""

    def __init__(self, address: str, expected: str) -> None:
        self.address = address
        super().__init__(f"expected {expected}, found {address!r}; nothing was changed")


class OtherStatus(Unreachable):
    """A server answered with another status than 200."""

    def __init__(self, address: str, why: str, *, status: int, body: bytes) -> None:
        self.status = status
        self.body = body
        """The first bytes of the answer."""
        super().__init__(address, why)


class BadRecipient(EvidenceError):
    """A recipient's key is none."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            "expected the public key of a recipient (age1… or a line of OpenSSH), "
            f"found {found}; nothing was encrypted"
        )


class BadIdentity(EvidenceError):
    """What is encrypted does not open with the private key that was given."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            "expected a private key of age or SSH that opens what is encrypted, "
            f"found {found}; nothing was changed"
        )
