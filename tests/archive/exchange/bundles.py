"""Bundles for tests: made, looked into, and altered by somebody with or without the key."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from archive import heads, repository
from archive.disclosure.audience import read
from archive.exchange import form, making, partners, taking
from archive.exchange.making import Made
from archive.exchange.taking import Taken
from archive.founding import found_archive
from archive.log_keys import log_key
from archive.workspace import Archive
from evidence.proof import canonical
from schemas.records import read_record
from tests.archive.samples import record

Files = dict[str, bytes]
Content = Mapping[str, object]


def key_of(archive: Archive) -> str:
    """The key of its log."""
    return heads.verification_key(archive.settings)


def make(archive: Archive, *refs: str, audience: str | None = None, name: str = "a") -> Made:
    """A bundle beside the archive; of everything, if nothing is named."""
    meant = read(audience) if audience else None
    path = archive.settings.folder.parent / f"{archive.settings.folder.name}-{name}.bundle"
    return making.make_bundle(archive, making.plan_bundle(archive, refs, audience=meant), path)


def send(sender: Archive, receiver: Archive, *refs: str, audience: str | None = None) -> Taken:
    """Carry records from one archive to the other by a file."""
    return taking.take(receiver, make(sender, *refs, audience=audience).path)


def revised_in_both(
    archive: Archive, folder: Path, ref: str, *, ours: Content, theirs: Content
) -> str:
    """Let another archive, made in `folder`, revise a record as well; the other's name.

    Each side changes these fields of the record; none is taken away.
    """
    with closing(found_archive(folder / "other", person="Ivan")) as other:
        partners.trust(other, key_of(archive))
        partners.trust(archive, key_of(other))
        send(archive, other, ref)
        for side, changed in ((archive, ours), (other, theirs)):
            with side.reading() as connection:
                content = repository.load(connection, ref)[1].content()
            record(side, read_record(json.dumps({**content, **changed})))
        send(other, archive, ref)
        return other.settings.name


def what(taken: Taken) -> dict[str, str]:
    """What became of each record, by its ref here."""
    return {step.ref: step.what for step in taken.taking.steps}


def unpacked(path: Path) -> Files:
    """What lies in a bundle, in its order."""
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def packed(files: Files, path: Path) -> Path:
    """The same as a bundle again, whatever is in it."""
    with zipfile.ZipFile(path, "w") as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return path


def altered(made: Path, alter: Callable[[Files], None], *, signer: Archive | None = None) -> Path:
    """A bundle with something altered; listed and signed again, if `signer` has the key."""
    files = unpacked(made)
    alter(files)
    if signer is not None:
        listed = json.loads(files[form.LIST])
        listed["files"] = [
            {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
            for name, data in files.items()
            if name not in (form.LIST, form.NOTE)
        ]
        files[form.LIST] = canonical.encode(listed) + b"\n"
        files[form.NOTE] = form.signature_of(
            hashlib.sha256(files[form.LIST]).hexdigest(),
            origin=signer.settings.origin,
            name=signer.settings.name,
            key=log_key(signer.settings),
        ).encode()
    return packed(files, made.with_name("altered.bundle"))


def with_lines(name: str, change: Callable[[list[Any]], None]) -> Callable[[Files], None]:
    """An alteration of the lines of one file, each as JSON."""

    def alter(files: Files) -> None:
        rows = [json.loads(line) for line in files[name].splitlines()]
        change(rows)
        files[name] = b"".join(canonical.encode(row) + b"\n" for row in rows)

    return alter
