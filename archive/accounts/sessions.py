"""Sessions: what a browser is known by once somebody has signed in, until it ends.

A session ends when its owner or an administrator ends it, with its person's rights, after two hours
without use and after twelve in any case. Each of these counts from the next request on, because
every request looks it up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from archive import database, models
from archive.accounts import credentials
from archive.accounts.credentials import Credential, Kind
from archive.accounts.errors import NoCredential
from archive.workspace import Archive, Writer

IDLE = timedelta(hours=2)
"""Without a request for so long a session ends."""
LONGEST = timedelta(hours=12)
"""A session ends after so long, used or not."""
TOUCHED = timedelta(minutes=1)
"""Uses within so long are told as one, so that reading does not write all the time."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is still good."""

    credential: Credential
    used: datetime
    """When it was used last, to a minute."""

    @property
    def device(self) -> str:
        """What the browser said that it is."""
        return str(self.credential.facts.get("device", ""))

    @property
    def source(self) -> str:
        """The address from which somebody signed in."""
        return str(self.credential.facts.get("source", ""))


def begin(writer: Writer, person: str, *, source: str, device: str) -> tuple[str, Credential]:
    """A new session, not yet made: the secret that the browser carries, and what is kept."""
    secret = credentials.new_secret()
    facts = {"source": source, "device": device}
    kept = credentials.draft(
        person,
        Kind.SESSION,
        credentials.sealed(secret),
        at=writer.at,
        ends=writer.at + LONGEST,
        **facts,
    )
    return secret, kept


def found(connection: Connection, secret: str, at: datetime) -> Session | None:
    """The session that a browser's secret opens; None if there is none that is still good."""
    credential = credentials.by_secret(connection, Kind.SESSION, secret)
    if credential is None:
        return None
    return next(iter(_still_good(connection, [credential], at)), None)


def sessions_of(connection: Connection, person: str, at: datetime) -> tuple[Session, ...]:
    """Somebody's sessions that are still good, the oldest first."""
    return tuple(_still_good(connection, credentials.of(connection, person, Kind.SESSION), at))


def ended_by_time(connection: Connection, person: str, at: datetime) -> list[Credential]:
    """Somebody's sessions that have ended by themselves and are still in the table."""
    known = credentials.of(connection, person, Kind.SESSION)
    good = {one.credential.id for one in _still_good(connection, known, at)}
    return [one for one in known if one.id not in good]


def touch(archive: Archive, session: Session) -> None:
    """Note that a session was used now, unless that was noted a moment ago."""
    now = archive.clock()
    if abs(now - session.used) < TOUCHED:
        return
    row = {"credential": session.credential.id, "last": int(now.timestamp())}
    with database.writing(archive.engine) as connection:
        database.put(connection, models.uses, [row], keys=("credential",))


def end(archive: Archive, person: str, named: str | None = None) -> int:
    """End one of somebody's sessions at once, by its id, or all of them; how many.

    Raises:
        NoCredential: they have no such session.
    """
    with archive.writing() as writer:
        known = credentials.of(writer.connection, person, Kind.SESSION)
        some = [one for one in known if named in (None, one.id)]
        if named is not None and not some:
            raise NoCredential(named)
        credentials.end(writer, some)
    return len(some)


def _still_good(
    connection: Connection, some: Iterable[Credential], at: datetime
) -> Iterable[Session]:
    for one in some:
        query = select(models.uses.c.last).where(models.uses.c.credential == one.id)
        last = connection.execute(query).scalar_one_or_none()
        used = one.made if last is None else datetime.fromtimestamp(last, one.made.tzinfo)
        if one.is_good(at) and at - used < IDLE:
            yield Session(one, used)
