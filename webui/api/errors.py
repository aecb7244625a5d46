"""What can be wrong with a request of a program. Nothing was changed in any of these cases."""

from __future__ import annotations

from archive.errors import NotFoundError, UnavailableError
from schemas.errors import SchemaError
from webui.errors import WebError


class BadParameter(WebError):
    """Something behind the question mark cannot be understood."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        self.why = why
        super().__init__(f"expected another value of {name}, found one of which is to say: {why}")


class BadBody(SchemaError):
    """What was sent is JSON, but not what this address takes."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        self.faults = faults
        shown = "; ".join(f"{pointer}: {what}" for pointer, what in faults[:5])
        super().__init__(
            f"expected what the description of this address asks for, found {shown}; "
            "nothing was changed"
        )


class WrongMedia(WebError):
    """A body is of another media type than this address takes."""

    def __init__(self, expected: str, found: str) -> None:
        self.expected, self.found = expected, found
        super().__init__(
            f"expected a body of the type {expected}, found {found or 'one of no type'}; "
            "nothing was changed"
        )


class NoCondition(WebError):
    """A change does not say which state it was made from."""

    def __init__(self) -> None:
        super().__init__(
            "expected the header If-Match with the ETag of the record that was changed, found "
            "none; nothing was changed"
        )


class OtherState(WebError):
    """The record is not in the state any more that a change was made from."""

    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(
            f"expected {ref} in the state that If-Match names, found another one: somebody has "
            "revised it in the meantime; nothing was changed"
        )


class TooFast(UnavailableError):
    """More was asked from one address than one may ask in a minute."""

    def __init__(self, most: int, seconds: int) -> None:
        self.most, self.seconds = most, seconds
        super().__init__(
            f"expected at most {most:,} requests in a minute, found more; wait {seconds} seconds"
        )


class UnknownList(NotFoundError):
    """There is no vocabulary of this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"expected the name of a vocabulary, found {name!r}")
