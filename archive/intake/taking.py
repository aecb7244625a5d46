"""Taking files in: all steps after one another, batch after batch, and what became of each file.

While one batch is entered, the next one is made durable. A crash in between leaves bytes that no
entry names; running the same command again finds them, enters them once and doubles nothing. A file
that cannot be read is refused and said, and the rest goes on.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from archive import repository
from archive.intake.entering import Entering
from archive.intake.errors import OneFileForLead
from archive.intake.journal import open_journal
from archive.intake.known import Key, items_of
from archive.intake.order import Order, Orders
from archive.intake.outcome import REFUSED, Added
from archive.intake.receiving import BATCH_FILES, Arrival, Begun, Describe, Received, Receiving
from archive.intake.walking import Found, Meant, files_of
from archive.intake.wanting import Container, Wanting
from archive.workspace import Archive
from evidence.containers import Limits
from evidence.store.copying import do_not_watch
from schemas.file_names import name_bytes, written_name
from schemas.sidecar import Sidecar

DEFAULT_LIMITS = Limits()
_BATCHES_AHEAD = 2
"""Batches that are received while one is entered: one waits for the disk, one copies."""


def add(
    archive: Archive,
    paths: Sequence[Meant],
    order: Order,
    describe: Describe,
    *,
    sidecar: Sidecar | None = None,
    limits: Limits | None = DEFAULT_LIMITS,
    at_once: int = BATCH_FILES,
    watch: Callable[[int], None] = do_not_watch,
) -> Iterator[Added]:
    """Take in files, and folders with all that lies in them; what became of each, as it goes.

    A ZIP or TAR that is named is taken in whole, and then opened within `limits`; with None it is
    not opened. One that lies in a folder, or in another one, stays whole. `at_once` files become
    durable and are entered together.

    Raises:
        UnknownRecord, WrongType: the incident or lead is none; nothing was taken in.
        UnknownAct, ActWithoutIncident: the act is none of that incident; nothing was taken in.
        LeadHasFile, OneFileForLead: the lead is none any more, or several files would answer it.
        NoSpace: the disk has no room for the entries; what was told of before is safely in.
    """
    with archive.reading() as connection:
        orders = Orders(connection, order, sidecar)
    _check_lead(order, paths)
    asked = ([_place(path) for path in paths], order, sidecar, limits, archive.person)
    archive.blobs.clear_tmp()  # what killed runs left half copied
    journal = open_journal(archive.settings.intake, asked)
    finished = False
    try:
        journal.forget_others(partial(_refs_here, archive))
        with archive.blobs.receivers() as receivers:
            is_known = partial(_known, archive)
            receiving = Receiving(archive.blobs, receivers, describe, is_known, at_once, watch)
            taking = Taking(archive, receiving, Wanting(orders, journal, archive.blobs))
            yield from taking.take_all(paths, limits)
        finished = True
    finally:
        journal.close(finished=finished)


@dataclass(frozen=True)
class Taking:
    """Receives and enters, one beside the other."""

    archive: Archive
    receiving: Receiving
    wanting: Wanting

    def take_all(self, paths: Sequence[Meant], limits: Limits | None) -> Iterator[Added]:
        """What became of each file that is meant, and then of those inside ZIP and TAR."""
        besides, orders = self.archive.settings.folder, self.wanting.orders
        named = {_label(path) for path in paths if not _lies_in_folder(path)}
        rows: list[Added] = []
        files = (self.wanting.file(one) for one in files_of(paths, besides=besides))
        for row in self.take(partial(self.receiving.begin_files, files)):
            yield row
            if limits and row.ref and row.path in named:
                rows.append(row)
        for row in rows:
            inside = self.wanting.inside(self._container(row), limits or Limits())
            yield from self.take(partial(self.receiving.begin_members, inside))
        for path in orders.not_met():
            yield Added(path, REFUSED, reason="the sidecar speaks of it, and it did not come")

    def _container(self, row: Added) -> Container:
        name = written_name(os.path.basename(name_bytes(row.path)))  # noqa: PTH119 - bytes, no path
        with self.archive.reading() as connection:
            item = repository.find(connection, row.ref).id
        return Container(item, row.digest, row.path, name, self.wanting.orders.of(name))

    def take(self, begin: Callable[[], Begun]) -> Iterator[Added]:
        """What became of each file that `begin` begins with, after its batch was entered.

        While one batch is entered, the next one waits for the disk and the one after it is copied.
        """
        coming: deque[Future[list[Received]]] = deque()
        with ThreadPoolExecutor(_BATCHES_AHEAD) as beside:
            self._go_on(begin, coming, beside)
            while coming:
                received = coming.popleft().result()
                self._go_on(begin, coming, beside)
                yield from self._entered(received)

    def _go_on(
        self,
        begin: Callable[[], Begun],
        coming: deque[Future[list[Received]]],
        beside: ThreadPoolExecutor,
    ) -> None:
        while len(coming) < _BATCHES_AHEAD:
            begun = begin()
            if not begun.wanted:
                begun.opened.close()
                return
            coming.append(beside.submit(self.receiving.finish, begun))

    def _entered(self, batch: Sequence[Received]) -> Iterator[Added]:
        arrivals = [row for row in batch if isinstance(row, Arrival)]
        entered: list[Added] = []
        if arrivals:
            with self.archive.writing() as writer:
                entered = Entering(writer, self.receiving.describe).enter(arrivals)
            keys = [arrival.wanted.key for arrival in arrivals]
            self.wanting.journal.note(zip(keys, entered, strict=True))
        outcomes = iter(entered)
        for row in batch:
            yield row if isinstance(row, Added) else next(outcomes)


def _label(path: Meant) -> str:
    return path.label if isinstance(path, Found) else written_name(os.fsencode(path))


def _lies_in_folder(path: Meant) -> bool:
    """Whether it is one of the files of a folder that was sent: such a ZIP or TAR stays whole."""
    return isinstance(path, Found) and path.sent and "/" in path.name


def _place(path: Meant) -> Path:
    return path.path if isinstance(path, Found) else path.absolute()


def _known(archive: Archive, keys: Sequence[Key]) -> Collection[Key]:
    with archive.reading() as connection:
        return items_of(connection, [digest for digest, _ in keys]).keys()


def _refs_here(archive: Archive, refs: Sequence[str]) -> Collection[str]:
    with archive.reading() as connection:
        found = repository.find_many(connection, refs)
    return [ref for ref, summary in found.items() if summary.state != "erased"]


def _check_lead(order: Order, paths: Sequence[Meant]) -> None:
    if order.lead is None:
        return
    found = len(list(islice(files_of(paths), 2)))
    if found != 1:
        raise OneFileForLead(order.lead, found)
