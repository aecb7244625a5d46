"""What can be wrong with people's rights and the ways by which they prove who they are."""

from __future__ import annotations

from pathlib import Path

from archive.errors import InputRefusedError, NotAllowedError, NotFoundError, UnavailableError


class NameTaken(InputRefusedError):
    """Two people cannot go by one name, also where one of them has left."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"expected a name that nobody here has or had, found {name!r}; nothing was changed"
        )


class BadName(InputRefusedError):
    """A text cannot be the name of a person."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            "expected a name of 1 to 100 characters that can be seen, without space around it, "
            f"found {name[:120]!r}; nothing was changed"
        )


class LastAdministrator(NotAllowedError):
    """Without an administrator cleared for everything nobody could put rights in order again."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            "expected an administrator cleared for everything to be left, found none but "
            f"{name!r}; nothing was changed"
        )


class WeakPassword(InputRefusedError):
    """A password is one of those that are guessed first. It is told nowhere."""

    def __init__(self, expected: str, found: str) -> None:
        self.expected, self.found = expected, found
        super().__init__(f"expected a password of {expected}, found {found}; nothing was changed")


class BadPasswordList(InputRefusedError):
    """The list of stolen passwords beside the archive is none, so that no password is taken."""

    def __init__(self, path: Path, found: str) -> None:
        self.path, self.found = path, found
        super().__init__(
            f"expected one SHA-1 a line, in order, in {path.name}, found {found}; nothing was "
            "changed"
        )


class SignInRefused(NotAllowedError):
    """Name, password and code do not belong together; which of them is wrong is told nobody."""

    def __init__(self) -> None:
        super().__init__(
            "expected a name with its password and, if one was set up, its code, found something "
            "else; nothing was shown"
        )


class TooManyAttempts(UnavailableError):
    """Too many attempts failed; the same for names that are here and that are not."""

    def __init__(self, seconds: int, buckets: tuple[str, ...] = ()) -> None:
        self.seconds = seconds
        """How long to wait."""
        self.buckets = buckets
        """Where it was counted."""
        super().__init__(
            f"expected fewer attempts that fail, found too many; wait {seconds:,} seconds, or use "
            "a browser in which you have signed in before, or ask for a new link"
        )


class TooBusyToCheck(UnavailableError):
    """Too many sign in at the same moment."""

    def __init__(self) -> None:
        super().__init__(
            "expected fewer people who sign in at the same moment, found too many; wait a moment"
        )


class WrongPassword(NotAllowedError):
    """Somebody who has signed in gave another password than theirs."""

    def __init__(self) -> None:
        super().__init__("expected your present password, found another; nothing was changed")


class WrongCode(InputRefusedError):
    """A code is not the one that the app should show now."""

    def __init__(self) -> None:
        super().__init__(
            "expected the six digits that your app shows now, found others; nothing was changed. "
            "See that the clocks of both devices are right"
        )


class KeyNotTaken(InputRefusedError):
    """A security key cannot be taken into use."""

    def __init__(self, expected: str) -> None:
        self.expected = expected
        super().__init__(
            f"expected {expected}, found something else; no key was added, try it again"
        )


class NoInvitation(NotFoundError):
    """A link leads to no invitation, or to one that was used, withdrawn or is too old."""

    def __init__(self) -> None:
        super().__init__(
            "expected the link of an invitation that is still good, found another; each can be "
            "used once, for three days: ask for a new one"
        )


class NoCredential(NotFoundError):
    """A session, token or key is named that is not there any more, or is somebody else's."""

    def __init__(self, named: str) -> None:
        self.named = named
        super().__init__(
            f"expected a session, token or security key that is still good, found {named!r}"
        )


class NoPasswordYet(NotAllowedError):
    """Whoever lets others sign in would be shut out by that themselves."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"expected a password of {name!r} before others can sign in, found none; set one "
            "with `khronika user password`; nothing was changed"
        )


class BadToken(InputRefusedError):
    """A token cannot be made as it was asked for."""

    def __init__(self, name: str, expected: str) -> None:
        self.name = name
        super().__init__(f"expected {expected}, found {name[:120]!r}; no token was made")
