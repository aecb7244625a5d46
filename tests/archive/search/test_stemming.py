"""Stems are the same whoever cuts them: Python, or a compiled stemmer where one is installed."""

from __future__ import annotations

import random
import sys
from types import ModuleType

import pytest

from archive.search import stemming
from archive.search.stemming import ALGORITHMS, SCRIPTS

LETTERS = {
    "LATIN": "aabcdeeéfghiíjklmnoóprstuüvyzßşł", "ARABIC": "ابتجدرسشعفقكلمنهويءئةأ",
    "CYRILLIC": "аабвгдеежзийклмнопрстуыьюя", "GREEK": "αβγδεηικλμνοπρσςτυωάίό",
    "DEVANAGARI": "कखगतनपमरलसहाािीेो", "ARMENIAN": "աբգդեզիկլմնոպսվտրցւ",
    "TAMIL": "கசடதநபமயரலவிுெை", "HEBREW": "אבגדהווייךלםמנסערשת",
}  # fmt: skip


def words_in(script: str) -> list[str]:
    chosen = random.Random(script)
    return ["".join(chosen.choices(LETTERS[script], k=chosen.randint(1, 12))) for _ in range(60)]


@pytest.mark.skipif(not stemming.can_be_compiled(), reason="PyStemmer is not installed")
def test_the_compiled_stemmers_cut_words_as_those_in_python_do() -> None:
    for code, algorithm in ALGORITHMS.items():
        words = words_in(SCRIPTS.get(code, "LATIN"))
        fast, slow = stemming.compiled(algorithm), stemming.in_python(algorithm)
        assert [fast.stemWord(w) for w in words] == [slow.stemWord(w) for w in words], code


def test_another_release_of_the_compiled_stemmers_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # An index made with one release is searched with another: stems must not change between them.
    other = ModuleType("Stemmer")
    other.version = lambda: "2.2.0"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "Stemmer", other)
    stemming.can_be_compiled.cache_clear()
    try:
        assert not stemming.can_be_compiled()
    finally:
        stemming.can_be_compiled.cache_clear()
