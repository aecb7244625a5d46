"""Bytes into the store: up to a thousand files become durable together, and are then described.

What comes out is a value for each file, in their order: refused, known from before, or arrived. No
entry has been written by then; what a crash leaves behind is a blob that no entry names, and the
next run enters it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.describing import Described
from archive.intake.known import Key
from archive.intake.order import Resolved
from archive.intake.outcome import REFUSED, Added
from evidence.capture.claims import Claims
from evidence.errors import DamagedEvidence, EvidenceError, MissingEvidence, NoRoom, UnwritableStore
from evidence.media_types.mediatype import MediaType
from evidence.store.batch import BATCH_LIMIT, Batch, Refused, Stored
from evidence.store.blobs import BlobStore
from evidence.store.copying import do_not_watch
from evidence.store.receivers import Given, Receivers

BATCH_FILES = BATCH_LIMIT
"""Files that become durable and are entered together."""
BATCH_BYTES = 1 << 30
"""A batch ends with the file that brings it here: a crash costs no more than about this."""
MANY = 256
"""So many files are worth starting a process."""
PLAIN = MediaType("application/octet-stream", "it could not be looked at", None)

Describe = Callable[[Sequence[str]], Sequence[Described]]
"""Tells what stored bytes are and say, by their digests; in the same order."""
IsKnown = Callable[[Sequence[Key]], Collection[Key]]
"""Which of these digests and hands are items already: they need not be described again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file that is to be taken in."""

    label: str
    """How a report calls it."""
    name: str
    """Name under which it comes."""
    order: Resolved
    source: Path | Callable[[], Iterator[bytes]] = Path()
    """A file, or what gives the bytes of one inside a ZIP or TAR: once, and in its turn."""
    size: int = 0
    """Bytes, as far as it is known before it is read."""
    expected: str | None = None
    """Digest that was promised for it."""
    container: str | None = None
    """Id of the item in which it came."""
    refused: str = ""
    """Why it is not even tried."""
    key: bytes = b""
    """By what a journal knows it again."""
    known: Added | None = None
    """What an interrupted run had done with it."""

    @property
    def is_tried(self) -> bool:
        """Whether its bytes are to be read."""
        return not self.refused and self.known is None

    @property
    def path(self) -> Path:
        """Where it lies; of one inside a ZIP or TAR, what an error calls it."""
        return self.source if isinstance(self.source, Path) else Path(self.label)

    def chunks(self) -> Iterator[bytes]:
        """The bytes of one inside a ZIP or TAR; once, and in its turn."""
        assert not isinstance(self.source, Path)
        return self.source()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file whose bytes are safe and that is not entered yet."""

    wanted: Wanted
    stored: Stored
    described: Described | None = None
    """None: there was an item of it when it arrived."""

    @property
    def key(self) -> Key:
        """Digest and hands, by which the same file is found again."""
        return self.stored.digest, self.wanted.order.giver


@dataclass(frozen=True)
class Begun:
    """Some files that are to become durable together; their batch, where it is begun already."""

    wanted: Sequence[Wanted]
    batch: Batch | None = None
    """None: another process is to receive them."""
    opened: ExitStack = field(default_factory=ExitStack)
    """Drops what was copied, if it was not finished."""

    @property
    def tried(self) -> list[Wanted]:
        """Those of which bytes are to be read."""
        return [one for one in self.wanted if one.is_tried]


Received = Arrival | Added
"""A file that arrived, or what became of one that did not."""


