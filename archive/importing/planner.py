"""Planning in a process of its own, so that one processor plans while another one writes.

The process reads the file and the archive and changes nothing. It sends one plan after the other.
A few of them wait here as bytes until they are taken, so that neither side stands still because the
other was slow for a moment; then the process waits, so that memory stays flat. It ends when the
file does, when it is told to, and with the process that started it.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import IO, Any

from sqlalchemy import Connection

from archive import database, people
from archive.accounts import granting
from archive.errors import ArchiveError
from archive.founding import open_archive
from archive.importing.course import Course
from archive.importing.errors import PlanningStopped
from archive.importing.mapping import Mapping, mapping_of
from archive.importing.planning import Plan
from archive.unhurried import unhurried
from archive.workspace import Archive
from evidence.errors import EvidenceError
from schemas.errors import SchemaError

_START = (
    "import json, sys; order = json.loads(sys.argv[1]);"
    "sys.path += [folder for folder in order['path'] if folder not in sys.path];"
    "from archive.importing.planner import serve; serve(order)"
)
LEAST_BYTES = 2 << 20
"""Bytes of a table from which on another process plans: about a second's work."""
LEAST_PACKED = LEAST_BYTES // 8
"""The same for a workbook, which is packed."""
_PIPE_BYTES = 1 << 20
"""What fits into the pipe, where the system lets us say so: the usual size of 64 KiB would wake
both sides many times a plan."""
AHEAD = 4
"""Plans that wait to be taken, at most: about 2 MB each for large records."""
_LENGTH_BYTES = 8
"""How long the length before each plan is."""


def is_worth_a_process(path: Path) -> bool:
    """Whether a file is so large that a second process saves more than its start takes."""
    least = LEAST_PACKED if path.suffix.lower() == ".xlsx" else LEAST_BYTES
    return path.stat().st_size >= least and _processors() > 1


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class PlansBeside:
    """Plans that another process makes."""

    def __init__(
        self, archive: Archive, path: Path, mapping: Mapping, reason: str | None, *, skip: int = 0
    ) -> None:
        self._name = path.name
        order = {
            "folder": str(archive.settings.folder),
            "person": archive.person,
            "file": str(path.absolute()),
            "name": mapping.name,
            "mapping": mapping.source.decode(),
            "reason": reason,
            "skip": skip,
            "path": [folder for folder in sys.path if Path(folder).is_absolute()],
        }
        self._process = subprocess.Popen(  # noqa: S603 - this Python, with arguments made here
            [sys.executable, "-I", "-c", _START, json.dumps(order)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            cwd="/",
            start_new_session=True,  # whoever interrupts this process ends that one by `close`
        )
        assert self._process.stdout is not None
        self._plans = _Ahead(self._process.stdout)

    def next(self, connection: Connection) -> Plan | None:
        """The next plan.

        Raises:
            PlanningStopped: the process ended before the file did.
            ArchiveError, EvidenceError, SchemaError: what went wrong there.
        """
        try:
            found = pickle.loads(self._plans.take())  # noqa: S301 - from our own process
        except (EOFError, pickle.UnpicklingError) as error:
            raise PlanningStopped(self._name, self._process.wait()) from error
        if isinstance(found, _Trouble):
            raise found.error()
        return found  # type: ignore[no-any-return] # a plan or None: see `serve`

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._plans.close()


class _Ahead:
    """Messages from a pipe, read as they come by a thread until `AHEAD` of them wait."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._room = Semaphore(AHEAD)
        self._waiting: SimpleQueue[bytes] = SimpleQueue()
        self._over = False
        self._reader = Thread(target=self._read, name="plans of another process", daemon=True)
        _widen(pipe)
        self._reader.start()

    def take(self) -> bytes:
        """The next message.

        Raises:
            EOFError: the pipe ended, at a message or inside one.
        """
        message = self._waiting.get()
        self._room.release()
        if not message:
            self._waiting.put(message)  # whoever asks once more is told the same
            raise EOFError
        return message

    def close(self) -> None:
        """Let go of the pipe, whose other end is closed already."""
        self._over = True
        self._room.release()
        self._reader.join()
        self._pipe.close()

    def _read(self) -> None:
        message = b"-"
        while message and not self._over:
            length = int.from_bytes(self._pipe.read(_LENGTH_BYTES))
            message = self._pipe.read(length)
            if len(message) < length:
                message = b""
            self._room.acquire()
            self._waiting.put(message)


class _Trouble:
    """An error on its way between two processes: they are made of facts, not of their sentence."""

    def __init__(self, error: Exception) -> None:
        self._kind, self._sentence, self._facts = type(error), str(error), dict(vars(error))

    def error(self) -> Exception:
        """The error again."""
        made = self._kind.__new__(self._kind, self._sentence)
        vars(made).update(self._facts)
        return made


def serve(order: dict[str, Any]) -> None:
    """Send plans until there are no more: what the other process does."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # nobody takes the plans any more: end quietly
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as plans, unhurried():
        try:
            _send(order, plans)
        except (ArchiveError, EvidenceError, SchemaError, OSError) as error:
            _put(_Trouble(error), plans)


def _send(order: dict[str, Any], plans: IO[bytes]) -> None:
    mapping = mapping_of(order["mapping"].encode(), order["name"])
    archive = open_archive(Path(order["folder"]), order["person"])
    with archive.reading() as connection:
        by = granting.audience_of(people.at_work(connection, archive.person))
    course = Course(Path(order["file"]), mapping, order["reason"], by=by, skip=order["skip"])
    plan: Plan | None = Plan()
    while plan is not None:
        with archive.reading() as connection, database.with_room(connection):
            plan = course.next(connection)
        _put(plan, plans)


def _put(message: object, plans: IO[bytes]) -> None:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    plans.write(len(data).to_bytes(_LENGTH_BYTES))
    plans.write(data)
    plans.flush()


def _widen(pipe: IO[bytes]) -> None:
    """Let a whole plan lie in the pipe, on systems that have a call for it."""
    if sys.platform == "linux":
        import fcntl

        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
