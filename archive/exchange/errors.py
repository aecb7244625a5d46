"""What can be wrong with a bundle, or with whom it comes from. Nothing was recorded in any case."""

from __future__ import annotations

from archive.errors import InputRefusedError, NotAllowedError, NotFoundError


class BadBundle(InputRefusedError):
    """A bundle is damaged, or is none."""

    def __init__(self, name: str, why: str, *, finding: str) -> None:
        self.name, self.why, self.finding = name, why, finding
        """Which kind of fault it is, in a word that does not change."""
        super().__init__(
            f"expected a whole bundle in {name}, found {why} ({finding}); nothing was taken in"
        )


class NewerBundle(InputRefusedError):
    """A bundle is of a form that this program does not know yet."""

    def __init__(self, name: str, *, found: object, known: int) -> None:
        self.name, self.found, self.known = name, found, known
        super().__init__(
            f"expected a bundle of form {known} in {name}, found form {found!r}: a newer program "
            "made it; nothing was taken in"
        )


class UntrustedArchive(NotAllowedError):
    """A bundle comes from an archive whose key nobody has confirmed here."""

    def __init__(self, archive: str) -> None:
        self.archive = archive
        super().__init__(
            f"expected an archive that is trusted here, found {archive}; nothing was taken in, "
            "see `khronika trust` and compare the fingerprint of its key by another way"
        )


class UnknownArchive(NotFoundError):
    """No archive of this name is trusted here."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"expected the name of an archive that is trusted here, found {name!r}")


class OtherKeyKnown(NotAllowedError):
    """An archive of this name is trusted by another key."""

    def __init__(self, name: str, *, known: str, found: str) -> None:
        self.name, self.known, self.found = name, known, found
        super().__init__(
            f"expected the key {known} of the archive {name}, found {found}; nothing was changed. "
            "If it has a new key, and that was confirmed by another way: --replace"
        )


class NothingToSend(InputRefusedError):
    """A bundle would be empty for this audience."""

    def __init__(self, audience: str) -> None:
        self.audience = audience
        super().__init__(
            f"expected something that the audience {audience!r} may see, found nothing; "
            "no bundle was made"
        )


class IdTaken(InputRefusedError):
    """A record of a bundle has the id of another one here."""

    def __init__(self, ref: str, *, expected: str, found: str) -> None:
        self.ref, self.expected, self.found = ref, expected, found
        super().__init__(
            f"expected a record of type {expected} under the id of {ref}, found one of type "
            f"{found}; nothing was taken in"
        )


class NotEncryptedToUs(InputRefusedError):
    """A bundle is encrypted, and no identity that was given opens it."""

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(
            f"expected a bundle in {name} that opens with the identity given (--identity), found "
            f"{why}; nothing was taken in"
        )


class NoConflict(NotFoundError):
    """Nothing waits for a decision in this record."""

    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(
            f"expected a record that two archives have revised and nobody has decided about, "
            f"found {ref}"
        )


class NotAChoice(InputRefusedError):
    """A choice names a field in which the two revisions do not differ, or no side."""

    def __init__(self, pointer: str, known: tuple[str, ...]) -> None:
        self.pointer, self.known = pointer, known
        super().__init__(
            f"expected one of the fields that differ ({', '.join(known) or 'none'}), found "
            f"{pointer!r}; nothing was changed"
        )


class OpenHttp(InputRefusedError):
    """An address would carry records and a token over a network that anybody can read."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(
            f"expected an address with https (http only within this machine), found {url}; "
            "nothing was sent"
        )


class OtherAnswer(InputRefusedError):
    """Another archive answers otherwise than its API promises, or refuses."""

    def __init__(self, url: str, why: str) -> None:
        self.url, self.why = url, why
        super().__init__(
            f"expected {url} to take part in the exchange, found {why}; nothing was changed here"
        )


class BundleGone(NotFoundError):
    """A bundle that was made for somebody is not kept any more, or is not theirs."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"expected a bundle that was made for you, found none called {name!r}")
