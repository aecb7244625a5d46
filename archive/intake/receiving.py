"""Bytes into the store: up to a thousand files become durable together, and are then described.

What comes out is a value for each file, in their order: refused, known from before, or arrived. No
entry has been written by then; what a crash leaves behind is a blob that no entry names, and the
next run enters it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from archive.describing import Described
from archive.intake.known import Key
from archive.intake.order import Resolved
from archive.intake.outcome import REFUSED, Added
from evidence.capture.claims import Claims
from evidence.errors import (
    DamagedEvidence,
    EvidenceError,
    MissingEvidence,
    NoRoom,
    UnwritableStore,
)
from evidence.media_types.mediatype import MediaType
from evidence.store.batch import BATCH_LIMIT, Batch, Refused, Stored
from evidence.store.blobs import BlobStore
from evidence.store.copying import do_not_watch

BATCH_FILES = BATCH_LIMIT
"""Files that become durable and are entered together."""
BATCH_BYTES = 1 << 30
"""A batch ends with the file that brings it here: a crash costs no more than about this."""
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
class Copied:
    """Some files that were copied, together with the batch that will make them durable."""

    batch: Batch
    wanted: Sequence[Wanted]
    opened: ExitStack
    """Drops what was copied, if it was not finished."""


Received = Arrival | Added
"""A file that arrived, or what became of one that did not."""


@dataclass(frozen=True)
class Receiving:
    """Receives batch after batch."""

    blobs: BlobStore
    describe: Describe
    is_known: IsKnown
    at_once: int = BATCH_FILES
    """Files in a batch."""
    watch: Callable[[int], None] = do_not_watch
    """Told now and then how many bytes more have arrived. Called by several threads."""

    def copy(self, wanted: Iterator[Wanted]) -> Copied:
        """The next files, copied and hashed and not durable yet; see `finish`.

        Copying and entering do not run beside each other: both would wait for the interpreter's
        lock at every call of the system, and take longer than one after the other.
        """
        some: list[Wanted] = []
        with ExitStack() as opened:
            batch = opened.enter_context(self.blobs.batch(watch=self.watch))
            for one in _a_batch_of(wanted, self.at_once):
                some.append(one)
                if not one.refused and one.known is None:
                    self._receive(batch, one)
            batch.wait()
            return Copied(batch, some, opened.pop_all())

    def finish(self, copied: Copied) -> list[Received]:
        """What became of these files, durable and described. May run beside entering others."""
        with copied.opened:
            answers = iter(self._committed(copied.batch, copied.wanted))
        rows = [
            _told(one) if one.refused or one.known else _answer(one, next(answers))
            for one in copied.wanted
        ]
        return self._described(rows)

    def _receive(self, batch: Batch, one: Wanted) -> None:
        if isinstance(one.source, Path):
            batch.receive_file(one.source, expected=one.expected)
        else:
            batch.receive_stream(Path(one.label), one.source(), expected=one.expected)

    def _committed(self, batch: Batch, some: Iterable[Wanted]) -> list[Stored | Refused]:
        try:
            return batch.commit()
        except (NoRoom, UnwritableStore) as error:
            tried = [one for one in some if not one.refused and one.known is None]
            return [self._alone(one, error) for one in tried]

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
