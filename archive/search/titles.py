"""Titles and offices that stand where a given name might: "President", "Colonel", "Sheikh".

In Latin letters as `archive.search.romanisation` writes them, so that one entry serves all scripts.
A name of nothing but a title and one word is met by whoever asks for more of that name.
"""

from __future__ import annotations

TITLES = frozenset(
    {
        # heads of state and ministers
        "president", "presidente", "presidenta", "presiden", "prezident", "prasident",
        "predsjednik", "predsednik", "presedintele", "presedinte", "elnok", "rais", "minister",
        "ministr",
        "ministro", "ministra", "ministre", "wazir", "premier", "senator", "governor", "gubernator",
        "gobernador", "mayor", "alcalde", "maire", "mer",
        # the military and the police
        "general", "colonel", "coronel", "polkovnik", "podpolkovnik", "major", "captain",
        "capitan", "capitaine", "kapitan", "lieutenant", "leytenant", "sergeant", "sergent",
        "serzhant", "aqid", "akid", "amid", "liwa", "commander", "komandir", "comandante",
        "commandant",
        # courts and learning
        "judge", "juez", "juge", "sudya", "qadi", "kadi", "prosecutor", "prokuror", "fiscal",
        "advokat", "doctor", "doktor", "docteur", "dr", "professor", "profesor", "prof", "ustaz",
        # faith
        "sheikh", "shaykh", "sheykh", "cheikh", "shekh", "shikh", "imam", "hajj", "haj", "hajji",
        "sayyid", "sayed", "mullah", "father", "padre", "pater", "otets", "sister", "hermana",
        # politeness
        "mr", "mrs", "ms", "miss", "mister", "senor", "senora", "don", "dona", "monsieur", "madame",
        "mme", "herr", "frau", "gospodin", "gospozha", "abu", "um", "umm",
    }
)  # fmt: skip
