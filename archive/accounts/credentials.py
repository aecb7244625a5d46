"""Credentials: passwords, second factors, sessions, invitations, tokens, each with its entry.

A credential is a row that nothing changes. The entry that makes it holds the digest of the row, and
the entry that ends it names it again: so `verify` finds a row that was slipped in, exchanged or
taken away, and neither the log nor an export of it holds anything that opens a door.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, select

from archive import log, models
from archive.log import Draft, Thing, moment
from archive.people import GRANTED, WITHDRAWN
from archive.workspace import Writer
from evidence.proof import canonical
from schemas.record import new_record_id

CREDENTIAL = "credential"
"""The role that a credential plays in its entries."""


class Kind(StrEnum):
    """What a credential is."""

    PASSWORD = "password"
    TOTP = "totp"
    """The seed of codes by time (RFC 6238)."""
    RECOVERY = "recovery"
    """A code for one use, where the second factor is lost."""
    SECURITY_KEY = "security-key"
    """A public key of Web Authentication; its secret half never leaves the device."""
    SESSION = "session"
    DEVICE = "device"
    """A browser in which somebody has signed in before."""
    INVITATION = "invitation"
    TOKEN = "token"


@dataclass(frozen=True, slots=True)
class Credential:
    """One way of proving who somebody is, which is still good unless it has ended by time."""

    id: str
    person: str
    kind: Kind
    secret: str
    """What a proof is compared with; see `models.credentials`."""
    facts: Mapping[str, Any]

    @property
    def made(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.facts["made"])

    @property
    def ends(self) -> datetime | None:
        """When it ends by itself; None: when it is ended."""
        end = self.facts.get("ends")
        return None if end is None else datetime.fromisoformat(end)

    def is_good(self, at: datetime) -> bool:
        """Whether it has not ended by time."""
        return self.ends is None or at < self.ends

    def digest(self) -> str:
        """What its entry holds of it, hexadecimal."""
        return digest_of(
            {
                "id": self.id,
                "person": self.person,
                "kind": self.kind.value,
                "secret": self.secret,
                "facts": canonical.encode(dict(self.facts)).decode(),
            }
        )


def digest_of(row: Mapping[str, Any]) -> str:
    """The digest of a row of the table, hexadecimal; of its text, be it what it may."""
    told = [str(row[name]) for name in ("id", "person", "kind", "secret", "facts")]
    return sha256("\0".join(told).encode("utf-8", "surrogatepass")).hexdigest()


def new_secret() -> str:
    """256 random bits, for whoever is to carry them (base64url, 43 characters)."""
    return secrets.token_urlsafe(32)


def sealed(secret: str) -> str:
    """What is kept of a random secret: its SHA-256. Too many bits to be guessed need no salt."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def draft(
    person: str, kind: Kind, secret: str, *, at: datetime, ends: datetime | None = None, **more: Any
) -> Credential:
    """A credential that is about to be made; `more` are facts that people are shown."""
    facts = {"made": moment(at), **more}
    if ends is not None:
        facts["ends"] = moment(ends)
    return Credential(new_record_id(), person, kind, secret, facts)


def make(
    writer: Writer, new: Sequence[Credential], action: str = GRANTED, **detail: Any
) -> tuple[Credential, ...]:
    """Make these credentials of one person, by one entry."""
    things = [Thing(new[0].person, "target")]
    things += [Thing(one.id, CREDENTIAL, one.digest()) for one in new]
    told = {CREDENTIAL: new[0].kind.value, **detail}
    (seq,) = writer.append([Draft(action, tuple(things), detail=told)])
    rows = [
        {
            "id": one.id,
            "seq": seq,
            "person": one.person,
            "kind": one.kind.value,
            "secret": one.secret,
            "facts": canonical.encode(dict(one.facts)).decode(),
        }
        for one in new
    ]
    writer.connection.execute(models.credentials.insert(), rows)
    return tuple(new)


def end(writer: Writer, some: Iterable[Credential], **detail: Any) -> None:
    """End these credentials at once, by one entry for each person."""
    by_person: dict[str, list[Credential]] = {}
    for one in some:
        by_person.setdefault(one.person, []).append(one)
    for person, theirs in by_person.items():
        things = [Thing(person, "target"), *(Thing(one.id, CREDENTIAL) for one in theirs)]
        kinds = ", ".join(sorted({one.kind.value for one in theirs}))
        writer.append([Draft(WITHDRAWN, tuple(things), detail={CREDENTIAL: kinds, **detail})])
        ids = [one.id for one in theirs]
        for table, column in ((models.credentials, "id"), (models.uses, "credential")):
            writer.connection.execute(delete(table).where(table.c[column].in_(ids)))


def of(connection: Connection, person: str, *kinds: Kind) -> tuple[Credential, ...]:
    """Somebody's credentials, of these kinds if any are named, in the order of their making."""
    table = models.credentials
    query = select(table).where(table.c.person == person).order_by(table.c.seq, table.c.id)
    if kinds:
        query = query.where(table.c.kind.in_([kind.value for kind in kinds]))
    return tuple(_credential(row) for row in connection.execute(query).mappings())


def by_secret(connection: Connection, kind: Kind, secret: str) -> Credential | None:
    """The credential whose random secret this is; None if there is none."""
    table = models.credentials
    query = select(table).where(table.c.secret == sealed(secret), table.c.kind == kind.value)
    row = connection.execute(query).mappings().first()
    return None if row is None else _credential(row)


def maker_of(connection: Connection, credential: Credential) -> str:
    """The id of the person who made a credential, as its entry says."""
    table = models.credentials
    query = select(table.c.seq).where(table.c.id == credential.id)
    entry = log.entry(connection, connection.execute(query).scalar_one())
    return str(entry.fields["actor"])


def anybody_has(connection: Connection, kind: Kind) -> bool:
    """Whether there is any credential of this kind."""
    return connection.execute(_ANY, {"kind": kind.value}).first() is not None


_ANY = (
    select(models.credentials.c.id).where(models.credentials.c.kind == bindparam("kind")).limit(1)
)
"""Made once: every page asks for it."""


def _credential(row: RowMapping) -> Credential:
    facts = canonical.decode(row["facts"].encode())
    return Credential(row["id"], row["person"], Kind(row["kind"]), row["secret"], facts)
