"""What is forgiven in bags by others: names that file systems tell apart or not (RFC 8493 §6.1).

A bag that was made where `a.txt` and `A.txt` are one file, or where names are decomposed, lists
names that elsewhere are missing though nothing is lost; and `Thumbs.db` comes and goes by itself.
Nothing of this holds for packets of ours, which are signed and have generated ASCII names.
"""

from __future__ import annotations

import unicodedata

__all__ = ["folded", "is_made_by_systems"]

_OF_SYSTEMS = {".ds_store", "thumbs.db", "desktop.ini", ".localized"}


def folded(path: str) -> str:
    """What names have in common that some systems take for one (Unicode 15.1 §3.13, D145)."""
    decomposed = unicodedata.normalize("NFD", path).casefold()
    return unicodedata.normalize("NFD", decomposed)


def is_made_by_systems(path: str) -> bool:
    """Whether systems make a file of this name for themselves, in any folder that they show."""
    name = path.rpartition("/")[2].lower()
    return name in _OF_SYSTEMS or name.startswith("._")
