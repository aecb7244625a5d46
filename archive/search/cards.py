"""What a page of hits needs of each row, made once when its words are indexed and kept with them.

A page would otherwise read each record, disclose it again and walk through all of it to find its
texts. A card is made from the same view as the words of its line, so it says what that view shows;
a line stands for a row only as long as nothing has changed of what the row shows
(`archive.search.following`).

```
deflated  JSON: ref, title, words of the date, words of the place; then each text as its language,
          the rank from which it is known (-1: whoever sees the row), and its words
```
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass

from archive.disclosure import View
from archive.search.exact import found_by
from archive.search.feed import Text, custody_texts, own_texts

LEVEL = 1
"""Of deflating: the fastest, and half of the size."""
LOOKED_INTO = 50_000
"""Characters of a text in which passages are looked for."""
KEPT = LOOKED_INTO + 200
"""Characters of a text that are kept: some more, to tell whether it goes on."""
EVERYBODY = -1


@dataclass(frozen=True, slots=True)
class Card:
    """What a hit shows of its record."""

    ref: str
    title: str
    date_words: str
    """"" if there is no date."""
    place_words: str
    """"" if the record itself names no place."""
    texts: tuple[tuple[int, Text], ...]
    """Its texts, the beginnings of long ones, each with the rank from which it is known."""

    def known_to(self, rank: int) -> list[Text]:
        """The texts that an audience of this rank may know, if it sees the row."""
        return [text for known_from, text in self.texts if known_from <= rank]


def card_of(view: View) -> Card:
    """The card of a view with its words of custody, as `archive.search.contents` gives it."""
    found = found_by(view)
    texts = [(EVERYBODY, text) for text in own_texts(view)]
    for rank, some in custody_texts(view).items():
        texts += [(rank, text) for text in some]
    return Card(
        ref=view.ref,
        title=found["title"],
        date_words=found["date_words"] or "",
        place_words=found["place_words"] or "",
        texts=tuple((rank, text._replace(words=text.words[:KEPT])) for rank, text in texts),
    )


def written(card: Card) -> bytes:
    """A card as it is kept."""
    head = [card.ref, card.title, card.date_words, card.place_words]
    texts = [[text.language, rank, text.words] for rank, text in card.texts]
    return zlib.compress(json.dumps([*head, *texts], ensure_ascii=False).encode(), LEVEL)


def read(kept: bytes) -> Card:
    """The card that was `written`."""
    ref, title, date_words, place_words, *texts = json.loads(zlib.decompress(kept))
    told = tuple((rank, Text(words, language)) for language, rank, words in texts)
    return Card(ref, title, date_words, place_words, told)
