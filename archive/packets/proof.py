"""Which parts of a revision prove what an audience is shown of it.

A part is given away only if the view shows its value exactly as it was recorded. What the view
shows coarser, renumbered or under a pseudonym is listed as not proved by any part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.disclosure import View
from archive.repository import Stored
from evidence import parts
from evidence.pointers import assemble, cut
from schemas.shape import Json


@dataclass(frozen=True, slots=True)
class Proved:
    """The parts of a revision that an audience is given."""

    digest: str
    """The record digest, as the log names it."""
    texts: tuple[str, ...]
    """The texts of the disclosed parts."""
    digests: tuple[str, ...]
    """The digests of all parts and decoys, sorted."""
    unproved: tuple[str, ...]
    """JSON Pointers into the view of values that no part proves."""


def prove(stored: Stored, view: View) -> Proved:
    """The parts of `stored` that `view` shows. The revision must not have been erased."""
    assert stored.secret is not None
    content = stored.content
    sealed = parts.seal(content, stored.secret)
    shown = dict(cut(view.content))
    given = [
        (text, pointer, value)
        for text, (pointer, value) in zip(sealed.texts, cut(content), strict=True)
        if _is_shown(pointer, value, shown, view)
    ]
    proved = assemble([(pointer, value) for _, pointer, value in given])
    return Proved(
        digest=sealed.digest,
        texts=tuple(text for text, _, _ in given),
        digests=sealed.digests,
        unproved=tuple(_differing(view.content, proved, "")),
    )


def _is_shown(pointer: str, value: Json, shown: dict[str, Json], view: View) -> bool:
    if pointer not in view.moved:
        return False
    there = shown.get(view.moved[pointer])
    if pointer.startswith(("/citations/", "/gaps/")) and there is not None:
        there = {**there, "path": value["path"]}
    return bool(there == value)


def _differing(view: Json, proved: Json, pointer: str) -> Iterator[str]:
    """Where `view` holds something that `proved` does not hold in the same place."""
    if isinstance(view, dict) and isinstance(proved, dict):
        for key, inner in view.items():
            if key not in proved:
                yield f"{pointer}/{_escaped(key)}"
            else:
                yield from _differing(inner, proved[key], f"{pointer}/{_escaped(key)}")
    elif isinstance(view, list) and isinstance(proved, list) and len(view) == len(proved):
        for index, (inner, other) in enumerate(zip(view, proved, strict=True)):
            yield from _differing(inner, other, f"{pointer}/{index}")
    elif view != proved:
        yield pointer


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
