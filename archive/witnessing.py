"""Being a witness for other archives, and asking others to be ours.

A witness keeps, for each log that it was told to trust, the last head that it saw, and signs a
newer one only when the log shows that it has just grown. Whoever holds our key can then no longer
show two histories: the witness's signature stands under one of them. Exchange is by file (carried
by hand) or by HTTP; the words on the wire are those of C2SP tlog-witness.

What a witness keeps lies in `witness/`: `<name>.vkey` of each log, `<name>.head` that it saw last.
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive import heads, log
from archive.errors import UnknownLog
from archive.log import Draft, Thing
from archive.workspace import Archive
from evidence import keys, merkle
from evidence.checkpoint import Checkpoint, open_checkpoint
from evidence.cosignature import cosign, verify_cosignature, witness_vkey
from evidence.durable import put_text, writing_to
from evidence.errors import BadSignature
from evidence.notes import Note, NoteSignature, VerifierKey
from evidence.witness import AddCheckpoint, judge

ANCHORED = "anchor.witness"


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A head of our log that a witness has signed."""

    path: Path
    """The kept head, with the new line under it."""
    witness: str
    at: int
    """When the witness signed, in seconds since 1970."""


def trust_log(archive: Archive, vkey: str) -> str:
    """Be a witness for the log with this key from now on; the name of the log.

    Raises:
        BadKey: it is no key of a log.
    """
    key = VerifierKey.from_text(vkey)
    folder = _folder(archive)
    with writing_to(folder):
        put_text(folder / f"{_plain(key.name)}.vkey", key.to_text() + "\n")
    return key.name


def own_key(archive: Archive) -> str:
    """The key by which others know this archive as a witness; made when first asked for."""
    return witness_vkey(name=_witness_name(archive), key=_witness_key(archive))


def cosign_request(archive: Archive, text: str) -> str:
    """The signature line for a request of another log, after judging it.

    Raises:
        UnknownLog: this archive is no witness for that log.
        BadWitnessRequest, WitnessSawAnother, BadProof, BadSignature: see `evidence.witness.judge`;
            nothing was signed or kept.
    """
    request = AddCheckpoint.from_text(text)
    note = Note.from_text(request.note)
    vkey, place = _trusted(archive, note)
    with _alone(archive):
        head = judge(request, vkey=vkey, seen=_seen(place, vkey))
        with writing_to(place.parent):
            put_text(place, request.note)
        line = cosign(
            note,
            name=_witness_name(archive),
            key=_witness_key(archive),
            seconds=int(archive.clock().timestamp()),
        )
    assert head.size >= request.old_size
    return line.to_text()


def request_for(archive: Archive, *, old_size: int) -> str:
    """The request to a witness that saw our log last at `old_size` (0: never).

    Raises:
        UnknownEntry: the log was never as large as that.
    """
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    size = signed.checkpoint.size
    with archive.reading() as connection:
        path: list[bytes] = []
        if 0 < old_size < size:
            path = merkle.consistency_path(old_size, size, log.tree(connection).node)
        elif old_size > size:
            log.entry(connection, old_size - 1)
    return AddCheckpoint(old_size, tuple(path), signed.note).to_text()


def accept(archive: Archive, line: str, *, vkey: str) -> Witnessed:
    """Put a witness's line under the kept head that it signed, and enter it in the log.

    Raises:
        BadNote: it is no signature line.
        BadSignature, UnknownSigner: no head that was kept is signed by it; nothing was changed.
    """
    signature = NoteSignature.from_text(line.strip("\n"))
    path, note, at = _signed_head(archive, signature, vkey)
    if signature not in note.signatures:
        note = Note(note.text, (*note.signatures, signature))
        with writing_to(path.parent):
            put_text(path, note.to_text())
        name = f"witness-{sha256(vkey.encode()).hexdigest()[:16]}"
        things = (Thing(name, "target", sha256(note.to_text().encode()).hexdigest()),)
        detail = {"witness": signature.name, "head": path.name}
        with archive.writing() as writer:
            writer.append([Draft(ANCHORED, things, detail=detail)])
    return Witnessed(path, signature.name, at)


def _signed_head(archive: Archive, signature: NoteSignature, vkey: str) -> tuple[Path, Note, int]:
    kept = [path for path in heads.kept_heads(archive.settings) if path.name != heads.HEAD]
    for path in reversed(kept):
        note = Note.from_text(path.read_text(encoding="utf-8"))
        try:
            return path, note, verify_cosignature(Note(note.text, (signature,)), vkey)
        except BadSignature:
            continue
    raise BadSignature("the line fits no head that was kept", key=vkey)


def _trusted(archive: Archive, note: Note) -> tuple[str, Path]:
    for line in note.signatures:
        path = _folder(archive) / f"{_plain(line.name)}.vkey"
        if path.is_file():
            return path.read_text(encoding="ascii").strip(), path.with_suffix(".head")
    raise UnknownLog(", ".join(line.name for line in note.signatures))


def _seen(place: Path, vkey: str) -> Checkpoint | None:
    if not place.is_file():
        return None
    return open_checkpoint(place.read_text(encoding="utf-8"), vkey)


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


def _plain(name: str) -> str:
    """A name as a file name."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)[:80]


@contextmanager
def _alone(archive: Archive) -> Iterator[None]:
    with (_folder(archive) / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
