"""What goes wrong around timestamps and who gives them."""

from __future__ import annotations

from collections.abc import Sequence

from archive.errors import InputRefusedError, NotFoundError, some_of


class UnknownTimestampAuthority(NotFoundError):
    """No timestamp authority of this name or address was set up here."""

    def __init__(self, named: str, known: Sequence[str]) -> None:
        self.named = named
        self.known = tuple(known)
        here = some_of(known) or "none"
        super().__init__(
            f"expected a timestamp authority of this archive ({here}), found {named!r}; "
            "set one up with `khronika authority add`"
        )


class NoAuthority(NotFoundError):
    """No timestamp authority was set up, so that nobody can be asked."""

    def __init__(self) -> None:
        super().__init__(
            "expected a timestamp authority of this archive, found none; set one up with "
            "`khronika authority add`"
        )


class AuthorityTaken(InputRefusedError):
    """A timestamp authority of this name is set up already."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"expected a new name for a timestamp authority, found {name!r}, which is set up "
            "already; nothing was changed"
        )


class BadAuthority(InputRefusedError):
    """What is said about a timestamp authority cannot be used."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        super().__init__(f"expected a usable timestamp authority {name!r}, found {why}")


class UnknownRequest(NotFoundError):
    """A timestamp answers no request that was written here."""

    def __init__(self, authority: str, nonce: int | None) -> None:
        self.authority = authority
        self.nonce = nonce
        super().__init__(
            f"expected the answer to a request to {authority!r} that was written here, found one "
            f"to the request number {nonce}; nothing was kept"
        )
