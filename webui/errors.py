"""What can be wrong with a request itself. What is wrong with an archive is said in `archive`."""

from __future__ import annotations


class WebError(Exception):
    """A request that is not served. Nothing was changed."""


class WrongHost(WebError):
    """A request names a host that is not this one (a sign of DNS rebinding)."""

    def __init__(self, found: str, hosts: frozenset[str]) -> None:
        self.found = found
        self.hosts = hosts
        super().__init__(
            f"expected one of the hosts {', '.join(sorted(hosts))}, found {found!r}; "
            "nothing was shown"
        )


class FromElsewhere(WebError):
    """A page of another site asks for something of this one."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(
            f"expected a request from a page of this archive for {path}, found one from another "
            "site; nothing was shown"
        )


class BadField(WebError):
    """A field of a form or an address cannot be understood."""

    def __init__(self, field: str, found: str, expected: str) -> None:
        self.field = field
        self.found = found
        self.expected = expected
        super().__init__(f"expected {expected} in the field {field!r}, found {found!r}")


class NoPicture(WebError):
    """There is no picture to show of an item."""

    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(f"expected a picture of {ref!r}, found none that can be shown")


class NotOpenToReader(WebError):
    """Something is asked for that is for other readers than the one who asks."""

    def __init__(self, what: str, expected: str) -> None:
        self.what = what
        super().__init__(f"expected {expected} for {what}; nothing was shown, nothing changed")


class NotSignedIn(WebError):
    """Nobody is known to ask for what is not open to everybody."""

    def __init__(self) -> None:
        super().__init__(
            "expected somebody who has signed in, found nobody, or a session that has ended; "
            "nothing was shown or changed"
        )


class DoorsShut(WebError):
    """The archive was shut by `khronika lock`."""

    def __init__(self) -> None:
        super().__init__(
            "expected an archive whose doors are open, found them shut; nothing was shown or "
            "changed, `khronika unlock` opens them"
        )


class NeedsSecondFactor(WebError):
    """Somebody cleared for the confidential has signed in by a password alone."""

    def __init__(self) -> None:
        super().__init__(
            "expected somebody who is known by a password and a code, as who is cleared for the "
            "confidential must be, found a password alone; nothing was shown or changed"
        )


class NoPacket(WebError):
    """A packet is asked for that is not here, or not for this reader."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"expected the name of a packet that was built here, found {name!r}")
