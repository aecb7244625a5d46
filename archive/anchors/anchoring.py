"""Anchoring: a timestamp from outside over a signed head of the log (RFC 3161).

Without it the log is a private diary: whoever holds the key could write all of it anew. With it,
the entries under the head existed at the time that an authority gives, whoever holds the key. The
steps of one anchor:
1. the head is signed and kept;
2. the request is written beside it;
3. it is sent, or carried as a file;
4. the answer is verified, and only then kept;
5. an entry `anchor.rfc3161` holds the digest of the answer.

Each step can be interrupted: a request waits for its answer, an answer for its entry. A timestamp
vouches for all earlier entries too, so only the newest head is ever asked for, and renewal is by
itself. Nothing is sent to anybody whom no person set up (`archive.anchors.authorities`).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, select

from archive import heads, log, models
from archive.anchors.authorities import Authority, authorities_of
from archive.anchors.errors import BadAuthority
from archive.anchors.files import (
    ANSWER,
    ANY_ANCHOR,
    REQUEST,
    AnchorFile,
    alone,
    anchor_file,
    anchor_files,
    covered,
    read_request,
)
from archive.heads import Signed
from archive.log import Draft, Thing
from archive.workspace import Archive
from evidence import network
from evidence.errors import EvidenceError
from evidence.network import Post
from evidence.store.durable import put_bytes, writing_to
from evidence.timestamping import timestamps
from evidence.timestamping.timestamp_request import open_request
from evidence.timestamping.timestamp_token import MAX_BYTES
from evidence.timestamping.timestamps import Timestamp

ANCHORED = "anchor.rfc3161"
TIMEOUT_SECONDS = 20.0
QUERY = "application/timestamp-query"
"""RFC 3161 §3.4."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """A head that an authority gave a timestamp."""

    authority: str
    size: int
    """Entries under it."""
    timestamp: Timestamp
    path: Path
    """The answer."""
    seq: int
    """The entry that holds its digest."""

    @property
    def sentence(self) -> str:
        """What it says, for a person."""
        at = self.timestamp.time.strftime("%Y-%m-%d %H:%M:%S UTC")
        return f"{self.authority}: the first {self.size:,} entries existed at {at}"


@dataclass(frozen=True, slots=True)
class Missed:
    """A head that got no timestamp; the next attempt asks for the newest head."""

    authority: str
    size: int
    why: EvidenceError | BadAuthority


def anchor(
    archive: Archive,
    authority: Authority,
    *,
    signed: Signed | None = None,
    send: Post = network.post,
    seconds: float = TIMEOUT_SECONDS,
) -> Anchored:
    """Have the head of the log (or the kept head `signed`) timestamped by an authority, now.

    Raises:
        BadAuthority: it has no address, or its roots cannot be read. Nothing was sent.
        Unreachable: it did not answer; the request is kept and waits.
        BadTimestamp, UnknownAuthority: what it answered cannot be relied on and was not kept.
        LogIsAhead, ArchiveBusy: the answer was kept; its entry is written by the next attempt.
    """
    if authority.url is None:
        raise BadAuthority(authority.name, "no address: carry its requests as files")
    roots = authority.pinned()
    signed = signed or heads.sign(archive.settings, archive.engine, keep=True)  # 1
    head = signed.note.encode()
    with alone(archive.settings):
        enter_waiting(archive)
        answer = anchor_file(archive.settings, signed.checkpoint.size, authority.name, ANSWER)
        if not answer.path.exists():
            request = request_for(archive, authority, signed)  # 2
            found = send(  # 3
                authority.url,
                request,
                QUERY,
                timeout=seconds,
                limit_bytes=MAX_BYTES,
                proxy=authority.proxy,
            )
            keep(answer, found, head, roots, nonce=open_request(request).nonce)  # 4
        return entered(archive, answer, head, roots)  # 5


def anchor_all(
    archive: Archive,
    authorities: Sequence[Authority] | None = None,
    *,
    signed: Signed | None = None,
    send: Post = network.post,
    seconds: float = TIMEOUT_SECONDS,
    watch: Callable[[str], None] = lambda _line: None,
) -> tuple[Anchored | Missed, ...]:
    """Have one head timestamped by each authority that has an address; who fails is in the result.

    Raises:
        BadAuthority: the description of one cannot be used; nothing was sent.
        LogIsAhead, ArchiveBusy: as `anchor`.
    """
    chosen = authorities_of(archive.settings) if authorities is None else tuple(authorities)
    asked = [authority for authority in chosen if authority.url is not None]
    if not asked:
        return ()
    signed = signed or heads.sign(archive.settings, archive.engine, keep=True)
    done: list[Anchored | Missed] = []
    for authority in asked:
        watch(f"asking {authority.name} for a timestamp")
        try:
            stamped = anchor(archive, authority, signed=signed, send=send, seconds=seconds)
            watch(stamped.sentence)
            done.append(stamped)
        except (EvidenceError, BadAuthority) as error:
            watch(f"no timestamp by {authority.name}: {error}")
            done.append(Missed(authority.name, signed.checkpoint.size, error))
    return tuple(done)


def enter_waiting(archive: Archive) -> tuple[int, ...]:
    """Write the entries of answers that were kept just before a crash; their numbers.

    Raises:
        LogIsAhead, ArchiveBusy: nothing was written.
    """
    known = {authority.name: authority for authority in authorities_of(archive.settings)}
    with archive.reading() as connection:
        entered = entered_anchors(connection)
    waiting = [
        file
        for file in anchor_files(archive.settings.checkpoints, ANSWER)
        if file.authority in known and file.id not in entered
    ]
    return tuple(
        _enter(archive, file) for file in waiting if _is_sound(file, known[file.authority])
    )


def entered_anchors(connection: Connection) -> frozenset[str]:
    """How entries of the log call the answers that they name."""
    names = models.entry_objects.c.object_id
    query = select(names).where(names.like(ANY_ANCHOR)).distinct()
    return frozenset(connection.execute(query).scalars())


def _is_sound(file: AnchorFile, authority: Authority) -> bool:
    """Whether an answer is of its head; what is wrong with others, `khronika verify` says."""
    try:
        found, head = file.path.read_bytes(), file.head.read_bytes()
        said = timestamps.read_response(found)
        part = covered(head, algorithm=said.algorithm, imprint=said.imprint)
        timestamps.verify(found, part, roots=authority.pinned())
    except (EvidenceError, BadAuthority, OSError):
        return False
    return True


def request_for(archive: Archive, authority: Authority, signed: Signed) -> bytes:
    """The request for a head: the one that waits, or a new one; it waits from now on.

    Call it alone (`archive.anchors.files.alone`).
    """
    head = signed.note.encode()
    file = anchor_file(archive.settings, signed.checkpoint.size, authority.name, REQUEST)
    waiting = read_request(file)
    with writing_to(file.path.parent):
        if waiting is None or waiting.imprint != sha256(head).digest():
            put_bytes(file.path, timestamps.request(head, nonce=secrets.randbits(63) + 1))
        tried = archive.clock().timestamp()
        os.utime(file.path, (tried, tried))
    return file.path.read_bytes()


def keep(answer: AnchorFile, found: bytes, head: bytes, roots: list[bytes], *, nonce: int) -> None:
    """Keep an answer after it was verified against the nonce of its request.

    Raises:
        BadTimestamp, UnknownAuthority: it cannot be relied on, and was not kept.
    """
    timestamps.verify(found, head, roots=roots, nonce=nonce)
    with writing_to(answer.path.parent):
        put_bytes(answer.path, found)


def entered(archive: Archive, answer: AnchorFile, head: bytes, roots: list[bytes]) -> Anchored:
    """The timestamp in a kept answer, with the entry that names it, which is written if need be.

    Raises:
        BadTimestamp, UnknownAuthority: the file was changed since it was kept.
        LogIsAhead, ArchiveBusy: the entry was not written.
    """
    stamp = timestamps.verify(answer.path.read_bytes(), head, roots=roots)
    with archive.reading() as connection:
        about = log.about(connection, answer.id)
    seq = about[-1].seq if about else _enter(archive, answer)
    return Anchored(answer.authority, answer.size, stamp, answer.path, seq)


def _enter(archive: Archive, file: AnchorFile) -> int:
    answer = file.path.read_bytes()
    said = timestamps.read_response(answer)
    thing = Thing(file.id, "target", sha256(answer).hexdigest(), len(answer))
    detail = {
        "authority": file.authority,
        "entries": file.size,
        "time": log.moment(said.time),
        "serial": str(said.serial),
    }
    with archive.writing() as writer:
        (seq,) = writer.append([Draft(ANCHORED, (thing,), detail=detail)])
    return seq