@dataclass(frozen=True)
class Receiving:
    """Receives batch after batch."""

    blobs: BlobStore
    receivers: Receivers
    describe: Describe
    is_known: IsKnown
    at_once: int = BATCH_FILES
    """Files in a batch."""
    watch: Callable[[int], None] = do_not_watch
    """Told now and then how many bytes more have arrived. Called by several threads."""

    def begin_files(self, wanted: Iterator[Wanted]) -> Begun:
        """The next files on a disk; see `finish`.

        Large ones, and few, are being copied when this returns; many are for another process.
        """
        begun = Begun(list(_a_batch_of(wanted, self.at_once)))
        if not begun.tried or len(begun.tried) >= MANY:
            return begun
        with ExitStack() as opened:
            batch = opened.enter_context(self.blobs.batch(watch=self.watch))
            for one in begun.tried:
                batch.receive_file(one.path, expected=one.expected)
            return replace(begun, batch=batch, opened=opened.pop_all())

    def begin_members(self, wanted: Iterator[Wanted]) -> Begun:
        """The next files in a ZIP or TAR, read and written when this returns; see `finish`.

        Each has to be read in its turn, before the next one is asked for.
        """
        some = []
        with ExitStack() as opened:
            batch = opened.enter_context(self.blobs.batch(watch=self.watch))
            for one in _a_batch_of(wanted, self.at_once):
                some.append(one)
                if one.is_tried:
                    batch.receive_stream(one.path, one.chunks(), expected=one.expected)
            return Begun(some, batch, opened.pop_all())

    def finish(self, begun: Begun) -> list[Received]:
        """What became of these files, durable and described. May run beside entering others."""
        with begun.opened:
            answers = iter(self._committed(begun))
        rows = [
            _told(one) if one.refused or one.known else _answer(one, next(answers))
            for one in begun.wanted
        ]
        return self._described(rows)

    def _committed(self, begun: Begun) -> list[Stored | Refused]:
        try:
            if begun.batch:
                return begun.batch.commit()
            return self.receivers.receive(
                [Given(one.path, one.expected) for one in begun.tried], self.watch
            )
        except (NoRoom, UnwritableStore) as error:
            return [self._alone(one, error) for one in begun.tried]

    def _alone(self, one: Wanted, error: EvidenceError) -> Stored | Refused:
        """A file of a batch that failed, once more by itself: a smaller one may find room."""
        if not isinstance(one.source, Path):
            return Refused(Path(one.label), error)  # its bytes came in their turn, and went
        try:
            return self.blobs.receive_file(one.source, expected=one.expected)
        except EvidenceError as again:
            return Refused(one.source, again)

    def _described(self, rows: Sequence[Received]) -> list[Received]:
        """The arrivals with what their bytes are and say, but for those that are items already."""
        arrivals = [row for row in rows if isinstance(row, Arrival)]
        known = self.is_known([row.key for row in arrivals])
        new = [row for row in arrivals if row.key not in known or row.wanted.order.lead]
        told = dict(zip((row.stored.digest for row in new), self._told_of(new), strict=True))
        return [
            _with(row, told[row.stored.digest])
            if isinstance(row, Arrival) and row.stored.digest in told
            else row
            for row in rows
        ]

    def _told_of(self, rows: Sequence[Arrival]) -> Sequence[Described | EvidenceError]:
        digests = [row.stored.digest for row in rows]
        try:
            return self.describe(digests)
        except EvidenceError:  # one of them is to blame, or none
            return [self._told_of_one(digest) for digest in digests]

    def _told_of_one(self, digest: str) -> Described | EvidenceError:
        try:
            return self.describe([digest])[0]
        except (MissingEvidence, DamagedEvidence) as error:
            return error
        except EvidenceError as error:  # no reader's failure costs the item
            return Described(PLAIN, Claims(notes=(str(error),)))


def _with(row: Arrival, told: Described | EvidenceError) -> Received:
    if isinstance(told, EvidenceError):
        return refusal(row.wanted, str(told))
    return replace(row, described=told)


def _a_batch_of(wanted: Iterator[Wanted], most: int) -> Iterator[Wanted]:
    size = 0
    for count, one in enumerate(wanted, 1):
        yield one
        size += one.size
        if count >= most or size >= BATCH_BYTES:
            return


def _told(one: Wanted) -> Added:
    return one.known or refusal(one, one.refused)


def refusal(one: Wanted, reason: str, *, no_room: bool = False) -> Added:
    """What to tell of a file that was not taken in."""
    return Added(one.label, REFUSED, reason=reason, no_room=no_room)


def _answer(one: Wanted, answer: Stored | Refused) -> Received:
    match answer:
        case Refused(error=NoRoom(why=why)):
            full = f"the disk of the archive is full: {why}; nothing of it was kept"
            return refusal(one, full, no_room=True)
        case Refused(error=error):
            return refusal(one, str(error))
        case Stored():
            pass
    return Arrival(one, answer)
