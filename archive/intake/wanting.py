"""The files that are to be taken in, as values: those on a disk, and those inside a ZIP or TAR.

A ZIP or TAR that is named is itself evidence as it was handed over: it is an item of its own,
whole. What lies in it are items too, each of which tells in which one it came. They are read from
the stored bytes, never from the file that was named: that one may have changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.intake.journal import Journal, key_of_file, key_of_member
from archive.intake.order import Orders, Resolved
from archive.intake.receiving import Wanted
from archive.intake.walking import Found
from evidence.containers import Limits, Member, is_container, members
from evidence.containers.errors import ContainerError
from evidence.store.blobs import BlobStore
from schemas.file_names import name_bytes, written_name


@dataclass(frozen=True, slots=True)
class Container:
    """A ZIP or TAR that is in the store and an item."""

    item: str
    """Id of the item."""
    digest: str
    label: str
    """How a report calls it."""
    name: str
    """Name under which it came."""
    order: Resolved


@dataclass(frozen=True, slots=True)
class Wanting:
    """Makes of what is found what is wanted."""

    orders: Orders
    journal: Journal
    blobs: BlobStore

    def file(self, found: Found) -> Wanted:
        """A file on a disk."""
        wanted = Wanted(
            found.label,
            found.name,
            order := self.orders.of(found.name),
            found.path,
            # A lead that has got its file is not given another one.
            expected=self.orders.expected_digest(found.name) or order.lead_digest,
            refused=found.refused,
        )
        try:
            status = found.path.lstat()
        except (OSError, ValueError):  # whoever opens it will say what is wrong
            return wanted
        key = key_of_file(wanted.label, status)
        known = self.journal.known(key, wanted.label)
        return replace(wanted, size=status.st_size, key=key, known=known)

    def inside(self, container: Container, limits: Limits) -> Iterator[Wanted]:
        """What lies in a ZIP or TAR, one after another; at the end why no more came out of it."""
        with self.blobs.open(container.digest) as file:
            name = name_bytes(container.name)
            if not is_container(file, name):
                return
            try:
                for place, member in enumerate(members(file, name, limits)):
                    yield self._member(container, place, member)
            except ContainerError as error:
                why = f"what else lies in it was not taken out: {error}"
                yield Wanted(container.label, container.name, container.order, refused=why)

    def _member(self, container: Container, place: int, member: Member) -> Wanted:
        label = f"{container.label}!/{written_name(member.name)}"
        name = written_name(name_bytes(container.name) + b"/" + member.name)
        key = key_of_member(container.digest, place, name)
        return Wanted(
            label,
            name,
            self.orders.of_member(name, container.order),
            member.chunks,
            size=member.size,
            expected=self.orders.expected_digest(name),
            container=container.item,
            refused=member.refused,
            key=key,
            known=None if member.refused else self.journal.known(key, label),
        )
