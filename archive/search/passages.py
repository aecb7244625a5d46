"""Looking into the texts of a view: the words that were found, and whether they stand together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from archive.disclosure import View
from archive.search.feed import Text, texts
from archive.search.language import (
    Found,
    find_words,
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
LOOKED_INTO = 50_000
"""Characters of a text in which passages are looked for."""

AT_ONCE = 40
"""Views that are looked into together."""
FEW = 12
"""Words that are looked for one by one; of more, those that a text has are found out first."""

MOST_KEPT = 1 << 17
"""Words of phrases that are kept."""


def passages(views: Sequence[View], wanted: Wanted) -> list[tuple[str, ...]]:
    """The passages of each view with most of the wanted words, these in `MARKS`.

    A word is looked at once for all texts in a language: most stand in many of them.
    """
    found: list[tuple[str, ...]] = []
    for start in range(0, len(views), AT_ONCE):
        some = [[] if wanted.is_empty else texts(view) for view in views[start : start + AT_ONCE]]
        meeting = _meeting(some, wanted)
        found += [_of_one(one, meeting) for one in some]
    return found


def _meeting(some: Sequence[Sequence[Text]], wanted: Wanted) -> dict[str, set[str]]:
    """By language, the words of these texts that are wanted."""
    said: dict[str, list[str]] = defaultdict(list)
    for text in chain.from_iterable(some):
        said[text.language].append(text.words[:LOOKED_INTO])
    return {code: wanted.among(words_of("\n".join(words)), code) for code, words in said.items()}


def _of_one(said: Sequence[Text], meeting: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The passages of one view, of which these are the texts."""
    found: list[tuple[int, Text, list[Found]]] = []
    for text in said:
        for group in _groups(text.words[:LOOKED_INTO], meeting[text.language]):
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


def _groups(text: str, meeting: set[str]) -> Iterator[list[Found]]:
    """Wanted words of a text that stand near each other."""
    if len(meeting) > FEW:
        meeting = meeting & set(words_of(text))
    if not any(word in text for word in meeting):
        return
    group: list[Found] = []
    for word in find_words(text, meeting):
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
