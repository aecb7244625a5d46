"""Being a witness for other archives: judging their heads, and signing those that only grew.

A witness keeps, for each log that it was told to trust, the last head that it signed, and signs a
newer one only when the log shows that it has just grown. Whoever holds our key can then no longer
show two histories: the witness's signature stands under one of them. Requests come by file (carried
by hand) or by HTTP; the words are those of C2SP tlog-witness (https://c2sp.org/tlog-witness).

What a witness keeps lies in `witness/`: `<name>.vkey` of each log that it trusts, and
`<origin>.head`, the last one that it signed.
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.errors import UnknownLog
from archive.workspace import Archive
from evidence.proof.checkpoint import Checkpoint
from evidence.proof.cosignature import cosign, witness_vkey
from evidence.proof.notes import Note, VerifierKey
from evidence.proof.witness import AddCheckpoint, judge
from evidence.signing import keys
from evidence.store.durable import put_text, writing_to


def trust_log(archive: Archive, vkey: str) -> str:
    """Be a witness for the log with this key from now on; the name of the log.

    Raises:
        BadKey: it is no key of a log.
    """
    key = VerifierKey.from_text(vkey)
    folder = _folder(archive)
    with writing_to(folder):
        put_text(folder / f"{plain(key.name)}.vkey", key.to_text() + "\n")
    return key.name


def own_key(archive: Archive) -> str:
    """The key by which others know this archive as a witness; made when first asked for."""
    return witness_vkey(name=_witness_name(archive), key=_witness_key(archive))


def cosign_request(archive: Archive, text: str) -> str:
    """The signature line for a request of another log, after judging it.

    Looking at the last head, judging and keeping the new one are one step: nobody else judges
    meanwhile.

    Raises:
        UnknownLog: this archive is no witness for that log.
        BadWitnessRequest, WitnessSawAnother, BadProof, BadSignature: see
            `evidence.proof.witness.judge`; nothing was signed or kept.
    """
    request = AddCheckpoint.from_text(text)
    note = Note.from_text(request.note)
    origin = Checkpoint.from_text(note.text).origin
    vkey = _trusted(archive, origin)
    place = _folder(archive) / f"{plain(origin)}.head"
    with _alone(archive):
        head = judge(request, vkey=vkey, seen=_seen(place))
        assert head.origin == origin
        with writing_to(place.parent):
            put_text(place, request.note)
        line = cosign(
            note,
            name=_witness_name(archive),
            key=_witness_key(archive),
            seconds=int(archive.clock().timestamp()),
        )
    return line.to_text()


def _trusted(archive: Archive, origin: str) -> str:
    """The key of the log of this origin: its name, or its name and the number of the log."""
    for path in sorted(_folder(archive).glob("*.vkey")):
        key = VerifierKey.from_text(path.read_text(encoding="ascii"))
        if origin == key.name or re.fullmatch(re.escape(key.name) + r"/log/[0-9]+", origin):
            return key.to_text()
    raise UnknownLog(origin)


def _seen(place: Path) -> Checkpoint | None:
    """The last head that was signed here. Its own key is not asked for: the log may have another
    one since, and is trusted by that one."""
    if not place.is_file():
        return None
    return Checkpoint.from_text(Note.from_text(place.read_text(encoding="utf-8")).text)


def _witness_name(archive: Archive) -> str:
    return f"{archive.settings.name}/witness"


def _witness_key(archive: Archive) -> Ed25519PrivateKey:
    path = archive.settings.keys / "witness.key"
    if not path.is_file():
        keys.write_private(path, keys.generate())
    return keys.read_private(path)


def _folder(archive: Archive) -> Path:
    folder = archive.settings.folder / "witness"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def plain(name: str) -> str:
    """A name as a file name, that of no other: what is not plain is written in hexadecimal."""
    return re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found[0]):x}_", name)[:200]


@contextmanager
def _alone(archive: Archive) -> Iterator[None]:
    with (_folder(archive) / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
