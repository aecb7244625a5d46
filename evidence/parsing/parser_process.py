"""Other people's files, parsed where it can do no harm: in processes of their own, within limits.

A few processes stay and serve many files, because starting one takes longer than reading a photo.
One that fails, hangs or is killed is replaced, and costs the file it had in hand a note, never the
item. Each is replaced after some hundreds of files in any case. Open files are passed to them; they
get no name of a file, no environment and no key.
"""

from __future__ import annotations

import io
import json
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from types import TracebackType
from typing import Any, BinaryIO, Self

from evidence.capture.claims import Claims
from evidence.errors import BadClaims, BadRedaction, ParserStopped, UnreadablePicture
from evidence.imaging.rendition import LONGEST_SIDE, Box, Rendition
from evidence.isolation.frames import Frame
from evidence.isolation.limits import MAX_PIXELS, WorkerLimits
from evidence.isolation.worker_process import WorkerProcess
from evidence.reading.contents import Contents
from evidence.reading.drawn import Drawn
from evidence.store.copying import opened_source
from evidence.store.durable import writing_to

_FILES_PER_PROCESS = 500
_FIRST_SHARE = 0.7
"""Of the time for a question, what a process gets that may be worn out by earlier files."""


def read_claims(
    source: Path | BinaryIO, *, seconds: float = 10.0, memory_bytes: int = 512 << 20
) -> Claims:
    """What one file says of itself; a `ParserPool` is quicker for many.

    Raises:
        UnreadableSource: `source` is no regular file, or cannot be opened.
        ParserUnavailable: no process can be started here.
    """
    with ParserPool(workers=1, seconds=seconds, memory_bytes=memory_bytes) as pool:
        return pool.read_claims(source)


