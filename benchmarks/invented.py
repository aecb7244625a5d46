"""Invented records in five languages, for measuring: no person, place or event of the world."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

SYLLABLES = {
    "en": ["bri", "ton", "mar", "sel", "low", "den", "har", "ver", "nor", "tal", "ick", "ham"],
    "ru": ["бро", "тан", "мир", "сел", "лов", "ден", "гор", "вер", "нар", "тал", "ник", "хам"],
    "es": ["bra", "tón", "mar", "sel", "luz", "den", "gar", "ver", "nor", "tal", "ico", "año"],
    "fr": ["bré", "ton", "mar", "sel", "eau", "den", "har", "ver", "nor", "tal", "ique", "oux"],
    "ar": ["بر", "تن", "مر", "سل", "لو", "دن", "هر", "ور", "نر", "تل", "يك", "حم"],
}
KINDS = ["destruction", "attack", "threat", "detention", "seizure", "killing"]
ACTS = ["destruction_of_property", "physical_assault", "threat_against_victim", "detention"]


class Inventor:
    """Makes words, names and incidents from one seed; the same seed makes the same."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._words = {language: self._vocabulary(language) for language in SYLLABLES}

    def _vocabulary(self, language: str) -> list[str]:
        parts = SYLLABLES[language]
        return ["".join(self._random.choices(parts, k=3)) for _ in range(8000)]

    def text(self, language: str, words: int = 120) -> str:
        """Some words, common ones often and rare ones seldom."""
        pool = self._words[language]
        picks = (int(len(pool) * self._random.random() ** 3) for _ in range(words))
        return " ".join(pool[pick] for pick in picks)

    def incidents(self, count: int) -> Iterator[dict[str, Any]]:
        """So many incidents, as JSON objects for `khronika record`."""
        for number in range(count):
            language = self._random.choice(list(SYLLABLES))
            day = date(2000, 1, 1) + timedelta(self._random.randrange(9000))
            lon, lat = self._random.uniform(20, 60), self._random.uniform(30, 60)
            yield {
                "type": "incident",
                "ref": f"m{number}",
                "language": language,
                "title": self.text(language, 5),
                "kinds": [self._random.choice(KINDS)],
                "narrative": {language: self.text(language)},
                "date": {"edtf": day.isoformat() if number % 3 else day.isoformat()[:7]},
                "place": {
                    "name": self.text(language, 1),
                    "geometry": {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]},
                    "radius_m": self._random.choice([100, 5000, 50000]),
                    "precision": "2",
                },
                "acts": [
                    {
                        "type": self._random.choice(ACTS),
                        "victims": [{"description": self.text(language, 2)}],
                        "perpetrators": [{"description": self.text(language, 2)}],
                    }
                ],
                "counts": [{"of_what": "detained", "value": {"comparator": "at_least", "lo": 2}}],
                "tags": [self.text(language, 1)],
                "access": {"level": self._random.choice(["public", "restricted"])},
            }
