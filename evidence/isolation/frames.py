"""Messages between the archive and its parser process: a JSON object and bytes, over a socket.

    4 bytes, big-endian   length of the JSON object
    8 bytes, big-endian   length of the bytes
    the JSON object, UTF-8
    the bytes

An open file may travel beside a message (SCM_RIGHTS, unix(7)), so that the parser opens nothing
itself. The side that reads says how much it will take, and until when.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any

from evidence.errors import ParserStopped

_LENGTHS = struct.Struct(">IQ")
_CONTENT_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Frame:
    """One message."""

    content: dict[str, Any]
    """Plain JSON."""
    payload: bytes = b""
    descriptor: int | None = None
    """An open file that came with it, to be closed by whoever received it."""


def send_frame(channel: socket.socket, frame: Frame) -> None:
    """Send `frame`, with a copy of its open file, if it has one.

    Raises:
        ParserStopped: nobody is there to read, or nobody reads in time.
    """
    written = json.dumps(frame.content).encode()
    head = _LENGTHS.pack(len(written), len(frame.payload))
    try:
        if frame.descriptor is None:
            channel.sendall(head)
        else:
            socket.send_fds(channel, [head], [frame.descriptor])
        channel.sendall(written)
        if frame.payload:  # who has read all may be gone, and sending nothing would fail
            channel.sendall(frame.payload)
    except OSError as error:
        raise ParserStopped(f"nothing more is read there ({error})") from error


def receive_frame(channel: socket.socket, *, limit: int, seconds: float | None = None) -> Frame:
    """The next message, whose payload may have up to `limit` bytes.

    Raises:
        ParserStopped: the other side ended, sent more than it may or something else than a frame,
            or needed more than `seconds`.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    descriptor = None
    try:
        _set_timeout(channel, deadline)
        head, descriptors, _, _ = socket.recv_fds(channel, _LENGTHS.size, 1)
        descriptor = descriptors[0] if descriptors else None
        content, payload = _body(channel, head, limit, deadline)
    except (OSError, ParserStopped) as error:
        if descriptor is not None:
            os.close(descriptor)
        if isinstance(error, TimeoutError):
            raise ParserStopped(f"it needed more than {seconds:g} seconds") from error
        if isinstance(error, OSError):
            raise ParserStopped(f"nothing more comes from there ({error})") from error
        raise
    return Frame(content, payload, descriptor)


def _body(
    channel: socket.socket, head: bytes, limit: int, deadline: float | None
) -> tuple[dict[str, Any], bytes]:
    head += _exactly(channel, _LENGTHS.size - len(head), deadline)
    content_bytes, payload_bytes = _LENGTHS.unpack(head)
    if content_bytes > _CONTENT_LIMIT or payload_bytes > limit:
        raise ParserStopped(f"it sent more than {limit} bytes")
    try:
        content = json.loads(_exactly(channel, content_bytes, deadline))
    except (ValueError, RecursionError) as error:
        raise ParserStopped(f"it sent something else than JSON ({error})") from error
    if not isinstance(content, dict):
        raise ParserStopped("it sent something else than a JSON object")
    return content, _exactly(channel, payload_bytes, deadline)


def _exactly(channel: socket.socket, count: int, deadline: float | None) -> bytes:
    parts: list[bytes] = []
    while count > 0:
        _set_timeout(channel, deadline)
        part = channel.recv(min(count, 1 << 20))
        if not part:
            raise ParserStopped("it ended")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _set_timeout(channel: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        channel.settimeout(None)
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    channel.settimeout(left)
