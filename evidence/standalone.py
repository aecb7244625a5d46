#!/usr/bin/env python3
"""Check an evidence packet with nothing but Python 3.9 or later. Nothing is written or sent.

    python3 -I verify.py [--json] [--checkpoint FILE] [--fingerprint TEXT] [PACKET_DIR]

One file, to be read in one sitting, so that nobody has to trust it: take it from elsewhere than the
packet if you can. It checks that every file is the one in the manifests (RFC 8493), that the
custodian signed them (OpenSSH PROTOCOL.sshsig), that every entry is in the log whose head the
packet holds (C2SP tlog-checkpoint and tlog-proof, RFC 9162 §2.1), and that records and exhibits are
those that the entries name. Timestamps are left to openssl, keys of other kinds than Ed25519 to
ssh-keygen. What the codes of its findings mean stands in docs/findings.md of the project Khronika.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

NOTICES = {"packet.signature_not_checked", "timestamp.not_checked", "checkpoint.not_compared"}
LEFT_OPEN = """\
Left to other tools: openssl ts -verify -data data/log/checkpoint -in FILE.tsr -CAfile ROOTS.pem
  ssh-keygen -Y verify -f data/log/allowed_signers -I SIGNER -n packet@khronika \\
    -s tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt
Not proved here: that a file was true before it came in (integrity is not origin), that nothing was
left out of the packet, and whose the keys are: compare a fingerprint that you got another way."""
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
SIGNATURE = TAG_MANIFEST + ".sig"
REQUIRED = ("bagit.txt", "bag-info.txt", MANIFEST, "README.txt", "verify.py")
MANIFEST_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*)")
SIGNER_LINE = re.compile(r'\S+ namespaces="(\S+)" \S+ (\S+)(?: .*)?')
MAX_READ = 64 << 20  # bytes of a file that is read as a whole; exhibits are hashed in blocks
MAX_DEPTH = 16  # folders inside each other; a packet has four
MISSING: Any = object()
Json = Any
Point = Sequence[int]


class Finding(NamedTuple):
    """One thing that was found; a code in NOTICES says that something was left open."""

    code: str
    message: str
    where: str = ""


class Trouble(Exception):
    """Code and message: why a step cannot go on. Becomes a finding."""


class Head(NamedTuple):
    """A checkpoint: which log, how many entries, root of their tree."""

    origin: str
    size: int
    root: bytes


def refuse(what: str) -> NoReturn:
    """Say that something is not of the form that it should have."""
    raise ValueError(what)


def printable(text: str) -> str:
    """The text without anything that could command a terminal, on one line."""
    return text if text.isprintable() else ascii(text)[1:-1]


class Folder:
    """The regular files below a folder. Links are listed as strange and never followed."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)
        self.sizes: dict[str, int] = {}
        self.strange: dict[str, str] = {}
        self.hashed: dict[tuple[str, str], str] = {}
        self.opened: set[str] = set()
        for here, folders, files in os.walk(root, onerror=self._unread):
            for name in folders + files:
                self._list(Path(here, name))
            if len(Path(here).relative_to(root).parts) >= MAX_DEPTH:
                self.strange[here] = "folders too deep inside each other"
                folders.clear()

    def _list(self, path: Path) -> None:
        name = path.relative_to(self.root).as_posix()
        try:
            found = path.lstat()
        except OSError as error:
            self._unread(error)
        else:
            if stat.S_ISREG(found.st_mode):
                self.sizes[name] = found.st_size
            elif not stat.S_ISDIR(found.st_mode):
                self.strange[name] = "a link or a device, which is not followed or read"

    def _unread(self, error: OSError) -> None:
        self.strange[str(error.filename)] = f"what cannot be read ({error.strerror})"

    def open(self, path: str) -> IO[bytes]:
        """A listed file, for reading."""
        if path not in self.sizes:
            raise Trouble("packet.file_missing", f"expected the file {path}, found none")
        self.opened.add(path)
        return (self.root / path).open("rb")

    def digest(self, path: str, algorithm: str = "sha256") -> str:
        """The digest of a listed file, computed once."""
        if (path, algorithm) not in self.hashed:
            digest = hashlib.new(algorithm)
            with self.open(path) as file:
                while block := file.read(1 << 20):
                    digest.update(block)
            self.hashed[path, algorithm] = digest.hexdigest()
        return self.hashed[path, algorithm]

    def read(self, path: str) -> bytes:
        """The whole content of a listed file of up to 64 MiB."""
        with self.open(path) as file:
            data = file.read(MAX_READ + 1)
        return data if len(data) <= MAX_READ else refuse("more bytes than can be read at once")


