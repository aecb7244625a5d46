"""Messages between two processes, whole or not at all."""

from __future__ import annotations

import os
import socket
import struct
import threading

import pytest

from evidence.errors import ParserStopped
from evidence.isolation.frames import Frame, receive_frame, send_frame


@pytest.fixture
def ends():
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_what_is_sent_arrives(ends):
    frame = Frame({"job": "claims", "name": "Каляпин"}, b"\0" * 3_000_000)
    sender = threading.Thread(target=send_frame, args=(ends[0], frame))
    sender.start()
    arrived = receive_frame(ends[1], limit=3_000_000, seconds=10)
    sender.join()
    assert (arrived.content, arrived.payload, arrived.descriptor) == (
        frame.content,
        frame.payload,
        None,
    )


def test_an_open_file_travels_with_a_message(ends, tmp_path):
    (tmp_path / "photo").write_bytes(b"bridge")
    with (tmp_path / "photo").open("rb") as file:
        send_frame(ends[0], Frame({}, descriptor=file.fileno()))
    arrived = receive_frame(ends[1], limit=0, seconds=10)
    with os.fdopen(arrived.descriptor, "rb") as file:
        assert file.read() == b"bridge"


def test_several_messages_keep_their_order(ends):
    for number in range(5):
        send_frame(ends[0], Frame({"number": number}, b"x" * number))
    arrived = [receive_frame(ends[1], limit=10, seconds=10) for _ in range(5)]
    assert [(frame.content["number"], len(frame.payload)) for frame in arrived] == [
        (number, number) for number in range(5)
    ]


def test_more_than_the_limit_is_refused_before_it_is_read(ends):
    ends[0].sendall(struct.pack(">IQ", 2, 1 << 60) + b"{}")
    with pytest.raises(ParserStopped, match="more than 100 bytes"):
        receive_frame(ends[1], limit=100, seconds=10)


@pytest.mark.parametrize("content", [b"[]", b"7", b"{", b"\xff\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(ends, content):
    ends[0].sendall(struct.pack(">IQ", len(content), 0) + content)
    with pytest.raises(ParserStopped, match="something else than") as caught:
        receive_frame(ends[1], limit=100, seconds=10)
    assert "JSON" in caught.value.why


@pytest.mark.parametrize(
    "sent", [b"", b"\0\0", struct.pack(">IQ", 2, 9), struct.pack(">IQ", 2, 9) + b"{}xy"]
)
def test_a_message_cut_off_is_told(ends, sent):
    ends[0].sendall(sent)
    ends[0].close()
    with pytest.raises(ParserStopped, match="it ended"):
        receive_frame(ends[1], limit=100, seconds=10)


def test_waiting_has_an_end(ends):
    ends[0].sendall(b"\0\0")
    with pytest.raises(ParserStopped, match=r"more than 0\.05 seconds"):
        receive_frame(ends[1], limit=100, seconds=0.05)


def test_nobody_there_to_read_is_told(ends):
    ends[1].close()
    with pytest.raises(ParserStopped, match="nothing more is read there"):
        send_frame(ends[0], Frame({}))
