"""The bundle of a plan, volume by volume, and on which page of it each exhibit stands.

Pages of the bundle are counted through all volumes. The front is set once to count its pages; then
the page of each exhibit follows from the plan, and is checked against every volume that is set.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.custody import CustodyEvent
from archive.describing import Describing
from archive.disclosure import View
from archive.packets import six_questions
from archive.packets.ahead import made_ahead
from archive.packets.bundle import telling, wording
from archive.packets.bundle.cover import Signers, cover
from archive.packets.bundle.leaves import Leaves
from archive.packets.errors import UnsetBundle
from archive.packets.planned import PacketPlan, PlannedExhibit
from archive.packets.withheld import told_by_reason
from archive.projections import title_of
from archive.typesetting.pictures import put_pictures
from archive.typesetting.setting import typeset
from evidence.store.blobs import BlobStore
from schemas.shape import Json

PROGRAM = Path(__file__).with_name("bundle.typ")

__all__ = ["Bundle", "Volume"]

PARSERS = 2
"""Pictures that are drawn at the same time."""
PAGES_PER_VOLUME = 150
"""Numbered pages; more would need more memory than a small machine has."""
CUSTODY_PER_VOLUME = 400
"""Exhibits whose custody is told in one volume, where there are several."""


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
    """In the packet."""
    file: Path
    """Where it waits."""
    pages: int


class Bundle:
    """The bundle of an approved plan."""

    def __init__(
        self,
        plan: PacketPlan,
        store: BlobStore,
        signers: Signers,
        custody: Callable[[PlannedExhibit], Sequence[CustodyEvent]],
        place: Path,
    ) -> None:
        assert plan.approved is not None
        self._plan = plan
        self._store = store
        self._signers = signers
        self._custody = custody
        self._place = place
        """A folder for what is set and not yet written."""
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

    def each(self) -> Generator[Volume, None, None]:
        """The volumes, one after another; the next pictures are drawn while one is set.

        Raises:
            UnsetBundle: a volume has other pages than the exhibit list says.
            UnreadablePicture: a picture could be drawn when the packet was planned, not any more.
        """
        parsers = PARSERS if len(self._parts) > 1 else 1
        with (
            Describing(self._store) as describing,
            ThreadPoolExecutor(parsers) as pool,
            made_ahead(self._drawn(describing, pool), most=1) as drawn,
        ):
            offset = 0
            for number, (leaves, shown) in enumerate(drawn):
                part = self._parts[number]
                data = self._data(number, part, offset) | {"shown": shown}
                pdf, pages = self._set(data, leaves.folder)
                self._check(number, pages)
                offset += pages
                path = self._place / f"{number + 1:03d}.pdf"
                with path.open("wb") as out:
                    put_pictures(pdf, leaves.pictures, out)
                shutil.rmtree(leaves.folder)
                yield Volume(self.path(number), path, pages)

    def _drawn(
        self, describing: Describing, pool: ThreadPoolExecutor
    ) -> Generator[tuple[Leaves, list[Json]], None, None]:
        """The exhibits of each volume with their pages, their pictures in a folder."""
        for number, part in enumerate(self._parts):
            folder = self._place / f"{number + 1:03d}"
            folder.mkdir()
            leaves = Leaves(self._plan, self._store, describing, folder)
            yield leaves, list(pool.map(leaves.shown, part.exhibits))

    def _check(self, number: int, pages: int) -> None:
        part = self._parts[number]
        expected = self._front if number == 0 else 0
        expected += sum(1 + row.paged.pages for row in part.exhibits)
        is_open = bool(part.custody) or number == len(self._parts) - 1
        if pages < expected or (pages > expected and not is_open):
            raise UnsetBundle(f"{pages} pages in a volume that should have {expected}")

    def _set(self, data: Json, place: Path) -> tuple[bytes, int]:
        """Set a volume; large bundles each in a process of its own, whose memory comes back."""
        return typeset(PROGRAM, data, place, at=self._at, apart=len(self._parts) > 1)

    def _count_front(self) -> int:
        data = self._data(0, _Part(), 0) | {"parts": ["front"], "shown": []}
        with TemporaryDirectory(dir=self._place) as folder:
            return self._set(data, Path(folder))[1]

    def _data(self, number: int, part: _Part, offset: int) -> dict[str, Json]:
        plan = self._plan
        parts = ["front"] if number == 0 else []
        parts += ["custody"] if part.custody else []
        parts += ["back"] if number == len(self._parts) - 1 else []
        incidents = self._views("incident")
        incidents.sort(key=lambda view: (view.content.get("date", {}).get("lo", "9999"), view.ref))
        return {
            "meta": cover(plan, self._signers, len(self._parts)),
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

    def _listed(self, row: PlannedExhibit) -> Json:
        return {
            "number": f"{row.number:04d}",
            "date": wording.said(row.date or "not known"),
            "title": wording.said(row.title),
            "numbers": " – ".join(dict.fromkeys(self._plan.numbers(row))),
            "page": self.page(row) if self._front else 0,
        }

    def _custody_of(self, row: PlannedExhibit) -> Json:
        answers = six_questions.answers(row, self._custody(row))
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
