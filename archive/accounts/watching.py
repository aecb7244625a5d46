"""What of people's reading is entered in the log: tables taken out, refusals, some searches.

Opening an original, packets, signing in and rights are entered where they are done. Searching is
entered only where the archive's settings ask for it, and only of those who see the confidential:
`log_searches = true` in khronika.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from archive.accounts.signing_in import NOBODY, REFUSED
from archive.disclosure import Audience
from archive.log import Draft, Thing
from archive.policy import Operation
from archive.workspace import Archive
from schemas.access import Level

EXPORTED = "exported"
SEARCHED = "searched"
DENIED = "access.denied"
ARCHIVE = "archive"
"""What an entry is about that is about no single record."""


def exported(archive: Archive, audience: Audience, *, form: str, records: int) -> None:
    """Enter that records were taken out as a file."""
    detail = {"format": form, "records": records, "audience": audience.in_words()}
    _enter(archive, EXPORTED, detail)


def searched(archive: Archive, audience: Audience, asked: Mapping[str, Any]) -> None:
    """Enter a search over what few may see, if the settings of the archive ask for that."""
    if archive.settings.log_searches and (
        audience.level is Level.CONFIDENTIAL or audience.compartments
    ):
        _enter(archive, SEARCHED, {"asked": {key: str(value) for key, value in asked.items()}})


def denied(archive: Archive, operation: Operation, *, by: str = "") -> None:
    """Enter that the person at work asked for what is not open to them; `by` says in what way."""
    told = {"operation": operation.value} | ({"by": by} if by else {})
    _enter(archive, DENIED, told, outcome="refused")


def token_refused(archive: Archive, *, source: str) -> None:
    """Enter that a program sent a token that is not good, from an address. It is kept nowhere."""
    draft = Draft(
        REFUSED,
        (Thing(NOBODY, "target"),),
        detail={"source": source, "by": "token"},
        outcome=REFUSED,
    )
    with archive.writing() as writer:
        replace(writer, person=NOBODY).append([draft])


def _enter(
    archive: Archive, action: str, detail: Mapping[str, Any], *, outcome: str = "ok"
) -> None:
    things = (Thing(ARCHIVE, "target"),)
    with archive.writing() as writer:
        writer.append([Draft(action, things, detail=detail, outcome=outcome)])
