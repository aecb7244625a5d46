"""The commands of people and their rights: user add, list, change, remove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click

from archive import people, policy
from archive.accounts import granting
from archive.cli import account_commands
from archive.cli.desk import Desk, json_option, show_json
from archive.people import Person
from archive.policy import Role, Standing
from schemas.access import LEVELS, Level

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def user() -> None:
    """People who work with the archive: their tasks, clearances and compartments."""


def rights_options(function: F) -> F:
    """The options --role, --clearance, --compartment and --all-compartments."""
    for option in (
        click.option("--all-compartments", is_flag=True, help="Also those still to come."),
        click.option(
            "--compartment",
            "compartments",
            multiple=True,
            metavar="NAME",
            help="A team or case that they belong to; more than one may be given.",
        ),
        click.option("--clearance", type=click.Choice([level.value for level in LEVELS])),
        click.option("--role", type=click.Choice([role.value for role in Role])),
    ):
        function = option(function)
    return function


@user.command("add")
@click.argument("name")
@rights_options
@json_option
@click.pass_obj
def add_user(
    desk: Desk,
    name: str,
    role: str | None,
    clearance: str | None,
    compartments: tuple[str, ...],
    *,
    all_compartments: bool,
    as_json: bool,
) -> None:
    """Let NAME work with the archive: a reader cleared for restricted, unless more is said.

    \b
    Example: khronika user add "Amina K." --role recorder --clearance confidential
    """
    least = Standing(Role.READER, Level.RESTRICTED)
    standing = _standing(least, role, clearance, compartments, all_compartments=all_compartments)
    with desk.archive() as archive:
        _show(granting.let_in(archive, name, standing), as_json=as_json)


@user.command("change")
@click.argument("name")
@rights_options
@click.option("--no-compartment", is_flag=True, help="They belong to none any more.")
@json_option
@click.pass_obj
def change_user(
    desk: Desk,
    name: str,
    role: str | None,
    clearance: str | None,
    compartments: tuple[str, ...],
    *,
    all_compartments: bool,
    no_compartment: bool,
    as_json: bool,
) -> None:
    """Change the rights of NAME; what is not said stays. Compartments are given all at once.

    \b
    Example: khronika user change "Amina K." --role reviewer --compartment kurchaloy
    """
    with desk.archive() as archive:
        with archive.reading() as connection:
            before = people.load(connection, name).standing
        if no_compartment:
            before = replace(before, compartments=frozenset())
        standing = _standing(
            before, role, clearance, compartments, all_compartments=all_compartments
        )
        _show(granting.change_rights(archive, name, standing), as_json=as_json)


@user.command("remove")
@click.argument("name")
@json_option
@click.pass_obj
def remove_user(desk: Desk, name: str, *, as_json: bool) -> None:
    """Take all rights from NAME. What they did stays in the log; `user change` lets them back.

    \b
    Example: khronika user remove "Amina K."
    """
    with desk.archive() as archive:
        _show(granting.let_go(archive, name), as_json=as_json)


@user.command("list")
@json_option
@click.pass_obj
def list_users(desk: Desk, *, as_json: bool) -> None:
    """Show all who work with the archive, and those who have left.

    \b
    Example: khronika user list
    """
    with desk.archive() as archive, archive.reading() as connection:
        known = people.everybody(connection)
    if as_json:
        show_json([to_json(person) for person in known])
        return
    for person in known:
        click.echo(_line(person))


def _standing(
    before: Standing,
    role: str | None,
    clearance: str | None,
    compartments: tuple[str, ...],
    *,
    all_compartments: bool,
) -> Standing:
    limited = frozenset(compartments) if compartments else before.compartments
    return Standing(
        Role(role) if role else before.role,
        Level(clearance) if clearance else before.clearance,
        None if all_compartments else limited,
    )


def _show(person: Person, *, as_json: bool) -> None:
    if as_json:
        show_json(to_json(person))
    else:
        click.echo(_line(person))


def _line(person: Person) -> str:
    gone = "" if person.working else " (has left)"
    return f"{person.name}: {policy.in_words(person.standing)}{gone}"


def to_json(person: Person) -> dict[str, Any]:
    """A person as JSON."""
    limited = person.standing.compartments
    return {
        "id": person.id,
        "name": person.name,
        "role": person.standing.role.value,
        "clearance": person.standing.clearance.value,
        "compartments": "all" if limited is None else sorted(limited),
        "working": person.working,
    }


for _command in account_commands.OF_USER:
    user.add_command(_command)

COMMANDS = (user,)
