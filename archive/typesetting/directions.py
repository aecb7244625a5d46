"""Words with their language and direction, as the programs of Typst here take them."""

from __future__ import annotations

import unicodedata

from schemas.shape import Json

_RIGHT_TO_LEFT = ("R", "AL")


def said(text: str, language: str = "") -> Json:
    """Words with the direction of their first letter, and their language if it is known."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    first = next((kind for kind in kinds if kind in ("L", *_RIGHT_TO_LEFT)), "L")
    rtl = first in _RIGHT_TO_LEFT
    lang = language.partition("-")[0] or ("ar" if rtl else "en")
    return {"text": text, "lang": lang, "rtl": rtl}
