"""Encodings of eight bits: told, or not told; never told wrongly."""

from __future__ import annotations

import random

import pytest

from evidence.reading.encodings import encoding_of

TEXTS = {
    "ru": "Вечером неизвестные вошли в здание школы; свидетель сказал, что слышал выстрелы.",
    "uk": "Увечері невідомі увійшли до будівлі школи, її ґанок зруйновано, свідок чув постріли.",
    "ar": "دخل مجهولون مبنى المدرسة مساء اليوم، وقال شاهد إنه سمع طلقات نارية ولم ترد الشرطة.",
    "fr": "Des inconnus sont entrés à l'école, déjà fermée; le préfet n'a pas été prévenu, ça.",
    "es": "Unos desconocidos entraron; un señor oyó disparos. ¿Quién contestó? Según él, también.",
    "de": "Die Straße war gesperrt; Zeugen hörten Schüsse, große Männer drängten über die Brücke.",
    "pl": "Sprawcy weszli do szkoły; świadek słyszał strzały, więc żądano źródeł, tę część.",
    "el": "Ο μάρτυρας είπε ότι άκουσε πυροβολισμούς το βράδυ της τετάρτης στο σχολείο.",
}
ENCODED = [
    ("ru", "cp1251"), ("ru", "koi8-r"), ("ru", "cp866"), ("ru", "iso8859-5"),
    ("ru", "mac-cyrillic"), ("uk", "cp1251"), ("uk", "koi8-u"), ("ar", "cp1256"),
    ("ar", "iso8859-6"), ("fr", "cp1252"), ("fr", "mac-roman"), ("es", "cp1252"),
    ("de", "cp1252"), ("de", "cp850"), ("pl", "cp1250"), ("pl", "iso8859-2"), ("el", "iso8859-7"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "codec"), ENCODED)
def test_a_sentence_is_enough_to_tell(language, codec):
    data = TEXTS[language].encode(codec)
    found = encoding_of(data)
    assert found is not None
    assert data.decode(found) == TEXTS[language]


@pytest.mark.parametrize(("language", "codec"), ENCODED)
def test_a_few_words_are_told_rightly_or_not_at_all(language, codec):
    chosen, words = random.Random(7), TEXTS[language].split()
    for _ in range(30):
        count = chosen.randint(2, len(words))
        text = " ".join(chosen.sample(words, count))
        data = text.encode(codec)
        found = None if data.isascii() else encoding_of(data)
        assert found is None or data.decode(found) == text


def test_bytes_at_random_are_not_told():
    chosen = random.Random(8)
    for _ in range(50):
        assert encoding_of(bytes(chosen.choices(range(128, 256), k=300))) is None
