#!/usr/bin/env python3
"""Check an evidence packet with nothing but Python 3.9 or later. Nothing is written or sent.

    python3 -I verify.py [--json] [--checkpoint FILE] [--fingerprint TEXT] [PACKET_DIR]

One file, to be read in one sitting, so that nobody has to trust it: take it from elsewhere than the
packet if you can. First the mathematics: signatures (RFC 8032; OpenSSH PROTOCOL.sshsig), the tree
of the log (RFC 9162 §2.1), its signed heads (C2SP tlog-checkpoint). Then the packet: its files are
those of its manifests (RFC 8493), which the custodian signed; records and exhibits are those that
entries of the log name. Signatures of timestamps are left to openssl.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn

Json = Any
Point = Sequence[int]


class Finding(Exception):
    """One thing that was found, by its code; raised where a step cannot go on."""

    def __init__(self, code: str, message: str, where: str = "") -> None:
        self.code, self.message, self.where = code, message, where


class Head(NamedTuple):
    """A checkpoint: which log, how many entries, root of their tree."""

    origin: str
    size: int
    root: bytes


def refuse(what: str) -> NoReturn:
    """Say that something is not of the form that it should have."""
    raise ValueError(what)


def canonical(value: Json) -> bytes:
    """RFC 8785, for values without floats and with ASCII keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# Ed25519 (RFC 8032 §5.1), in extended coordinates (§5.1.4)
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while factor:
        total = _add(total, point) if factor & 1 else total
        point, factor = _add(point, point), factor >> 1
    return total


def _point(data: bytes) -> Point:
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if len(data) != 32 or y >= P or (x * x - square) % P or (x == 0 and sign):
        refuse("bytes that are not the one encoding of a point")
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_fits(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature fits, strictly: no second encoding of a number or a point passes."""
    scalar, key = int.from_bytes(signature[32:], "little"), _point(public)
    if len(signature) != 64 or scalar >= ORDER or _times(8, key)[0] == 0:
        return False  # eight times a point of small order is the neutral one, whose x is 0
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    minus_key = (P - key[0], key[1], 1, P - key[3])
    challenge = int.from_bytes(digest, "little") % ORDER
    x, y, z, _ = _add(_times(scalar, BASE), _times(challenge, minus_key))
    x, y = x * pow(z, P - 2, P) % P, y * pow(z, P - 2, P) % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# SSH signatures (PROTOCOL.sshsig); a string is four bytes of length, then bytes (RFC 4251 §5)
def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def ssh_signature(text: str, namespace: str, message: bytes) -> tuple[bytes, bool | None]:
    """The signer's key, and whether `message` fits; None: a key of a kind for ssh-keygen only."""
    armour = "-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]+\n)+)-----END SSH SIGNATURE-----\n"
    found = re.fullmatch(armour, text) or refuse("no SSH signature in its armour")
    blob = base64.b64decode(found[1].replace("\n", ""))
    key, signature = blob[14 : 14 + int.from_bytes(blob[10:14], "big")], blob[-64:]
    kind, space, algorithm = _string(b"ssh-ed25519"), namespace.encode(), b"sha512"
    if not key.startswith(kind):
        return key, None
    fields = (key, space, b"", algorithm, kind + _string(signature))
    if blob != b"SSHSIG\0\0\0\1" + b"".join(map(_string, fields)):
        return key, False
    signed = map(_string, (space, b"", algorithm, hashlib.sha512(message).digest()))
    return key, ed25519_fits(key[-32:], b"SSHSIG" + b"".join(signed), signature)


def key_names(blob: bytes) -> list[str]:
    """A key's fingerprint as ssh-keygen prints it, and in eight groups to read aloud."""
    digest = hashlib.sha256(blob).digest()
    groups = [digest.hex()[at : at + 4] for at in range(0, 32, 4)]
    return ["SHA256:" + base64.b64encode(digest).decode().rstrip("="), " ".join(groups)]


# The tree of the log
def climb(at: int, last: int, path: list[bytes], new: bytes, old: bytes = b"") -> list[bytes]:
    """The roots of the new tree and of the old one in it (RFC 9162 §2.1.3.2, §2.1.4.2)."""
    for sibling in path:
        if last == 0 or len(sibling) != 32:
            refuse("a proof that is too long, or a hash that is not 32 bytes")
        if at & 1 or at == last:
            new, old = [hashlib.sha256(b"\1" + sibling + one).digest() for one in (new, old)]
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = hashlib.sha256(b"\1" + new + sibling).digest()
        at, last = at >> 1, last >> 1
    return [new, old] if last == 0 else refuse("a proof that is too short")


def is_included(index: int, entry: bytes, path: list[bytes], head: Head) -> bool:
    """Whether the log of this head holds an entry at an index."""
    leaf = hashlib.sha256(b"\0" + entry).digest()
    return 0 <= index < head.size and climb(index, head.size - 1, path, leaf)[0] == head.root


def is_consistent(old: Head, new: Head, path: list[bytes]) -> bool:
    """Whether the log of the new head begins with that of the old one, which is no larger."""
    if old.size in (0, new.size):  # then there is nothing to prove
        return old.root == (new.root if old.size else hashlib.sha256(b"").digest())
    first, *path = path if old.size & old.size - 1 else [old.root, *path]
    at, last = old.size - 1, new.size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    return climb(at, last, path, first, first) == [new.root, old.root]


def open_proof(text: str) -> tuple[str, list[bytes], str]:
    """The first words of a proof, its hashes, and the checkpoint under them."""
    lines, _, note = text.partition("\n\n")
    first = re.match(r"(c2sp\.org/tlog-proof@v1\nindex|old) [0-9]+", lines)
    hashes = lines[first.end() :].split() if first else refuse("no proof")
    return (first or [""])[0], [base64.b64decode(line) for line in hashes[:64]], note


def open_head(note: str, vkey: str, where: str = "packet.checkpoint_") -> tuple[Head, bytes]:
    """The checkpoint in a note that a key (name+key id+base64) has signed, and the key."""
    name, key_id, encoded = vkey.split("+", 2)
    data = base64.b64decode(encoded, validate=True)
    named = hashlib.sha256(name.encode() + b"\n" + data).hexdigest()
    if data[:1] != b"\1" or named[:8] != key_id:
        refuse("no Ed25519 key of a log with its key id")
    body, _, lines = note.rpartition("\n\n")
    words = [line.split(" ") for line in lines.split("\n")[:100]]
    blobs = [base64.b64decode(one[2]) for one in words if one[:2] == ["—", name] and one[2:]]
    ours = [blob[4:] for blob in blobs if blob[:4].hex() == key_id]
    if not ours:
        raise Finding(
            f"{where.split('.', 1)[0]}.other_key", f"expected a checkpoint signed by {vkey}"
        )
    if not all(ed25519_fits(data[1:], f"{body}\n".encode(), one) for one in ours):
        raise Finding(f"{where}bad_signature", "the signature does not fit the checkpoint")
    origin, size, root = body.split("\n")
    if not re.fullmatch("0|[1-9][0-9]{0,18}", size) or len(base64.b64decode(root)) != 32:
        refuse("no checkpoint of origin, size and root")
    return Head(origin, int(size), base64.b64decode(root)), data[1:]
