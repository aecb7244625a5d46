"""The second factor: codes by time from an app, security keys, and codes on paper.

Codes on paper are for when the app and the keys are lost. Whoever has no app and adds the first key
is given them then.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, select

from archive import database, models
from archive.accounts import credentials, security_keys, seeds, totp
from archive.accounts.credentials import Credential, Kind
from archive.accounts.errors import WrongCode
from archive.accounts.security_keys import Site
from archive.workspace import Archive, Writer

RECOVERY_CODES = 10
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that are not taken for each other; 32 of them, five bits each."""
GROUPS, GROUP = 4, 6
"""A recovery code has 120 random bits: too many to be guessed from its digest without salt."""


@dataclass(frozen=True, slots=True)
class Proved:
    """How a code proved that somebody has their second factor."""

    step: tuple[str, int] | None = None
    """The seed's id and the step whose code it was."""
    spent: Credential | None = None
    """The recovery code that it was; it counts no more."""
    key: Credential | None = None
    """The security key that answered."""

    @property
    def by(self) -> Kind:
        """By what kind of second factor."""
        if self.key is not None:
            return Kind.SECURITY_KEY
        return Kind.RECOVERY if self.spent else Kind.TOTP


def is_set_up(connection: Connection, person: str) -> bool:
    """Whether somebody has a second factor."""
    return bool(credentials.of(connection, person, *FIRM))


FIRM = (Kind.TOTP, Kind.SECURITY_KEY)
"""What a second factor is; recovery codes only stand in for one of these."""


def new_seed() -> str:
    """A seed to be typed into an app; nothing is kept yet."""
    return totp.seed_to_text(secrets.token_bytes(totp.SEED_BYTES))


def set_up(archive: Archive, person: str, seed: str, code: str) -> tuple[str, ...]:
    """Take a seed into use, in place of an earlier one; the new recovery codes, told only now.

    Security keys stay.

    Raises:
        WrongCode: the app does not show what this seed makes now; nothing was changed.
    """
    with archive.writing() as writer:
        now = writer.at.timestamp()
        step = totp.matching_step(totp.seed_from_text(seed), _plain(code), seconds=now, after=-1)
        if step is None:
            raise WrongCode
        old = credentials.of(writer.connection, person, Kind.TOTP, Kind.RECOVERY)
        credentials.end(writer, old)
        _keep(writer, archive.settings.keys, person, seed, step)
        return _new_recovery_codes(writer, person)


def add_key(archive: Archive, site: Site, *, name: str, answer: str) -> tuple[str, ...]:
    """Take a security key of the person at work into use; recovery codes, if they had none.

    Raises:
        LibraryMissing, KeyNotTaken: as `security_keys.add` raises them; nothing was changed.
    """
    with archive.writing() as writer:
        security_keys.add(writer, archive.settings, site, name=name, text=answer)
        if credentials.of(writer.connection, writer.person, Kind.RECOVERY):
            return ()
        return _new_recovery_codes(writer, writer.person)


def remove_key(archive: Archive, named: str) -> None:
    """Take a security key of the person at work out of use; with the last of all second factors
    the recovery codes end, too.

    Raises:
        NoCredential: they have no such key.
    """
    with archive.writing() as writer:
        security_keys.remove(writer, named)
        if not is_set_up(writer.connection, writer.person):
            drop(writer, writer.person)


def _new_recovery_codes(writer: Writer, person: str) -> tuple[str, ...]:
    codes = tuple(_new_recovery_code() for _ in range(RECOVERY_CODES))
    sealed = [credentials.sealed(_plain(one)) for one in codes]
    new = [credentials.draft(person, Kind.RECOVERY, one, at=writer.at) for one in sealed]
    credentials.make(writer, new)
    return codes


def _keep(writer: Writer, folder: Path, person: str, seed: str, step: int) -> None:
    """Keep a seed under seal; `step` is the last whose code was used."""
    kept = credentials.draft(person, Kind.TOTP, "", at=writer.at)
    closed = seeds.sealed(folder, seed, credential=kept.id, person=person)
    credentials.make(writer, [replace(kept, secret=closed)])
    _used(writer.connection, kept.id, step)


def seal_older(writer: Writer, folder: Path, person: str) -> None:
    """Seal the seed of somebody whose was kept readable by an earlier program."""
    for one in credentials.of(writer.connection, person, Kind.TOTP):
        if not seeds.is_sealed(one):
            step = _last_used(writer.connection, one.id)
            credentials.end(writer, [one], reason="sealed")
            _keep(writer, folder, person, one.secret, step)


def drop(writer: Writer, person: str) -> None:
    """Take every second factor away, with the recovery codes."""
    old = credentials.of(writer.connection, person, *FIRM, Kind.RECOVERY)
    credentials.end(writer, old)


def proved(
    connection: Connection, folder: Path, person: str, code: str, *, seconds: float
) -> Proved | None:
    """How a code proves the second factor of somebody who has one; None if it does not.

    `folder` is that of the keys, where the key to the seeds lies.

    Raises:
        LockedKey: that key is under a passphrase that was not given.
    """
    plain = _plain(code)
    for seed in credentials.of(connection, person, Kind.TOTP):
        text = seeds.opened(folder, seed)
        if text is None:
            continue
        after = _last_used(connection, seed.id)
        step = totp.matching_step(totp.seed_from_text(text), plain, seconds=seconds, after=after)
        if step is not None:
            return Proved(step=(seed.id, step))
    for one in credentials.of(connection, person, Kind.RECOVERY):
        if secrets.compare_digest(one.secret, credentials.sealed(plain)):
            return Proved(spent=one)
    return None


def spend(writer: Writer, proof: Proved) -> None:
    """See that a code is not used twice."""
    if proof.step is not None:
        _used(writer.connection, *proof.step)
    if proof.spent is not None:
        credentials.end(writer, [proof.spent])


def _last_used(connection: Connection, seed: str) -> int:
    """The last step whose code was used; -1: none was."""
    query = select(models.uses.c.last).where(models.uses.c.credential == seed)
    found = connection.execute(query).scalar_one_or_none()
    return -1 if found is None else int(found)


def _used(connection: Connection, seed: str, step: int) -> None:
    row = {"credential": seed, "last": step}
    database.put(connection, models.uses, [row], keys=("credential",))


def _new_recovery_code() -> str:
    letters = ["".join(secrets.choice(_LETTERS) for _ in range(GROUP)) for _ in range(GROUPS)]
    return "-".join(letters)


def _plain(code: str) -> str:
    """A code as it was meant: spaces and dashes are for reading."""
    return re.sub(r"[\s-]+", "", code).upper()
