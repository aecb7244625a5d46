"""The files of a packet, one after another, each made from the approved plan.

The same plan over the same log gives the same files in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import Connection

from archive import custody, heads
from archive.custody import CustodyEvent
from archive.keyring.custodian import CustodianKey
from archive.packets import certification, index, load_files, six_questions
from archive.packets.ahead import made_ahead
from archive.packets.bundle.cover import Signers
from archive.packets.bundle.volumes import Bundle, Volume
from archive.packets.log_files import LogFiles, head_of
from archive.packets.places import Waiting
from archive.packets.planned import (
    PacketPlan,
    PlannedExhibit,
    PlannedRecord,
    checked_bytes,
)
from archive.packets.readme import Vouching, readme
from archive.packets.sinks import PacketWriter
from archive.workspace import Archive
from evidence import standalone
from evidence.proof import canonical
from evidence.signing import keys
from schemas.shape import Json

__all__ = ["Progress", "Writing", "write_contents"]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Writing:
    """Out of what a packet is written, and whereto."""

    archive: Archive
    connection: Connection
    writer: PacketWriter
    key: CustodianKey
    waiting: Waiting
    watch: Progress


def write_contents(plan: PacketPlan, writing: Writing) -> None:
    """Write everything but the tag files of the bag.

    Raises:
        MissingEvidence, DamagedEvidence: an exhibit's bytes are not what they were.
        UnsetBundle: the bundle cannot be set.
    """
    _Contents(plan, writing).write()


class _Contents:
    def __init__(self, plan: PacketPlan, writing: Writing) -> None:
        assert plan.approved is not None
        self._archive = writing.archive
        self._plan = plan
        self._writer = writing.writer
        self._key = writing.key
        self._waiting = writing.waiting
        self._watch = writing.watch
        settings = self._archive.settings
        head = head_of(settings, plan.approved)
        self._log = LogFiles(settings, writing.connection, head, self._key)
        self._events: dict[str, tuple[CustodyEvent, ...]] = {}
        self._telling = Lock()

    def write(self) -> None:
        """Write it: the bundle is set while the exhibits are copied, which waits for the disk."""
        settings = self._archive.settings
        signers = Signers(settings.name, self._key.fingerprint, settings.origin)
        waiting, store = self._waiting, self._archive.blobs
        bundle = Bundle(self._plan, store, signers, self._custody, waiting.folder)
        with made_ahead(bundle.each(), most=waiting.most or bundle.volumes) as volumes:
            self._files()
            self._bundle(volumes)
        self._tables(bundle)
        self._texts()

    def _files(self) -> None:
        for exhibit in self._plan.exhibits:
            self._exhibit(exhibit)
        self._json("data/exhibits.json", [_listed(row) for row in self._plan.exhibits])
        self._watch(f"{len(self._plan.records)} records")
        for record in self._plan.records:
            self._record(record)
        self._entries()
        for name, data in self._log.all():
            self._writer.put(name, data)

    def _custody(self, exhibit: PlannedExhibit) -> tuple[CustodyEvent, ...]:
        """What the log says about an exhibit; read once, for whoever asks first."""
        with self._telling:
            if exhibit.item not in self._events:
                self._events[exhibit.item] = custody.custody_of(
                    self._archive, exhibit.item, self._plan.audience, only=exhibit.custody
                )
            return self._events[exhibit.item]

    def _exhibit(self, exhibit: PlannedExhibit) -> None:
        self._watch(f"exhibit {exhibit.number}: {exhibit.size:,} bytes")
        with self._archive.blobs.open(exhibit.digest) as source:
            self._writer.copy(
                exhibit.path,
                source,
                digest=exhibit.digest,
                size=exhibit.size,
                crc32=exhibit.crc32,
            )
        for made in exhibit.derived:
            self._writer.put(exhibit.path_of(made), checked_bytes(self._archive.blobs, made.digest))

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

    def _entries(self) -> None:
        """Each entry in data/entries, and beside the exhibits that it is about."""
        about: dict[int, list[str]] = {seq: [] for seq in self._plan.entries}
        for exhibit in self._plan.exhibits:
            folder = f"data/custody/{exhibit.number:04d}"
            for seq in exhibit.custody:
                about.setdefault(seq, []).append(folder)
            report = six_questions.report(exhibit, self._custody(exhibit))
            self._writer.put(f"{folder}/report.txt", report.encode())
        told = self._plan.audience.rank > 0
        cut = {
            event.seq
            for events in self._events.values()
            for event in events
            if event.detail != self._log.detail(event.seq)
        }
        for seq, folders in sorted(about.items()):
            words = told and seq not in cut
            for name, data in self._log.entry(seq, ["data/entries", *folders], detail=words):
                self._writer.put(name, data)

    def _bundle(self, volumes: Iterator[Volume]) -> None:
        self._watch("setting the bundle")
        for volume in volumes:
            self._watch(f"{volume.path}: {volume.pages} pages")
            self._writer.put(volume.path, volume.file.read_bytes())
            volume.file.unlink()

    def _tables(self, bundle: Bundle) -> None:
        plan, writer, name = self._plan, self._writer, self._archive.settings.name
        rows = index.index_rows(plan, bundle, custodian=name)
        loaded = load_files.load_rows(plan, writer.md5, custodian=name)
        opt = load_files.as_opt(plan, bundle, volume=plan.id)
        for path, data in (
            ("data/index.csv", index.as_csv(rows)),
            ("data/index.xlsx", index.as_xlsx(rows, sheet="Exhibits")),
            ("data/loadfile.dat", load_files.as_dat(loaded)),
            ("data/loadfile.csv", index.as_csv(loaded)),
            ("data/loadfile.opt", opt),
            ("data/withheld.csv", index.as_csv(index.withheld_rows(plan))),
        ):
            writer.put(path, data)

    def _texts(self) -> None:
        settings, plan = self._archive.settings, self._plan
        log_key = keys.fingerprint(keys.public_bytes(heads.log_key(settings)))
        custodian = self._key.fingerprint
        text = certification.draft(
            plan,
            self._events,
            archive=settings.name,
            log=settings.origin,
            fingerprint=custodian,
        )
        listed = self._log.list_of_keys
        identity = listed.fingerprint if listed else ""
        vouching = Vouching(settings.name, log_key, custodian, identity)
        self._writer.put("data/certification.txt", text.encode())
        text = readme(plan, vouching, self._log.stamps, self._log.sightings)
        self._writer.put("README.txt", text.encode())
        self._writer.put("verify.py", standalone.program().encode())

    def _json(self, name: str, value: Json) -> None:
        self._writer.put(name, canonical.encode(value))


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
        "derived": [
            {"kind": one.kind, "path": exhibit.path_of(one), "sha256": one.digest, "how": one.how}
            for one in exhibit.derived
        ],
    }
