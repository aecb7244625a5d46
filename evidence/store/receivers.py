"""Processes that receive batches of many small files beside this one.

A small file costs a dozen calls of the system and little work between them. A thread that makes
them waits for the interpreter's lock after each for as long as another thread has work to do, so
that receiving and entering would take as long as one after the other. One large file needs no
process: nearly all of its time passes outside of the lock.

These processes parse nothing and run the same code as this one. One that ends costs time only: its
batch is received here.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from evidence.errors import EvidenceError
from evidence.store.batch import Batch, Refused, Stored
from evidence.store.shelves import Shelves

_START = (
    "import json, sys; settings = json.loads(sys.argv[1]);"
    "sys.path += [folder for folder in settings['path'] if folder not in sys.path];"
    "from evidence.store.receivers import main; main(settings['folder'])"
)
_TOLD_EVERY = 4 << 20
"""Bytes between two messages about how much has arrived."""
_ENDED = (OSError, EOFError, pickle.UnpicklingError)
"""What is raised here when a process is not there any more."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file that is to be received."""

    path: Path
    expected: str | None = None
    """Digest that was promised for it."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a process says."""

    arrived: int = 0
    """Bytes more that have arrived."""
    outcomes: list[Stored | Refused] | None = None
    error: EvidenceError | None = None

    @property
    def is_last(self) -> bool:
        """Whether it says what became of the batch."""
        return self.outcomes is not None or self.error is not None


class Receivers:
    """Receive batches for the store in one folder, each in a process; they start when needed.

    Use it in a `with` block: at its end they are stopped. May be used by several threads.
    """

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._idle: list[_Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._idle:
            self._idle.pop().stop()

    def receive(
        self, files: Sequence[Given], watch: Callable[[int], None]
    ) -> list[Stored | Refused]:
        """Make these files durable; one answer for each, in their order.

        `watch` is told now and then how many bytes more have arrived.

        Raises:
            FullBatch: there are more than one batch holds.
            NoRoom, UnwritableStore: as `Batch.commit` raises them.
        """
        if self._shelves.is_far:  # its threads wait for the service, not for each other
            return receive_here(self._shelves, files, watch)
        process = None
        try:
            process = self._process()
            answer = process.ask(files, watch)
        except _ENDED:
            if process:
                process.stop()
            return receive_here(self._shelves, files, watch)
        self._idle.append(process)
        if answer.error is not None:
            raise answer.error
        return answer.outcomes or []

    def _process(self) -> _Process:
        try:
            return self._idle.pop()
        except IndexError:
            return _Process(self._shelves.folder)


def receive_here(
    shelves: Shelves, files: Sequence[Given], watch: Callable[[int], None]
) -> list[Stored | Refused]:
    """The same in this process. Raises as `Receivers.receive` does."""
    with Batch(shelves, watch=watch) as batch:
        for one in files:
            batch.receive_file(one.path, expected=one.expected)
        return batch.commit()


class _Process:
    """One process. All that it needs of this one is where the store and the packages lie."""

    def __init__(self, folder: Path) -> None:
        path = [one for one in sys.path if Path(one).is_absolute()]
        settings = json.dumps({"path": path, "folder": os.fspath(folder.absolute())})
        self._process = subprocess.Popen(  # noqa: S603 - this Python, with arguments made here
            [sys.executable, "-I", "-B", "-c", _START, settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def ask(self, files: Sequence[Given], watch: Callable[[int], None]) -> _Answer:
        """The answer about these files. Raises one of `_ENDED` if the process ends before it."""
        there, back = self._process.stdin, self._process.stdout
        assert there is not None
        assert back is not None
        pickle.dump(list(files), there)
        there.flush()
        while True:
            answer: _Answer = pickle.load(back)  # noqa: S301 - by a process of our own
            if answer.is_last:
                return answer
            watch(answer.arrived)

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not written yet has no reader
                if pipe:
                    pipe.close()
        self._process.wait()


def main(folder: str) -> None:
    """Receive what comes over the standard input, batch after batch, until it ends."""
    shelves = Shelves(Path(folder))
    teller = _Teller(sys.stdout.buffer)
    for files in _batches(sys.stdin.buffer):
        try:
            outcomes = receive_here(shelves, files, teller.arrived)
        except EvidenceError as error:
            teller.end(_Answer(error=error))
        else:
            teller.end(_Answer(outcomes=outcomes))


class _Teller:
    """Tells the other side how far it is. Called by several threads."""

    def __init__(self, there: BinaryIO) -> None:
        self._there = there
        self._lock = threading.Lock()
        self._untold = 0

    def arrived(self, size: int) -> None:
        with self._lock:
            self._untold += size
            if self._untold >= _TOLD_EVERY:
                self._tell_arrived()

    def end(self, answer: _Answer) -> None:
        with self._lock:
            self._tell_arrived()
            self._tell(answer)

    def _tell_arrived(self) -> None:
        self._tell(_Answer(arrived=self._untold))
        self._untold = 0

    def _tell(self, answer: _Answer) -> None:
        pickle.dump(answer, self._there)
        self._there.flush()


def _batches(source: BinaryIO) -> Iterator[list[Given]]:
    """What the other process sends, until it has no more to say."""
    with suppress(EOFError):
        while True:
            yield pickle.load(source)  # noqa: S301 - by the process that started this one
