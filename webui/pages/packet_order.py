"""What a person asks of a packet: for whom, which exhibits in which order, and to whose keys.

Everything stands in the address of the plan, so that it can be looked at again. In the plan, a
number that is typed over moves that exhibit to this place, and the others make room. What is built
is exactly what the plan showed: the order is then strict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from archive.disclosure import Audience
from archive.disclosure.audience import read
from archive.packets.numbering import Numbering
from archive.packets.plan import Wish
from evidence.errors import BadRecipient
from evidence.packing.encryption import Recipient, read_recipient
from schemas.record import ID_PATTERN
from schemas.vocabulary import vocabulary
from webui.desk import desk
from webui.errors import BadField

__all__ = [
    "PacketOrder",
    "audiences",
    "moved",
    "order_of",
    "purposes",
    "read_keys",
    "read_order",
]

LONGEST_NAME = 200
"""Characters of the name of a recipient."""
MOST_KEYS, LONGEST_KEY = 20, 2_000
"""Keys of recipients, and characters of one: RSA keys of 16,384 bits are shorter."""
LARGEST_NUMBER = 10**12


@dataclass(frozen=True, slots=True)
class PacketOrder:
    """What was asked, each part of it one that can be."""

    audience: Audience
    purpose: str
    recipient: str
    numbering: Numbering
    items: tuple[str, ...]
    """Ids of the exhibits in the order that is wanted; others follow."""
    left_out: tuple[str, ...]
    keys: tuple[str, ...]
    """Public keys of recipients, as they were typed."""

    @property
    def wish(self) -> Wish:
        """For a plan that is looked at: what may not go in is passed over."""
        return Wish(first=self.items, left_out=self.left_out, numbering=self.numbering)

    @property
    def exact_wish(self) -> Wish:
        """For a plan that is carried out: exactly these exhibits, or none at all is built."""
        order = self.items or None
        return Wish(order=order, left_out=self.left_out, numbering=self.numbering)

    @property
    def recipients(self) -> list[Recipient]:
        """The keys, read."""
        return read_keys(self.keys)


def read_order(given: MultiDict[str, str]) -> PacketOrder:
    """What a form or an address asks for.

    Raises:
        BadField: the audience sees more than the reader, a word is none of those offered, or a
            number, a name or a key is none.
    """
    audience = _offered(given, "audience", [one.in_words() for one in audiences()])
    recipient = given.get("recipient", "").strip()
    if len(recipient) > LONGEST_NAME or not (recipient.isprintable() or not recipient):
        raise BadField("recipient", recipient[:20], "a name")
    left_out = _ids(given.getlist("out"))
    items = order_of(given)
    order = PacketOrder(
        audience=read(audience) if audience else desk().audience,
        purpose=_offered(given, "purpose", purposes()) or "court",
        recipient=recipient,
        numbering=_numbering(given),
        items=tuple(item for item in items if item not in left_out),
        left_out=left_out,
        keys=_keys(given.get("keys", "")),
    )
    _ = order.recipients
    return order


def order_of(given: MultiDict[str, str]) -> list[str]:
    """The ids of the exhibits that a form or an address names, each at the place that was typed.

    Raises:
        BadField: an id or a number is none.
    """
    return moved(_ids(given.getlist("item")), given.getlist("place"))


def audiences() -> tuple[Audience, ...]:
    """The audiences that the form offers."""
    return desk().packet_audiences()


def purposes() -> tuple[str, ...]:
    """The purposes that the form offers."""
    return vocabulary("packet_purposes").offered()


def moved(items: Sequence[str], places: Sequence[str]) -> list[str]:
    """The items, each whose number was typed over at its new place; numbers are from 1.

    Raises:
        BadField: a number is none.
    """
    wanted = list(items)
    typed = [
        (_number("place", text), item)
        for at, (item, text) in enumerate(zip(items, places, strict=False), 1)
        if text.strip() != str(at)
    ]
    for place, item in sorted(typed, key=lambda row: row[0]):
        wanted.remove(item)
        wanted.insert(max(place, 1) - 1, item)
    return wanted


def read_keys(keys: Sequence[str]) -> list[Recipient]:
    """The public keys of recipients.

    Raises:
        BadField: one is none.
    """
    return [_recipient(key) for key in keys]


def _offered(given: MultiDict[str, str], field: str, known: Sequence[str]) -> str | None:
    found = given.get(field)
    if found is not None and found not in known:
        raise BadField(field, found[:20], "one of the words that the form offers")
    return found


def _numbering(given: MultiDict[str, str]) -> Numbering:
    default = Numbering()
    pattern = given.get("numbering", "").strip() or default.pattern
    first = given.get("first", "").strip()
    return Numbering(pattern, _number("first", first) if first else default.first)


def _number(field: str, text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal() and int(digits[:20]) < LARGEST_NUMBER):
        raise BadField(field, text[:20], "a number")
    return int(digits)


def _ids(found: Sequence[str]) -> tuple[str, ...]:
    for one in found:
        if not ID_PATTERN.fullmatch(one):
            raise BadField("item", one[:20], "the id of an item")
    return tuple(dict.fromkeys(found))


def _keys(text: str) -> tuple[str, ...]:
    keys = tuple(line.strip() for line in text.splitlines() if line.strip())
    if len(keys) > MOST_KEYS:
        raise BadField("keys", f"{len(keys)} lines", f"at most {MOST_KEYS} keys, one on each line")
    return keys


def _recipient(key: str) -> Recipient:
    if len(key) > LONGEST_KEY:
        raise BadField("keys", key[:20], "a public key of age or OpenSSH on each line")
    try:
        return read_recipient(key)
    except BadRecipient as error:
        wanted = "a public key of age or OpenSSH on each line"
        raise BadField("keys", _unless_secret(key), wanted) from error


def _unless_secret(key: str) -> str:
    """The beginning of what was typed, but nothing of a private key."""
    return "a private key" if "PRIVATE" in key or "SECRET" in key else key[:20]
