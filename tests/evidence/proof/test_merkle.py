"""Known answers: transparency-dev/merkle testdata (`merkle-vectors`); RFC 6962 test trees.

The roots of the first eight sizes are those of the reference tree in
https://github.com/transparency-dev/merkle/blob/main/testonly/constants.go .
"""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.proof.errors import BadProof
from evidence.proof.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

REFERENCE_LEAVES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
REFERENCE_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

LEAVES = [leaf_hash(b"entry %d" % number) for number in range(300)]


@functools.cache
def naive_root(start: int, end: int) -> bytes:
    """MTH of RFC 6962 §2.1, word for word."""
    if start == end:
        return sha256(b"").digest()
    if end - start == 1:
        return LEAVES[start]
    split = 1 << ((end - start - 1).bit_length() - 1)
    left, right = naive_root(start, start + split), naive_root(start + split, end)
    return sha256(b"\x01" + left + right).digest()


def node(level: int, index: int) -> bytes:
    assert (index + 1) << level <= len(LEAVES), "asked for a subtree that is not complete"
    return naive_root(index << level, (index + 1) << level)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


PUBLISHED = {"inclusion/0": 13, "inclusion/1": 18, "consistency/0": 1, "consistency/1": 21}
"""How many proofs lie in each folder of the published ones: there are no others."""


def published(kind: str) -> list[str]:
    return [folder for folder in PUBLISHED if folder.startswith(kind)]


def test_there_are_no_other_published_proofs(shared_data: Path) -> None:
    root = shared_data / "merkle-vectors" / "testdata"
    assert len(list(root.rglob("*.json"))) == sum(PUBLISHED.values()) == 53


@pytest.mark.parametrize("folder", published("inclusion"))
def test_published_proofs_of_inclusion_get_the_published_verdict(
    shared_data: Path, folder: str
) -> None:
    files = sorted((shared_data / "merkle-vectors" / "testdata" / folder).glob("*.json"))
    assert len(files) == PUBLISHED[folder]
    for file in files:
        case = json.loads(file.read_text("utf-8"))
        verdict(
            case["wantErr"],
            functools.partial(
                verify_inclusion,
                index=case["leafIdx"],
                size=case["treeSize"],
                leaf=base64.b64decode(case["leafHash"]),
                path=[base64.b64decode(one) for one in case["proof"] or []],
                root=base64.b64decode(case["root"]),
            ),
        )


@pytest.mark.parametrize("folder", published("consistency"))
def test_published_proofs_of_consistency_get_the_published_verdict(
    shared_data: Path, folder: str
) -> None:
    files = sorted((shared_data / "merkle-vectors" / "testdata" / folder).glob("*.json"))
    assert len(files) == PUBLISHED[folder]
    for file in files:
        case = json.loads(file.read_text("utf-8"))
        verdict(
            case["wantErr"],
            functools.partial(
                verify_consistency,
                old_size=case["size1"],
                new_size=case["size2"],
                path=[base64.b64decode(one) for one in case["proof"] or []],
                old_root=base64.b64decode(case["root1"]),
                new_root=base64.b64decode(case["root2"]),
            ),
        )


def verdict(refused: bool, check: Callable[[], Any]) -> None:
    if refused:
        with pytest.raises(BadProof):
            check()
    else:
        check()


@pytest.mark.parametrize("size", range(9))
def test_the_reference_tree_has_the_published_roots(size: int) -> None:
    tree = Frontier().extended(leaf_hash(one) for one in REFERENCE_LEAVES[:size])
    assert tree.root().hex() == REFERENCE_ROOTS[size]


def test_the_empty_tree_has_the_root_of_rfc_6962() -> None:
    assert Frontier().root() == EMPTY_ROOT == sha256(b"").digest()


def test_the_frontier_has_the_root_of_the_definition_at_every_size() -> None:
    tree = Frontier()
    for size in range(len(LEAVES)):
        assert tree.root() == naive_root(0, size)
        tree = tree.append(LEAVES[size])


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_batch_gives_the_same_frontier_as_single_leaves(first: int, second: int) -> None:
    start, end = sorted((first, second))
    before = Frontier().extended(LEAVES[:start])
    assert before.extended(LEAVES[start:end]) == Frontier().extended(LEAVES[:end])
    assert before.size == start


@given(st.integers(0, 300))
def test_a_frontier_comes_back_from_its_bytes(size: int) -> None:
    tree = Frontier().extended(LEAVES[:size])
    assert Frontier.from_bytes(tree.to_bytes()) == tree


@pytest.mark.parametrize("data", [b"", b"\0" * 7, b"\0" * 8 + LEAVES[0], b"\0" * 7 + b"\1" + b"x"])
def test_bytes_that_are_no_frontier_are_refused(data: bytes) -> None:
    with pytest.raises(BadProof, match=r"frontier|length"):
        Frontier.from_bytes(data)


