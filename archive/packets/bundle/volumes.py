"""The bundle of a plan, volume by volume, and on which page of it each exhibit stands.

Pages of the bundle are counted through all volumes. The front is set once to count its pages; then
the page of each exhibit follows from the plan, and is checked against every volume that is set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.custody import CustodyEvent
from archive.describing import Describing
from archive.disclosure import View
from archive.packets import six_questions
from archive.packets.bundle import telling, wording
from archive.packets.errors import UnsetBundle
from archive.packets.paging import LONGEST_SIDE, Look, page_texts
from archive.packets.planned import PacketPlan, PlannedExhibit, checked_bytes
from archive.packets.withheld import told_by_reason
from archive.projections import title_of
from archive.typesetting.setting import typeset
from evidence.store.blobs import BlobStore
from schemas.shape import Json

PROGRAM = Path(__file__).with_name("bundle.typ")

__all__ = ["Bundle", "Signers", "Volume"]

PARSERS = 2
"""Pictures that are drawn at the same time."""
PAGES_PER_VOLUME = 150
"""Numbered pages; more would need more memory than a small machine has."""
CUSTODY_PER_VOLUME = 400
"""Exhibits whose custody is told in one volume, where there are several."""


@dataclass(frozen=True, slots=True)
class Signers:
    """Who vouches for the packet, for the cover."""

    archive: str
    fingerprint: str
    """Of the custodian's key."""
    log: str
    """Origin of the log."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands in one volume beside the front of the first and the last list."""

    exhibits: tuple[PlannedExhibit, ...] = ()
    custody: tuple[PlannedExhibit, ...] = ()
    """Exhibits whose custody is told here."""


@dataclass(frozen=True, slots=True)
class Volume:
    """One PDF of the bundle."""

    path: str
    content: bytes
    pages: int


