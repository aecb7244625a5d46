"""Looking into the texts of a view: the words that were found, and whether they stand together."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate

from archive.disclosure import View
from archive.search.cards import LOOKED_INTO
from archive.search.feed import Text, texts
from archive.search.language import (
    Found,
    in_phrase,
    is_dense,
    normalised,
    words_of,
)
from archive.search.wanted import Wanted

MARKS = ("⟦", "⟧")
"""Stand around the words that were found; taken out of the texts themselves."""
AROUND = 70
"""Characters that are shown before the first and after the last found word of a passage."""
MOST_PASSAGES = 3
MOST_LOOKED_AT = 30
"""Passages of which the best are shown."""
AT_ONCE = 40
"""Views of which the texts are looked into together."""

MOST_KEPT = 1 << 17
"""Words of phrases that are kept."""


def passages(views: Sequence[Sequence[Text]], wanted: Wanted) -> list[tuple[str, ...]]:
    """Of the texts of each view the passages with most of the wanted words, these in `MARKS`.

    The texts in one language are looked into together: most words stand in many of them.
    """
    if wanted.is_empty:
        return [()] * len(views)
    found: list[tuple[str, ...]] = []
    for start in range(0, len(views), AT_ONCE):
        some = views[start : start + AT_ONCE]
        met = _met([text for said in some for text in said], wanted)
        base = 0
        for said in some:
            found.append(_best(said, [met[base + at] for at in range(len(said))]))
            base += len(said)
    return found


def _met(some: Sequence[Text], wanted: Wanted) -> dict[int, list[Found]]:
    """By place of a text, the wanted words in it, in their order."""
    by_language: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(some):
        by_language[text.language].append(at)
    met: dict[int, list[Found]] = defaultdict(list)
    for language, places in by_language.items():
        parts = [some[at].words[:LOOKED_INTO] for at in places]
        joined = "\n".join(parts)  # no word reaches over the end of a line
        ends = list(accumulate(len(part) + 1 for part in parts))
        for word in wanted.found_in(joined, language):
            place = bisect_right(ends, word.start)
            start = ends[place] - len(parts[place]) - 1
            met[places[place]].append(Found(word.start - start, word.end - start, word.text))
    return met


def _best(said: Sequence[Text], met: Sequence[Sequence[Found]]) -> tuple[str, ...]:
    """The passages of one view: its texts, and the wanted words of each."""
    found: list[tuple[int, Text, list[Found]]] = []
    for text, words in zip(said, met, strict=True):
        if not words:
            continue
        for group in _groups(words):
            found.append((len({normalised(hit.text) for hit in group}), text, group))
            if len(found) == MOST_LOOKED_AT:
                break
    best: list[str] = []
    for _, text, group in sorted(found, key=lambda row: -row[0]):
        shown = _shown(text.words, group)
        if shown not in best:
            best.append(shown)
        if len(best) == MOST_PASSAGES:
            break
    return tuple(best)


def _groups(words: Sequence[Found]) -> Iterator[list[Found]]:
    """Words of a text that stand near each other."""
    group: list[Found] = []
    for word in words:
        if group and word.start - group[0].start > 2 * AROUND:
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _shown(text: str, hits: Sequence[Found]) -> str:
    start, end = max(0, hits[0].start - AROUND), min(len(text), hits[-1].end + AROUND)
    while start and start < hits[0].start and not text[start - 1].isspace():
        start += 1
    while end < len(text) and end > hits[-1].end and not text[end].isspace():
        end -= 1
    shown, at = [], start
    for hit in hits:
        shown += [_plain(text[at : hit.start]), MARKS[0], _plain(hit.text), MARKS[1]]
        at = hit.end
    shown.append(_plain(text[at:end]))
    passage = " ".join("".join(shown).split())
    return f"{'… ' if start else ''}{passage}{' …' if end < len(text) else ''}"


def _plain(text: str) -> str:
    if text.isascii():  # which has none of them
        return text
    for mark in MARKS:
        text = text.replace(mark, "")
    return text


class _InPhrase(dict[str, str]):
    """Words as they are compared in phrases; most are met again and again."""

    def __missing__(self, word: str) -> str:
        if len(self) > MOST_KEPT:
            self.clear()
        found = self[word] = in_phrase(word)
        return found


_IN_PHRASE = _InPhrase()


def has_phrase(view: View, phrase: Sequence[str]) -> bool:
    """Whether words stand next to each other in a text of `view`."""
    return any(stand_together(text.words, phrase) for text in texts(view))


def stand_together(text: str, phrase: Sequence[str]) -> bool:
    """Whether `text` has these words one after the other, as `archive.search.language.in_phrase`.

    Runs of scripts without spaces hold any part of themselves.
    """
    there = words_of(text)
    last = len(there) - len(phrase)
    if not any(map(is_dense, phrase)):
        wanted = [_IN_PHRASE[word] for word in phrase]
        known = [_IN_PHRASE[word] for word in there]
        starts = (at for at in range(last + 1) if known[at] == wanted[0])
        return any(known[at : at + len(wanted)] == wanted for at in starts)
    return any(
        all(_is(there[start + at], wanted) for at, wanted in enumerate(phrase))
        for start in range(last + 1)
    )


def _is(word: str, wanted: str) -> bool:
    if is_dense(wanted):
        return normalised(wanted) in normalised(word)
    return in_phrase(word) == in_phrase(wanted)
