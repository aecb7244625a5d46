"""Sentences that lower layers say in English, said again in the language of the interface.

Search and custody give reasons and remarks as sentences. Each is known here by its form; what
stands in it goes into the translation, days in the words of the language. A sentence of no known
form stays as it is: English is better than nothing, and better than a guess.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from archive.chain.who import Reached
from archive.custody import CustodyEvent
from archive.entry_words import Received, received_in
from schemas.dates import DateValue
from webui.language import ENGLISH, _, joined, language, marked, number
from webui.telling import words

FORMS: Final = (
    marked("no date is recorded"),
    marked("the date is only known to lie between %(first_day)s and %(last_day)s"),
    marked("the date is only known to lie on or before %(last_day)s"),
    marked("the date is only known to lie on or after %(first_day)s"),
    marked("the place is only known as %(place)s, of which no position is recorded"),
    marked("the place is only known as %(place)s"),
    marked("how far the place may lie from its position is not stated (%(place)s)"),
    marked("the place is only known to within %(radius)s (%(place)s)"),
    marked("nobody is called %(name)s here"),
    marked("no place is called %(name)s here"),
    marked("%(count)s that would match otherwise state no place, and are left out"),
    marked("%(count)s that would match otherwise have no position, and are left out"),
    marked("indexing: %(done)s of %(all)s records can be found by words so far"),
    marked("Its file was read again and found whole on %(at)s [entry %(entry)s]."),
    marked(
        "Its file was read again and found whole %(count)s times, first on %(at)s "
        "[entry %(entry)s] and last on %(last_at)s [entry %(last_entry)s]."
    ),
    marked("the key of the log: %(key)s"),
    marked("its fingerprint: %(fingerprint)s"),
    marked("%(count)s signed heads, the largest of %(entries)s entries"),
)
"""The sentences, as they are said in English."""
ALONE: Final = (marked("its position"),)
"""What may stand in a sentence in place of a name."""
_HOLE: Final = re.compile(r"%\((\w+)\)s")
_DAY: Final = re.compile(r"(\d{1,2}) ([A-Z][a-z]+) (\d{1,4})")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def said_again(sentence: str) -> str:
    """`sentence` in the language of the interface, if it is of a known form."""
    if language() == ENGLISH:
        return sentence
    for form in FORMS:
        found = _pattern(form).fullmatch(sentence)
        if found is not None:
            return _(form) % {name: _put(name, text) for name, text in found.groupdict().items()}
    return _(sentence)


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """What fits a form; each hole takes as little as it can."""
    parts = _HOLE.split(form)
    texts, holes = parts[::2], parts[1::2]
    pairs = zip(holes, map(re.escape, texts[1:]), strict=True)
    inner = [f"(?P<{name}>.+?){text}" for name, text in pairs]
    return re.compile(re.escape(texts[0]) + "".join(inner), re.DOTALL)


def _put(name: str, text: str) -> str:
    if name.endswith("_day"):
        return _day(text)
    return _(text) if text in ALONE else text


def _day(text: str) -> str:
    """A day of English words in those of the language; other days as they are."""
    found = _DAY.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return text
    edtf = f"{int(found[3]):04}-{_MONTHS.index(found[2]) + 1:02}-{int(found[1]):02}"
    return DateValue(edtf=edtf).words(language())


def custody_words(event: CustodyEvent) -> str:
    """An entry about an item in words: what was done by whom, with whom, of what bytes, and why."""
    if language() == ENGLISH:
        return event.words
    by = _("entered by %(who)s", who=event.who)
    return joined([words.label("custody_actions", event.action), by, *_besides(event)])


def custody_besides(reached: Reached) -> str:
    """The same without what was done and by whom, for tables that say this apart."""
    return reached.besides if language() == ENGLISH else joined(_besides(reached.event))


def received_words(came: Received) -> str:
    """From which other archive something came, and what the log there says of it."""
    told = _("received from the archive %(name)s", name=came.archive)
    return joined(
        [
            told,
            *(
                _(
                    "entry %(n)s of its log: %(what)s, %(who)s, %(when)s",
                    n=one.entry,
                    what=words.label("custody_actions", one.action),
                    who=one.who or "—",
                    when=words.moment(one.at),
                )
                for one in came.entries
            ),
            *([received_words(came.before)] if came.before else ()),
        ]
    )


def _besides(event: CustodyEvent) -> list[str]:
    said: list[str] = []
    detail, other = event.detail, event.other
    if event.outcome == "acknowledged":
        said.append(_("acknowledged by the other side"))
        if "of_entry" in detail:
            said.append(_("for entry %(n)s", n=detail["of_entry"]))
    if other:
        given = event.action in ("item.transferred_in", "item.received_before")
        said.append(_("from %(who)s", who=other) if given else _("to %(who)s", who=other))
    if "stated_date" in detail:
        said.append(_("on %(when)s", when=detail["stated_date"]))
    if event.stated_later:
        said.append(_("stated later, not seen by the archive"))
    for thing in [one for one in event.things if "sha256" in one][:1]:
        size = number(int(thing.get("size", 0)))
        said.append(_("bytes: %(n)s", n=size))
        said.append(f"SHA-256 {thing['sha256'][:16]}…")
    if came := received_in(detail):
        said.append(received_words(came))
    if "reason" in detail:
        said.append(f"({detail['reason']})")
    return said
