"""A reader of exported logs, written from the C2SP texts alone: tlog-tiles, tlog-checkpoint,
signed-note (https://c2sp.org), and RFC 6962 §2.1. It imports nothing of this project.

How one key follows another C2SP leaves open; that is read as `archive/log_export.py` says it.
"""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Rotation(NamedTuple):
    """One key after another: the entry that says so, the new key, and the head that both signed."""

    seq: int
    vkey: str
    origin: str
    size: int
    root: bytes


def read_log(folder: Path, vkey: str) -> list[bytes]:
    """The entries of the log in `folder`; an AssertionError or InvalidSignature if it lies.

    `vkey` is any key that the log ever had: each later one is to be signed for by the one before.
    """
    rotations = _rotations(folder / "rotations", vkey.strip())
    current = rotations[-1].vkey if rotations else vkey.strip()
    origin, size, root = _checkpoint((folder / "checkpoint").read_text("utf-8"), current)
    assert origin
    entries: list[bytes] = []
    for path, width in _paths("tile/entries", size):
        bundle = (folder / path).read_bytes()
        for _ in range(width):
            length = int.from_bytes(bundle[:2], "big")
            assert len(bundle) >= 2 + length
            entries.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
        assert not bundle
    hashes = [sha256(b"\0" + entry).digest() for entry in entries]
    assert _root(hashes) == root
    for one in rotations:
        named = json.loads(entries[one.seq])
        digests = [thing.get("sha256") for thing in named["objects"]]
        assert named["action"] == "key.rotated"
        assert sha256(one.vkey.encode()).hexdigest() in digests
        assert one.seq < one.size
        assert one.origin != origin or _root(hashes[: one.size]) == one.root
    level = 0
    while hashes:
        for number, (path, width) in enumerate(_paths(f"tile/{level}", len(hashes))):
            expected = hashes[number * 256 : number * 256 + width]
            assert (folder / path).read_bytes() == b"".join(expected), path
        full = len(hashes) // 256
        hashes = [_root(hashes[at * 256 : at * 256 + 256]) for at in range(full)]
        level += 1
    return entries


def _rotations(folder: Path, vkey: str) -> list[Rotation]:
    found = []
    for path in sorted(folder.glob("*.vkeys")):
        before, after = path.read_text("ascii").split()
        if before == vkey:  # those before the key that the reader knows are none of his business
            note = path.with_suffix(".checkpoint").read_text("utf-8")
            head = _checkpoint(note, after)
            assert head == _checkpoint(note, before)
            found.append(Rotation(int(path.stem), after, *head))
            vkey = after
    return found


def _checkpoint(note: str, vkey: str) -> tuple[str, int, bytes]:
    text, _, signatures = note.partition("\n\n")
    name, key_id, encoded = vkey.strip().split("+", 2)
    key = base64.b64decode(encoded)
    assert key[0] == 1, "Ed25519"
    assert sha256(name.encode() + b"\n" + key).digest()[:4].hex() == key_id
    lines = [line.removeprefix("— ").split(" ") for line in signatures.splitlines()]
    signed = [base64.b64decode(sig) for by, sig in lines if by == name]
    (mine,) = [one for one in signed if one[:4].hex() == key_id]
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(mine[4:], f"{text}\n".encode())
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(root)


def _paths(kind: str, count: int) -> list[tuple[str, int]]:
    paths = []
    for number in range((count + 255) // 256):
        width = min(256, count - number * 256)
        digits = f"{number:0{3 * max(1, -(-len(str(number)) // 3))}d}"
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "/".join([*(f"x{one}" for one in groups[:-1]), groups[-1]])
        paths.append((f"{kind}/{name}{'' if width == 256 else f'.p/{width}'}", width))
    return paths


def _root(hashes: list[bytes]) -> bytes:
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return sha256(b"\1" + _root(hashes[:split]) + _root(hashes[split:])).digest()
