"""The second half of the checker: a packet is read step by step, and each trouble is a finding."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evidence.standalone.proofs import (
    Finding,
    Head,
    Json,
    canonical,
    is_consistent,
    is_included,
    key_names,
    open_head,
    open_proof,
    refuse,
    ssh_signature,
)

# The packet
NOTICES = {"packet.signature_not_checked", "timestamp.not_checked", "checkpoint.not_compared"}
LEFT_OPEN = """\
Left to openssl: the signature and the time of each timestamp; README.txt has the command lines.
Left to ssh-keygen: custodians' keys of other kinds than Ed25519, and data/log/checkpoint.sig.
Not proved here: that a file was true before it came in (integrity is not origin), that nothing was
left out of the packet, and whose the keys are: compare a fingerprint that you got another way."""
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
SIGNATURE, HEAD_FILE = TAG_MANIFEST + ".sig", "data/log/checkpoint"
REQUIRED = ("bagit.txt", "bag-info.txt", MANIFEST, "README.txt", "verify.py")
MANIFEST_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*)")


def printable(text: str) -> str:
    """The text without anything that could command a terminal, on one line."""
    return text if text.isprintable() else ascii(text)[1:-1]


class Report:
    """What a check of one packet found. Every trouble is a finding, and the next step goes on."""

    def __init__(self, root: str | Path) -> None:
        self.root, self.findings = Path(root), list[Finding]()
        self.sizes, self.listed, self.hashed = dict[str, int](), dict[str, str](), set[str]()
        self.note, self.head, self.keys = "", Head("", 0, b""), dict[str, list[str]]()
        self.entries: dict[int, dict[str, Json]] = {}
        self.proved = {"entries": 0, "records": 0, "exhibits": 0}
        self.unproved: dict[str, list[str]] = {}

    def find_files(self) -> None:
        """List the regular files; links are never followed."""
        for here, folders, files in os.walk(self.root):
            for path in (Path(here, name) for name in folders + files):
                name, found = path.relative_to(self.root).as_posix(), path.lstat()
                if stat.S_ISREG(found.st_mode):
                    self.sizes[name] = found.st_size
                elif not stat.S_ISDIR(found.st_mode):
                    self.add("packet.file_added", "a link or a device, not followed or read", name)

    def path(self, name: str) -> Path:
        """Where a file lies."""
        if name not in self.sizes:
            raise Finding("packet.file_missing", f"expected the file {name}, found none")
        return self.root / name

    def json(self, name: str, code: str = "packet.unreadable") -> Json:
        """The value in a JSON file, which has to be written as RFC 8785 asks: so it has one."""
        data = self.path(name).read_bytes()
        value = json.loads(data.decode())
        if canonical(value) != data:
            raise Finding(code, "it is written in another way than RFC 8785 asks")
        return value

    def add(self, code: str, message: str, where: str) -> None:
        """Keep a finding, with nothing in it that could command a terminal."""
        self.findings.append(Finding(code, printable(message[:500]), printable(where)))

    def attempt(
        self, where: str, step: Callable[..., None], *given: Any, code: str = "packet.unreadable"
    ) -> None:
        """Do one step; whatever hostile content makes it raise becomes a finding."""
        try:
            step(*given)
        except Finding as found:
            self.add(found.code, found.message, where)
        except (ArithmeticError, AttributeError, LookupError, MemoryError) as error:
            self.add(code, f"not of the form that it should have: {error}", where)
        except (OSError, RecursionError, TypeError, ValueError) as error:
            self.add(code, f"cannot be read: {error}", where)

    def check(self) -> None:
        """All steps, in the order in which they lean on each other."""
        self.attempt(str(self.root), self.find_files)
        self._manifests()
        self.attempt(HEAD_FILE, self._checkpoint)
        for form, step in (
            (r"data/(entries|custody/[0-9]+)/[0-9]{9,15}\.json", self._entry),
            (r"data/(entries|custody/[0-9]+)/[0-9]{9,15}\.detail\.json", self._sealed),
            (r"data/records/[^/]+\.json", self._sealed),
            (r"data/log/timestamps/[0-9]+\.[^/]+\.tsr", self._timestamp),
        ):
            for path in sorted(filter(re.compile(form).fullmatch, self.sizes)):
                self.attempt(path, step, path)
        self.attempt(SIGNATURE, self._signature)
        self.attempt("data/exhibits.json", self._exhibits)

    def _manifests(self) -> None:
        for name in (MANIFEST, TAG_MANIFEST):
            if name in self.sizes:
                self.attempt(name, self._manifest, name)
            else:
                self.add("packet.manifest_missing", "expected a manifest, found none", name)
        for path in sorted({*self.listed, *REQUIRED}):
            self.attempt(path, self._file, path)
        for path in sorted(set(self.sizes) - {*self.listed, TAG_MANIFEST, SIGNATURE}):
            self.add("packet.file_added", "in no manifest that could be read: do not open it", path)

    def _manifest(self, name: str) -> None:
        for line in self.path(name).read_text("utf-8").splitlines():
            found = MANIFEST_LINE.fullmatch(line) or refuse(f"a malformed line: {line!r}")
            digest, path = found.groups()
            if path in self.listed or path.startswith("data/") is not (name == MANIFEST):
                refuse(f"a path given twice or in the wrong manifest: {path}")
            self.listed[path] = digest

    def _file(self, path: str) -> None:
        digest, expected = hashlib.sha256(), self.listed.get(path)
        with self.path(path).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        self.hashed.add(path)
        if expected not in (digest.hexdigest(), None):
            code = "packet.manifest_changed" if path == MANIFEST else "packet.file_changed"
            raise Finding(code, f"expected SHA-256 {expected}, found {digest.hexdigest()}")

    def _checkpoint(self) -> None:
        if HEAD_FILE not in self.sizes:
            raise Finding("checkpoint.missing", "the packet holds no head of the log")
        vkey = self.path("data/log/log.vkey").read_text("utf-8").strip()
        self.note = self.path(HEAD_FILE).read_text("utf-8")
        self.head, key = open_head(self.note, vkey)
        self.keys["log"] = [vkey, *key_names(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + key)]

    def _entry(self, path: str) -> None:
        index, entry = int(path.rsplit("/", 1)[1][:-5]), self.json(path, "entry.not_canonical")
        if type(entry["seq"]) is not int or entry["seq"] != index:
            raise Finding("packet.entry_differs", f"it gives its number as {entry['seq']!r}")
        self.entries[index] = entry
        first, hashes, note = open_proof(self.path(path[:-4] + "tlog-proof").read_text("utf-8"))
        if first != f"c2sp.org/tlog-proof@v1\nindex {index}":
            raise Finding("packet.entry_not_in_log", "the proof beside it is not of this entry")
        if note != self.note:
            raise Finding("packet.inconsistent_checkpoints", "its proof leads to another head")
        if not is_included(index, canonical(entry), hashes, self.head):
            raise Finding("packet.entry_not_in_log", "its proof does not lead to the root")
        self.proved["entries"] += path.startswith("data/entries/")

    def _signature(self) -> None:
        """The custodian's key signed the tag manifest, and an entry of the log names the key."""
        text, signed = self.path(SIGNATURE).read_text("utf-8"), self.path(TAG_MANIFEST)
        key, fits = ssh_signature(text, "packet@khronika", signed.read_bytes())
        self.keys["custodian"] = key_names(key)
        changes = [one for one in self.entries.values() if one["action"].startswith("key.")]
        named = [(one["action"], two.get("sha256")) for one in changes for two in one["objects"]]
        digest, name = hashlib.sha256(key).hexdigest(), key_names(key)[0]
        if ("key.revoked", digest) in named:
            raise Finding("packet.other_key", f"the log says that the key {name} was revoked")
        if not [one for one in named if one in (("key.added", digest), ("key.rotated", digest))]:
            raise Finding("packet.other_key", f"no entry of the log names the signer's key {name}")
        if fits is None:
            raise Finding("packet.signature_not_checked", "use ssh-keygen as README.txt says")
        if not fits:
            raise Finding("packet.signature_bad", "the custodian's signature does not fit")

    def _named(self, index: Json) -> dict[str, Json]:
        if type(index) is not int or index not in self.entries:
            raise Finding("packet.entry_missing", f"the packet lacks the entry {index!r}")
        return self.entries[index]

    def _sealed(self, path: str) -> None:
        """A record, or the words of an entry, in parts; the entry names the digest of them all."""
        file, code = self.json(path), "packet.record_digest_differs"
        entry, is_record = self._named(file["entry"]), path.startswith("data/records/")
        digests, field = file["digests"], "digest" if is_record else "detail"
        if hashlib.sha256(canonical(digests)).hexdigest() != entry.get(field):
            raise Finding(code, f"entry {file['entry']} does not name the digest of these parts")
        if is_record and file["id"] not in [one["id"] for one in entry["objects"]]:
            raise Finding(code, f"entry {file['entry']} is not about {file['id']}")
        for text in file["parts"]:
            if hashlib.sha256(text.encode()).hexdigest() not in digests:
                raise Finding(code, f"a part is not among the sealed ones: {text}")
        if is_record and file["unproved"]:
            self.unproved[file["id"]] = [json.loads(text)[0] for text in file["unproved"]]
        self.proved["records"] += is_record

    def _exhibits(self) -> None:
        exhibits, code = self.json("data/exhibits.json"), "packet.exhibit_differs"
        for one in exhibits:
            self.attempt(f"exhibit {one['number']}", self._exhibit, one, code)
        listed = {two["path"] for one in exhibits for two in [one, *one.get("derived", [])]}
        there = [
            name for name in self.sizes if name.startswith(("data/exhibits/", "data/derived/"))
        ]
        for name in sorted({*there} - listed):
            self.add(code, "it is not in the list of exhibits", name)
        if [one["number"] for one in exhibits] != [*range(1, len(exhibits) + 1)]:
            raise Finding(code, "the exhibits are not numbered from 1 without gaps")

    def _exhibit(self, one: dict[str, Json], code: str) -> None:
        path, digest, size = one["path"], one["sha256"], one["size"]
        if (self.listed.get(path), self.sizes.get(path)) != (digest, size):
            raise Finding(code, f"expected {path} of {size} bytes with SHA-256 {digest}")
        for made in one.get("derived", []):
            if self.listed.get(made["path"]) != made["sha256"]:
                raise Finding(code, f"expected {made['path']} with SHA-256 {made['sha256']}")
        objects = self._named(one["entry"])["objects"]
        named = [(two["id"], two.get("sha256"), two.get("size", size)) for two in objects]
        if (one["item"], digest, size) not in named:
            message = f"entry {one['entry']} does not name {one['item']} with the digest {digest}"
            raise Finding(code, message)
        self.proved["exhibits"] += 1

    def _timestamp(self, path: str) -> None:
        """The head that a timestamp is of belongs to this log; the timestamp holds its digest."""
        head = "data/log/timestamps/" + Path(path).name.split(".", 1)[0] + ".checkpoint"
        token, data = self.path(path).read_bytes(), self.path(head).read_bytes()
        self.check_outside(self.root / head)
        digests = [hashlib.new(name, data).digest() for name in ("sha256", "sha384", "sha512")]
        if not any(bytes([4, len(one)]) + one in token for one in digests):
            raise Finding("timestamp.other_content", f"it is not a timestamp of {head}")
        raise Finding("timestamp.not_checked", "use openssl as README.txt says")

    def check_outside(self, file: str | Path) -> None:
        """A head of the log that was kept elsewhere, no larger, belongs to the same history.

        The way from it to the packet's head has to stand in data/log/consistency/SIZE.txt.
        """
        old, _ = open_head(Path(file).read_text("utf-8"), self.keys["log"][0], "checkpoint.")
        way = f"data/log/consistency/{old.size}.txt"
        if old.origin != self.head.origin:
            raise Finding("checkpoint.other_key", f"it is of another log: {old.origin}")
        if old.size == self.head.size and old.root != self.head.root:
            raise Finding("log.two_histories", f"two roots for {old.size} entries: keep both files")
        if 0 < old.size != self.head.size and way not in self.sizes:
            message = f"no proof leads from {old.size} entries to {self.head.size}: ask for one"
            raise Finding("checkpoint.not_compared", message)
        hashes = open_proof(self.path(way).read_text("utf-8"))[1] if way in self.sizes else []
        if not is_consistent(old, self.head, hashes):
            raise Finding("log.differs_from_checkpoint", "one is no continuation of the other")

    @property
    def errors(self) -> list[Finding]:
        """Those findings that say that something is wrong."""
        return [one for one in self.findings if one.code not in NOTICES]

    def to_json(self) -> dict[str, Json]:
        """The report as JSON: findings, what was read, on what trust."""
        read = self.hashed | {TAG_MANIFEST, SIGNATURE} & {*self.sizes}
        return {
            "packet": str(self.root),
            "intact": not self.errors,
            "findings": [vars(one) for one in self.findings],
            "files_read": len(read),
            "files": len({*self.sizes, *self.listed}),
            "bytes_read": sum(self.sizes[name] for name in read),
            "proved": self.proved,
            "not_proved": self.unproved,
            "log": {**self.head._asdict(), "root": self.head.root.hex()},
            "keys": self.keys,
        }

    def lines(self) -> Iterator[str]:
        """The same for a person, and what is left open."""
        for one in self.findings:
            yield f"{one.code}: {one.message}" + f" [{one.where}]" * bool(one.where)
        said = self.to_json()
        yield "Read: {files_read} of {files} files, {bytes_read} bytes".format(**said)
        yield "Proved: " + ", ".join(f"{count} {name}" for name, count in self.proved.items())
        for name, pointers in self.unproved.items():
            yield printable(f"Shown coarser than recorded, not proved: {name} {' '.join(pointers)}")
        if self.head.size:
            yield printable("Log: {origin}, {size} entries, root {root}".format(**said["log"]))
        for name, names in self.keys.items():
            yield printable(f"Key of the {name}: {'  '.join(names)}")
        yield LEFT_OPEN
        yield "Result: intact" if not self.errors else f"Result: {len(self.errors)} errors"


def verify(
    folder: str | Path, *, checkpoint: str | Path | None = None, fingerprints: Iterable[str] = ()
) -> Report:
    """Check the packet in `folder`; never raises on what the packet holds."""
    report = Report(folder)
    report.check()
    known = {name.replace(" ", "") for names in report.keys.values() for name in names}
    for text in fingerprints:
        if "".join(text.split()) not in known:
            report.add("packet.other_key", f"no key of this packet is {text}", "--fingerprint")
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
