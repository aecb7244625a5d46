"""JSON Pointer: the place of one value inside a record, as a text.

RFC 6901, https://www.rfc-editor.org/rfc/rfc6901: section 3 (syntax), section 4 (evaluation),
section 5 (as a JSON string). The form for web addresses (section 6) is not read: a citation keeps
its pointer in a JSON field. What a pointer may lead to is for the records to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from schemas.errors import BadPointer
from schemas.shape import Json

__all__ = ["escaped", "join", "resolve", "split"]

_INDEX = re.compile(r"0|[1-9][0-9]{0,17}")
"""array-index of section 4; 18 digits are more than any list holds."""
_LONE_TILDE = re.compile(r"~(?![01])")


def split(pointer: str) -> tuple[str, ...]:
    """The reference tokens of `pointer`, unescaped; none for "", which names the whole document.

    Raises:
        BadPointer: it is not empty and does not begin with "/", or a "~" is not followed by 0 or 1.
    """
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise BadPointer(pointer, "it does not begin with '/'")
    if _LONE_TILDE.search(pointer):
        raise BadPointer(pointer, "'~' is written '~0', and '/' inside a name '~1'")
    return tuple(_unescaped(token) for token in pointer[1:].split("/"))


def join(tokens: Iterable[str | int]) -> str:
    """The pointer made of `tokens`, escaped: names of members, and indexes of lists (from 0)."""
    return "".join("/" + escaped(str(token)) for token in tokens)


def escaped(name: str) -> str:
    """The name of a member as it stands in a pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def resolve(document: Json, pointer: str) -> Json:
    """The value in `document` that `pointer` leads to.

    Raises:
        BadPointer: it is malformed, or leads nowhere: a member that is not there, an index that is
            no number or beyond the end, or a step into a text or a number. "-", which names the
            place after the last element, leads nowhere too.
    """
    value = document
    for token in split(pointer):
        value = _step(value, token, pointer)
    return value


def _unescaped(token: str) -> str:
    # "~1" goes first, so that "~01" becomes "~1" and not "/" (section 4).
    return token.replace("~1", "/").replace("~0", "~")


def _step(value: Json, token: str, pointer: str) -> Json:
    if isinstance(value, dict):
        if token not in value:
            raise BadPointer(pointer, f"there is no member {token!r}")
        return value[token]
    if not isinstance(value, list):
        raise BadPointer(pointer, f"{token!r} would lead into a value that has no parts")
    if not _INDEX.fullmatch(token):
        raise BadPointer(pointer, f"a list is entered by a number from 0, not by {token!r}")
    index = int(token)
    if index >= len(value):
        raise BadPointer(pointer, f"there is no element {index}: the list has {len(value)}")
    return value[index]
