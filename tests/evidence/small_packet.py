"""A small packet, built with our own modules: 20 entries, 3 records, 2 exhibits, 1 detail.

Two people hold keys: the keeper of the log and the custodian who signs packets. A stranger has a
key as well.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence import standalone
from evidence.packing import bag
from evidence.proof import canonical, merkle, parts
from evidence.proof.checkpoint import Checkpoint, sign_checkpoint
from evidence.proof.receipt import Receipt
from evidence.signing import keys, sshsig

ORIGIN = "archive.example/log/1"
LOG = Ed25519PrivateKey.from_private_bytes(b"log" + bytes(29))
CUSTODIAN = Ed25519PrivateKey.from_private_bytes(b"custodian" + bytes(23))
STRANGER = Ed25519PrivateKey.from_private_bytes(b"stranger" + bytes(24))
SIZE = 20

PHOTOS = {"item-1": b"\xff\xd8 a bridge \xff\xd9", "item-2": b"\x89PNG a house " * 1000}

BRIDGE = {
    "id": "rec-1",
    "ref": "I1",
    "title": "Мост взорван",
    "tags": ["bridge"],
    "acts": [
        {"type": "destruction", "victims": [{"actor": "a-1"}, {"actor": "a-2"}]},
        {"type": "threat"},
    ],
}
HOUSE = {
    "ref": "I2",
    "title": "House burnt",
    "place": {"name": "Grozny", "radius_m": 50},
    "acts": [
        {"type": "arson", "place": "Lenin street 4"},
        {"type": "looting"},
        {"type": "threat", "place": "at home", "victims": [{"actor": "a-3"}]},
    ],
    "witness": "a name that nobody may see",
}
HOUSE_UNPROVED = [["/place", {"name": "Chechnya"}], ["/acts/0", {"type": "arson"}]]
HOUSE_SHOWN = ("/id", "/ref", "/title", "/acts/1", "/acts/2/victims/0")
HIDDEN = {"ref": "I3", "title": "Nothing of this is shown"}
RECORDS: dict[int, tuple[str, dict[str, Any]]] = {
    3: ("rec-1", BRIDGE),
    5: ("rec-2", HOUSE),
    9: ("rec-3", HIDDEN),
}
ACQUIRED = {7: "item-1", 12: "item-2"}
REASON = {"reason": "Handed over by the author", "counterpart": "the author"}


def secret(number: int) -> bytes:
    """The secret of a revision; fixed, so that every build gives the same packet."""
    return sha256(b"secret %d" % number).digest()


def fields_of(number: int, signer: bytes | None = None) -> dict[str, Any]:
    """One entry of the log; the first names the key of the custodian, or of `signer`."""
    entry: dict[str, Any] = {
        "action": "record.revised",
        "actor": "person-1",
        "at": f"2014-12-15T20:49:{number:02d}.000000Z",
        "objects": [{"id": "rec-0", "role": "target"}],
        "outcome": "ok",
        "salt": sha256(b"salt %d" % number).hexdigest()[:32],
        "seq": number,
        "sw": "khronika/1.0",
        "v": 1,
    }
    if number == 0:
        named = sha256(signer or keys.ssh_blob(keys.public_bytes(CUSTODIAN))).hexdigest()
        entry["action"] = "key.added"
        entry["objects"] = [{"id": "packet-key", "role": "key", "sha256": named}]
    if number in RECORDS:
        name, body = RECORDS[number]
        entry["objects"] = [{"id": name, "role": "target"}]
        entry["digest"] = parts.digest_of(body, secret(number))
    if number in ACQUIRED:
        item = ACQUIRED[number]
        digest = sha256(PHOTOS[item]).hexdigest()
        size = len(PHOTOS[item])
        entry["action"] = "item.acquired"
        entry["objects"] = [{"id": item, "role": "target", "sha256": digest, "size": size}]
        entry["detail"] = parts.digest_of(REASON, secret(100 + number))
    return entry


@dataclass
class Log:
    """A log in memory, under one key."""

    key: Ed25519PrivateKey
    entries: list[bytes]

    @property
    def leaves(self) -> list[bytes]:
        """The hashes of the entries."""
        return [merkle.leaf_hash(entry) for entry in self.entries]

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree."""
        leaves = self.leaves[index << level : (index + 1) << level]
        return merkle.Frontier().extended(leaves).root()

    def head(self, size: int | None = None) -> Checkpoint:
        """The head at a size."""
        size = len(self.entries) if size is None else size
        return Checkpoint(ORIGIN, size, merkle.Frontier().extended(self.leaves[:size]).root())

    def note(self, size: int | None = None) -> str:
        """The signed head."""
        return sign_checkpoint(self.head(size), name=ORIGIN, key=self.key)

    def receipt(self, index: int, size: int | None = None) -> str:
        """The proof of an entry."""
        head = self.head(size)
        path = merkle.inclusion_path(index, head.size, self.node)
        return Receipt(index, tuple(path), self.note(size)).to_text()

    def way(self, old_size: int, new_size: int) -> str:
        """The way from one head to a newer one, as a witness is asked."""
        path = merkle.consistency_path(old_size, new_size, self.node)
        lines = [canonical_base64(one) for one in path]
        return "\n".join([f"old {old_size}", *lines, "", self.note(new_size)])


