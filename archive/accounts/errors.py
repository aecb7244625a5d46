"""What can be wrong with people's rights and the ways by which they prove who they are."""

from __future__ import annotations

from archive.errors import InputRefusedError, NotAllowedError


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