def test_every_leaf_of_every_tree_is_proved() -> None:
    for size in range(1, 130):
        for index in range(size):
            path = inclusion_path(index, size, node)
            verify_inclusion(
                index=index, size=size, leaf=LEAVES[index], path=path, root=naive_root(0, size)
            )
            assert len(path) <= (size - 1).bit_length()


def test_every_tree_is_proved_to_begin_with_every_smaller_one() -> None:
    for new_size in range(130):
        for old_size in range(new_size + 1):
            verify_consistency(
                old_size=old_size,
                new_size=new_size,
                path=consistency_path(old_size, new_size, node),
                old_root=naive_root(0, old_size),
                new_root=naive_root(0, new_size),
            )


@given(st.data())
def test_any_flipped_bit_breaks_a_proof_of_inclusion(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    hashes = [LEAVES[index], naive_root(0, size), *inclusion_path(index, size, node)]
    which = data.draw(st.integers(0, len(hashes) - 1))
    hashes[which] = flipped(hashes[which], data.draw(st.integers(0, 255)))
    with pytest.raises(BadProof, match="not in this tree"):
        verify_inclusion(index=index, size=size, leaf=hashes[0], path=hashes[2:], root=hashes[1])


@given(st.data())
def test_any_flipped_bit_breaks_a_proof_of_consistency(data: st.DataObject) -> None:
    new_size = data.draw(st.integers(2, 300))
    old_size = data.draw(st.integers(1, new_size))
    path = consistency_path(old_size, new_size, node)
    hashes = [naive_root(0, old_size), naive_root(0, new_size), *path]
    which = data.draw(st.integers(0, len(hashes) - 1))
    hashes[which] = flipped(hashes[which], data.draw(st.integers(0, 255)))
    with pytest.raises(BadProof):
        verify_consistency(
            old_size=old_size,
            new_size=new_size,
            path=hashes[2:],
            old_root=hashes[0],
            new_root=hashes[1],
        )


@given(st.data())
def test_a_proof_holds_for_no_other_index(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-2, 400).filter(lambda number: number != index))
    with pytest.raises(BadProof):
        verify_inclusion(
            index=other,
            size=size,
            leaf=LEAVES[index],
            path=inclusion_path(index, size, node),
            root=naive_root(0, size),
        )


@pytest.mark.parametrize(
    ("change", "match"),
    [
        pytest.param(lambda path: path[:-1], "too short", id="short"),
        pytest.param(lambda path: [*path, path[0]], "too long", id="long"),
        pytest.param(lambda path: [path[0] + b"x", *path[1:]], "32 bytes", id="33-bytes"),
    ],
)
def test_a_path_of_another_form_is_refused(change: Any, match: str) -> None:
    with pytest.raises(BadProof, match=match):
        verify_inclusion(
            index=5,
            size=13,
            leaf=LEAVES[5],
            path=change(inclusion_path(5, 13, node)),
            root=naive_root(0, 13),
        )
    with pytest.raises(BadProof, match=match):
        verify_consistency(
            old_size=6,
            new_size=13,
            path=change(consistency_path(6, 13, node)),
            old_root=naive_root(0, 6),
            new_root=naive_root(0, 13),
        )


def test_nothing_is_proved_from_an_empty_tree_but_its_own_root() -> None:
    assert consistency_path(0, 7, node) == []
    with pytest.raises(BadProof, match="old root is another") as caught:
        verify_consistency(
            old_size=0, new_size=7, path=[], old_root=LEAVES[0], new_root=naive_root(0, 7)
        )
    assert caught.value.found == LEAVES[0].hex()


def test_a_missing_proof_from_a_power_of_two_is_refused() -> None:
    with pytest.raises(BadProof, match="too short"):
        verify_consistency(
            old_size=3, new_size=8, path=[], old_root=naive_root(0, 3), new_root=naive_root(0, 8)
        )


@pytest.mark.parametrize(("old_size", "new_size"), [(8, 7), (-1, 7)])
def test_a_larger_old_tree_is_refused(old_size: int, new_size: int) -> None:
    with pytest.raises(BadProof, match="no tree begins with a larger one"):
        consistency_path(old_size, new_size, node)
    with pytest.raises(BadProof, match="no tree begins with a larger one"):
        verify_consistency(
            old_size=old_size, new_size=new_size, path=[], old_root=b"", new_root=b""
        )


@pytest.mark.parametrize("index", [-1, 7, 8])
def test_there_is_no_proof_of_a_leaf_that_the_tree_has_not(index: int) -> None:
    with pytest.raises(BadProof, match="no such leaf"):
        inclusion_path(index, 7, node)


@pytest.mark.parametrize("bad", [b"", b"x" * 31, b"x" * 33])
def test_hashes_of_another_length_are_refused(bad: bytes) -> None:
    for refuse in (
        lambda: node_hash(bad, LEAVES[0]),
        lambda: node_hash(LEAVES[0], bad),
        lambda: Frontier().append(bad),
        lambda: Frontier(1, (bad,)),
    ):
        with pytest.raises(BadProof, match="32 bytes") as caught:
            refuse()
        assert caught.value.found == str(len(bad))
