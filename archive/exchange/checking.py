"""What a bundle says of each record, believed only as far as it is proved.

Of a whole bundle: the head is signed by the sender's key; each entry is in the log under that head;
each revision is the one of which its entry has the digest; the words of an entry are those that it
has the digest of. Of a bundle of what is shown, only that the sender signed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from pydantic import ValidationError

from archive import referring
from archive.errors import BadField
from archive.exchange import form
from archive.exchange.errors import BadBundle
from archive.exchange.opening import Opened
from evidence.errors import EvidenceError
from evidence.proof import canonical, merkle, parts
from evidence.proof.checkpoint import Checkpoint, open_checkpoint
from schemas.bundle import SentEntry, SentRevision, ShownRecord, Undecided, WholeRecord
from schemas.errors import BadRecord
from schemas.records import Record, read_record
from schemas.shape import Json, Shape

__all__ = ["Arrived", "Bundle", "Entered", "Revised", "check_bundle"]

MAKE_REVISIONS = frozenset(
    {
        "record.created",
        "record.revised",
        "record.linked",
        "record.reviewed",
        "item.acquired",
        "item.captured",
        "derivative.created",
        "redaction.created",
        "metadata.stripped",
    }
)
"""Actions by which a revision comes to be. Another one, such as `erased`, would mean more here."""

S = TypeVar("S", bound=Shape)


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry of the sender's log that was proved."""

    sent: SentEntry
    fields: dict[str, Any]
    leaf: str
    """Its leaf hash, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Revised:
    """One revision of a record elsewhere."""

    record: Record
    body: str
    """Canonical JSON."""
    secret: bytes | None
    """None: nothing of the sender's log came with it."""
    digest: str
    """Its record digest there; empty: it is not told."""
    entry: Entered | None
    file: tuple[str, int] | None
    """Digest and bytes of the file that came with it."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A record that came."""

    id: str
    type: str
    revisions: tuple[Revised, ...]
    """The first one first; of what is shown, the one that is."""
    custody: tuple[Entered, ...] = ()
    undecided: Undecided | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was checked."""

    opened: Opened
    head: Checkpoint | None
    """The sender's log at the time; None: it is not told."""
    note: str
    """The signed head."""
    records: tuple[Arrived, ...]

    @property
    def whole(self) -> bool:
        """Whether it holds revisions as they were recorded."""
        return self.head is not None


def check_bundle(opened: Opened) -> Bundle:
    """What the bundle says, checked.

    Raises:
        BadBundle: a part of it is not proved, or is no record; says which.
    """
    records = _lines(opened, form.RECORDS)
    if opened.listed.form == "shown":
        if {form.CHECKPOINT, form.ENTRIES} & opened.texts.keys():
            raise _bad(opened, "a log in a bundle of what is shown", "bundle.bad_list")
        found = [_shown(opened, line) for line in records]
        return Bundle(opened, None, "", _each_once(opened, found))
    note = _text(opened, form.CHECKPOINT)
    head = _head(opened, note)
    entries = dict(map(partial(_entered, opened, head), _lines(opened, form.ENTRIES)))
    found = [_whole(opened, entries, line) for line in records]
    return Bundle(opened, head, note, _each_once(opened, found))


def _bad(opened: Opened, why: str, finding: str) -> BadBundle:
    return BadBundle(opened.name, why, finding=finding)


def _text(opened: Opened, label: str) -> str:
    if label not in opened.texts:
        raise _bad(opened, f"no {label}", "bundle.file_missing")
    return opened.texts[label].decode("utf-8", "replace")


def _lines(opened: Opened, label: str) -> Iterator[bytes]:
    data = opened.texts.get(label)
    if data is None:
        raise _bad(opened, f"no {label}", "bundle.file_missing")
    return iter(data.splitlines())


def _head(opened: Opened, note: str) -> Checkpoint:
    try:
        head = open_checkpoint(note, opened.vkey)
    except EvidenceError as error:
        raise _bad(
            opened, f"a head that does not hold: {error}", "bundle.bad_checkpoint"
        ) from error
    if head.origin != opened.listed.origin:
        why = f"the head of {head.origin!r} in a bundle of {opened.listed.origin!r}"
        raise _bad(opened, why, "bundle.bad_checkpoint")
    return head


def _shape(opened: Opened, shape: type[S], line: bytes) -> S:
    try:
        canonical.decode(line)
        return shape.model_validate_json(line)
    except (ValidationError, EvidenceError) as error:
        why = f"a line of another shape ({str(error).splitlines()[0]})"
        raise _bad(opened, why, "bundle.bad_line") from error


def _entered(opened: Opened, head: Checkpoint, line: bytes) -> tuple[int, Entered]:
    sent = _shape(opened, SentEntry, line)
    data, where = sent.entry.encode(), f"entry {sent.seq}"
    leaf = merkle.leaf_hash(data)
    try:
        merkle.verify_inclusion(
            index=sent.seq,
            size=head.size,
            leaf=leaf,
            path=tuple(bytes.fromhex(one) for one in sent.path),
            root=head.root,
        )
        fields = _fields(canonical.decode_entry(data))
        if sent.words is not None:
            said = parts.digest_of(
                canonical.decode(sent.words.encode()), bytes.fromhex(sent.secret or "")
            )
        else:
            said = None
    except EvidenceError as error:
        raise _bad(opened, f"{where} unproved: {error}", "bundle.entry_not_in_log") from error
    except (KeyError, TypeError, AttributeError) as error:
        why = f"{where} of another shape: {error}"
        raise _bad(opened, why, "bundle.entry_not_in_log") from error
    if said is not None and said != fields.get("detail"):
        raise _bad(opened, f"other words than those of {where}", "bundle.words_differ")
    return sent.seq, Entered(sent, fields, leaf.hex())


