"""The tree of the log in tiles of 256 hashes, and the public layout of a log in files.

C2SP tlog-tiles (https://c2sp.org/tlog-tiles). A tile of level L holds the hashes of subtrees of
256^L leaves; full tiles never change, and the last tile of each level is partial. Proofs need a few
tiles only, whatever the size of the log. Where tiles are kept is left to whoever gives `read`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from evidence.proof.errors import BadTile
from evidence.proof.merkle import HASH_BYTES, Frontier

__all__ = [
    "ReadTile",
    "Tile",
    "TileTree",
    "bundle",
    "entries_of_bundle",
    "entries_path",
    "export_bundles",
    "export_tiles",
    "tile_path",
]

WIDTH = 256
"""Hashes in a full tile."""
_HEIGHT = 8
"""Levels of the tree that one tile spans: 2^8 = 256."""
_TILE_BYTES = WIDTH * HASH_BYTES

ReadTile = Callable[[int, int], bytes]
"""Gives the hashes of a tile, one after the other, by tile level and number."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One file of the public layout: where it lies, and what it spans."""

    path: str
    """Below the folder or address of the log, with forward slashes."""
    level: int
    """Tile level; 0 holds leaf hashes. For bundles of entries it is 0 as well."""
    number: int
    """From 0, within the level."""
    width: int
    """Hashes or entries in it: 256, or fewer in a partial one."""


class TileTree:
    """Reads nodes from tiles, and says which tiles change when leaves are added."""

    def __init__(self, read: ReadTile) -> None:
        self._read = read

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree, as `evidence.proof.merkle.Node` asks for it.

        Raises:
            BadTile: the tile is too short to hold it.
        """
        tile_level, height = divmod(level, _HEIGHT)
        number, start = divmod(index << height, WIDTH)
        hashes = self._tile(tile_level, number, start + (1 << height))
        return _root(hashes[start * HASH_BYTES :])

    def frontier(self, size: int) -> Frontier:
        """The frontier of the tree of `size` leaves.

        Raises:
            BadTile: a tile is too short for a tree of this size.
        """
        hashes: list[bytes] = []
        start = 0
        for level in reversed(range(size.bit_length())):
            if size >> level & 1:
                hashes.append(self.node(level, start >> level))
                start += 1 << level
        return Frontier(size, tuple(hashes))

    def append(self, size: int, leaves: Iterable[bytes]) -> dict[tuple[int, int], bytes]:
        """The new content of every tile that changes when `leaves` follow a tree of `size`.

        Keys are tile level and number. Nothing is written; of the old tiles only the partial one
        of each level that changes is read.

        Raises:
            BadTile: a partial tile is too short for a tree of `size`, or a leaf is no hash.
        """
        changed: dict[tuple[int, int], bytes] = {}
        fresh = list(leaves)
        if any(len(leaf) != HASH_BYTES for leaf in fresh):
            raise BadTile(level=0, number=size // WIDTH, what="a leaf that is not 32 bytes long")
        added = b"".join(fresh)
        level = 0
        while added:
            number, width = divmod(size >> (_HEIGHT * level), WIDTH)
            if width:
                added = self._tile(level, number, width) + added
            roots: list[bytes] = []
            for start in range(0, len(added), _TILE_BYTES):
                hashes = added[start : start + _TILE_BYTES]
                changed[level, number] = hashes
                if len(hashes) == _TILE_BYTES:
                    roots.append(_root(hashes))
                number += 1
            added = b"".join(roots)
            level += 1
        return changed

    def _tile(self, level: int, number: int, width: int) -> bytes:
        """The first `width` hashes of a tile."""
        hashes = self._read(level, number)
        if len(hashes) < width * HASH_BYTES:
            found = f"{len(hashes)} bytes where {width} hashes of 32 belong"
            raise BadTile(level=level, number=number, what=found)
        return hashes[: width * HASH_BYTES]


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """Where a tile lies: `tile/0/x001/234`, or `tile/0/x001/234.p/17` if it is partial."""
    return f"tile/{level}/{_number_path(number)}{_partial(width)}"


def entries_path(number: int, width: int = WIDTH) -> str:
    """Where a bundle of entries lies: `tile/entries/x001/234`, or with `.p/17`."""
    return f"tile/entries/{_number_path(number)}{_partial(width)}"


def export_tiles(size: int) -> Iterator[Tile]:
    """Every tile of hashes that the public layout of a log of `size` entries has."""
    level = 0
    while count := size >> (_HEIGHT * level):
        for number, width in _widths(count):
            yield Tile(tile_path(level, number, width), level, number, width)
        level += 1


def export_bundles(size: int) -> Iterator[Tile]:
    """Every bundle of entries that the public layout of a log of `size` entries has."""
    for number, width in _widths(size):
        yield Tile(entries_path(number, width), 0, number, width)


def bundle(entries: Iterable[bytes]) -> bytes:
    """The entries one after the other, each after its length as a big-endian uint16.

    Raises:
        BadTile: an entry is longer than 65,535 bytes.
    """
    pieces: list[bytes] = []
    for number, entry in enumerate(entries):
        if len(entry) > 0xFFFF:
            raise BadTile(level=0, number=number, what=f"an entry of {len(entry)} bytes")
        pieces += (len(entry).to_bytes(2, "big"), entry)
    return b"".join(pieces)


def entries_of_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle.

    Raises:
        BadTile: the bundle ends within an entry.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or at > len(data):
            raise BadTile(level=0, number=len(entries), what="a bundle that ends within an entry")
        entries.append(data[start:at])
    return entries


def _widths(count: int) -> Iterator[tuple[int, int]]:
    full, rest = divmod(count, WIDTH)
    for number in range(full):
        yield number, WIDTH
    if rest:
        yield full, rest


def _number_path(number: int) -> str:
    digits = str(number)
    groups = digits.zfill(-(-len(digits) // 3) * 3)
    *first, last = (groups[at : at + 3] for at in range(0, len(groups), 3))
    return "".join(f"x{one}/" for one in first) + last


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"


def _root(hashes: bytes) -> bytes:
    """The hash of the complete subtree over 1, 2, 4 … 256 hashes."""
    step = 2 * HASH_BYTES
    while len(hashes) > HASH_BYTES:
        pairs = range(0, len(hashes), step)
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + step]).digest() for at in pairs])
    return hashes
