"""Taking files in: all steps after one another, batch after batch, and what became of each file.

While one batch is entered, the next one is received. A crash in between leaves bytes that no entry
names; running the same command again finds them, enters them once and doubles nothing. A file that
cannot be read is refused and said, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from archive.intake.entering import Entering
from archive.intake.errors import OneFileForLead
from archive.intake.known import Key, items_of
from archive.intake.order import Order, Orders
from archive.intake.outcome import Added
from archive.intake.receiving import Arrival, Describe, Received, Receiving, Wanted
from archive.intake.walking import Found, files_of, size_at
from archive.workspace import Archive
from evidence.copying import do_not_watch
from schemas.sidecar import Sidecar


def add(
    archive: Archive,
    paths: Sequence[Path],
    order: Order,
    describe: Describe,
    *,
    sidecar: Sidecar | None = None,
    watch: Callable[[int], None] = do_not_watch,
) -> Iterator[Added]:
    """Take in files, and folders with all that lies in them; what became of each, as it goes.

    Raises:
        UnknownRecord, WrongType: the incident or lead is none; nothing was taken in.
        UnknownAct, ActWithoutIncident: the act is none of that incident; nothing was taken in.
        LeadHasFile, OneFileForLead: the lead is none any more, or several files would answer it.
        NoSpace: the disk has no room for the entries; what was told of before is safely in.
    """
    with archive.reading() as connection:
        orders = Orders(connection, order, sidecar)
    _check_lead(order, paths)
    receiving = Receiving(archive.blobs, describe, partial(_known, archive), watch)
    taking = Taking(archive, receiving)
    besides = archive.settings.folder
    yield from taking.take(_wanted(one, orders) for one in files_of(paths, besides=besides))
    for path in orders.not_met():
        yield Added(path, "refused", reason="the sidecar speaks of it, and it did not come")


@dataclass(frozen=True)
class Taking:
    """Receives and enters, one beside the other."""

    archive: Archive
    receiving: Receiving

    def take(self, wanted: Iterable[Wanted]) -> Iterator[Added]:
        """What became of each file, after its batch was entered."""
        rest = iter(wanted)
        with ThreadPoolExecutor(1) as ahead:
            coming = ahead.submit(self.receiving.next_batch, rest)
            while batch := coming.result():
                coming = ahead.submit(self.receiving.next_batch, rest)
                yield from self._entered(batch)

    def _entered(self, batch: Sequence[Received]) -> Iterator[Added]:
        arrivals = [row for row in batch if isinstance(row, Arrival)]
        outcomes: Iterator[Added] = iter(())
        if arrivals:
            with self.archive.writing() as writer:
                outcomes = iter(Entering(writer, self.receiving.describe).enter(arrivals))
        for row in batch:
            yield row if isinstance(row, Added) else next(outcomes)


def _known(archive: Archive, keys: Sequence[Key]) -> Collection[Key]:
    with archive.reading() as connection:
        return items_of(connection, [digest for digest, _ in keys]).keys()


def _wanted(found: Found, orders: Orders) -> Wanted:
    order = orders.of(found.name)
    return Wanted(
        found.label,
        found.name,
        order,
        found.path,
        size=size_at(found.path),
        expected=orders.expected_digest(found.name),
        refused=found.refused,
    )


def _check_lead(order: Order, paths: Sequence[Path]) -> None:
    if order.lead is None:
        return
    found = len(list(islice(files_of(paths), 2)))
    if found != 1:
        raise OneFileForLead(order.lead, found)
