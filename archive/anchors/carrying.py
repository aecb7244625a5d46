"""Timestamps without a network: a request is written to a file, carried, and its answer taken in.

The machine of the archive may have no way out at all. The request holds a digest and a random
number; the answer is taken only if it repeats both.
"""

from __future__ import annotations

from pathlib import Path

from archive import heads
from archive.anchors.anchoring import Anchored, enter_waiting, entered, keep, request_for
from archive.anchors.authorities import Authority
from archive.anchors.errors import UnknownRequest
from archive.anchors.files import (
    ANSWER,
    REQUEST,
    alone,
    anchor_file,
    anchor_files,
    covered,
    read_request,
)
from archive.errors import Unreadable
from archive.workspace import Archive
from evidence.store.durable import put_bytes, writing_to
from evidence.timestamping import timestamps


def write_request(archive: Archive, authority: Authority, path: Path) -> int:
    """Write a request for the head of the log to `path`, to be carried; entries under the head.

    Raises:
        NoRoom, UnwritableStore: it cannot be written there.
    """
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    with alone(archive.settings):
        request = request_for(archive, authority, signed)
    with writing_to(path.parent):
        put_bytes(path, request)
    return signed.checkpoint.size


def import_response(archive: Archive, authority: Authority, path: Path) -> Anchored:
    """Take in the answer to a request that was carried to an authority.

    Raises:
        Unreadable: the file cannot be read.
        UnknownRequest: it answers no request that was written here.
        BadTimestamp, UnknownAuthority: it cannot be relied on. Nothing was kept, in each case.
    """
    try:
        found = path.read_bytes()
    except OSError as cause:
        raise Unreadable(path.name, cause.strerror or "no file") from cause
    said, roots = timestamps.read_response(found), authority.pinned()
    with alone(archive.settings):
        enter_waiting(archive)
        for file in anchor_files(archive.settings.checkpoints, REQUEST):
            asked = read_request(file) if file.authority == authority.name else None
            if asked and asked.is_answered_by(said.imprint, said.nonce):
                head = covered(
                    file.head.read_bytes(), algorithm=asked.algorithm, imprint=asked.imprint
                )
                answer = anchor_file(archive.settings, file.size, authority.name, ANSWER)
                if not answer.path.exists():
                    keep(answer, found, head, roots, nonce=asked.nonce)
                return entered(archive, answer, head, roots)
    raise UnknownRequest(authority.name, said.nonce)
