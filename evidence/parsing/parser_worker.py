"""The process in which other people's bytes are parsed; `worker_process` starts it.

It gets open files and gives answers, one after another, until the other side goes away. What a
reader raises over bad content becomes an answer; what is worse ends the process, and the other side
starts a new one.

Not limited here: reading what the account may read, and the network. A machine that reads files of
an adversary should run the archive under an account, or in a container, that has neither.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

from evidence.capture.exif import read_exif
from evidence.errors import BadRedaction, ParserStopped, UnreadablePicture
from evidence.imaging.drawing import for_page, redact, strip_metadata, thumbnail, upright_size
from evidence.imaging.likeness import perceptual_hash
from evidence.imaging.pictures import open_heic
from evidence.isolation.frames import Frame, receive_frame, send_frame
from evidence.isolation.limits import WorkerLimits, limit_next_file, limit_this_process
from evidence.reading.picturing import draw
from evidence.reading.readers import read

_Job = Callable[[BinaryIO, dict[str, Any], int], Frame]


def main(channel: int, limits: WorkerLimits) -> None:
    """Answer what comes over the socket `channel` until the other side closes it."""
    logging.disable()
    warnings.simplefilter("ignore")
    open_heic()
    limit_this_process(limits)
    with socket.socket(fileno=channel) as other_side, suppress(ParserStopped):
        send_frame(other_side, Frame({"ready": True}))
        while _answer_one(other_side, limits):
            pass


def _answer_one(other_side: socket.socket, limits: WorkerLimits) -> bool:
    """Answer one question; False: memory was exhausted, and the process should not go on."""
    question = receive_frame(other_side, limit=0)
    if question.descriptor is None:
        return False
    limit_next_file(limits)
    with os.fdopen(question.descriptor, "rb") as file:
        file.seek(0)
        try:
            answer = _JOBS[question.content["job"]](file, question.content, limits.max_pixels)
        except UnreadablePicture as error:
            answer = Frame({"unreadable": error.why})
        except BadRedaction as error:
            answer = Frame({"bad_redaction": error.why})
        except MemoryError:
            why = f"it needed more than {limits.memory_bytes} bytes of memory"
            answer = Frame({"stopped": why, "last": True})
    send_frame(other_side, answer)
    return "last" not in answer.content


def _claims(file: BinaryIO, _: dict[str, Any], __: int) -> Frame:
    return Frame({}, json.dumps(read_exif(file).to_json()).encode())


def _read(file: BinaryIO, question: dict[str, Any], _: int) -> Frame:
    return read(file, question["type"]).to_frame()


def _draw(file: BinaryIO, question: dict[str, Any], max_pixels: int) -> Frame:
    return draw(file, question["type"], max_pixels=max_pixels).to_frame()


def _thumbnail(file: BinaryIO, question: dict[str, Any], max_pixels: int) -> Frame:
    side = question["longest_side"]
    return thumbnail(file, longest_side=side, max_pixels=max_pixels).to_frame()


def _for_page(file: BinaryIO, question: dict[str, Any], max_pixels: int) -> Frame:
    width, height = question["box"]
    return for_page(file, box=(width, height), max_pixels=max_pixels).to_frame()


def _strip_metadata(file: BinaryIO, _: dict[str, Any], max_pixels: int) -> Frame:
    return strip_metadata(file, max_pixels=max_pixels).to_frame()


def _redact(file: BinaryIO, question: dict[str, Any], max_pixels: int) -> Frame:
    boxes = [(box[0], box[1], box[2], box[3]) for box in question["boxes"]]
    return redact(file, boxes, max_pixels=max_pixels).to_frame()


def _upright_size(file: BinaryIO, _: dict[str, Any], max_pixels: int) -> Frame:
    return Frame({"size": upright_size(file, max_pixels=max_pixels)})


def _perceptual_hash(file: BinaryIO, _: dict[str, Any], max_pixels: int) -> Frame:
    return Frame({"bits": perceptual_hash(file, max_pixels=max_pixels)})


def _count_pages(file: BinaryIO, _: dict[str, Any], __: int) -> Frame:
    from evidence.imaging.pdf_pages import count_pages  # PDFium is loaded by whoever needs it

    return Frame({"pages": count_pages(file)})


def _draw_page(file: BinaryIO, question: dict[str, Any], _: int) -> Frame:
    from evidence.imaging.pdf_pages import draw_page

    return draw_page(file, question["number"]).to_frame()


_JOBS: dict[str, _Job] = {
    "count_pages": _count_pages,
    "draw_page": _draw_page,
    "claims": _claims,
    "read": _read,
    "draw": _draw,
    "thumbnail": _thumbnail,
    "for_page": _for_page,
    "strip_metadata": _strip_metadata,
    "redact": _redact,
    "upright_size": _upright_size,
    "perceptual_hash": _perceptual_hash,
}