def parse(data: bytes, *, real: Callable[[str], float] = float) -> Json:
    """The JSON value of `data`. Keys given twice, NaN and integers beyond 2^53 are refused."""
    hooks: dict[str, Any] = {"object_pairs_hook": _object, "parse_constant": refuse}
    return json.loads(data.decode(), parse_int=_integer, parse_float=real, **hooks)


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else refuse("a key given twice")


def _integer(digits: str) -> int:
    number = int(digits) if len(digits) < 18 else 2**53
    return number if abs(number) < 2**53 else refuse("an integer beyond 2^53")


def canonical(value: Json) -> bytes:
    """RFC 8785, for values without floats and with ASCII keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def unbase64(text: str) -> bytes:
    """The bytes of base64 in its one strict form."""
    data = base64.b64decode(text, validate=True)
    return data if base64.b64encode(data).decode() == text else refuse(f"loose base64 {text[:80]}")


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


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _strings(data: bytes, count: int) -> list[bytes]:
    found, at = [], 0
    for _ in range(count):
        start, at = at + 4, at + 4 + int.from_bytes(data[at : at + 4], "big")
        found.append(data[start:at])
    return found if at == len(data) else refuse("an SSH signature of another length")


def ssh_signature(text: str, namespace: str) -> tuple[bytes, Callable[[bytes], bool] | None]:
    """The signer's key, and whether a message fits (None: a key for ssh-keygen only)."""
    head, _, rest = text.strip().partition("-----BEGIN SSH SIGNATURE-----")
    middle, end, tail = rest.partition("-----END SSH SIGNATURE-----")
    blob = unbase64("".join(middle.split()))
    if head or tail or not end or blob[:10] != b"SSHSIG\0\0\0\1":
        refuse("no SSH signature of version 1")
    key, space, _, algorithm, signed = _strings(blob[10:], 5)
    if not key.startswith(_string(b"ssh-ed25519")):
        return key, None
    public, (kind, signature) = _strings(key, 2)[1], _strings(signed, 2)
    if (kind, space) != (b"ssh-ed25519", namespace.encode()) or algorithm[:3] != b"sha":
        return key, lambda _: False

    def fits(message: bytes) -> bool:
        digest = hashlib.new(algorithm.decode(), message).digest()
        signed_data = b"".join(map(_string, (space, b"", algorithm, digest)))
        return ed25519_fits(public, b"SSHSIG" + signed_data, signature)

    return key, fits


def key_names(blob: bytes) -> list[str]:
    """A key's fingerprint as ssh-keygen prints it, and in eight groups to read aloud."""
    digest = hashlib.sha256(blob).digest()
    groups = [digest.hex()[at : at + 4] for at in range(0, 32, 4)]
    return ["SHA256:" + base64.b64encode(digest).decode().rstrip("="), " ".join(groups)]


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


class LogKey:
    """The key that signs the heads of a log: C2SP vkey, name+key id+base64."""

    def __init__(self, vkey: str) -> None:
        self.vkey, self.opened = vkey.strip(), dict[str, Head]()
        self.name, key_id, encoded = self.vkey.split("+", 2)
        data, self.key_id = unbase64(encoded), bytes.fromhex(key_id)
        named = hashlib.sha256(self.name.encode() + b"\n" + data).digest()
        if data[:1] != b"\1" or len(data) != 33 or self.key_id != named[:4]:
            refuse("no Ed25519 key of a log with its key id")
        self.public, self.blob = data[1:], _string(b"ssh-ed25519") + _string(data[1:])

    def open(self, note: str, prefix: str = "packet.checkpoint_", other: str = "packet.") -> Head:
        """The checkpoint in a note that this key has signed; else Trouble."""
        if note not in self.opened:
            body, _, lines = note.rpartition("\n\n")
            words = [line.split(" ") for line in lines.split("\n")[:100]]
            blobs = [unbase64(one[2]) for one in words if one[:2] == ["—", self.name] and one[2:]]
            ours = [blob[4:] for blob in blobs if blob[:4] == self.key_id]
            if not ours:
                raise Trouble(f"{other}other_key", f"expected a checkpoint signed by {self.vkey}")
            if not all(ed25519_fits(self.public, f"{body}\n".encode(), one) for one in ours):
                raise Trouble(f"{prefix}bad_signature", "the signature does not fit the checkpoint")
            origin, size, root = body.split("\n")
            if not re.fullmatch("0|[1-9][0-9]{0,18}", size) or len(unbase64(root)) != 32:
                refuse("no checkpoint of origin, size and root")
            self.opened[note] = Head(origin, int(size), unbase64(root))
        return self.opened[note]


