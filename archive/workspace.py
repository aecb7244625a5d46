"""One open archive: its settings, database, stored bytes, log key and the person at work.

`open_archive` builds everything once; nothing is built when a module is imported. Whatever changes
the archive does so inside `Archive.writing`, which commits first and signs the new head of the log
afterwards: a head that was signed before the commit could name a log that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine

from archive import database, heads, log, upgrading
from archive.errors import ArchiveError, ArchiveMoved, HeadNotSigned
from archive.log import Draft
from archive.settings import Settings, read_settings
from evidence.errors import EvidenceError
from evidence.store.blobs import BlobStore


def now() -> datetime:
    """The clock of this machine, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Writer:
    """The only write transaction of the moment."""

    connection: Connection
    person: str
    at: datetime

    def append(self, drafts: Sequence[Draft]) -> tuple[int, ...]:
        """Write entries into the log; the numbers they got."""
        return log.append(self.connection, drafts, actor=self.person, at=self.at)


@dataclass(frozen=True)
class Archive:
    """An archive that is open, and who works with it."""

    settings: Settings
    engine: Engine
    blobs: BlobStore
    person: str
    """Opaque id of the person whose work the log ascribes to them."""
    clock: Callable[[], datetime] = field(default=now)

    def working_as(self, person: str) -> Archive:
        """The same archive with somebody else at work."""
        return replace(self, person=person)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging state of the archive."""
        with database.reading(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The write transaction: all of it or nothing; then the head is signed.

        Raises:
            LogIsAhead: the database is older than a head that was signed; nothing was written.
            NoTrustedHead, NotAnArchive: the heads or keys are not in order; nothing was written.
            HeadNotSigned: the change was written, but its head could not be signed.
            ArchiveBusy: another process kept writing for a minute; nothing was written.
            ArchiveMoved: its settings name another place by now; nothing was written.
            MadeByLaterRelease: its tables are of a later form by now; nothing was written.
            DatabaseAway, OutcomeUnknown: as `archive.database.writing` raises them.
        """
        with database.writing(self.engine) as connection:
            self._check_in_force()
            upgrading.check_in_force(connection, self.settings.folder)
            heads.check_not_behind(self.settings, connection)
            heads.signing_key(self.settings)  # before it is too late to refuse
            yield Writer(connection, self.person, self.clock())
        try:
            heads.sign(self.settings, self.engine)
        except (ArchiveError, EvidenceError, OSError) as error:
            raise HeadNotSigned(str(error)) from error

    def _check_in_force(self) -> None:
        """See that the archive was not moved since it was opened: it would have two histories."""
        now = read_settings(self.settings.folder)
        here = self.settings
        if (now.server, now.bucket, now.encrypted) != (here.server, here.bucket, here.encrypted):
            raise ArchiveMoved(self.settings.folder)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()
