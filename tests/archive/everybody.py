"""Everybody who can stand before an archive, and what the policy's table says of each.

The table is written by hand, a letter for a role and a column for a clearance, so that the policy
and all that asks it are compared with something that no program made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from archive.policy import Operation, Role, Standing
from schemas.access import LEVELS, Level

LETTERS = dict(zip("arvylx", Role, strict=True))
"""Administrator, recorder, reViewer, analYst, lawyer, and x for a reader."""
OPEN_TO_ANYBODY = frozenset({Operation.ENTER, Operation.FILES})
TABLE = """
enter            arvylx  arvylx  arvylx
files alone      arvylx  arvylx  arvylx
own account      arvylx  arvylx  arvylx
read             arvylx  arvylx  arvylx
originals        arvyl   arvyl   arvyl
export           arvyl   arvyl   arvyl
record           -       arv     arv
evidence         -       arv     arv
review           -       av      av
plan packets     -       avyl    avyl
packets          -       al      al
check            -       -       arvyl
watch            -       -       a
measure          a       a       a
people           -       a       a
keep             -       -       a
exchange         -       arv     arv
erase            -       -       a
"""


def rows() -> list[tuple[Operation, Level, Role, bool]]:
    """The table, cell by cell."""
    found = []
    for line in TABLE.strip().splitlines():
        name, *columns = line.rsplit(maxsplit=3)
        for level, column in zip(LEVELS, columns, strict=True):
            found += [
                (Operation(name.strip()), level, role, letter in column)
                for letter, role in LETTERS.items()
            ]
    return found


OPEN = frozenset((operation, level, role) for operation, level, role, yes in rows() if yes)


def is_open(operation: Operation, standing: Standing | None) -> bool:
    """Whether the table opens an operation to somebody; None: they are not known."""
    if standing is None:
        return operation in OPEN_TO_ANYBODY
    return (operation, standing.clearance, standing.role) in OPEN


OURS = "team-a"
"""The compartment in which there is something."""
TEAMS = (frozenset(), frozenset({OURS}), frozenset({"team-b"}), None)
"""To belong to no compartment, to that of the thing, to another one, to all."""
EVERYBODY = tuple(
    Standing(role, level, teams) for role, level, teams in product(Role, LEVELS, TEAMS)
)


@dataclass(frozen=True, slots=True)
class Side:
    """A side of the borders that a record can lie behind."""

    level: Level
    limited: bool
    """Whether it is in a compartment."""

    @property
    def name(self) -> str:
        """A word for refs."""
        return f"{self.level.value}-{'ours' if self.limited else 'all'}"

    def is_seen_by(self, standing: Standing) -> bool:
        """Whether what lies there is there for somebody."""
        within = standing.compartments is None or OURS in standing.compartments
        return LEVELS.index(standing.clearance) >= LEVELS.index(self.level) and (
            within or not self.limited
        )


SIDES = tuple(Side(level, limited) for level, limited in product(LEVELS, (False, True)))


def some(number: int, operation: Operation) -> Iterator[tuple[Standing, Side]]:
    """Few of all for one way in: each role once, and each border from both of its sides.

    Which clearance, compartment and side each has is another one for another `number`.
    """
    for at, role in enumerate(Role):
        level, teams = LEVELS[(number + at) % 3], TEAMS[(number // 3 + at) % 4]
        yield Standing(role, level, teams), SIDES[(number // 2 + 5 * at) % 6]
    known = [(one, side) for one in EVERYBODY if is_open(operation, one) for side in SIDES]
    for at, border in enumerate((_too_low, _other_team, _inside, _outside)):
        fitting = [(one, side) for one, side in known if border(one, side)]
        if fitting:
            yield fitting[(number * 7 + at * 5) % len(fitting)]


def _within(one: Standing, side: Side) -> bool:
    return one.compartments is None or OURS in one.compartments or not side.limited


def _too_low(one: Standing, side: Side) -> bool:
    return not side.is_seen_by(one) and _within(one, side)


def _other_team(one: Standing, side: Side) -> bool:
    return not _within(one, side) and one.clearance.rank >= side.level.rank


def _inside(one: Standing, side: Side) -> bool:
    return side.limited and side.is_seen_by(one)


def _outside(one: Standing, side: Side) -> bool:
    return not side.limited and side.is_seen_by(one)
