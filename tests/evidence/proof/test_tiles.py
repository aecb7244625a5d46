"""Known answers: the examples of C2SP tlog-tiles (path of 1234067; the tiles of 70,000 leaves)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.proof.errors import BadTile
from evidence.proof.merkle import (
    Frontier,
    consistency_path,
    inclusion_path,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from evidence.proof.tiles import (
    TileTree,
    bundle,
    entries_of_bundle,
    entries_path,
    export_bundles,
    export_tiles,
    tile_path,
)

LEAVES = [leaf_hash(b"entry %d" % number) for number in range(70_000)]


class Shelf:
    """Tiles in memory, with a note of what was read."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.reads: list[tuple[int, int]] = []
        self.tree = TileTree(self.read)
        self.size = 0

    def read(self, level: int, number: int) -> bytes:
        self.reads.append((level, number))
        return self.tiles.get((level, number), b"")

    def add(self, leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
        changed = self.tree.append(self.size, leaves)
        self.tiles.update(changed)
        self.size += len(leaves)
        return changed


@pytest.fixture(scope="module")
def large() -> Shelf:
    shelf = Shelf()
    shelf.add(LEAVES)
    return shelf


@pytest.mark.parametrize(
    ("number", "width", "path"),
    [
        (1234067, 256, "tile/0/x001/x234/067"),
        (0, 256, "tile/0/000"),
        (999, 256, "tile/0/999"),
        (1000, 256, "tile/0/x001/000"),
        (273, 112, "tile/0/273.p/112"),
    ],
)
def test_tiles_lie_where_the_specification_says(number: int, width: int, path: str) -> None:
    assert tile_path(0, number, width) == path
    assert entries_path(number, width) == path.replace("tile/0/", "tile/entries/")


def test_a_tree_of_70000_has_the_tiles_of_the_specification(large: Shelf) -> None:
    widths = Counter((tile.level, tile.width) for tile in export_tiles(70_000))
    assert widths == {(0, 256): 273, (0, 112): 1, (1, 256): 1, (1, 17): 1, (2, 1): 1}
    assert {(tile.level, tile.number) for tile in export_tiles(70_000)} == set(large.tiles)
    for tile in export_tiles(70_000):
        assert len(large.tiles[tile.level, tile.number]) == tile.width * 32


def test_a_tree_of_256_has_a_full_tile_and_one_of_a_single_hash() -> None:
    assert [tile.path for tile in export_tiles(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert [tile.path for tile in export_bundles(256)] == ["tile/entries/000"]


def test_an_empty_log_has_no_tiles() -> None:
    assert [*export_tiles(0), *export_bundles(0)] == []


@given(st.lists(st.sampled_from([0, 1, 2, 100, 255, 256, 257, 600]), max_size=6))
@settings(max_examples=30)
def test_leaves_added_in_steps_make_the_same_tiles(steps: list[int]) -> None:
    in_steps, at_once = Shelf(), Shelf()
    for step in steps:
        in_steps.add(LEAVES[in_steps.size : in_steps.size + step])
    at_once.add(LEAVES[: sum(steps)])
    assert in_steps.tiles == at_once.tiles


def test_only_tiles_that_change_are_given_and_only_partial_ones_read(large: Shelf) -> None:
    large.reads.clear()
    changed = large.tree.append(70_000, LEAVES[:200])
    assert set(changed) == {(0, 273), (0, 274), (1, 1)}
    assert large.reads == [(0, 273), (1, 1)]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 70_000])
def test_the_frontier_from_tiles_is_the_frontier_of_the_leaves(large: Shelf, size: int) -> None:
    assert large.tree.frontier(size) == Frontier().extended(LEAVES[:size])


def test_the_frontier_of_an_empty_tree_is_empty() -> None:
    assert Shelf().tree.frontier(0) == Frontier()


@given(st.integers(1, 70_000), st.data())
@settings(max_examples=60)
def test_proofs_made_from_tiles_hold(large: Shelf, size: int, data: st.DataObject) -> None:
    root = large.tree.frontier(size).root()
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, large.tree.node)
    verify_inclusion(index=index, size=size, leaf=LEAVES[index], path=path, root=root)
    verify_consistency(
        old_size=index,
        new_size=size,
        path=consistency_path(index, size, large.tree.node),
        old_root=large.tree.frontier(index).root(),
        new_root=root,
    )


def test_a_tile_that_was_lost_is_named() -> None:
    shelf = Shelf()
    shelf.add(LEAVES[:300])
    shelf.tiles[0, 1] = shelf.tiles[0, 1][:-1]
    with pytest.raises(BadTile, match="44 hashes of 32") as caught:
        shelf.tree.append(300, LEAVES[:1])
    assert (caught.value.level, caught.value.number) == (0, 1)


def test_a_tile_that_is_ahead_of_the_log_is_read_up_to_its_size() -> None:
    # A crash between writing tiles and committing leaves a longer tile behind.
    shelf, other = Shelf(), Shelf()
    shelf.add(LEAVES[:300])
    shelf.tiles[0, 1] += LEAVES[-1]
    other.add(LEAVES[:301])
    assert shelf.tree.append(300, LEAVES[300:301])[0, 1] == other.tiles[0, 1]


@pytest.mark.parametrize("lengths", [(1,), (31, 33), (64,)])
def test_a_leaf_that_is_no_hash_is_refused(lengths: tuple[int, ...]) -> None:
    with pytest.raises(BadTile, match="not 32 bytes"):
        Shelf().add([bytes(length) for length in lengths])


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_entries_come_back_from_their_bundle(entries: list[bytes]) -> None:
    assert entries_of_bundle(bundle(entries)) == entries


def test_a_bundle_gives_each_length_in_two_bytes() -> None:
    assert bundle([b"ab", b""]) == b"\x00\x02ab\x00\x00"
    assert entries_of_bundle(bundle([b"x" * 65_535])) == [b"x" * 65_535]


def test_an_entry_too_long_for_a_bundle_is_refused() -> None:
    with pytest.raises(BadTile, match="65536 bytes"):
        bundle([b"x" * 65_536])


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x02a", b"\x00\x01a\x00"])
def test_a_torn_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(BadTile, match="ends within an entry"):
        entries_of_bundle(data)