class ParserPool:
    """Up to `workers` parser processes. May be used by several threads; close it, or use `with`.

    A `source` is a path, or an open file such as `BlobStore.open` gives; the position of an open
    file is then another one.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        seconds: float = 10.0,
        memory_bytes: int = 512 << 20,
        output_bytes: int = 256 << 20,
        max_pixels: int = MAX_PIXELS,
    ) -> None:
        self.seconds = seconds
        """For one question about a file, unless fewer are given with it."""
        self._limits = WorkerLimits(seconds, memory_bytes, max_pixels)
        self._output_bytes = output_bytes
        self._free = threading.BoundedSemaphore(workers)
        self._idle: list[WorkerProcess] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes. The pool may be used again afterwards, and then starts new ones."""
        while self._idle:
            self._idle.pop().stop()

    def read_claims(self, source: Path | BinaryIO) -> Claims:
        """What a file says of itself. Whatever is wrong with its content is told in the notes.

        Raises:
            UnreadableSource: `source` is no regular file, or cannot be opened.
            ParserUnavailable: no process can be started here.
        """
        try:
            return _claims(self._ask(source, {"job": "claims"}))
        except ParserStopped as error:
            return Claims(notes=(f"the parser was stopped over this file: {error.why}",))

    def read(self, source: Path | BinaryIO, media_type: str) -> Contents:
        """What a file says of itself, and its words. What is wrong with it is told in the notes.

        Raises:
            UnreadableSource: `source` is no regular file, or cannot be opened.
            ParserUnavailable: no process can be started here.
        """
        try:
            return Contents.from_frame(self._ask(source, {"job": "read", "type": media_type}))
        except ParserStopped as error:
            return Contents().noting(f"the parser was stopped over this file: {error.why}")

    def draw(
        self, source: Path | BinaryIO, media_type: str, *, seconds: float | None = None
    ) -> Drawn:
        """The small picture of a file: thumbnail, poster frame or first page.

        Raises:
            UnreadablePicture: it has none, or none that can be drawn within the limits.
            UnreadableSource: `source` is no regular file, or cannot be opened.
            ParserUnavailable: no process can be started here.
        """
        question = {"job": "draw", "type": media_type}
        with _as_unreadable_picture():
            return Drawn.from_frame(self._ask(source, question, seconds))

    def thumbnail(self, source: Path | BinaryIO, *, longest_side: int = LONGEST_SIDE) -> Rendition:
        """A small JPEG of a picture, upright, without metadata.

        Raises:
            UnreadablePicture: it cannot be decoded within the limits.
            UnreadableSource: `source` is no regular file, or cannot be opened.
            ParserUnavailable: no process can be started here.
        """
        return self._draw(source, {"job": "thumbnail", "longest_side": longest_side})

    def for_page(self, source: Path | BinaryIO, *, box: tuple[int, int]) -> Rendition:
        """A picture for a printed page, upright, without metadata, drawn quickly.

        Raises:
            UnreadablePicture: it cannot be decoded within the limits.
            UnreadableSource: `source` is no regular file, or cannot be opened.
            ParserUnavailable: no process can be started here.
        """
        return self._draw(source, {"job": "for_page", "box": list(box)})

    def strip_metadata(self, source: Path | BinaryIO) -> Rendition:
        """The picture in full size, upright, without metadata.

        Raises:
            UnreadablePicture: it cannot be decoded within the limits.
            UnreadableSource: `source` is no regular file, or cannot be opened.
            ParserUnavailable: no process can be started here.
        """
        return self._draw(source, {"job": "strip_metadata"})

    def redact(self, source: Path | BinaryIO, boxes: Sequence[Box]) -> Rendition:
        """The picture in full size with `boxes` (pixels of the upright picture) filled black.

        Raises:
            BadRedaction: there is no box, or one that covers nothing of the picture.
            UnreadablePicture: it cannot be decoded within the limits.
            UnreadableSource: `source` is no regular file, or cannot be opened.
            ParserUnavailable: no process can be started here.
        """
        return self._draw(source, {"job": "redact", "boxes": [list(box) for box in boxes]})

    def upright_size(self, source: Path | BinaryIO) -> tuple[int, int]:
        """Width and height in pixels of a picture as it is seen.

        Raises:
            UnreadablePicture: it is no picture, or has too many pixels.
            UnreadableSource: `source` is no regular file, or cannot be opened.
            ParserUnavailable: no process can be started here.
        """
        with _as_unreadable_picture():
            size = self._ask(source, {"job": "upright_size"}).content.get("size")
            if not isinstance(size, list) or [type(one) for one in size] != [int, int]:
                raise ParserStopped("it answered with something else than a size")
            return size[0], size[1]

    def perceptual_hash(self, source: Path | BinaryIO) -> str:
        """Sixty-four bits in 16 hex digits; see `evidence.imaging.likeness`.

        Raises:
            UnreadablePicture: it cannot be decoded within the limits.
            UnreadableSource: `source` is no regular file, or cannot be opened.
            ParserUnavailable: no process can be started here.
        """
        with _as_unreadable_picture():
            bits = self._ask(source, {"job": "perceptual_hash"}).content.get("bits")
            if not isinstance(bits, str) or len(bits) != 16:
                raise ParserStopped("it answered with something else than sixty-four bits")
            return bits

    def count_pages(self, source: Path | BinaryIO) -> int:
        """How many pages a PDF has.

        Raises:
            UnreadablePicture: it is no PDF that can be read within the limits.
            UnreadableSource: `source` is no regular file, or cannot be opened.
            ParserUnavailable: no process can be started here.
        """
        with _as_unreadable_picture():
            pages = self._ask(source, {"job": "count_pages"}).content.get("pages")
            if not isinstance(pages, int) or pages < 0:
                raise ParserStopped("it answered with something else than a number of pages")
            return pages

    def draw_page(self, source: Path | BinaryIO, number: int) -> Rendition:
        """One page of a PDF, `number` from 0, as a JPEG.

        Raises:
            UnreadablePicture: it cannot be drawn within the limits.
            UnreadableSource: `source` is no regular file, or cannot be opened.
            ParserUnavailable: no process can be started here.
        """
        return self._draw(source, {"job": "draw_page", "number": number})

    def _draw(self, source: Path | BinaryIO, question: dict[str, Any]) -> Rendition:
        with _as_unreadable_picture():
            return Rendition.from_frame(self._ask(source, question))

    def _ask(
        self, source: Path | BinaryIO, question: dict[str, Any], seconds: float | None = None
    ) -> Frame:
        with _descriptor(source) as descriptor, self._free:
            seconds = self.seconds if seconds is None else seconds
            worker = self._worker()
            if worker.answered == 0:
                answer = self._answer(worker, question, descriptor, seconds)
            else:
                answer = self._answer_or_again(worker, question, descriptor, seconds)
        if isinstance(why := answer.content.get("unreadable"), str):
            raise UnreadablePicture(why)
        if isinstance(why := answer.content.get("bad_redaction"), str):
            raise BadRedaction(why)
        return answer

    def _worker(self) -> WorkerProcess:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_running:
                return worker
            worker.stop()
        return WorkerProcess(self._limits)

    def _answer_or_again(
        self, worker: WorkerProcess, question: dict[str, Any], descriptor: int, seconds: float
    ) -> Frame:
        """The answer of a process that has read other files, or else of a fresh one.

        What earlier files left behind in that process is not held against this one. Both together
        get no more than `seconds`, beside the start of the second.
        """
        since = time.monotonic()
        try:
            return self._answer(worker, question, descriptor, seconds * _FIRST_SHARE)
        except ParserStopped:
            left = seconds - (time.monotonic() - since)
            if left <= 0:
                raise
        return self._answer(WorkerProcess(self._limits), question, descriptor, left)

    def _answer(
        self, worker: WorkerProcess, question: dict[str, Any], descriptor: int, seconds: float
    ) -> Frame:
        keep = False
        try:
            answer = worker.ask(
                question, descriptor, output_bytes=self._output_bytes, seconds=seconds
            )
            if isinstance(why := answer.content.get("stopped"), str):
                raise ParserStopped(why)
            keep = worker.answered < _FILES_PER_PROCESS
        finally:
            if keep:
                self._idle.append(worker)
            else:
                worker.stop()
        return answer


def _claims(answer: Frame) -> Claims:
    try:
        return Claims.from_json(json.loads(answer.payload))
    except (BadClaims, ValueError, RecursionError) as error:
        raise ParserStopped(f"it answered with something unreadable ({error})") from error


@contextmanager
def _as_unreadable_picture() -> Iterator[None]:
    try:
        yield
    except ParserStopped as error:
        raise UnreadablePicture(f"the parser was stopped over it: {error.why}") from error


@contextmanager
def _descriptor(source: Path | BinaryIO) -> Iterator[int]:
    if isinstance(source, Path):
        with opened_source(source) as descriptor:
            yield descriptor
    else:
        try:
            yield source.fileno()
        except io.UnsupportedOperation:  # it is read from afar: a copy that has no name
            with TemporaryFile() as copy:
                source.seek(0)
                with writing_to(Path(gettempdir())):
                    shutil.copyfileobj(source, copy, 1 << 20)
                copy.seek(0)
                yield copy.fileno()