class Bundle:
    """The bundle of an approved plan."""

    def __init__(
        self,
        plan: PacketPlan,
        store: BlobStore,
        signers: Signers,
        custody: Mapping[str, Sequence[CustodyEvent]],
    ) -> None:
        assert plan.approved is not None
        self._plan = plan
        self._store = store
        self._signers = signers
        self._custody = custody
        self._at = plan.approved.at
        self._names = {row.view.id: title_of(row.view.content) for row in plan.records}
        self._parts = _in_parts(plan.exhibits)
        self._volume_of = {
            row.number: at for at, part in enumerate(self._parts) for row in part.exhibits
        }
        self._front = 0
        self._front = self._count_front()

    @property
    def volumes(self) -> int:
        """How many PDF files there are."""
        return len(self._parts)

    def page(self, exhibit: PlannedExhibit) -> int:
        """The page of the bundle on which the sheet of an exhibit stands; its pages follow."""
        return self._front + exhibit.first_page + exhibit.number

    def path(self, number: int) -> str:
        """Where a volume lies in the packet, `number` from 0."""
        return "data/bundle.pdf" if number == 0 else f"data/bundle-{number + 1:03d}.pdf"

    def place(self, exhibit: PlannedExhibit) -> tuple[str, int]:
        """In which file the sheet of an exhibit stands, and on which page of it, from 1."""
        at = self._volume_of[exhibit.number]
        if at == 0:
            return self.path(0), self.page(exhibit)
        first = self._parts[at].exhibits[0]
        return self.path(at), self.page(exhibit) - self.page(first) + 1

    def each(self) -> Iterator[Volume]:
        """The volumes, one after another.

        Raises:
            UnsetBundle: a volume has other pages than the exhibit list says.
        """
        parsers = PARSERS if len(self._parts) > 1 else 1
        with Describing(self._store) as describing, ThreadPoolExecutor(parsers) as pool:
            offset = 0
            for number, part in enumerate(self._parts):
                with TemporaryDirectory(prefix="khronika-bundle-") as place:
                    data = self._data(number, part, offset)
                    draw = partial(self._shown, describing=describing, place=Path(place))
                    data["shown"] = list(pool.map(draw, part.exhibits))
                    pdf, pages = self._set(data, Path(place))
                expected = self._front if number == 0 else 0
                expected += sum(1 + row.paged.pages for row in part.exhibits)
                is_open = bool(part.custody) or number == len(self._parts) - 1
                if pages < expected or (pages > expected and not is_open):
                    raise UnsetBundle(f"{pages} pages in a volume that should have {expected}")
                offset += pages
                yield Volume(self.path(number), pdf, pages)

    def _set(self, data: Json, place: Path) -> tuple[bytes, int]:
        """Set a volume; large bundles each in a process of its own, whose memory comes back."""
        return typeset(PROGRAM, data, place, at=self._at, apart=len(self._parts) > 1)

    def _count_front(self) -> int:
        with TemporaryDirectory(prefix="khronika-bundle-") as place:
            data = self._data(0, _Part(), 0) | {"parts": ["front"], "shown": []}
            return self._set(data, Path(place))[1]

    def _data(self, number: int, part: _Part, offset: int) -> dict[str, Json]:
        plan = self._plan
        parts = ["front"] if number == 0 else []
        parts += ["custody"] if part.custody else []
        parts += ["back"] if number == len(self._parts) - 1 else []
        incidents = self._views("incident")
        incidents.sort(key=lambda view: (view.content.get("date", {}).get("lo", "9999"), view.ref))
        return {
            "meta": self._meta(),
            "volume": f"volume {number + 1} of {len(self._parts)}",
            "offset": offset,
            "parts": parts,
            "exhibits": [self._listed(row) for row in plan.exhibits] if number == 0 else [],
            "summary": telling.summary(incidents, self._names),
            "incidents": [telling.incident(view, self._names) for view in incidents],
            "people": [
                telling.person(row.view) for row in plan.records if row.view.type == "actor"
            ],
            "custody_notes": [six_questions.NOTE],
            "custody": [self._custody_of(row) for row in part.custody],
            "withheld": told_by_reason(plan),
        }

    def _views(self, kind: str) -> list[View]:
        return [row.view for row in self._plan.records if row.view.type == kind]

    def _meta(self) -> Json:
        plan, signers = self._plan, self._signers
        assert plan.approved is not None
        rows = [
            ("For", wording.label("access_levels", plan.audience.level.value)),
            ("Purpose", wording.label("packet_purposes", plan.purpose)),
            ("Recipient", plan.recipient or "not named"),
            ("Number of the packet", plan.id),
            ("Approved", f"{self._at:%d %B %Y, %H:%M:%S} UTC"),
            ("Archive", signers.archive),
            ("Log", f"{signers.log}, {plan.approved.size} entries"),
            ("Key of the custodian", signers.fingerprint),
            ("Exhibits", f"{len(plan.exhibits)} files, {plan.pages} numbered pages"),
            ("Volumes", str(len(self._parts))),
        ]
        return {
            "title": plan.title,
            "heading": wording.said(plan.title),
            "archive": signers.archive,
            "footer": f"Packet {plan.id}",
            "facts": [[name, wording.said(text)] for name, text in rows],
            "notes": list(COVER_NOTES),
        }

    def _listed(self, row: PlannedExhibit) -> Json:
        return {
            "number": f"{row.number:04d}",
            "date": wording.said(row.date or "not known"),
            "title": wording.said(row.title),
            "numbers": " – ".join(dict.fromkeys(self._plan.numbers(row))),
            "page": self.page(row) if self._front else 0,
        }

    def _shown(self, row: PlannedExhibit, describing: Describing, place: Path) -> Json:
        first, last = self._plan.numbers(row)
        facts = [
            ["Item", wording.said(row.ref)],
            ["Date of what it shows", wording.said(row.date or "not known")],
            ["Type, by content", wording.said(row.media_type)],
            ["Size", wording.said(f"{row.size:,} bytes")],
            ["SHA-256", wording.exact(row.digest)],
            ["File in the packet", wording.exact(row.path)],
            ["Numbers", wording.said(f"{first} to {last}" if first != last else first)],
            ["Entry of the log", wording.said(str(row.entry))],
        ]
        if row.made:
            facts.insert(2, ["A derivative", wording.said(row.made)])
        if row.paged.note:
            facts.append(["On paper", wording.said(f"one slip sheet: {row.paged.note}")])
        elif row.paged.made:
            facts.append(["On paper", wording.said(_WORDS_ONLY.format(how=row.paged.made.how))])
        return {
            "number": f"{row.number:04d}",
            "title": wording.said(row.title),
            "path": row.path,
            "facts": facts,
            "leaves": self._leaves(row, describing, place),
        }

    def _leaves(self, row: PlannedExhibit, describing: Describing, place: Path) -> list[Json]:
        numbers = [self._plan.numbering.text(row.first_page + at) for at in range(row.paged.pages)]
        match row.paged.look:
            case Look.SLIP:
                return [self._slip(row, numbers[0], place)]
            case Look.TEXT:
                shown = row.paged.made.digest if row.paged.made else row.digest
                texts = page_texts(checked_bytes(self._store, shown))
                pairs = zip(numbers, texts, strict=True)
                return [{"kind": "text", "number": one, "text": text} for one, text in pairs]
            case Look.PICTURE | Look.PDF:
                return [
                    self._picture(row, at, number, describing, place)
                    for at, number in enumerate(numbers)
                ]

    def _slip(self, row: PlannedExhibit, number: str, place: Path) -> Json:
        """The sheet for a file that cannot stand on paper; of a film with a frame of it."""
        note = f"The file cannot stand on paper: {row.paged.note}. It lies beside."
        leaf = {"kind": "slip", "number": number, "text": note}
        if made := row.paged.made:
            name = f"{row.number:04d}-{made.kind}.jpg"
            (place / name).write_bytes(checked_bytes(self._store, made.digest))
            leaf |= {"file": name, "alt": f"A frame of exhibit {row.number:04d}: {row.title}"}
            leaf["how"] = f"A frame of the film, {made.how}"
        return leaf

    def _picture(
        self, row: PlannedExhibit, at: int, number: str, describing: Describing, place: Path
    ) -> Json:
        """A page as a picture that was drawn again: nothing of the file but what can be seen."""
        if row.paged.look is Look.PDF:
            drawn = describing.draw_page(row.digest, at)
        else:
            drawn = describing.for_page(row.digest, LONGEST_SIDE)
        name = f"{row.number:04d}-{at:04d}.jpg"
        (place / name).write_bytes(drawn.content)
        alt = f"Exhibit {row.number:04d}, {number}: {row.title}"
        return {"kind": "picture", "number": number, "file": name, "alt": alt}

    def _custody_of(self, row: PlannedExhibit) -> Json:
        answers = six_questions.answers(row, self._custody.get(row.item, ()))
        return {
            "number": f"{row.number:04d}",
            "title": wording.said(row.title),
            "answers": [
                {"question": one.question, "lines": [wording.said(line) for line in one.lines]}
                for one in answers
            ],
        }


