"""Who may do what: one decision, made of a person's task, clearance and the thing to be done.

Pure: no table, clock or request is asked. What somebody may *see* is not decided here but by
`archive.disclosure`, from the same clearance and compartments. docs/access.md is made from `RULES`;
every command and every page names its operation, and one that names none is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from schemas.access import Level


class Role(StrEnum):
    """The task of somebody who works with the archive."""

    ADMINISTRATOR = "administrator"
    RECORDER = "recorder"
    REVIEWER = "reviewer"
    ANALYST = "analyst"
    LAWYER = "lawyer"
    READER = "reader"


class Operation(StrEnum):
    """What can be done with an archive."""

    ENTER = "enter"
    OWN = "own account"
    READ = "read"
    ORIGINALS = "originals"
    EXPORT = "export"
    RECORD = "record"
    EVIDENCE = "evidence"
    REVIEW = "review"
    PLAN = "plan packets"
    PACKETS = "packets"
    CHECK = "check"
    WATCH = "watch"
    MEASURE = "measure"
    PEOPLE = "people"
    KEEP = "keep"
    ERASE = "erase"
    EXCHANGE = "exchange"
    FILES = "files alone"


class Decision(StrEnum):
    """What the policy answers. Everything but ALLOWED is a refusal, with its reason."""

    ALLOWED = "allowed"
    NOT_SIGNED_IN = "not signed in"
    OTHER_TASK = "other task"
    CLEARANCE = "clearance"
    SECOND_FACTOR = "second factor"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is here."""

    role: Role
    clearance: Level
    compartments: frozenset[str] | None = frozenset()
    """The teams and cases that they belong to; None: all there are and will be."""
    second_factor: bool = True
    """Whether they are known by more than a password. So is who sits at the archive's machine."""
    scopes: frozenset[Operation] | None = None
    """Of a program that acts for them: what its token is for. None: they act themselves."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Whom an operation is open to."""

    tasks: frozenset[Role] | None
    """The roles whose task it is; None: everybody, known or not."""
    clearance: Level
    """The least that they must be cleared for."""
    what: str
    """The operation in words: "somebody whose task it is to …"."""


_ALL = frozenset(Role)
_WRITERS = frozenset({Role.ADMINISTRATOR, Role.RECORDER, Role.REVIEWER})
_REVIEWERS = frozenset({Role.ADMINISTRATOR, Role.REVIEWER})
_LAWYERS = frozenset({Role.ADMINISTRATOR, Role.LAWYER})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
_PUBLIC, _RESTRICTED, _CONFIDENTIAL = Level.PUBLIC, Level.RESTRICTED, Level.CONFIDENTIAL

RULES: Mapping[Operation, Rule] = MappingProxyType(
    {
        Operation.ENTER: Rule(None, _PUBLIC, "sign in, and follow an invitation"),
        Operation.FILES: Rule(
            None, _PUBLIC, "work on files alone: make an archive, check one, check a packet"
        ),
        Operation.OWN: Rule(_ALL, _PUBLIC, "keep one's own password, sessions and tokens"),
        Operation.READ: Rule(_ALL, _PUBLIC, "look up records and search"),
        Operation.ORIGINALS: Rule(
            _ALL - {Role.READER}, _PUBLIC, "open files as they were handed over"
        ),
        Operation.EXPORT: Rule(_ALL - {Role.READER}, _PUBLIC, "take records out as tables"),
        Operation.RECORD: Rule(_WRITERS, _RESTRICTED, "record and revise, import, link, join"),
        Operation.EVIDENCE: Rule(
            _WRITERS, _RESTRICTED, "take files in, make copies of them, enter hand-overs"
        ),
        Operation.REVIEW: Rule(
            _REVIEWERS, _RESTRICTED, "say that a record was reviewed or approved"
        ),
        Operation.PLAN: Rule(
            _LAWYERS | {Role.REVIEWER, Role.ANALYST},
            _RESTRICTED,
            "see what a packet would hold, and who holds which",
        ),
        Operation.PACKETS: Rule(_LAWYERS, _RESTRICTED, "build packets and hand them out"),
        Operation.CHECK: Rule(
            _ALL - {Role.READER}, _CONFIDENTIAL, "check the archive, anchor its log"
        ),
        Operation.WATCH: Rule(
            _ADMINISTRATORS, _CONFIDENTIAL, "see who signed in and who opened what"
        ),
        Operation.MEASURE: Rule(
            _ADMINISTRATORS, _PUBLIC, "read what the running program measures of itself"
        ),
        Operation.PEOPLE: Rule(_ADMINISTRATORS, _RESTRICTED, "let people in, change their rights"),
        Operation.KEEP: Rule(
            _ADMINISTRATORS, _CONFIDENTIAL, "keep keys, backups, witnesses and the index"
        ),
        Operation.EXCHANGE: Rule(
            _WRITERS, _RESTRICTED, "send cases to another archive, and take them in from one"
        ),
        Operation.ERASE: Rule(_ADMINISTRATORS, _CONFIDENTIAL, "erase records for good"),
    }
)
"""Whom each operation is open to."""

