"""What the index keeps of texts is what each of their words alone gives."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from archive.search.counting import counted, pair
from archive.search.language import find_words, forms, in_phrase, words_of
from archive.search.postings import decoded, decoded_all, encoded
from archive.search.stemming import ALGORITHMS, CHANGED_BEGINNINGS, SCRIPTS, stem
from archive.search.text_writing import to_join
from archive.search.wanted import Wanted

LETTERS = {
    "LATIN": "abcdefghijklmnopqrstuvwxyzáéíóúàèìòùâêîôûäëïöüñçčšžřđłąęßğş",
    "CYRILLIC": "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
    "GREEK": "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ",
    "ARABIC": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإىئؤةپچ",
    "ARMENIAN": "".join(map(chr, range(0x561, 0x587))),
    "DEVANAGARI": "".join(map(chr, range(0x905, 0x93A))),
    "TAMIL": "அஆஇஈஉஊஎகஙசஞடணதநபமயரலவ",
    "HEBREW": "אבגדהוזחטיכלמנסעפצקרשת",
}
ARABIC_BEGINNINGS = ("", "ال", "وال", "بال", "لل", "و", "ف", "ب", "ل", "س", "ي", "يست", "ن")


def invented(language: str, chosen: random.Random) -> str:
    """A word in the letters of a language."""
    word = "".join(chosen.choices(LETTERS[SCRIPTS.get(language, "LATIN")], k=chosen.randint(2, 9)))
    return chosen.choice(ARABIC_BEGINNINGS) + word if language == "ar" else word


def test_forms_are_counted_as_each_word_alone_has_them() -> None:
    chosen = random.Random(1)
    texts = [
        (" ".join(invented(code, chosen) for _ in range(30)), code) for code in ("en", "ru", "ar")
    ]
    texts.append(("The mill, the_mill; the mills 東京都 مِحْرَاب", "en"))
    found = counted(texts)
    words = [(word, code) for text, code in texts for word in words_of(text)]
    assert found.length == len(words)
    assert found.words == Counter(one for word, code in words for one in forms(word, code).words)
    stems = Counter(one for word, code in words for one in forms(word, code).stems)
    assert found.stems == stems | {f"{one.partition('=')[0]}=": 1 for one in stems}


def test_words_that_follow_each_other_are_pairs_and_no_others() -> None:
    found = counted([("The old mill 東京 burnt down", "en"), ("again", "en")])
    plain = [in_phrase(word) for word in ("The", "old", "mill", "burnt", "down", "again")]
    assert pair("mill", "burnt") not in found.pairs
    assert set(found.pairs) == {
        pair(plain[0], plain[1]), pair(plain[1], plain[2]), pair(plain[3], plain[4])
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("snake_case and _private", ["snake", "case", "and", "private"]),
        ("e\u0301cole", ["e\u0301cole"]),
        ("\u0301x", ["x"]),
        ("مُحَمَّد كتاب", ["مُحَمَّد", "كتاب"]),
        ("abc東京def", ["abc", "東京", "def"]),
        ("a\U00011038b b_c", ["a\U00011038b", "b", "c"]),
        ("naïve_été", ["naïve", "été"]),
    ],
)
def test_words_are_the_same_whichever_pattern_finds_them(text: str, words: list[str]) -> None:
    assert words_of(text) == words
    assert [found.text for found in find_words(text)] == words
    assert all(text[found.start : found.end] == found.text for found in find_words(text))


@pytest.mark.parametrize("language", sorted(ALGORITHMS))
def test_looking_at_beginnings_first_loses_no_word(language: str) -> None:
    """A stemmer that changes how words begin must be in `CHANGED_BEGINNINGS`."""
    chosen = random.Random(language)
    words = [invented(language, chosen) for _ in range(150)]
    for asked in words:
        made = forms(asked, language)
        wanted = Wanted(words={made.words[0]}, stems=set(made.stems))
        assert wanted.among(words, language) == {w for w in words if wanted.meets(w, language)}


def test_the_beginnings_that_are_changed_are_known() -> None:
    assert stem("gemaakt", "nl")[0] != "g"
    assert "nl" in CHANGED_BEGINNINGS
    assert CHANGED_BEGINNINGS.issubset(ALGORITHMS)


def test_posting_lists_are_read_as_they_were_written() -> None:
    chosen = np.random.default_rng(5)
    lists = []
    for size, step, most in ((1, 1, 1), (300, 3, 1), (50, 900, 2), (4, 200_000, 70_000)):
        steps = chosen.integers(1, step + 1, size)
        lists.append((np.cumsum(steps) - steps[0], chosen.integers(1, most + 1, size)))
    starts = np.cumsum([0, *(len(rows) for rows, _ in lists)])
    steps = np.concatenate([np.diff(rows, prepend=0) for rows, _ in lists])
    counts = np.concatenate([counts for _, counts in lists])
    for data, (rows, times) in zip(encoded(starts, steps, counts), lists, strict=True):
        found = decoded(data)
        assert np.array_equal(found[0], rows)
        assert np.array_equal(np.ones_like(rows) if found[1] is None else found[1], times)
    written = b"".join(encoded(starts, steps, counts))
    together = decoded_all([(0, written), (1_000_000, written)])  # two of each form
    expected = [
        (row + base, count)
        for base in (0, 1_000_000)
        for rows, times in lists
        for row, count in zip(rows, times, strict=True)
    ]
    assert sorted(zip(*together, strict=True)) == sorted(expected)


@pytest.mark.parametrize(
    ("sizes", "limit", "joined"),
    [
        ([1, 1, 1, 1, 1], 50, set()),
        ([1, 1, 1, 1, 1, 1], 50, {0, 1, 2, 3, 4, 5}),
        ([900, 700, 800, 600, 1000, 550], 1_400, {3, 5}),
        ([20_000] * 6, 50_000, {0, 1}),
        ([40_000] * 6, 50_000, set()),
        ([40_000, *[3] * 6], 50_000, {1, 2, 3, 4, 5, 6}),
    ],
)
def test_no_more_lines_are_joined_than_fit_into_memory(
    sizes: list[int], limit: int, joined: set[int]
) -> None:
    assert to_join(sizes, limit) == joined
