"""Building a packet from its plan: a folder in BagIt form, one ZIP, both, or a ZIP for one reader.

The steps:
1. the plan is approved, unless it was: its head of the log is fixed and signed;
2. entries `packet.built` say that the packet is built, for whom and of what, before a byte is
   written;
3. records, entries with their proofs, exhibits and the bundle are written under hidden names;
4. the bag is closed and its tag manifest signed by the custodian, never by the key of the log;
5. an entry `packet.signed` has the digest of the tag manifest, and, if somebody is to get it,
   `packet.released` says so: only then what was written takes its name.

A crash leaves hidden files that end in `.part`, and the plan beside them. Building the same again
goes on from there: what is there and the same is neither written nor entered a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from archive import log
from archive.errors import FolderTaken
from archive.keyring import custodian
from archive.log import Draft, Thing
from archive.packets.approval import approve
from archive.packets.beginning import begun_plan, forget_plan, keep_plan
from archive.packets.contents import Progress, Writing, write_contents
from archive.packets.places import ENDINGS, Form, Places
from archive.packets.planned import PacketPlan
from archive.packets.sinks import PacketWriter
from archive.workspace import Archive
from evidence.packing import bag
from evidence.packing.encryption import Recipient
from evidence.signing import sshsig
from evidence.store.batch import RESERVE_BYTES
from evidence.store.durable import check_room, writing_to

__all__ = ["BuiltPacket", "Form", "build_packet"]

ITEMS_PER_ENTRY = 200
"""An entry has 65,535 bytes at most."""


@dataclass(frozen=True, slots=True)
class BuiltPacket:
    """A packet that lies on the disk."""

    id: str
    """Opaque number, as in the log and in bag-info.txt."""
    paths: tuple[Path, ...]
    """What was written: a folder, a ZIP, both, or an encrypted ZIP."""
    form: Form
    fingerprint: str
    """Of the key that signed it; give it to the recipient by another way."""
    seq: int
    """The entry that says that it was built."""
    digest: str
    """SHA-256 of its tag manifest, which says all."""

    @property
    def folder(self) -> Path:
        """The folder, if one was written."""
        assert self.form in (Form.FOLDER, Form.BOTH)
        return self.paths[0]

    @property
    def zip(self) -> Path:
        """The ZIP, plain or encrypted, if one was written."""
        assert self.form is not Form.FOLDER
        return self.paths[-1]


def build_packet(
    archive: Archive,
    plan: PacketPlan,
    out: Path,
    *,
    form: Form = Form.BOTH,
    recipients: Sequence[Recipient] = (),
    watch: Progress = lambda _line: None,
    copied: Callable[[int], None] = lambda _bytes: None,
) -> BuiltPacket:
    """Write the packet: the folder `out`, `out`.zip, or `out`.zip.age.

    `watch` is told what is done, `copied` how many more bytes of the exhibits were read. What one
    of them raises stops the build, which can go on another time.

    Raises:
        FolderTaken: something of that name is there already; nothing was written.
        MissingEvidence, DamagedEvidence: an exhibit's bytes are not what they were; no packet.
        UnsetBundle: the bundle cannot be set; no packet.
        NoRoom: the disk is full; no packet. Nothing was entered where the exhibits alone, or the
            entries, have no room; else the same call goes on with the same packet.
    """
    out = out.absolute()
    form = Form.ENCRYPTED if recipients else form
    for ending in ENDINGS[form]:
        path = out.with_name(out.name + ending)
        if path.exists():
            forget_plan(out)  # it was built, or something else has its name
            raise FolderTaken(out, path.name)
    with writing_to(out.parent):
        out.parent.mkdir(parents=True, exist_ok=True)
    begun = begun_plan(archive, out, plan)
    if begun is None:
        _check_room(archive, plan, out, form)
    plan = begun or (plan if plan.approved else approve(archive, plan, watch=watch))  # 1
    places = Places(out, plan.id, form)
    key = custodian.custodian_key(archive)
    if begun is None:
        keep_plan(out, plan)
    seq = _entered(archive, plan, _announced(plan), begun=begun is not None)  # 2
    with writing_to(out.parent):
        places.clear_others()
        with (
            places.sinks(recipients) as sinks,
            places.waiting() as waiting,
            archive.reading() as connection,
        ):
            writer = PacketWriter(sinks, copied)
            writing = Writing(archive, connection, writer, key, waiting, watch)
            signed = _write(plan, writing)  # 3, 4
        places.finish(signed.names)
    done = _finished(plan, signed, encrypted=bool(recipients))
    _entered(archive, plan, done, begun=begun is not None)  # 5
    with writing_to(out.parent):
        places.rename()
        forget_plan(out)
    return BuiltPacket(plan.id, places.finals, places.form, key.fingerprint, seq, signed.digest)


def _check_room(archive: Archive, plan: PacketPlan, out: Path, form: Form) -> None:
    """See that the exhibits fit, and the entries of the log, before anything is entered."""
    size, ours = plan.size * len(ENDINGS[form]), archive.settings.folder
    if out.parent.stat().st_dev == ours.stat().st_dev:
        check_room(out.parent, size, reserve=RESERVE_BYTES)
    else:
        check_room(out.parent, size)
        check_room(ours, 0, reserve=RESERVE_BYTES)


@dataclass(frozen=True, slots=True)
class _Signed:
    digest: str
    """SHA-256 of the tag manifest."""
    size: int
    names: frozenset[str]
    """Paths of all files of the packet."""


def _entered(archive: Archive, plan: PacketPlan, drafts: list[Draft], *, begun: bool) -> int:
    """Enter what is done with a packet; the first entry. What a build that goes on entered, stays.

    An entry is the same if it says the same of the same bytes.
    """
    with archive.writing() as writer:
        if begun:
            wanted = [thing.to_json() for thing in drafts[0].objects]
            for entry in log.about(writer.connection, plan.id):
                if (entry.fields["action"], entry.fields["objects"]) == (drafts[0].action, wanted):
                    return entry.seq
        return writer.append(drafts)[0]


def _announced(plan: PacketPlan) -> list[Draft]:
    subjects = tuple(Thing(subject, "target") for subject in plan.subjects)
    detail = {
        "audience": plan.audience.in_words(),
        "purpose": plan.purpose,
        "exhibits": len(plan.exhibits),
        "records": len(plan.records),
        "withheld": len(plan.withheld),
        **({"recipient": plan.recipient} if plan.recipient else {}),
    }
    things = [Thing(row.item, "source", row.digest, row.size) for row in plan.exhibits]
    packet = Thing(plan.id, "packet")
    steps = range(0, max(1, len(things)), ITEMS_PER_ENTRY)
    return [
        Draft(
            "packet.built",
            (packet, *(subjects if at == 0 else ()), *things[at : at + ITEMS_PER_ENTRY]),
            detail=detail if at == 0 else {},
        )
        for at in steps
    ]


def _finished(plan: PacketPlan, signed: _Signed, *, encrypted: bool) -> list[Draft]:
    thing = Thing(plan.id, "packet", signed.digest, signed.size)
    drafts = [Draft("packet.signed", (thing,))]
    if plan.recipient or encrypted:
        way = "encrypted to the recipient's key" if encrypted else "written to a disk"
        detail = {"recipient": plan.recipient or "not named", "way": way}
        drafts.append(Draft("packet.released", (thing,), detail=detail))
    return drafts


def _write(plan: PacketPlan, writing: Writing) -> _Signed:
    assert plan.approved is not None
    archive, writer = writing.archive, writing.writer
    try:
        write_contents(plan, writing)
        info = {
            "Source-Organization": archive.settings.name,
            "External-Identifier": plan.id,
            "Bagging-Date": f"{plan.approved.at:%Y-%m-%d}",
            "Bag-Software-Agent": log.SOFTWARE,
            "Khronika-Audience": plan.audience.level.value,
            "Khronika-Purpose": plan.purpose,
        }
        tags = bag.tag_files(info, writer.files)
        for name, data in tags.items():
            writer.put(name, data)
        manifest = tags[bag.TAG_MANIFEST]
        signature = writing.key.sign(manifest, namespace=sshsig.PACKET)
        writer.put(bag.SIGNATURE, signature.encode())
        return _Signed(sha256(manifest).hexdigest(), len(manifest), frozenset(writer.files))
    finally:
        writer.close()
