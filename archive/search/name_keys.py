"""Names as they are compared with each other."""

from __future__ import annotations

from archive.search.language import find_words, folded, normalised


def name_key(text: str) -> str:
    """A name as it is compared with another: its words in Latin letters."""
    words = (normalised(found.text) for found in find_words(text))
    return " ".join(folded(word) or word for word in words)
