"""How the words of a row follow each other, as one piece of bytes: for finding phrases in it.

```
deflated  for each who may know them (`archive.search.rooms`) a line: a line feed, that mark, and
          the words (`archive.search.counting.phrased`), with a space before and after each
```
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

LEVEL = 1
"""Of deflating: the fastest, and half of the size."""


def written(order: Mapping[str, str]) -> bytes:
    """The order of words, by who may know them, as it is kept."""
    lines = "".join(f"\n{before} {words} " for before, words in order.items())
    return zlib.compress(lines.encode(), LEVEL)


def in_order(kept: bytes, rooms: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words stand one after the other in what those of `rooms` may know."""
    lines, phrase = zlib.decompress(kept), f" {' '.join(words)} ".encode()
    known = [before.encode() for before in rooms]
    at = lines.find(phrase)
    while at >= 0:
        start = lines.rfind(b"\n", 0, at) + 1
        if any(lines.startswith(before, start) for before in known):
            return True
        at = lines.find(phrase, at + 1)
    return False
