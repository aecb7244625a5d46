"""Whether a file or a name may go out for a purpose: consent, and what a file tells of itself."""

from __future__ import annotations

from archive.disclosure import Audience, View, bytes_tell_more
from schemas.access import Level
from schemas.actor import Actor
from schemas.item import Item

__all__ = ["consent_of", "why_not"]


def consent_of(actor: Actor, purpose: str) -> str | None:
    """Why an actor is not named for this purpose; None if nothing speaks against it."""
    if actor.consent is None or actor.public_figure:
        return None
    if actor.consent.withdrawn_on is not None:
        return "consent_withdrawn"
    return None if purpose in actor.consent.scope else "consent_does_not_cover"


def why_not(item: Item, view: View, audience: Audience, purpose: str) -> str | None:
    """Why the bytes of an item may not go to this audience for this purpose; None if they may."""
    if bytes_tell_more(item, view):
        return "file_tells_more"
    if item.consent is None:
        return "consent_not_asked" if audience.level is Level.PUBLIC else None
    return None if purpose in item.consent else "consent_does_not_cover"