WITHOUT_SECOND_FACTOR = frozenset({Operation.ENTER, Operation.OWN, Operation.FILES})
"""What is open to somebody cleared for the confidential who is known by a password only."""


def decide(operation: Operation, standing: Standing | None) -> Decision:
    """Whether somebody may do this. `standing` is None for one who is not known."""
    rule = RULES[operation]
    if rule.tasks is None:
        return Decision.ALLOWED
    if standing is None:
        return Decision.NOT_SIGNED_IN
    return _decide_for(operation, rule, standing)


def _decide_for(operation: Operation, rule: Rule, standing: Standing) -> Decision:
    """Whether somebody who is known may do this."""
    tasks = rule.tasks or frozenset()
    if standing.scopes is not None and operation not in standing.scopes:
        return Decision.SCOPE
    if (
        standing.clearance is Level.CONFIDENTIAL
        and not standing.second_factor
        and operation not in WITHOUT_SECOND_FACTOR
    ):
        return Decision.SECOND_FACTOR
    if standing.role not in tasks:
        return Decision.OTHER_TASK
    if standing.clearance.rank < rule.clearance.rank:
        return Decision.CLEARANCE
    return Decision.ALLOWED


def may(operation: Operation, standing: Standing | None) -> bool:
    """Whether somebody may do this."""
    return decide(operation, standing) is Decision.ALLOWED


def reaches(one: Standing, other: Standing) -> bool:
    """Whether `one` is cleared for all that `other` is: who manages people must be.

    Otherwise somebody could give themselves, by way of another, what they were not given.
    """
    if other.clearance.rank > one.clearance.rank:
        return False
    if one.compartments is None:
        return True
    return other.compartments is not None and other.compartments <= one.compartments


def may_manage(one: Standing, other: Standing) -> bool:
    """Whether `one` may give `other` this standing, take it from them, or reset their password."""
    return may(Operation.PEOPLE, one) and reaches(one, other)


def is_within(limited_to: Collection[str], compartments: frozenset[str] | None) -> bool:
    """Whether somebody of these compartments belongs to all of those that a thing is limited to."""
    return compartments is None or compartments.issuperset(limited_to)


def may_place(standing: Standing, before: Collection[str], after: Collection[str]) -> bool:
    """Whether somebody may move a record out of some compartments and into others.

    Only who belongs to all of them: nobody hides a record from themselves, and nobody opens what
    is closed to them.
    """
    return is_within({*before, *after}, standing.compartments)


def in_words(standing: Standing) -> str:
    """A standing as a sentence names it: "a lawyer cleared for restricted, in team-a"."""
    article = "an" if standing.role.value[0] in "aeiou" else "a"
    cleared = f"{article} {standing.role.value} cleared for {standing.clearance.value}"
    if standing.scopes is not None:
        named = ", ".join(sorted(standing.scopes)) or "nothing"
        cleared += f", by a token for {named}"
    if standing.compartments is None:
        return cleared
    return f"{cleared}, in {', '.join(sorted(standing.compartments)) or 'no compartment'}"


def open_to(operation: Operation) -> str:
    """Whom an operation is open to, as a sentence names them."""
    rule = RULES[operation]
    if rule.tasks is None:
        return "anybody"
    tasks = "somebody" if rule.tasks == _ALL else " or ".join(r for r in Role if r in rule.tasks)
    return f"{tasks} cleared for {rule.clearance.value} or more"
