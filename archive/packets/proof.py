"""Which parts of a revision prove what an audience is shown of it.

A part is given away only if the view shows its value exactly as it was recorded. What the view
shows coarser, or under a pseudonym, is given beside the parts and said to be proved by none. All
pointers are those of the full record, so that nothing has to be counted anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.disclosure import View
from archive.repository import Stored
from evidence.proof import canonical, parts
from evidence.proof.pointers import cut
from schemas.shape import Json


@dataclass(frozen=True, slots=True)
class Proved:
    """A revision as a packet gives it to an audience."""

    texts: tuple[str, ...]
    """The texts of the disclosed parts: canonical JSON of [salt, pointer, value]."""
    digests: tuple[str, ...]
    """The digests of all parts and decoys, sorted; the entry names the digest over them."""
    unproved: tuple[str, ...]
    """What is shown and proved by no part: canonical JSON of [pointer, value]."""


def prove(stored: Stored, view: View) -> Proved:
    """The parts of `stored` that `view` shows. The revision must not have been erased."""
    assert stored.secret is not None
    content = stored.content
    sealed = parts.seal(content, stored.secret)
    shown = dict(cut(view.content))
    texts = []
    for text, (pointer, value) in zip(sealed.texts, cut(content), strict=True):
        there = view.moved.get(pointer)
        if there in shown and _same(pointer, value, shown[there]):
            texts.append(text)
            del shown[there]
    origin = {there: pointer for pointer, there in view.moved.items()}
    unproved = (canonical.encode([origin.get(at, at), value]) for at, value in shown.items())
    return Proved(tuple(texts), sealed.digests, tuple(text.decode() for text in unproved))


def _same(pointer: str, value: Json, shown: Json) -> bool:
    """Whether the view shows the value; the paths of citations and gaps are told as recorded."""
    if pointer.startswith(("/citations/", "/gaps/")):
        return bool({**shown, "path": value["path"]} == value)
    return canonical.encode(shown) == canonical.encode(value)
