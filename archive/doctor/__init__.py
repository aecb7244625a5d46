"""What an archive could do with: facts, and advice with what was found and what to do.

Nothing here is an error, and nothing is changed. Whether records, files and log are whole is asked
of `archive.checking` instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.condition import condition_of
from archive.doctor import holding, index, keys, machine, safety
from archive.doctor.advice import Advice, AdviceCode, Fact, Look
from archive.workspace import Archive

__all__ = ["Advice", "AdviceCode", "Examined", "Fact", "advice", "examine"]


@dataclass(frozen=True, slots=True)
class Examined:
    """What a look at an archive gave."""

    facts: tuple[Fact, ...]
    advice: tuple[Advice, ...]


def examine(archive: Archive) -> Examined:
    """Look at everything there is to look at."""
    look = Look(archive, condition_of(archive), archive.clock())
    found = [one for check in CHECKS for one in check(look)]
    return Examined(
        tuple(one for one in found if isinstance(one, Fact)),
        tuple(one for one in found if isinstance(one, Advice)),
    )


def advice(archive: Archive) -> tuple[Advice, ...]:
    """Everything that can be advised for an archive now."""
    return examine(archive).advice


CHECKS: tuple[Callable[[Look], Iterator[Fact | Advice]], ...] = (
    holding.database,
    holding.evidence,
    machine.disk,
    machine.clock,
    index.outgrown,
    index.behind,
    keys.permissions,
    keys.age,
    safety.verification,
    safety.backup,
    safety.anchor,
)
"""Each gives its facts, and advice unless all is well."""