def _fields(entry: Any) -> dict[str, Any]:
    """The entry, after seeing that it has what is read of it. Raises KeyError, TypeError."""
    things = [{**one, "id": str(one["id"]), "role": str(one["role"])} for one in entry["objects"]]
    said = {"action": str(entry["action"]), "at": str(entry["at"]), "objects": things}
    return {**entry, **said}


def _target(entry: Entered) -> dict[str, Any]:
    """The first thing that an entry is about; nothing if it is about none."""
    things: list[dict[str, Any]] = entry.fields["objects"]
    return next((one for one in things if one["role"] == "target"), {})


def _whole(opened: Opened, entries: dict[int, Entered], line: bytes) -> Arrived:
    sent = _shape(opened, WholeRecord, line)
    numbers = [row.seq for row in sent.revisions]
    if numbers != sorted(set(numbers)):
        why = f"revisions of {sent.id} out of order"
        raise _bad(opened, why, "bundle.record_differs")
    revisions = tuple(_revision(opened, entries, sent.id, row) for row in sent.revisions)
    kinds = {row.record.type for row in revisions}
    if len(kinds) != 1:
        raise _bad(opened, f"one record of several types: {sent.id}", "bundle.record_differs")
    custody = tuple(_about(opened, entries, seq, sent.id) for seq in sent.custody)
    return Arrived(sent.id, kinds.pop(), revisions, custody, sent.undecided)


def _about(opened: Opened, entries: dict[int, Entered], seq: int, record_id: str) -> Entered:
    entry = entries.get(seq)
    if entry is None:
        raise _bad(opened, f"no entry {seq}", "bundle.entry_missing")
    if record_id not in [one.get("id") for one in entry.fields["objects"]]:
        raise _bad(opened, f"an entry {seq} that is not about {record_id}", "bundle.record_differs")
    return entry


def _revision(
    opened: Opened, entries: dict[int, Entered], record_id: str, row: SentRevision
) -> Revised:
    entry = _about(opened, entries, row.seq, record_id)
    where, secret = f"{record_id}, entry {row.seq}", bytes.fromhex(row.secret)
    content = _content(opened, row.body, where)
    action, digest = entry.fields.get("action"), str(entry.fields.get("digest", ""))
    target = _target(entry)
    if action not in MAKE_REVISIONS or target.get("id") != record_id:
        why = f"an entry of {action!r} for a revision of {where}"
        raise _bad(opened, why, "bundle.record_differs")
    if parts.digest_of(content, secret) != digest:
        why = f"another content than the log has the digest of: {where}"
        raise _bad(opened, why, "bundle.record_differs")
    record = _record(opened, row.body, record_id, where)
    return Revised(record, row.body, secret, digest, entry, _file(opened, record, target, where))


def _file(
    opened: Opened, record: Record, target: dict[str, Any], where: str
) -> tuple[str, int] | None:
    """The file that came with a revision: that of the item, and no other."""
    sha256, size = target.get("sha256"), target.get("size")
    if sha256 is None:
        return None
    content = record.content()
    if (content.get("digest"), content.get("size")) != (sha256, size) or not isinstance(size, int):
        why = f"an entry of another file than that of the item: {where}"
        raise _bad(opened, why, "bundle.record_differs")
    return str(sha256), size


def _shown(opened: Opened, line: bytes) -> Arrived:
    sent = _shape(opened, ShownRecord, line)
    body = canonical.encode(sent.record).decode()
    record = _record(opened, body, sent.id, sent.id)
    content = record.content()
    held = "digest" in content and content["digest"] in opened.evidence
    file = (content["digest"], content["size"]) if held else None
    return Arrived(sent.id, record.type, (Revised(record, body, None, "", None, file),))


def _content(opened: Opened, body: str, where: str) -> dict[str, Json]:
    try:
        content = canonical.decode(body.encode())
    except (EvidenceError, UnicodeEncodeError) as error:
        raise _bad(opened, f"no canonical JSON: {where}", "bundle.bad_record") from error
    if not isinstance(content, dict):
        raise _bad(opened, f"no record: {where}", "bundle.bad_record")
    return content


def _record(opened: Opened, body: str, record_id: str, where: str) -> Record:
    """The record in these words, if it is one that could have been recorded here."""
    try:
        record = read_record(body, name=where)
        referring.check_paths(record)
    except (BadRecord, BadField) as error:
        raise _bad(opened, f"no record ({error})", "bundle.bad_record") from error
    if record.id != record_id or not record.ref:
        raise _bad(opened, f"a record that calls itself {record.id}: {where}", "bundle.bad_record")
    return record


def _each_once(opened: Opened, found: list[Arrived]) -> tuple[Arrived, ...]:
    ids = [one.id for one in found]
    if ids != sorted(set(ids)) or len(ids) != opened.listed.records:
        why = "records that are out of order, there twice, or of another number than listed"
        raise _bad(opened, why, "bundle.bad_list")
    return tuple(found)
