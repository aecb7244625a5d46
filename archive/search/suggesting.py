"""Other spellings for words that occur nowhere, from what the audience sees and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jellyfish import damerau_levenshtein_distance

from archive.search.language import find_words, normalised
from archive.search.query_text import Form, Part, Words
from archive.search.sight import Sight
from archive.search.spelling import ALIKE, alike, name_words
from archive.search.stemming import script_of

MOST = 3
SHORTEST = 4
"""Letters from which a word may be a misspelling of another."""


def did_you_mean(sight: Sight, text: str, parts: Sequence[Part]) -> tuple[str, ...]:
    """`text` with another word in place of each that nothing visible has; "" if there is none."""
    found: list[str] = []
    for part in parts:
        if isinstance(part, Words) and part.form is Form.WORD and part.wanted:
            word = part.words[0]
            found += [text.replace(word, other) for other in _others(sight, word)]
    return tuple(dict.fromkeys(found))[:MOST]


def _others(sight: Sight, word: str) -> list[str]:
    plain = normalised(word)
    if len(plain) < SHORTEST or _occurs(sight, plain):
        return []
    near = sight.lookup.words_within("words", plain, 1 if len(plain) < 6 else 2)
    rated = [
        (damerau_levenshtein_distance(plain, other), -count, other)
        for other in near
        if other[0].isalpha() and (count := _occurs(sight, other))
    ]
    return [other for *_, other in sorted(rated)][:MOST] or _names(sight, word)


def _occurs(sight: Sight, word: str) -> int:
    rows = np.unique(sight.lookup.rows_with("words", (word,)))
    return int(np.count_nonzero(sight.visible[rows]))


def _names(sight: Sight, word: str) -> list[str]:
    heard = name_words(word)
    if len(heard) != 1:
        return []
    script = script_of(normalised(word))
    rated = [
        (-alike(heard[0], other), found.text)
        for named in sight.naming.called(word, heard_from=ALIKE)
        for found in find_words(named.name)
        if script_of(normalised(found.text)) == script  # nobody mistypes into another one
        for other in name_words(found.text)
    ]
    return [other for likeness, other in sorted(rated) if -likeness >= ALIKE][:MOST]
