"""Having other archives witness that our log only grows, by files or over HTTP.

The keys of our witnesses lie in `witness/ours/`, so that a check can tell their lines from others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from archive import heads, log
from archive.log import Draft, Thing
from archive.settings import Settings
from archive.witnessing.being import plain
from archive.workspace import Archive
from evidence.errors import BadKey, BadSignature, OtherStatus, UnknownSigner
from evidence.network import Post, post
from evidence.proof import merkle
from evidence.proof.checkpoint import Checkpoint
from evidence.proof.cosignature import verify_cosignature
from evidence.proof.errors import BadNote, BadWitnessRequest, WitnessSawAnother
from evidence.proof.notes import COSIGNATURE_V1, Note, NoteSignature, VerifierKey
from evidence.proof.witness import AddCheckpoint
from evidence.store.durable import put_text, writing_to
from evidence.store.regular import read_regular

ANCHORED = "anchor.witness"
CONFLICT = 409
"""RFC 9110 §15.5.10; here: the witness saw another size last, which is in the answer."""
UNPROCESSABLE = 422
"""RFC 9110 §15.5.21; here: the proof does not lead from what the witness saw to our head."""
LARGEST_ANSWER = 64 * 1024
"""Bytes; a signature line has about 150."""
TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A head of our log that a witness has signed."""

    path: Path
    """The kept head, with the new line under it."""
    witness: str
    at: int
    """When the witness signed, in seconds since 1970."""
    size: int
    """Entries under that head."""


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


def ask(archive: Archive, url: str, *, vkey: str, send: Post = post) -> Witnessed:
    """Have the witness at `url` sign our newest head, keep its line, and enter it in the log.

    The witness is told which size it saw last as far as we know; if it knows better, it says so,
    and is asked once more. C2SP tlog-witness, `add-checkpoint`.

    Raises:
        BadKey: `vkey` is no key of a witness. BadAddress: `url` is none. Nothing was sent.
        WitnessSawAnother: the witness signed more entries than our log has, or others: two
            histories of one log. Nothing was changed.
        Unreachable: the witness did not answer, or refused; carries what it said.
        BadNote, BadSignature, UnknownSigner: its answer holds no line of its key on our head.
    """
    read_key(vkey)
    known = max((head.size for head in witnessed(archive.settings, vkey)), default=0)
    try:
        answer = _send(archive, url, known, send)
    except OtherStatus as refused:
        if refused.status != CONFLICT:
            raise
        answer = _send_again(archive, url, _size_seen(archive, refused), send)
    return _accept_one_of(archive, answer, vkey)


def _send(archive: Archive, url: str, old_size: int, send: Post) -> bytes:
    body = request_for(archive, old_size=old_size).encode()
    return send(
        f"{url.rstrip('/')}/add-checkpoint",
        body,
        "text/plain; charset=utf-8",
        timeout=TIMEOUT_SECONDS,
        limit_bytes=LARGEST_ANSWER,
    )


def _send_again(archive: Archive, url: str, old_size: int, send: Post) -> bytes:
    try:
        return _send(archive, url, old_size, send)
    except OtherStatus as refused:
        if refused.status not in (CONFLICT, UNPROCESSABLE):
            raise
        what = f"other entries among the first {old_size:,}: two histories of one log"
        raise WitnessSawAnother(old_size, what) from refused


def _size_seen(archive: Archive, refused: OtherStatus) -> int:
    """What the witness says that it signed last; refused if our log is not of that size yet."""
    said = refused.body.decode("ascii", "replace").removesuffix("\n")
    if not said.isdecimal() or len(said) > 19:
        raise BadWitnessRequest(f"found the status 409 and no size, but {said[:60]!r}") from refused
    with archive.reading() as connection:
        own = log.head(connection).size
    if int(said) > own:
        what = f"one of {int(said):,} entries, where our log has {own:,}"
        raise WitnessSawAnother(int(said), what) from refused
    return int(said)


def _accept_one_of(archive: Archive, answer: bytes, vkey: str) -> Witnessed:
    """The answer may hold lines of other keys too, which are ignored."""
    key = read_key(vkey)
    for line in answer.decode("utf-8", "replace").splitlines():
        try:
            found = NoteSignature.from_text(line)
        except BadNote:
            continue
        if (found.name, found.key_id) == (key.name, key.key_id):
            return accept(archive, line, vkey=vkey)
    raise UnknownSigner("the answer of the witness holds no line of its key", key=vkey)


def accept(archive: Archive, line: str, *, vkey: str) -> Witnessed:
    """Put a witness's line under the kept head that it signed, and enter it in the log.

    Raises:
        BadKey: `vkey` is no key of a witness.
        BadNote: it is no signature line.
        BadSignature, UnknownSigner: no head that was kept is signed by it; nothing was changed.
    """
    key = read_key(vkey)
    signature = NoteSignature.from_text(line.strip("\n"))
    path, note, at = _signed_head(archive, signature, vkey)
    _remember(archive.settings, key)
    if signature not in note.signatures:
        note = Note(note.text, (*note.signatures, signature))
        with writing_to(path.parent):
            put_text(path, note.to_text())
        name = f"witness-{sha256(key.to_text().encode()).hexdigest()[:16]}"
        things = (Thing(name, "target", sha256(note.to_text().encode()).hexdigest()),)
        detail = {"witness": signature.name, "head": path.name}
        with archive.writing() as writer:
            writer.append([Draft(ANCHORED, things, detail=detail)])
    return Witnessed(path, signature.name, at, Checkpoint.from_text(note.text).size)


def _signed_head(archive: Archive, signature: NoteSignature, vkey: str) -> tuple[Path, Note, int]:
    for path, note in reversed([*_kept(archive.settings)]):
        try:
            return path, note, verify_cosignature(Note(note.text, (signature,)), vkey)
        except BadSignature:
            continue
    raise BadSignature("the line fits no head that was kept", key=vkey)


def _kept(settings: Settings) -> Iterator[tuple[Path, Note]]:
    for path in heads.kept_heads(settings):
        if path.name != heads.HEAD:
            yield path, Note.from_text(read_regular(path).decode("utf-8"))


def witnessed(settings: Settings, vkey: str) -> Iterator[Witnessed]:
    """The kept heads that this witness has signed, the smallest first; others are left out."""
    for path, note in _kept(settings):
        try:
            at = verify_cosignature(note, vkey)
        except BadSignature:
            continue
        yield Witnessed(path, read_key(vkey).name, at, Checkpoint.from_text(note.text).size)


def witnesses(settings: Settings) -> list[str]:
    """The keys of the witnesses whose lines were accepted here.

    Raises:
        BadKey: a file of them is none.
    """
    paths = sorted((settings.folder / "witness" / "ours").glob("*.vkey"))
    return [read_key(read_regular(path).decode("utf-8")).to_text() for path in paths]


def read_key(vkey: str) -> VerifierKey:
    """The key of a witness.

    Raises:
        BadKey: it is none, or that of a log.
    """
    key = VerifierKey.from_text(vkey)
    if key.kind != COSIGNATURE_V1:
        raise BadKey(f"the key of a witness (C2SP tlog-cosignature), found that of {key.name}")
    return key


def _remember(settings: Settings, key: VerifierKey) -> None:
    folder = settings.folder / "witness" / "ours"
    with writing_to(settings.folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        put_text(folder / f"{plain(key.name)}.vkey", key.to_text() + "\n")