def _in_parts(exhibits: Sequence[PlannedExhibit]) -> list[_Part]:
    """One volume, or several: first the exhibits, then their custody."""
    groups: list[list[PlannedExhibit]] = [[]]
    pages = 0
    for row in exhibits:
        if groups[-1] and pages + row.paged.pages > PAGES_PER_VOLUME:
            groups.append([])
            pages = 0
        groups[-1].append(row)
        pages += row.paged.pages
    if len(groups) == 1:
        return [_Part(tuple(exhibits), tuple(exhibits))]
    steps = range(0, len(exhibits), CUSTODY_PER_VOLUME)
    told = [_Part(custody=tuple(exhibits[at : at + CUSTODY_PER_VOLUME])) for at in steps]
    return [*(_Part(exhibits=tuple(group)) for group in groups), *told]


_WORDS_ONLY = (
    "the words of the file alone ({how}), without its layout, its pictures, and numbers in the "
    "cells of tables: look at the file beside for those"
)
COVER_NOTES = (
    (
        "This bundle is for reading and filing. The files themselves lie beside it, byte for byte, "
        "in data/exhibits; README.txt says how anybody can check them without trusting the archive."
    ),
    (
        "Integrity is not origin: the log shows that records and files have not been altered since "
        "they came into the archive. It does not show that a file was true when it was made."
    ),
    (
        "Dates, numbers and places keep their uncertainty. What is in quotation marks is in the "
        "words of the source. What is not stated is left unsaid. The sign \ufffd stands for one "
        "that the fonts of the bundle cannot write."
    ),
)
