"""The catalogues of messages: one text file for each language, read when first spoken.

`translations/<language>/LC_MESSAGES/messages.po` is the only form that is kept
(https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html). It is made into GNU's binary
form in memory, which `gettext` reads, so that nothing has to be compiled before the pages are
served. A message that is not translated, or marked as fuzzy, is said in English.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Final

from webui.language import ENGLISH, LANGUAGES, Spoken

_MAGIC: Final = 0x950412DE
"""The first word of the binary form (manual of gettext, section 10.3)."""
_ESCAPED: Final = re.compile(r"\\(.)")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a catalogue."""

    text: str
    """In English. Empty: its translation is the header of the catalogue."""
    plural: str = ""
    """In English, for other numbers than one; empty: it counts nothing."""
    forms: tuple[str, ...] = ()
    """The translation, or one for each form of the plural."""
    fuzzy: bool = False
    """Whether somebody has to look at it before it is said."""

    @property
    def is_translated(self) -> bool:
        """Whether it can be said."""
        return bool(self.forms) and all(self.forms) and not self.fuzzy


@cache
def spoken(tag: str) -> Spoken:
    """The language `tag`, with its messages."""
    if tag not in LANGUAGES or tag == ENGLISH:
        return Spoken()
    return Spoken(tag, catalogue(messages(text_of(tag))))


def text_of(tag: str) -> str:
    """The catalogue of a language, as it is kept."""
    folder = files("webui").joinpath("translations", tag, "LC_MESSAGES")
    return folder.joinpath("messages.po").read_text("utf-8")


def messages(text: str) -> tuple[Message, ...]:
    """The messages of a catalogue in text form; those that are no longer used are left out."""
    return tuple(_messages(text.splitlines()))


def catalogue(found: Iterable[Message]) -> NullTranslations:
    """What `gettext` looks messages up in; only those that are translated."""
    pairs = sorted(_binary_pair(one) for one in found if one.is_translated)
    head = 28 + 16 * len(pairs)
    words, places = bytearray(), list[int]()
    for one in (*(name for name, _ in pairs), *(meaning for _, meaning in pairs)):
        places += [len(one), head + len(words)]
        words += one + b"\0"
    start = (_MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, head)
    numbers = struct.pack(f"<{len(start) + len(places)}I", *start, *places)
    return GNUTranslations(BytesIO(numbers + words))


def _binary_pair(message: Message) -> tuple[bytes, bytes]:
    name = f"{message.text}\0{message.plural}" if message.plural else message.text
    return name.encode(), "\0".join(message.forms).encode()


@dataclass(slots=True)
class _Entry:
    """A message while its lines are read."""

    parts: dict[str, str] = field(default_factory=dict)
    last: str = ""
    """The part that the next line goes on with."""
    fuzzy: bool = False

    def message(self) -> Message:
        forms = tuple(text for name, text in self.parts.items() if name.startswith("msgstr"))
        return Message(
            self.parts["msgid"], self.parts.get("msgid_plural", ""), forms, fuzzy=self.fuzzy
        )


def _messages(lines: Iterable[str]) -> Iterator[Message]:
    entry = _Entry()
    for line in lines:
        begins_another = line.startswith(("#", "msgid "))
        if begins_another and entry.last.startswith("msgstr"):
            yield entry.message()
            entry = _Entry()
        if line.startswith("#,"):
            entry.fuzzy = "fuzzy" in line
        elif line.startswith('"'):
            entry.parts[entry.last] += _unquoted(line)
        elif line.startswith("msg"):
            entry.last, _space, quoted = line.partition(" ")
            entry.parts[entry.last] = _unquoted(quoted)
    if entry.last.startswith("msgstr"):
        yield entry.message()


def _unquoted(quoted: str) -> str:
    """The text in quotation marks, which has the escapes of C."""
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), quoted[1:-1])