def open_proof(text: str) -> tuple[str, list[bytes], str]:
    """The first line of a proof, its hashes, and the checkpoint under them."""
    lines, _, note = text.partition("\n\n")
    first, *hashes = lines.split("\n")
    return first, [unbase64(line) for line in hashes[:64]], note


def assemble(parts: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    """The body that parts make: /title, /acts/0, /acts/0/victims/1. What is missing is dropped."""
    body: dict[str, Json] = {}
    elements: dict[tuple[Json, ...], dict[str, Json]] = {}
    for names, value in sorted(((_names(one), two) for one, two in parts), key=lambda one: one[0]):
        here, fields = body, value if len(names) > 1 else {names[0]: value}
        for at in range(2, len(names) + 1, 2):
            if names[:at] not in elements:
                here.setdefault(names[at - 2], []).append(elements.setdefault(names[:at], {}))
            here = elements[names[:at]]
        if set(fields) & set(here):
            refuse(f"two parts that contradict each other: {names}")
        here.update(fields)
    return body


def _names(pointer: str) -> tuple[Json, ...]:
    names = [one.replace("~1", "/").replace("~0", "~") for one in pointer.split("/")[1:]]
    return tuple(int(one) if at % 2 else one for at, one in enumerate(names))


def differences(view: Json, proved: Json, changed: set[str], at: str = "") -> Iterator[str]:
    """Where `view` says something else than `proved`, except at and below pointers in `changed`.

    If a list lacks proved elements, those that are changed throughout are the ones without.
    """
    if at in changed:
        return
    if isinstance(view, dict) and view and (isinstance(proved, dict) or proved is MISSING):
        known: dict[str, Json] = {} if proved is MISSING else proved
        for name, inner in view.items():
            here = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
            yield from differences(inner, known.get(name, MISSING), changed, here)
        yield from (f"{at}/{name} (not shown)" for name in known if name not in view)
    elif isinstance(view, list) and view and (isinstance(proved, list) or proved is MISSING):
        rest: list[Json] = [] if proved is MISSING else [*proved]
        for number, inner in enumerate(view):
            here = f"{at}/{number}"
            if len(rest) == len(view) - number or any(differences(inner, MISSING, changed, here)):
                yield from differences(inner, rest.pop(0) if rest else MISSING, changed, here)
        yield from (f"{at} (an element not shown)" for _ in rest)
    elif proved is MISSING or json.dumps(view, sort_keys=True) != json.dumps(
        proved, sort_keys=True
    ):
        yield at or "the whole record"


class Report:
    """What a check of one packet found. Every trouble is a finding, and the next step goes on."""

    def __init__(self, root: str | Path) -> None:
        self.folder, self.findings, self.listed = Folder(root), list[Finding](), dict[str, str]()
        self.key: LogKey | None = None
        self.head: Head | None = None
        self.signers: set[tuple[str, bytes]] = set()
        self.packet_key = b""
        self.entries: dict[int, dict[str, Json]] = {}
        self.proved = {"entries": 0, "records": 0, "exhibits": 0}
        self.unproved: dict[str, list[str]] = {}

    def add(self, code: str, message: str, where: str = "") -> None:
        """Keep a finding, with nothing in it that could command a terminal."""
        self.findings.append(Finding(code, printable(message[:500]), printable(where)))

    def attempt(
        self, where: str, step: Callable[..., None], *given: Any, code: str = "packet.unreadable"
    ) -> None:
        """Do one step; whatever hostile content makes it raise becomes a finding."""
        try:
            step(*given)
        except Trouble as trouble:
            self.add(trouble.args[0], trouble.args[1], where)
        except (ValueError, LookupError, TypeError, AttributeError, OSError) as error:
            self.add(code, f"not of the form that it should have: {error}", where)
        except (RecursionError, MemoryError, OverflowError) as error:
            self.add(code, f"more than can be read: {error}", where)

    def check(self) -> None:
        """All steps, in the order in which they lean on each other."""
        self._manifests()
        for path, only in (
            ("data/log/log.vkey", self._log_vkey),
            ("data/log/log.pem", self._log_pem),
            ("data/log/allowed_signers", self._allowed_signers),
            ("data/log/checkpoint", self._checkpoint),
            ("data/log/checkpoint.sig", self._checkpoint_sig),
        ):
            self.attempt(path, only, path)
        self.attempt(SIGNATURE, self._packet_signature)
        for form, step in (
            (r"data/entries/[0-9]{9,15}\.json", self._entry),
            (r"data/entries/[0-9]{9,15}\.detail\.json", self._detail),
            (r"data/records/[^/]+\.json", self._record),
            (r"data/custody/[0-9]+/[0-9]{9,15}\..+", self._custody_copy),
            (r"data/log/.+\.tsr", self._timestamp),
        ):
            for path in sorted(filter(re.compile(form).fullmatch, self.folder.sizes)):
                self.attempt(path, step, path)
        self.attempt(SIGNATURE, self._signer_in_log)
        if any(path.startswith("data/exhibits") for path in self.folder.sizes):
            self.attempt("data/exhibits.json", self._exhibits, "data/exhibits.json")

    def _manifests(self) -> None:
        for name in (MANIFEST, TAG_MANIFEST):
            if name in self.folder.sizes:
                self.attempt(name, self._manifest, name)
            else:
                self.add("packet.manifest_missing", "expected a manifest, found none", name)
        for path in sorted({*self.listed, *REQUIRED}):
            self.attempt(path, self._file, path)
        for path in sorted(set(self.folder.sizes) - {*self.listed, TAG_MANIFEST, SIGNATURE}):
            self.add("packet.file_added", "in no manifest that could be read: do not open it", path)
        for path, why in sorted(self.folder.strange.items()):
            self.add("packet.file_added", f"found {why}", path)

    def _manifest(self, name: str) -> None:
        for line in self.folder.read(name).decode().splitlines():
            found = MANIFEST_LINE.fullmatch(line)
            if not found or found[2] in self.listed or ".." in found[2].split("/"):
                refuse(f"a line that is malformed or given twice: {line!r}")
            if found[2].startswith("data/") is not (name == MANIFEST):
                refuse(f"a file that belongs into the other manifest: {found[2]}")
            self.listed[found[2]] = found[1]

    def _file(self, path: str) -> None:
        found, expected = self.folder.digest(path), self.listed.get(path)
        if expected not in (found, None):
            code = "packet.manifest_changed" if path == MANIFEST else "packet.file_changed"
            raise Trouble(code, f"expected SHA-256 {expected}, found {found}")
        if path == "bagit.txt" and not self.folder.read(path).startswith(b"BagIt-Version: 1.0\n"):
            refuse("no bag of version 1.0")

    def _log_vkey(self, path: str) -> None:
        self.key = LogKey(self.folder.read(path).decode())

    def _log_pem(self, path: str) -> None:
        der = bytes.fromhex("302a300506032b6570032100") + (self.key.public if self.key else b"")
        frame = b"-----BEGIN PUBLIC KEY-----\n%b\n-----END PUBLIC KEY-----\n"
        if self.folder.read(path) != frame % base64.b64encode(der):
            raise Trouble("packet.other_key", "it is not the key in log.vkey, as PEM")

    def _allowed_signers(self, path: str) -> None:
        for line in self.folder.read(path).decode().splitlines():
            found = SIGNER_LINE.fullmatch(line) or refuse(f"a malformed line: {line!r}")
            self.signers.add((found[1], unbase64(found[2])))
        if self.key and ("checkpoint@khronika", self.key.blob) not in self.signers:
            raise Trouble("packet.other_key", "lacks the key in log.vkey, for checkpoints")

    def _checkpoint(self, path: str) -> None:
        if path not in self.folder.sizes:
            raise Trouble("checkpoint.missing", "the packet holds no head of the log")
        if self.key:
            self.head = self.key.open(self.folder.read(path).decode())

    def _checkpoint_sig(self, path: str) -> None:
        signer, fits = ssh_signature(self.folder.read(path).decode(), "checkpoint@khronika")
        if self.key and (signer != self.key.blob or not fits):
            raise Trouble("packet.other_key", "it is by another key than that in log.vkey")
        if fits and not fits(self.folder.read(path[:-4])):
            raise Trouble("packet.checkpoint_bad_signature", "it does not fit the checkpoint")

    def _packet_signature(self) -> None:
        text = self.folder.read(SIGNATURE).decode()
        self.packet_key, fits = ssh_signature(text, "packet@khronika")
        if ("packet@khronika", self.packet_key) not in self.signers:
            name = key_names(self.packet_key)[0]
            raise Trouble("packet.other_key", f"the signer {name} is not in allowed_signers")
        if fits is None:
            raise Trouble("packet.signature_not_checked", "use ssh-keygen as printed below")
        if not fits(self.folder.read(TAG_MANIFEST)):
            raise Trouble("packet.signature_bad", "the custodian's signature does not fit")

    def _signer_in_log(self) -> None:
        digest, added = hashlib.sha256(self.packet_key).hexdigest(), ("key.added", "key.rotated")
        entries = [one for one in self.entries.values() if one.get("action") in added]
        named = [thing.get("sha256") for one in entries for thing in one["objects"]]
        if self.packet_key and digest not in named:
            raise Trouble("packet.other_key", "no entry of the log names the key of the signer")

    def _entry(self, path: str) -> None:
        data, index = self.folder.read(path), int(path[13:-5])
        try:
            entry = parse(data, real=refuse)
            if canonical(entry) != data or not all(map(str.isascii, entry)):
                refuse("another way of writing it")
        except (ValueError, TypeError, RecursionError) as error:
            raise Trouble("entry.not_canonical", f"no canonical JSON: {error}") from error
        self.entries[index] = entry
        if type(entry.get("seq")) is not int or entry["seq"] != index:
            raise Trouble("packet.entry_differs", f"it gives its number as {entry.get('seq')!r}")
        header, _, rest = self.folder.read(path[:-4] + "tlog-proof").decode().partition("\n")
        rest = rest.partition("\n")[2] if rest.startswith("extra ") else rest
        first, hashes, note = open_proof(rest)
        if (header, first) != ("c2sp.org/tlog-proof@v1", f"index {index}"):
            raise Trouble("packet.entry_not_in_log", "the proof beside it is of another entry")
        if not self.key or not self.head:
            raise Trouble("packet.entry_not_in_log", "there is no checkpoint to prove it against")
        if self.key.open(note) != self.head:
            raise Trouble("packet.inconsistent_checkpoints", "its proof leads to another head")
        if not is_included(index, data, hashes, self.head):
            raise Trouble("packet.entry_not_in_log", "its proof does not lead to the root")
        self.proved["entries"] += 1

    def _named(self, index: Json) -> dict[str, Json]:
        if type(index) is not int or index not in self.entries:
            raise Trouble("packet.entry_missing", f"the packet lacks the entry {index!r}")
        return self.entries[index]

    def _body(self, sealed: dict[str, Json], field: str) -> dict[str, Json]:
        """What parts prove: their digests hash to the digest that the entry names in `field`."""
        digests, digest, code = sealed["digests"], sealed["digest"], "packet.record_digest_differs"
        if digests != sorted(set(digests)) or not all(len(one) == 64 for one in digests):
            raise Trouble(code, "the digests of its parts are malformed or unsorted")
        if hashlib.sha256(canonical(digests)).hexdigest() != digest:
            raise Trouble(code, f"the digests of its parts do not hash to {digest}")
        if self._named(sealed["entry"]).get(field) != digest:
            raise Trouble(code, f"entry {sealed['entry']} does not name the digest {digest}")
        known = frozenset(digests)
        for text in sealed["parts"]:
            if hashlib.sha256(text.encode()).hexdigest() not in known:
                raise Trouble(code, f"a part is not among the sealed ones: {text}")
        return assemble([parse(text.encode())[1:] for text in sealed["parts"]])

    def _detail(self, path: str) -> None:
        detail = parse(self.folder.read(path))
        if (detail["format"], detail["entry"]) != ("khronika-detail/1", int(path[13:-12])):
            refuse("not the words of this entry")
        self._body(detail, "detail")

    def _record(self, path: str) -> None:
        record = parse(self.folder.read(path))
        if record["format"] != "khronika-record/1" or type(record["withheld"]) is not bool:
            refuse("no record")
        body, entry = self._body(record, "digest"), self._named(record["entry"])
        if record["id"] not in [one["id"] for one in entry["objects"]]:
            message = f"entry {record['entry']} is not about {record['id']}"
            raise Trouble("packet.record_digest_differs", message)
        found = [
            f"/{name}"
            for name in ("id", "ref", "type")
            if record[name] != body.get(name, record[name])
        ]
        view = {} if record["view"] is None else record["view"]
        found += differences(view, body, set(record["changed"]) - {""})
        for pointer in found:
            message = f"the view and the proved parts differ at {pointer}"
            self.add("packet.record_view_differs", message, f"{record['ref']} ({path})")
        if record["changed"]:
            self.unproved[str(record["ref"])] = [str(one) for one in record["changed"]]
        self.proved["records"] += not found

    def _exhibits(self, path: str) -> None:
        exhibits, code = parse(self.folder.read(path)), "packet.exhibit_differs"
        for one in exhibits:
            self.attempt(f"exhibit {one['number']}", self._exhibit, one, code)
        there = {name for name in self.folder.sizes if name.startswith("data/exhibits/")}
        for name in sorted(there - {one["path"] for one in exhibits}):
            self.add(code, "it is not in the list of exhibits", name)
        if len({one["number"] for one in exhibits}) != len(exhibits):
            raise Trouble(code, "two exhibits have the same number")

    def _exhibit(self, one: dict[str, Json], code: str) -> None:
        path, digest, size = one["path"], one["sha256"], one["size"]
        found, objects = self.folder.digest(path), self._named(one["entry"])["objects"]
        if (found, self.folder.sizes[path]) != (digest, size):
            raise Trouble(code, f"expected SHA-256 {digest} in {path}, found {found}")
        if not path.startswith(f"data/exhibits/{one['number']:04d}-{digest[:8]}."):
            raise Trouble(code, f"{path} is not named after its number and digest")
        if one["item"] not in [thing["id"] for thing in objects]:
            raise Trouble(code, f"entry {one['entry']} is not about the item {one['item']}")
        if (digest, size) not in [(two.get("sha256"), two.get("size", size)) for two in objects]:
            raise Trouble(code, f"entry {one['entry']} does not name the digest {digest}")
        self.proved["exhibits"] += 1

    def _custody_copy(self, path: str) -> None:
        if self.folder.digest(path) != self.folder.digest(f"data/entries/{path.split('/')[3]}"):
            raise Trouble("packet.entry_differs", "it differs from the same file in data/entries")

    def _timestamp(self, path: str) -> None:
        self.add("timestamp.not_checked", "use openssl as printed below", path)

    def check_fingerprint(self, text: str) -> None:
        """A fingerprint that the reader got another way is that of the log or of the custodian."""
        blobs = [one for one in (self.key.blob if self.key else b"", self.packet_key) if one]
        known = {name.replace(" ", "") for blob in blobs for name in key_names(blob)}
        if "".join(text.split()) not in known | {self.key.vkey if self.key else ""}:
            raise Trouble("packet.other_key", f"no key of this packet has the fingerprint {text}")

    def check_outside(self, file: str | Path) -> None:
        """A head of the log that was kept elsewhere belongs to the same history.

        FILE is a checkpoint, or the way to one from the packet's head: "old SIZE", hashes, an empty
        line, the checkpoint (C2SP tlog-witness). The way from an older head to the packet's may
        stand in the packet, in data/log/consistency/SIZE.txt.
        """
        with Path(file).open("rb") as opened:
            text = opened.read(MAX_READ).decode()
        if not self.key or not self.head:
            raise Trouble("checkpoint.missing", "the packet has no head to compare with")
        first, hashes, note = open_proof(text) if text.startswith("old ") else ("", [], text)
        head = self.key.open(note, "checkpoint.", "checkpoint.")
        old, new = sorted((head, self.head), key=lambda one: one.size)
        inside = f"data/log/consistency/{old.size}.txt"
        if head.origin != self.head.origin:
            raise Trouble("checkpoint.other_key", f"it is of another log: {head.origin}")
        if old.size == new.size and old.root != new.root:
            raise Trouble("log.two_histories", f"two roots for {old.size} entries: keep both files")
        if not first and inside in self.folder.sizes:
            first, hashes, _ = open_proof(self.folder.read(inside).decode())
        if 0 < old.size < new.size and first != f"old {old.size}":
            message = f"no proof leads from {old.size} entries to {new.size}: ask for one"
            raise Trouble("checkpoint.not_compared", message)
        if not is_consistent(old, new, hashes):
            raise Trouble("log.differs_from_checkpoint", "one is no continuation of the other")

    @property
    def errors(self) -> list[Finding]:
        """Those findings that say that something is wrong."""
        return [one for one in self.findings if one.code not in NOTICES]

    def to_json(self) -> dict[str, Json]:
        """The report as JSON."""
        sizes, opened = self.folder.sizes, self.folder.opened
        return {
            "packet": str(self.folder.root),
            "intact": not self.errors,
            "findings": [one._asdict() for one in self.findings],
            "files_read": len(opened),
            "files": len({*sizes, *self.folder.strange, *self.listed}),
            "bytes_read": sum(sizes[path] for path in opened),
            "proved": self.proved,
            "not_proved": self.unproved,
            "log": self.head and {**self.head._asdict(), "root": self.head.root.hex()},
            "log_key": self.key and [self.key.vkey, *key_names(self.key.blob)],
            "packet_key": key_names(self.packet_key) if self.packet_key else None,
        }

    def lines(self) -> Iterator[str]:
        """The report for a person: findings, what was read, on what trust, what is left open."""
        told = self.to_json()
        for one in self.findings:
            yield f"{one.code}: {one.message}" + f" [{one.where}]" * bool(one.where)
        size = f"{told['bytes_read'] / 1e6:,.1f} MB"
        yield f"Read: {told['files_read']} of {told['files']} files, {size}"
        yield "Proved: {entries} entries, {records} records, {exhibits} exhibits".format(
            **told["proved"]
        )
        for ref, pointers in self.unproved.items():
            yield printable(
                f"Coarsened for this audience, so not proved: {ref} {' '.join(pointers)}"
            )
        if self.head:
            yield printable("Log: {origin}, {size} entries, root {root}".format(**told["log"]))
        for name, key in (("the log", told["log_key"]), ("the custodian", told["packet_key"])):
            yield printable(f"Key of {name}: {'  '.join(key or ['none that can be read'])}")
        yield LEFT_OPEN
        yield "Result: intact" if not self.errors else f"Result: {len(self.errors)} errors"


def verify(
    folder: str | Path, *, checkpoint: str | Path | None = None, fingerprints: Iterable[str] = ()
) -> Report:
    """Check the packet in `folder`; never raises on what the packet holds."""
    report = Report(folder)
    report.check()
    for text in fingerprints:
        report.attempt("--fingerprint", report.check_fingerprint, text)
    if checkpoint is not None:
        step, code = report.check_outside, "checkpoint.unreadable"
        report.attempt(str(checkpoint), step, checkpoint, code=code)
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Exit code 0: intact, 1: not, 2: wrong usage."""
    about = argparse.ArgumentParser(description="Check an evidence packet.")
    about.add_argument("--json", action="store_true", help="print the report as JSON")
    about.add_argument("--checkpoint", metavar="FILE", help="head of the log kept elsewhere")
    about.add_argument("--fingerprint", metavar="TEXT", action="append", default=[])
    about.add_argument("packet", metavar="PACKET_DIR", nargs="?", default=Path(__file__).parent)
    given = about.parse_args(arguments)
    if not Path(given.packet).is_dir():
        about.error(f"expected a folder: {given.packet}")
    report = verify(given.packet, checkpoint=given.checkpoint, fingerprints=given.fingerprint)
    text = json.dumps(report.to_json(), indent=1) if given.json else "\n".join(report.lines())
    sys.stdout.buffer.write(f"{text}\n".encode("utf-8", "backslashreplace"))
    return 1 if report.errors else 0


if __name__ == "__main__":
    sys.exit(main())
