"""Building a packet from its plan: a folder in BagIt form, and the same as one ZIP.

The steps:
1. the log says which key will sign the packet, that it is built, for whom and what for, before a
   byte is written;
2. the head of the log is signed and kept, and timestamped by the authorities that may be asked by
   themselves; every proof in the packet is under this head;
3. records, entries with their proofs, exhibits and reports are written;
4. the bag is closed and its tag manifest signed by the custodian, never by the key of the log;
5. the log notes the digest of the tag manifest, and the folder takes its final name.

A crash leaves a folder whose name begins with a dot and ends in `.part`; building again clears it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from archive import custody, heads, log
from archive.anchors import due
from archive.errors import FolderTaken
from archive.keyring import custodian
from archive.keyring.custodian import CustodianKey
from archive.log import Draft, Thing
from archive.packets import reports
from archive.packets.plan import PacketPlan, PlannedExhibit, PlannedRecord
from archive.packets.stamps import Stamp, stamps
from archive.workspace import Archive
from evidence import bag, canonical, keys, parts, sshsig, standalone
from evidence.durable import writing_to
from schemas.record import new_record_id
from schemas.shape import Json

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuiltPacket:
    """A packet that lies on the disk."""

    id: str
    """Opaque id, as in the log and in bag-info.txt."""
    folder: Path
    zip: Path
    fingerprint: str
    """Of the key that signed it; give it to the recipient by another way."""
    seq: int
    """The entry that says that it was built."""


def build_packet(
    archive: Archive, plan: PacketPlan, out: Path, *, watch: Progress = lambda _line: None
) -> BuiltPacket:
    """Write the packet into the new folder `out`, and `out`.zip beside it.

    Raises:
        FolderTaken: `out` or its ZIP is there already; nothing was written.
        MissingEvidence, DamagedEvidence: an exhibit's bytes are not what they were; no packet.
        NoRoom: the disk is full; no packet.
    """
    out = out.absolute()
    for path in (out, _zip_of(out)):
        if path.exists():
            raise FolderTaken(out, path.name)
    for exhibit in plan.exhibits:
        archive.blobs.check(exhibit.digest)
    packet = new_record_id()
    key = custodian.custodian_key(archive)
    with archive.writing() as writer:  # 1
        key_entry = custodian.enter(writer, key)
        (seq,) = writer.append([_announced(plan, packet)])
    signed = heads.sign(archive.settings, archive.engine, keep=True)  # 2
    due.anchor_quietly(archive, watch, signed=signed)
    part = out.with_name(f".{out.name}.part")
    with writing_to(out.parent):
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        (part / "data").mkdir()
    with archive.reading() as connection, writing_to(part):
        writing = _Writing(archive, connection, plan, packet, signed, part, watch, key)
        writing.all(key_entry)  # 3
    with writing_to(part):
        tag_manifest = _close(part, plan, packet, archive)  # 4
        signature = key.sign(tag_manifest, namespace=sshsig.PACKET)
        (part / "tagmanifest-sha256.txt.sig").write_text(signature, encoding="ascii")
        bag.write_zip(part, _zip_of(part), name=out.name)
    with archive.writing() as writer:  # 5
        digest = sha256(tag_manifest).hexdigest()
        thing = Thing(packet, "packet", digest, len(tag_manifest))
        writer.append([Draft("packet.signed", (thing,))])
    _zip_of(part).replace(_zip_of(out))
    part.replace(out)
    return BuiltPacket(packet, out, _zip_of(out), key.fingerprint, seq)


def _zip_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.zip")


def _announced(plan: PacketPlan, packet: str) -> Draft:
    subjects = tuple(Thing(subject, "target") for subject in plan.subjects)
    exhibits = tuple(Thing(row.item, "source", row.digest, row.size) for row in plan.exhibits[:200])
    detail = {
        "audience": plan.audience.level.value,
        "purpose": plan.purpose,
        "recipient": plan.recipient,
        "exhibits": len(plan.exhibits),
        "records": len(plan.records),
        "withheld": len(plan.withheld),
    }
    return Draft("packet.built", (Thing(packet, "packet"), *subjects, *exhibits), detail=detail)


def _close(part: Path, plan: PacketPlan, packet: str, archive: Archive) -> bytes:
    info = {
        "Source-Organization": archive.settings.name,
        "External-Identifier": packet,
        "Bagging-Date": archive.clock().strftime("%Y-%m-%d"),
        "Bag-Software-Agent": log.SOFTWARE,
        "Khronika-Audience": plan.audience.level.value,
        "Khronika-Purpose": plan.purpose,
    }
    bag.write_bag(part, info)
    return (part / "tagmanifest-sha256.txt").read_bytes()


@dataclass(frozen=True, slots=True)
class _Writing:
    """Writing what the plan says into the folder `part`."""

    archive: Archive
    connection: Connection
    plan: PacketPlan
    packet: str
    signed: heads.Signed
    part: Path
    watch: Progress
    key: CustodianKey

    def all(self, key_entry: int) -> None:
        """Write everything but the tag files; `key_entry` names the custodian's key."""
        self.watch(f"{len(self.plan.records)} records")
        for record in self.plan.records:
            self._record(record)
        for seq in sorted({*self.plan.entries, key_entry}):
            self._entry(seq)
        for exhibit in self.plan.exhibits:
            self.watch(f"exhibit {exhibit.number}: {exhibit.size:,} bytes")
            self._exhibit(exhibit)
        self._json("data/exhibits.json", [_listed(row) for row in self.plan.exhibits])
        self._text("data/index.csv", reports.index(self.plan))
        self._text("data/withheld.csv", reports.withheld(self.plan))
        self._log()
        self._text(
            "README.txt",
            reports.readme(self.archive, self.plan, self.packet, self.key.fingerprint, self.stamps),
        )
        self._text("verify.py", standalone.program())

    def _record(self, record: PlannedRecord) -> None:
        view, proved = record.view, record.proved
        self._json(
            f"data/records/{view.type}-{view.id}.json",
            {
                "format": "khronika-record/1",
                "id": view.id,
                "revision": record.revision,
                "entry": record.seq,
                "parts": list(proved.texts),
                "unproved": list(proved.unproved),
                "digests": list(proved.digests),
                "withheld": any(pointer != "/access" for pointer in view.withheld),
            },
        )

    def _entry(self, seq: int, folder: str = "data/entries") -> None:
        entry = log.entry(self.connection, seq)
        proof = custody.proof(self.connection, seq, self.signed)
        self._bytes(f"{folder}/{seq:09d}.json", entry.data)
        self._text(f"{folder}/{seq:09d}.tlog-proof", proof.to_text())
        if self.plan.audience.rank > 0:
            self._detail(seq, folder)

    def _detail(self, seq: int, folder: str) -> None:
        found = log.sealed_detail(self.connection, seq)
        if found is None:
            return
        body, secret = found
        sealed = parts.seal(body, secret)
        self._json(
            f"{folder}/{seq:09d}.detail.json",
            {
                "format": "khronika-detail/1",
                "entry": seq,
                "parts": list(sealed.texts),
                "digests": list(sealed.digests),
            },
        )

    def _exhibit(self, exhibit: PlannedExhibit) -> None:
        target = self.part / exhibit.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with self.archive.blobs.open(exhibit.digest) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
        folder = f"data/custody/{exhibit.number:04d}"
        for seq in exhibit.custody:
            self._entry(seq, folder)
        events = custody.custody_of(self.archive, exhibit.item, self.plan.audience)
        shown = [event for event in events if event.seq in exhibit.custody]
        self._text(f"{folder}/report.txt", reports.custody_report(exhibit, shown))

    def _log(self) -> None:
        settings = self.archive.settings
        key = heads.log_key(settings)
        public = keys.public_bytes(key)
        note = self.signed.note
        signature = sshsig.sign(note.encode(), namespace=sshsig.CHECKPOINT, key=key)
        lines = [
            keys.signers_line(line, principal=settings.name, namespace=namespace)
            for line, namespace in (
                (keys.ssh_line(public), sshsig.CHECKPOINT),
                (self.key.line, sshsig.PACKET),
            )
        ]
        self._text("data/log/checkpoint", note)
        self._text("data/log/checkpoint.sig", signature)
        self._text("data/log/log.vkey", heads.verification_key(settings) + "\n")
        self._bytes("data/log/log.pem", keys.public_pem(public))
        self._text("data/log/allowed_signers", "".join(f"{line}\n" for line in lines))
        for stamp in self.stamps:
            for name, data in stamp.files():
                self._bytes(name, data)

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        """The timestamps of the packet's head, or of an earlier one."""
        return stamps(self.archive.settings, self.connection, self.signed)

    def _json(self, name: str, value: Json) -> None:
        self._bytes(name, canonical.encode(value))

    def _text(self, name: str, text: str) -> None:
        self._bytes(name, text.encode())

    def _bytes(self, name: str, data: bytes) -> None:
        path = self.part / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _listed(exhibit: PlannedExhibit) -> dict[str, Json]:
    return {
        "number": exhibit.number,
        "item": exhibit.item,
        "title": exhibit.title,
        "path": exhibit.path,
        "sha256": exhibit.digest,
        "size": exhibit.size,
        "media_type": exhibit.media_type,
        "entry": exhibit.entry,
    }
