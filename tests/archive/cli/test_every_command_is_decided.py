"""Each command is really run, as somebody whose task it is and as others: the policy decides.

The words that a command asks for are made of what it says of them; so a new command is run as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import click
import pytest

from archive import log
from archive.accounts import granting
from archive.cli.exits import ExitCode
from archive.cli.operations import OPERATIONS
from archive.policy import RULES, Operation, Role, Standing, may
from archive.workspace import Archive
from schemas.access import LEVELS, Level
from tests.archive import samples
from tests.archive.cli.program import Said, khronika
from tests.archive.cli.test_operations import COMMANDS
from tests.archive.everybody import EVERYBODY, is_open

STAY = {"serve"}
"""Commands that do not come back; that they ask the policy is for the tests of `serve`."""
MORE = {
    "acknowledge": ("--by", "x"),
    "appeal answer": ("--kind", "none"),
    "derive": ("--strip-metadata",),
    "migrate": ("--abandon",),
    "push": ("--incident", "x", "--dry-run"),
    "transfer": ("--to", "x"),
}
"""What some commands want besides: one of several options, or a word of a vocabulary."""
USAGE = 2
PASSPHRASE = b"four small grey doves\n" * 2
ASK_NO_ARCHIVE = [words for words in OPERATIONS if OPERATIONS[words] is Operation.FILES]


@pytest.fixture(scope="module")
def house(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    made = samples.copy_of(founded, tmp_path_factory.mktemp("house") / "archive")
    samples.record(made, samples.incident("x", access=samples.access("confidential")))
    for role, level in product(Role, LEVELS):
        granting.let_in(made, f"{role.value} {level.value}", Standing(role, level))
    yield made
    made.close()


def asked_of(words: str, folder: Path) -> list[str]:
    """The least that a command has to be told."""
    told = [*words.split(), *MORE.get(words, ())]
    for one in COMMANDS[words].command.params:
        if not one.required or one.opts[0] in told:
            continue
        said = _value(one.type, folder)
        told += [said] if isinstance(one, click.Argument) else [one.opts[0], said]
    return told


def _value(kind: click.ParamType, folder: Path) -> str:
    match kind:
        case click.Choice():
            return str(kind.choices[0])
        case click.Path() | click.File():
            named = folder / ("there" if getattr(kind, "file_okay", True) else "folder")
            return str(named)
        case click.types.IntParamType():
            return "1"
        case _:
            return "x"


def nearest_refused(operation: Operation) -> Iterator[Standing]:
    """Somebody of the right task who is cleared for less, and somebody of another task."""
    for role, level in ((role, level) for level in reversed(LEVELS) for role in Role):
        standing = Standing(role, level)
        if not may(operation, standing) and role in (RULES[operation].tasks or Role):
            yield standing
            break
    for role in Role:
        if not may(operation, Standing(role, Level.CONFIDENTIAL)):
            yield Standing(role, Level.CONFIDENTIAL)
            break


def least_allowed(operation: Operation) -> Standing:
    """Somebody whose task it is, cleared for no more than it asks."""
    some = (Standing(role, level) for level in LEVELS for role in Role)
    return next(one for one in some if may(operation, one))


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("there")
    (folder / "there").write_text('{"type": "incident", "title": "x"}')
    (folder / "folder").mkdir()
    return folder


@pytest.mark.parametrize("words", sorted(OPERATIONS.keys() - STAY - set(ASK_NO_ARCHIVE)))
def test_a_command_runs_for_those_alone_whom_the_policy_names(
    house: Archive, there: Path, words: str
) -> None:
    for standing in nearest_refused(OPERATIONS[words]):
        before = size_of(house)
        ended = run(house, there, words, standing)
        assert ended.code != USAGE, f"say in MORE what the command wants: {ended.err}"
        assert ended.code == ExitCode.NOT_ALLOWED, (standing, ended.err)
        assert size_of(house) == before
    ended = run(house, there, words, least_allowed(OPERATIONS[words]))
    assert RULES[OPERATIONS[words]].what not in ended.err


def run(house: Archive, there: Path, words: str, standing: Standing) -> Said:
    person = f"{standing.role.value} {standing.clearance.value}"
    named = ("--archive", str(house.settings.folder), "--as", person)
    return khronika(*named, *asked_of(words, there), stdin=PASSPHRASE)


def test_every_command_and_everybody_has_a_decision_as_the_table_says() -> None:
    cells = 0
    for words, operation in OPERATIONS.items():
        for one in EVERYBODY:
            assert may(operation, one) is is_open(operation, one), (words, one)
            cells += 1
    assert cells == len(COMMANDS) * 6 * 3 * 4


@pytest.mark.everything
def test_every_command_runs_for_everybody_as_the_table_says(house: Archive, there: Path) -> None:
    names = {one: f"number {at}" for at, one in enumerate(EVERYBODY)}
    for one, name in names.items():
        granting.let_in(house, name, one)
    asked = [words for words in sorted(OPERATIONS.keys() - STAY) if words not in ASK_NO_ARCHIVE]
    wrong = []
    for words, one in product(asked, EVERYBODY):
        named = ("--archive", str(house.settings.folder), "--as", names[one])
        ended = khronika(*named, *asked_of(words, there), stdin=PASSPHRASE)
        refused = ended.code == ExitCode.NOT_ALLOWED and RULES[OPERATIONS[words]].what in ended.err
        if refused is is_open(OPERATIONS[words], one):
            wrong.append((words, one, ended))
    assert wrong == []
    assert len(asked) * len(EVERYBODY) > 5_000


def size_of(house: Archive) -> int:
    with house.reading() as connection:
        return log.head(connection).size
