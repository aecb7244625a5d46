"""Every command has a decision, and gets the one that the policy gives."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import click
import pytest

from archive.accounts import granting
from archive.cli import cli
from archive.cli.desk import Desk, check_task
from archive.cli.operations import OPERATIONS
from archive.errors import NotPermitted
from archive.people import EVERYTHING
from archive.policy import Role, Standing, may
from archive.workspace import Archive
from schemas.access import LEVELS, Level
from tests.archive.cli.program import khronika
from tests.archive.samples import access, incident, record


def contexts(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    """The context of every command that does something."""
    if not isinstance(command, click.Group):
        yield context
        return
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        yield from contexts(inner, click.Context(inner, info_name=name, parent=context))


COMMANDS = {
    one.command_path.partition(" ")[2]: one
    for one in contexts(cli, click.Context(cli, info_name="khronika"))
}


def test_every_command_names_its_operation_and_no_other_does() -> None:
    assert set(OPERATIONS) == set(COMMANDS)


def test_each_command_is_open_to_exactly_those_whom_the_policy_names(archive: Archive) -> None:
    for role, level in product(Role, LEVELS):
        standing = Standing(role, level, None if role in ("lawyer", "analyst") else frozenset())
        person = granting.let_in(archive, f"{role} {level}", standing)
        for words, operation in OPERATIONS.items():
            with COMMANDS[words].scope():
                assert passes(archive.working_as(person.id)) is may(operation, standing), words


def passes(archive: Archive) -> bool:
    try:
        check_task(archive)
    except NotPermitted:
        return False
    return True


def test_a_command_without_a_decision_is_refused(archive: Archive) -> None:
    unknown = click.Context(click.Command("sell"), info_name="khronika sell")
    with unknown.scope(), pytest.raises(NotPermitted, match="names its operation"):
        Desk(str(archive.settings.folder), None).open()


def test_the_program_refuses_with_its_exit_code_and_changes_nothing(archive: Archive) -> None:
    record(archive, incident("I1", access=access("confidential")))
    granting.let_in(archive, "Reader", Standing(Role.READER, Level.RESTRICTED))
    named = ("--archive", str(archive.settings.folder), "--as", "Reader")
    refused = khronika(*named, "erase", "I1", "--basis", "wrong")
    assert (refused.code, refused.out) == (5, "")
    assert "a reader cleared for restricted" in refused.err
    assert khronika(*named, "show", "I1").code == 4
    assert khronika(*named, "show", "I1", "--audience", "confidential").code == 5


def test_people_are_let_in_changed_shown_and_let_go_by_the_program(archive: Archive) -> None:
    named = ("--archive", str(archive.settings.folder), "user")
    added = khronika(*named, "add", "Amina", "--role", "lawyer", "--compartment", "north")
    assert added.out == "Amina: a lawyer cleared for restricted, in north\n"
    changed = khronika(*named, "change", "Amina", "--clearance", "confidential")
    assert changed.out == "Amina: a lawyer cleared for confidential, in north\n"
    wider = khronika(*named, "change", "Amina", "--all-compartments")
    assert wider.out == "Amina: a lawyer cleared for confidential\n"
    assert khronika(*named, "change", "Amina", "--no-compartment").out.endswith("no compartment\n")
    assert khronika(*named, "remove", "Amina").out.endswith("(has left)\n")
    assert (
        khronika(*named, "list").out.splitlines()[0]
        == f"Vera: {granting.policy.in_words(EVERYTHING)}"
    )
    assert '"working": false' in khronika(*named, "list", "--json").out
    assert khronika(*named, "remove", "Vera").code == 5
