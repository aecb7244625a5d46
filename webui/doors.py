"""The doors of the pages: shut by `khronika lock`, until a passphrase opens them again.

Nothing is shown meanwhile but one page that says so. Where the key of the log is under a
passphrase, that page takes it; guesses are held up by where they come from, and counted in memory,
because nothing can be written yet.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from flask import Flask, current_app, g, request

from archive import passphrases
from archive.accounts import forms_key, shutting
from archive.accounts.errors import TooManyAttempts
from archive.accounts.forms_key import Use
from archive.accounts.limits import Counted, Failures, network_of, wait_seconds
from archive.disclosure import PUBLIC
from archive.errors import LockedKey
from archive.workspace import Archive
from webui.desk import KEY, Desk
from webui.errors import DoorsShut

DOORS = "khronika.doors"
"""Under this name the doors lie among the extensions of the application."""
OPEN = frozenset(
    {"health.show", "doors.form", "doors.reopen", "static", "tongue.choose", "looks.choose"}
)
"""What is answered while they are shut."""
WATCHED_SECONDS = 1.0
MOST = 10_000
"""Networks whose guesses are remembered."""


@dataclass
class Doors:
    """Whether they were shut when somebody looked, and who guessed at the passphrase."""

    shut: bool = False
    guesses: dict[str, Failures] = field(default_factory=dict)
    turn: threading.Lock = field(default_factory=threading.Lock)


def look(app: Flask) -> bool:
    """Whether the doors are shut; when they shut or open, what this process holds goes with it."""
    archive, doors = app.extensions[KEY].archive, app.extensions[DOORS]
    shut = shutting.are_shut(archive.settings)
    if shut and not doors.shut:
        passphrases.forget()
        archive.engine.dispose()  # else its idle connections still read an encrypted database
    if shut is not doors.shut:
        app.config["SECRET_KEY"] = forms_key.derived(archive.settings, Use.FORMS)
        doors.shut = shut
    return shut


def stand_before() -> bool:
    """Whether the doors are shut and what is asked may be answered nevertheless.

    Raises:
        DoorsShut: they are, and it may not.
    """
    if not look(current_app._get_current_object()):  # type: ignore[attr-defined] # the proxy's own
        return False
    house: Desk = current_app.extensions[KEY]
    g.desk = replace(house, audience=PUBLIC, standing=None, name="", session=None)
    if request.endpoint is not None and request.endpoint not in OPEN:
        raise DoorsShut
    return True


def reopen(archive: Archive, secret: str, *, source: str) -> None:
    """Open the doors with the passphrase of the log's key, one attempt after the other.

    Raises:
        TooManyAttempts: too many failed from there; nothing was tried.
        LockedKey: it is another; the doors stay shut.
    """
    doors: Doors = current_app.extensions[DOORS]
    where, now = network_of(source), int(archive.clock().timestamp())
    with doors.turn:
        known = doors.guesses.get(where, Failures(Counted.SOURCE, 0, now))
        if wait := wait_seconds([known], now):
            raise TooManyAttempts(wait)
        try:
            shutting.take(archive.settings, secret)
        except LockedKey:
            if len(doors.guesses) > MOST:
                doors.guesses.clear()
            doors.guesses[where] = Failures(Counted.SOURCE, known.failures + 1, now)
            raise
        doors.guesses.clear()
    shutting.reopen(archive)


def watch(app: Flask, stopped: Callable[[float], bool]) -> None:
    """Look every second until `stopped`: passphrases go also while nobody asks for a page."""
    while not stopped(WATCHED_SECONDS):
        look(app)
