"""The archives whose bundles are taken: the keys of their logs, as people have confirmed them.

They lie in `archives/<name>.vkey`. People confirm a key by another way than the bundle's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.exchange.errors import OtherKeyKnown, UnknownArchive, UntrustedArchive
from archive.settings import Settings
from archive.workspace import Archive
from evidence.errors import BadKey
from evidence.proof.notes import ED25519, VerifierKey
from evidence.signing import keys
from evidence.store.durable import put_text, sync_folder, writing_to
from evidence.store.regular import read_regular

__all__ = ["FOLDER", "Partner", "forget", "key_of", "partners", "read_key", "trust"]

FOLDER = "archives"
"""In the archive's folder."""
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""How archives are called (`archive.settings`)."""


@dataclass(frozen=True, slots=True)
class Partner:
    """An archive that is trusted here."""

    name: str
    vkey: str
    fingerprint: str
    """Of its key, as `ssh-keygen -l` prints it."""


def trust(archive: Archive, vkey: str, *, replace: bool = False) -> Partner:
    """Take bundles of the archive with this key from now on.

    Raises:
        BadKey: it is no key of a log.
        OtherKeyKnown: the archive is trusted by another key, and that is not to be replaced.
    """
    found = _partner(read_key(vkey))
    known = _known(archive.settings).get(found.name)
    if known is not None and known.vkey != found.vkey and not replace:
        raise OtherKeyKnown(found.name, known=known.fingerprint, found=found.fingerprint)
    folder = _folder(archive.settings)
    with writing_to(archive.settings.folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        put_text(folder / f"{found.name}.vkey", f"{found.vkey}\n")
    return found


def forget(archive: Archive, name: str) -> Partner:
    """Take no more bundles of an archive. What came from it stays.

    Raises:
        UnknownArchive: none of this name is trusted.
    """
    known = _known(archive.settings).get(name)
    if known is None:
        raise UnknownArchive(name)
    with writing_to(archive.settings.folder):
        (_folder(archive.settings) / f"{name}.vkey").unlink()
        sync_folder(_folder(archive.settings))
    return known


def partners(settings: Settings) -> tuple[Partner, ...]:
    """The archives that are trusted here, by name."""
    return tuple(known for _, known in sorted(_known(settings).items()))


def key_of(settings: Settings, name: str, given: str | None = None) -> str:
    """The key by which a bundle of the archive `name` has to be signed; `given` goes before.

    Raises:
        UntrustedArchive: nobody has confirmed one, or the one given is of another archive.
    """
    if given is not None:
        key = read_key(given)
        if key.name != name:
            raise UntrustedArchive(f"{name} (the key given is that of {key.name})")
        return key.to_text()
    known = _known(settings).get(name)
    if known is None:
        raise UntrustedArchive(name)
    return known.vkey


def read_key(vkey: str) -> VerifierKey:
    """The key of a log.

    Raises:
        BadKey: it is none.
    """
    key = VerifierKey.from_text(vkey.strip())
    if key.kind != ED25519 or not _PLAIN.fullmatch(key.name):  # the name becomes that of a file
        raise BadKey(f"the key of an archive's log, found that of {key.name!r}")
    return key


def _partner(key: VerifierKey) -> Partner:
    return Partner(key.name, key.to_text(), keys.fingerprint(key.public))


def _folder(settings: Settings) -> Path:
    return settings.folder / FOLDER


def _known(settings: Settings) -> Mapping[str, Partner]:
    found = (
        _partner(read_key(read_regular(path).decode("utf-8")))
        for path in sorted(_folder(settings).glob("*.vkey"))
    )
    return {one.name: one for one in found}