def canonical_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def make_log(key: Ed25519PrivateKey = LOG, size: int = SIZE, signer: bytes | None = None) -> Log:
    """The log of the packet, or one that another key signs."""
    return Log(key, [canonical.encode_entry(fields_of(number, signer)) for number in range(size)])


class Packet:
    """A packet in a folder, and how a forger could close it again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """A file of the packet."""
        return self.folder / name

    def text(self, name: str) -> str:
        """The content of a file."""
        return self.path(name).read_text("utf-8")

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file."""
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        self.path(name).write_bytes(data)

    def edit(self, name: str, change: Callable[[Any], Any]) -> None:
        """Change the value in a JSON file; `change` may return a new one."""
        value = json.loads(self.text(name))
        changed = change(value)
        value = value if changed is None else changed
        self.write(
            name, json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        )

    def close(self) -> None:
        """Make the manifests again, as anybody can."""
        signature = self.path(bag.SIGNATURE)
        kept = signature.read_bytes() if signature.exists() else b""
        signature.unlink(missing_ok=True)
        bag.write_bag(self.folder, {"Source-Organization": "An example"})
        if kept:
            signature.write_bytes(kept)

    def sign(self, key: Ed25519PrivateKey) -> None:
        """Make the manifests again and sign them."""
        self.close()
        manifest = self.path(bag.TAG_MANIFEST).read_bytes()
        self.write(bag.SIGNATURE, sshsig.sign(manifest, namespace=sshsig.PACKET, key=key))

    def write_log(self, log: Log, signers: dict[str, Ed25519PrivateKey] | None = None) -> None:
        """Write data/log and the proofs of all entries that are in the packet."""
        public = keys.public_bytes(log.key)
        by_name = signers or {sshsig.CHECKPOINT: log.key, sshsig.PACKET: CUSTODIAN}
        lines = [
            keys.allowed_signers_line(keys.public_bytes(key), principal=ORIGIN, namespace=name)
            for name, key in by_name.items()
        ]
        note = log.note()
        self.write("data/log/checkpoint", note)
        signature = sshsig.sign(note.encode(), namespace=sshsig.CHECKPOINT, key=log.key)
        self.write("data/log/checkpoint.sig", signature)
        self.write("data/log/log.vkey", keys.vkey(public, name=ORIGIN) + "\n")
        self.write("data/log/log.pem", keys.public_pem(public))
        self.write("data/log/allowed_signers", "".join(f"{line}\n" for line in lines))
        for index in (*RECORDS, *ACQUIRED, 0):
            for folder in self.folders_of(index):
                self.write(f"{folder}/{index:09d}.json", log.entries[index])
                self.write(f"{folder}/{index:09d}.tlog-proof", log.receipt(index))

    @staticmethod
    def folders_of(index: int) -> list[str]:
        """Where the copies of an entry lie."""
        numbers = {7: "0001", 12: "0002"}
        custody = [f"data/custody/{numbers[index]}"] if index in numbers else []
        return ["data/entries", *custody]


def record_file(number: int, *, shown: Callable[[str], bool]) -> dict[str, Any]:
    """A record as it lies in a packet, with those parts whose pointer `shown` takes."""
    name, body = RECORDS[number]
    sealed = parts.seal(body, secret(number))
    texts = [text for text in sealed.texts if shown(json.loads(text)[1])]
    return {
        "format": "khronika-record/1",
        "id": name,
        "revision": 1,
        "entry": number,
        "parts": texts,
        "unproved": [],
        "digests": list(sealed.digests),
        "withheld": len(texts) < len(sealed.texts),
    }


def as_json(value: Any) -> bytes:
    """The one form in which JSON lies in a packet."""
    return canonical.encode(value)


def build(folder: Path, log: Log | None = None) -> Packet:
    """A whole packet that verifies."""
    packet = Packet(folder)
    packet.write("README.txt", "What this is, and how to check it.\n")
    packet.write("verify.py", standalone.program())
    packet.write_log(log or make_log())
    coarse = record_file(5, shown=HOUSE_SHOWN.__contains__)
    coarse["unproved"] = [as_json(one).decode() for one in HOUSE_UNPROVED]
    whole, nothing = record_file(3, shown=lambda _: True), record_file(9, shown=lambda _: False)
    for record in (whole, coarse, nothing):
        packet.write(f"data/records/incident-{record['id']}.json", as_json(record))
    exhibits = []
    for number, (index, item) in enumerate(ACQUIRED.items(), 1):
        content = PHOTOS[item]
        digest = sha256(content).hexdigest()
        path = f"data/exhibits/{number:04d}-{digest[:8]}.jpg"
        packet.write(path, content)
        packet.write(f"data/custody/{number:04d}/report.txt", "The six questions.\n")
        sealed = parts.seal(REASON, secret(100 + index))
        detail = {
            "format": "khronika-detail/1",
            "entry": index,
            "parts": list(sealed.texts),
            "digests": list(sealed.digests),
        }
        packet.write(f"data/entries/{index:09d}.detail.json", as_json(detail))
        exhibits.append(
            {
                "number": number,
                "item": item,
                "path": path,
                "sha256": digest,
                "size": len(content),
                "entry": index,
            }
        )
    packet.write("data/exhibits.json", as_json(exhibits))
    packet.sign(CUSTODIAN)
    return packet
