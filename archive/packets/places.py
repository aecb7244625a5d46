"""Where a packet is written: in which form, under which hidden names, and what waits beside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.packets.sinks import FolderSink, Sink, ZipSink
from evidence.packing import bag
from evidence.packing.encryption import Recipient, encrypting_to
from evidence.packing.zip_stream import ZipStream
from evidence.store.durable import sync_file_system, sync_folder
from evidence.store.rewriting import Rewriting

__all__ = ["ENDINGS", "Form", "Places", "Waiting", "clear_parts"]

IN_MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made in it


class Form(StrEnum):
    """What is written."""

    FOLDER = "folder"
    ZIP = "zip"
    BOTH = "both"
    ENCRYPTED = "encrypted"
    """One ZIP, encrypted to its recipients. What waits to be written into it waits in memory, on
    systems that have a folder there."""


ENDINGS = {
    Form.FOLDER: ("",),
    Form.ZIP: (".zip",),
    Form.BOTH: ("", ".zip"),
    Form.ENCRYPTED: (".zip.age",),
}
"""What is written, by its ending."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where volumes of the bundle wait until it is their turn."""

    folder: Path
    most: int | None
    """How many may; None: all."""


def clear_parts(out: Path, kept: Collection[Path] = ()) -> None:
    """Remove what interrupted builds left under a name, but for what is `kept`."""
    for path in out.parent.glob(f".{out.name}.*part"):
        if path in kept:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


class Places:
    """Where a packet is written, under hidden names first."""

    def __init__(self, out: Path, packet: str, form: Form) -> None:
        self._out = out
        self.form = form
        self._packet = packet
        self._folder = form in (Form.FOLDER, Form.BOTH)
        self._endings = ENDINGS[form]
        self.finals = tuple(out.with_name(out.name + ending) for ending in self._endings)

    def _part(self, ending: str) -> Path:
        return self._out.with_name(f".{self._out.name}{ending}.{self._packet}.part")

    def clear_others(self) -> None:
        """Remove what an interrupted build of another plan left under this name."""
        clear_parts(self._out, {self._part(ending) for ending in self._endings})

    @contextmanager
    def sinks(self, recipients: Sequence[Recipient]) -> Iterator[list[Sink]]:
        """What takes the files; closed and on the disk at the end."""
        with ExitStack() as stack:
            sinks: list[Sink] = []
            if self._folder:
                self._part("").mkdir(exist_ok=True)
                folder = FolderSink(self._part(""))
                stack.callback(folder.close)
                sinks.append(folder)
            stream = None
            if self.form in (Form.ZIP, Form.BOTH):
                stream = ZipStream(stack.enter_context(Rewriting(self._part(".zip"))))
            elif self.form is Form.ENCRYPTED:
                self._part(".zip.age").unlink(missing_ok=True)  # never twice the same
                target = stack.enter_context(Rewriting(self._part(".zip.age")))
                stream = ZipStream(stack.enter_context(encrypting_to(target, recipients)))
            if stream:
                sinks.append(ZipSink(stream, f"packet-{self._packet}"))
            yield sinks
            if stream:
                stream.close()

    @contextmanager
    def waiting(self) -> Iterator[Waiting]:
        """A folder for volumes of the bundle that wait until it is their turn; empty at first."""
        if self.form is Form.ENCRYPTED:
            memory = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
            with TemporaryDirectory(prefix="khronika-bundle-", dir=memory) as place:
                yield Waiting(Path(place), 1)
            return
        folder = self._part(".waiting")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield Waiting(folder, None)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def finish(self, names: frozenset[str]) -> None:
        """Remove from the folder what does not belong there, and bring it to the disk."""
        if not self._folder:
            return
        part = self._part("")
        for path in part.rglob("*"):
            if path.is_file() and path.relative_to(part).as_posix() not in names:
                path.unlink()
        with (part / bag.TAG_MANIFEST).open("rb") as file:
            sync_file_system(file.fileno())

    def rename(self) -> None:
        """Give everything its name."""
        for ending, final in zip(self._endings, self.finals, strict=True):
            self._part(ending).replace(final)
        sync_folder(self._out.parent)
