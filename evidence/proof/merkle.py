"""The Merkle tree of the log: hashes, frontier, proofs of inclusion and of consistency.

RFC 6962 §2.1 and RFC 9162 §2.1 (https://www.rfc-editor.org/rfc/rfc9162#section-2.1) with SHA-256.
A `leaf` is the hash of an entry, `leaf_hash(entry)`. Trees are spoken of by size, nodes by level
(0 = leaves) and index (from 0): the node (2, 3) covers the leaves 12 to 15. Where the hashes are
kept is left to whoever gives `node`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from evidence.proof.errors import BadProof

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "Node",
    "consistency_path",
    "inclusion_path",
    "leaf_hash",
    "node_hash",
    "verify_consistency",
    "verify_inclusion",
]

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a log without entries."""

Node = Callable[[int, int], bytes]
"""Gives the hash of a complete subtree by level and index."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of an entry as a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node over two subtrees.

    Raises:
        BadProof: one of them is not 32 bytes long, so that the bytes could be read in two ways.
    """
    if len(left) != HASH_BYTES or len(right) != HASH_BYTES:
        _refuse_length(left if len(left) != HASH_BYTES else right)
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """What is needed of a tree to add leaves to it and to know its root."""

    size: int = 0
    """Leaves so far."""
    hashes: tuple[bytes, ...] = ()
    """Roots of the complete subtrees from left to right, one for each binary one in `size`."""

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise BadProof(
                "a frontier does not fit its size",
                expected=f"{self.size.bit_count()} hashes for {self.size} leaves",
                found=str(len(self.hashes)),
            )
        for one in self.hashes:
            _check_length(one)

    def append(self, leaf: bytes) -> Frontier:
        """The frontier with one more leaf."""
        return self.extended((leaf,))

    def extended(self, leaves: Iterable[bytes]) -> Frontier:
        """The frontier with these leaf hashes added in their order.

        Raises:
            BadProof: a leaf is not 32 bytes long.
        """
        stack = list(self.hashes)
        size = self.size
        for leaf in leaves:
            _check_length(leaf)
            top = leaf
            ones = size
            while ones & 1:
                top = sha256(b"\x01" + stack.pop() + top).digest()
                ones >>= 1
            stack.append(top)
            size += 1
        return Frontier(size, tuple(stack))

    def root(self) -> bytes:
        """The root of the tree (RFC 9162 §2.1.1)."""
        if not self.hashes:
            return EMPTY_ROOT
        *rest, root = self.hashes
        for left in reversed(rest):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """Eight bytes of size, big-endian, then the hashes."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        """The frontier that `to_bytes` wrote.

        Raises:
            BadProof: the bytes are not of that form.
        """
        if len(data) % HASH_BYTES != 8:
            raise BadProof(
                "the bytes are no frontier",
                expected="8 bytes and hashes of 32",
                found=f"{len(data)} bytes",
            )
        hashes = tuple(data[at : at + HASH_BYTES] for at in range(8, len(data), HASH_BYTES))
        return cls(int.from_bytes(data[:8], "big"), hashes)


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """The proof that leaf `index` is in the tree of `size` leaves, from the leaf upwards.

    Raises:
        BadProof: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise BadProof("no such leaf", expected=f"an index below {size}", found=str(index))
    return _path(index, 0, size, node)


def consistency_path(old_size: int, new_size: int, node: Node) -> list[bytes]:
    """The proof that the tree of `new_size` leaves begins with the tree of `old_size` leaves.

    Nothing has to be shown, and the proof is empty, from an empty tree and between equal sizes.

    Raises:
        BadProof: the old tree is the larger one.
    """
    if not 0 <= old_size <= new_size:
        raise BadProof(
            "no tree begins with a larger one",
            expected=f"an old size up to {new_size}",
            found=str(old_size),
        )
    if old_size in (0, new_size):
        return []
    # The largest complete subtree at the right edge of the old tree is where both trees meet.
    level = (old_size & -old_size).bit_length() - 1
    index = (old_size >> level) - 1
    path = _path(index, level, new_size, node)
    return path if index == 0 else [node(level, index), *path]


def verify_inclusion(
    *, index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes
) -> None:
    """Check that the tree with this `size` and `root` holds `leaf` at `index` (RFC 9162 §2.1.3.2).

    Raises:
        BadProof: it is not shown.
    """
    if not 0 <= index < size:
        raise BadProof("no such leaf", expected=f"an index below {size}", found=str(index))
    found = leaf
    at, last = index, size - 1
    for sibling in path:
        if last == 0:
            raise BadProof("the proof of inclusion is too long")
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof("the proof of inclusion is too short")
    _same_root("the entry is not in this tree", expected=root, found=found)


def verify_consistency(
    *, old_size: int, new_size: int, path: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Check that the new tree begins with the old one (RFC 9162 §2.1.4.2).

    Raises:
        BadProof: it is not shown.
    """
    if not 0 <= old_size <= new_size:
        raise BadProof(
            "no tree begins with a larger one",
            expected=f"an old size up to {new_size}",
            found=str(old_size),
        )
    if old_size in (0, new_size):
        _verify_without_path(old_size, path, old_root=old_root, new_root=new_root)
        return
    hashes = list(path) if old_size & (old_size - 1) else [old_root, *path]
    if not hashes:
        raise BadProof("the proof of consistency is too short")
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise BadProof("the proof of consistency is too long")
        if at & 1 or at == last:
            old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof("the proof of consistency is too short")
    _same_root("the proof does not lead to the old root", expected=old_root, found=old)
    _same_root("the proof does not lead to the new root", expected=new_root, found=new)


def _path(index: int, level: int, size: int, node: Node) -> list[bytes]:
    """The siblings on the way from the complete subtree (level, index) to the root.

    On the right edge the sibling may be incomplete: its hash is made of complete ones.
    """
    path: list[bytes] = []
    while (1 << level) < size:
        sibling = index ^ 1
        start = sibling << level
        if start < size:
            end = min(size, start + (1 << level))
            path.append(_range_hash(start, end, node))
        index >>= 1
        level += 1
    return path


def _range_hash(start: int, end: int, node: Node) -> bytes:
    """The hash of the subtree over the leaves from `start` up to `end`, left-filled."""
    rest = end - start
    found: list[bytes] = []
    while rest:
        level = rest.bit_length() - 1
        found.append(node(level, start >> level))
        start += 1 << level
        rest -= 1 << level
    root = found.pop()
    while found:
        root = node_hash(found.pop(), root)
    return root


def _verify_without_path(
    old_size: int, path: Sequence[bytes], *, old_root: bytes, new_root: bytes
) -> None:
    if path:
        raise BadProof("the proof of consistency is too long")
    expected = EMPTY_ROOT if old_size == 0 else new_root
    _same_root("the old root is another one", expected=expected, found=old_root)


def _same_root(what: str, *, expected: bytes, found: bytes) -> None:
    if found != expected:
        raise BadProof(what, expected=f"root {expected.hex()}", found=found.hex())


def _check_length(one: bytes) -> None:
    if len(one) != HASH_BYTES:
        _refuse_length(one)


def _refuse_length(one: bytes) -> None:
    raise BadProof("a hash has another length", expected="32 bytes", found=str(len(one)))
