"""Packets that are built beside other work, one at a time: how far each is, and going on with one.

What is asked for lies beside the packet until it has its name: the approved plan and the keys to
encrypt to. A build that was interrupted is seen by it, also after the program was started again,
and goes on from what is there. Whoever builds holds a lock, so that another program sees it.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Event, Lock, Thread

from archive.database.errors import ArchiveBusy
from archive.disclosure import Audience
from archive.disclosure.audience import read
from archive.errors import ArchiveError
from archive.packets.approval import from_file, read_plan, to_file
from archive.packets.beginning import forget_plan
from archive.packets.build import Form, build_packet
from archive.packets.errors import UnknownPacket
from archive.packets.places import clear_parts
from archive.packets.planned import PacketPlan
from archive.settings import Settings
from archive.workspace import Archive
from evidence.errors import EvidenceError
from evidence.packing.encryption import read_recipient
from evidence.store.durable import put_text

__all__ = ["Builds", "HowFar", "Stage", "unfinished"]

TRIES, BETWEEN_SECONDS = 10, 0.1
"""How often the lock is asked for: who looks how far a build is holds it for a moment."""


class Stage(StrEnum):
    """Where a build is."""

    WAITING = "waiting"
    """For another one to end."""
    BUILDING = "building"
    ELSEWHERE = "elsewhere"
    """Another program builds it."""
    STOPPED = "stopped"
    """It was interrupted: it can go on."""
    FAILED = "failed"
    """It can go on where the reason is no longer there."""


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far a packet is that has no name yet."""

    stage: Stage
    audience: Audience
    """For whom it is."""
    copied: int = 0
    """Bytes of its exhibits."""
    whole: int = 0
    """Bytes of all its exhibits; 0 where they are not known."""
    why: str = ""
    """Why it failed."""


class Builds:
    """The packets that this program builds. May be used by several threads."""

    def __init__(self) -> None:
        self._builds: dict[Path, _Build] = {}
        self._changing, self._turn, self._stopped = Lock(), Lock(), Event()

    def begin(self, archive: Archive, plan: PacketPlan, out: Path, keys: Sequence[str]) -> None:
        """Build what an approved plan says as `out`.zip, encrypted to `keys` if there are any.

        Raises:
            BadRecipient: one of the keys is none; nothing was begun.
            OSError: nothing can be written there.
        """
        for key in keys:
            read_recipient(key)
        out.parent.mkdir(parents=True, exist_ok=True)
        put_text(_keys(out), "".join(f"{key}\n" for key in keys))
        put_text(_order(out), to_file(plan))
        self._start(archive, out, plan)

    def go_on(self, archive: Archive, out: Path) -> None:
        """Go on with a build that was interrupted; nothing is done if it is being built here.

        If the plan no longer holds, the build fails, and says so.

        Raises:
            UnknownPacket: none was begun there.
        """
        if not _order(out).is_file():
            raise UnknownPacket(out.name)
        self._start(archive, out, None)

    def give_up(self, out: Path) -> None:
        """Take away what was written of a packet that was interrupted or failed.

        That it was begun stays in the log. What is interrupted here can be done again.

        Raises:
            UnknownPacket: none was begun there.
            ArchiveBusy: it is being built, here or elsewhere; nothing was taken away.
        """
        with self._changing:
            build = self._builds.get(out)
            if build is not None and build.is_alive():
                raise ArchiveBusy
            if not _order(out).is_file():
                raise UnknownPacket(out.name)
            with _alone(out):
                clear_parts(out)
                forget_plan(out)
                _keys(out).unlink(missing_ok=True)
                _order(out).unlink()
            self._builds.pop(out, None)

    def how_far(self, out: Path) -> HowFar | None:
        """How far a packet is; None: it is built, or was never begun."""
        build = self._builds.get(out)
        if build is not None and (build.is_alive() or build.stage is Stage.FAILED):
            return build.told()
        if not _order(out).is_file():
            return None
        stage = Stage.STOPPED if _is_free(out) else Stage.ELSEWHERE
        return HowFar(stage, _audience(out))

    def wait(self, out: Path, seconds: float) -> None:
        """Wait until a build has ended, but no longer than this."""
        if build := self._builds.get(out):
            build.join(seconds)

    def stop(self, seconds: float) -> None:
        """Stop all builds, and wait so long at most; each can go on another time."""
        self._stopped.set()
        for build in self._builds.values():
            build.join(seconds)

    def _start(self, archive: Archive, out: Path, plan: PacketPlan | None) -> None:
        with self._changing:
            ended = [path for path, build in self._builds.items() if not build.is_alive()]
            for path in ended:
                del self._builds[path]
            if out not in self._builds:
                self._builds[out] = _Build(archive, out, plan, self._turn, self._stopped)
                self._builds[out].start()


class _Stopped(Exception):
    """The program ends."""


class _Build(Thread):
    """One build."""

    def __init__(
        self, archive: Archive, out: Path, plan: PacketPlan | None, turn: Lock, stopped: Event
    ) -> None:
        super().__init__(name=f"building {out.name}", daemon=True)
        self._archive, self._out, self._plan = archive, out, plan
        self._turn, self._stopped = turn, stopped
        self._audience = plan.audience if plan else _audience(out)
        self.stage, self._copied, self._why = Stage.WAITING, 0, ""

    def told(self) -> HowFar:
        """How far it is."""
        whole = self._plan.size if self._plan else 0
        return HowFar(self.stage, self._audience, self._copied, whole, self._why)

    def run(self) -> None:
        """Build it as soon as it is its turn."""
        try:
            with self._turn, _alone(self._out):
                self.stage = Stage.BUILDING
                self._build()
        except _Stopped:
            self.stage = Stage.STOPPED
        except (ArchiveError, EvidenceError, OSError) as error:
            self.stage, self._why = Stage.FAILED, str(error)

    def _build(self) -> None:
        self._see_to_go_on()
        self._plan = self._plan or from_file(self._archive, _order(self._out))
        keys = _keys(self._out).read_text("utf-8").splitlines()
        build_packet(
            self._archive,
            self._plan,
            self._out,
            form=Form.ZIP,
            recipients=[read_recipient(key) for key in keys],
            watch=lambda _line: self._see_to_go_on(),
            copied=self._copy,
        )
        _order(self._out).unlink()
        _keys(self._out).unlink()

    def _copy(self, count: int) -> None:
        self._see_to_go_on()
        self._copied += count

    def _see_to_go_on(self) -> None:
        if self._stopped.is_set():
            raise _Stopped


def unfinished(settings: Settings, audience: Audience) -> list[str]:
    """Names of packets that were begun and have no name yet, as far as an audience may know."""
    found = (
        settings.packets / path.name[1 : -len(".order")]
        for path in sorted(settings.packets.glob(".*.order"))
    )
    return [out.name for out in found if audience.covers(_audience(out))]


def _audience(out: Path) -> Audience:
    return read(read_plan(_order(out)).audience)


def _order(out: Path) -> Path:
    return out.with_name(f".{out.name}.order")


def _keys(out: Path) -> Path:
    return out.with_name(f".{out.name}.keys")


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the lock of a build.

    Raises:
        ArchiveBusy: another program holds it.
    """
    with _order(out).open("rb") as file:
        for left in reversed(range(TRIES)):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:  # perhaps somebody only looks
                if not left:
                    raise ArchiveBusy from error
                time.sleep(BETWEEN_SECONDS)
        yield


def _is_free(out: Path) -> bool:
    with _order(out).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
