"""Random logs to 2,000 entries: every proof holds, and no single changed bit is accepted."""

from __future__ import annotations

import functools

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import EvidenceError
from evidence.proof.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from evidence.proof.merkle import (
    Frontier,
    consistency_path,
    inclusion_path,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from evidence.proof.receipt import Receipt, check_receipt
from evidence.proof.tiles import TileTree
from evidence.proof.witness import AddCheckpoint, judge
from evidence.signing.keys import public_bytes, vkey

LARGEST = 2_000
KEY = Ed25519PrivateKey.from_private_bytes(b"properties" + bytes(22))
NAME = "archive.example"
VKEY = vkey(public_bytes(KEY), name=NAME)


class Log:
    """A log of so many entries, each different, drawn from a seed."""

    def __init__(self, seed: int, size: int) -> None:
        self.entries = [b"%d/%d" % (seed, number) for number in range(size)]
        leaves = [leaf_hash(entry) for entry in self.entries]
        tiles = TileTree(lambda _level, _number: b"").append(0, leaves)
        self.leaves, self.size = leaves, size
        self.node = functools.cache(TileTree(lambda *at: tiles.get(at, b"")).node)
        self.roots = [Frontier().root()]
        grown = Frontier()
        for leaf in leaves:
            grown = grown.append(leaf)
            self.roots.append(grown.root())

    def note(self) -> str:
        head = Checkpoint(f"{NAME}/log/1", self.size, self.roots[-1])
        return sign_checkpoint(head, name=NAME, key=KEY)

    def receipt(self, index: int) -> Receipt:
        path = inclusion_path(index, self.size, self.node)
        return Receipt(index, tuple(path), self.note())


LOGS = st.builds(Log, st.integers(0, 9), st.integers(1, LARGEST))


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(changed)


@given(LOGS)
@settings(max_examples=6, deadline=None)
def test_every_entry_of_a_log_is_proved(log: Log) -> None:
    for index in range(log.size):
        verify_inclusion(
            index=index,
            size=log.size,
            leaf=log.leaves[index],
            path=inclusion_path(index, log.size, log.node),
            root=log.roots[-1],
        )


@given(LOGS)
@settings(max_examples=6, deadline=None)
def test_every_earlier_head_of_a_log_is_proved(log: Log) -> None:
    for old_size in range(log.size + 1):
        verify_consistency(
            old_size=old_size,
            new_size=log.size,
            path=consistency_path(old_size, log.size, log.node),
            old_root=log.roots[old_size],
            new_root=log.roots[-1],
        )


@given(LOGS, st.data())
@settings(max_examples=40, deadline=None)
def test_no_changed_bit_of_entry_or_receipt_is_accepted(log: Log, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, log.size - 1))
    receipt, entry = log.receipt(index), log.entries[index]
    check_receipt(receipt, entry, VKEY)
    bit = data.draw(st.integers(0, 8 * len(entry) - 1))
    with pytest.raises(EvidenceError):
        check_receipt(receipt, flip(entry, bit), VKEY)
    text = receipt.to_text().encode()
    changed = flip(text, data.draw(st.integers(0, 8 * len(text) - 1)))
    with pytest.raises((EvidenceError, UnicodeDecodeError)):
        check_receipt(Receipt.from_text(changed.decode()), entry, VKEY)


def test_not_one_bit_of_entry_receipt_and_head_of_a_large_log_can_be_changed() -> None:
    log, index = Log(3, LARGEST), 1_234
    receipt, entry = log.receipt(index), log.entries[index]
    check_receipt(receipt, entry, VKEY)
    for bit in range(8 * len(entry)):
        with pytest.raises(EvidenceError):
            check_receipt(receipt, flip(entry, bit), VKEY)
    text = receipt.to_text().encode()  # number, hashes; then size, root and signature of the head
    assert text.endswith(log.note().encode())
    for bit in range(8 * len(text)):
        with pytest.raises((EvidenceError, UnicodeDecodeError)):
            check_receipt(Receipt.from_text(flip(text, bit).decode()), entry, VKEY)


@given(LOGS, st.data())
@settings(max_examples=40, deadline=None)
def test_no_changed_bit_of_a_signed_head_is_accepted(log: Log, data: st.DataObject) -> None:
    note = log.note().encode()
    assert open_checkpoint(note.decode(), VKEY).size == log.size
    changed = flip(note, data.draw(st.integers(0, 8 * len(note) - 1)))
    with pytest.raises((EvidenceError, UnicodeDecodeError)):
        open_checkpoint(changed.decode(), VKEY)


@given(LOGS, st.data())
@settings(max_examples=40, deadline=None)
def test_no_changed_root_or_hash_of_a_consistency_proof_is_accepted(
    log: Log, data: st.DataObject
) -> None:
    old_size = data.draw(st.integers(1, log.size))
    path = consistency_path(old_size, log.size, log.node)
    hashes = [log.roots[old_size], log.roots[-1], *path]
    at = data.draw(st.integers(0, len(hashes) - 1))
    hashes[at] = flip(hashes[at], data.draw(st.integers(0, 255)))
    with pytest.raises(EvidenceError):
        verify_consistency(
            old_size=old_size,
            new_size=log.size,
            path=hashes[2:],
            old_root=hashes[0],
            new_root=hashes[1],
        )


@given(LOGS, st.data())
@settings(max_examples=60, deadline=None)
def test_no_changed_bit_of_a_request_is_judged_consistent(log: Log, data: st.DataObject) -> None:
    # Sizes are bound by signatures, not by a proof alone: so the whole request is judged.
    old_size = data.draw(st.integers(0, log.size))
    path = consistency_path(old_size, log.size, log.node)
    seen = Checkpoint(f"{NAME}/log/1", old_size, log.roots[old_size]) if old_size else None
    text = AddCheckpoint(old_size, tuple(path), log.note()).to_text().encode()
    assert judge(AddCheckpoint.from_text(text.decode()), vkey=VKEY, seen=seen).size == log.size
    changed = flip(text, data.draw(st.integers(0, 8 * len(text) - 1)))
    with pytest.raises((EvidenceError, UnicodeDecodeError)):
        judge(AddCheckpoint.from_text(changed.decode()), vkey=VKEY, seen=seen)
