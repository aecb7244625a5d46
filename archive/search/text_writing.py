"""Writing the text index by Whoosh: new lines, dead lines, and which segments are joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from archive.search.index_folder import IndexFolder, Seal
from archive.search.lean_whoosh import KEY, Bits, Leaf, live_rows
from archive.search.lean_writing import LeanWriter
from archive.search.orders import written

MERGE_AT = 6
"""How many segments of about one size are joined into one."""
SMALL_MERGE = 4096
"""Lines that may be moved while somebody waits."""
LARGE_MERGE = 50_000
"""Lines that may be moved at all: some 20 kB of memory each, while it lasts."""


class Batch:
    """Changes to the index that become visible together."""

    def __init__(self, leaves: Sequence[Leaf], folder: IndexFolder, seal: Seal) -> None:
        self._leaves = leaves
        self._folder = folder
        self._seal = seal
        self._writer = LeanWriter(folder.folder, self._vouch)
        self.added = 0

    def put(
        self,
        key: bytes,
        tokens: Mapping[str, Mapping[str, int]],
        order: Mapping[str, str],
        card: bytes,
    ) -> None:
        """Add a line: `key` is one value of `lean_whoosh.KEY`."""
        assert len(key) == KEY.itemsize
        self._writer.put(key, tokens, written(order), card)
        self.added += 1

    def delete(self, dead: Callable[[Leaf], Bits]) -> int:
        """Remove every line of the state before for which `dead` says so; how many."""
        base = gone = 0
        for leaf in self._leaves:
            for line in np.flatnonzero(dead(leaf) & leaf.live):
                self._writer.delete_document(base + int(line))
                gone += 1
            base += leaf.size
        return gone

    def commit(self, *, patiently: bool) -> None:
        """Make the new state the one that is read; `patiently`: large segments may be joined."""
        limit = LARGE_MERGE if patiently else SMALL_MERGE
        leaves = {leaf.id: leaf for leaf in self._leaves}

        def join(writer: LeanWriter, segments: list[Any]) -> list[Any]:
            segments = [segment for segment in segments if live_rows(segment).any()]
            joined = to_join([segment.doc_count_all() for segment in segments], limit)
            for at in joined:
                writer.absorb(leaves[segments[at].segment_id()], live_rows(segments[at]))
            return [segment for at, segment in enumerate(segments) if at not in joined]

        self._writer.commit(mergetype=join)

    def undo(self) -> None:
        """Forget everything."""
        self._writer.abandon()

    def _vouch(self, generation: int, names: list[str]) -> None:
        self._folder.tidy(self._folder.seal(generation, names, self._seal))


def to_join(sizes: list[int], limit: int) -> set[int]:
    """Which segments to join, given their sizes: of a size of which there are too many, the least.

    Sizes count as one within a factor of eight, so that each line is moved only a few times. No
    more than `limit` lines are moved, because all of them are in memory then.
    """
    by_size: dict[int, list[int]] = {}
    for at in sorted(range(len(sizes)), key=sizes.__getitem__):
        by_size.setdefault(max(sizes[at], 1).bit_length() // 3, []).append(at)
    chosen: set[int] = set()
    left = limit
    for step in sorted(by_size):
        if len(by_size[step]) < MERGE_AT:
            continue
        for at in by_size[step]:
            if sizes[at] <= left:
                chosen.add(at)
                left -= sizes[at]
    return chosen if len(chosen) > 1 else set()
