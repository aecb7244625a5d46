"""What each command is for the policy. A command that is not named here is refused.

Whoever can read the archive's files can read all of it by other means: on the command line rights
keep people from slips of the hand, and keep the log honest about who did what.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import click

from archive.policy import Operation

_BY_OPERATION: Mapping[Operation, tuple[str, ...]] = {
    Operation.FILES: (
        "check-receipt",
        "demo",
        "init",
        "lock",
        "packet diff",
        "packet verify",
        "restore",
        "verify",
    ),
    Operation.READ: (
        "appeal list",
        "appeal text",
        "candidates",
        "custody",
        "history",
        "people",
        "place suggest",
        "receipt",
        "report",
        "saved forget",
        "saved list",
        "saved news",
        "search",
        "serve",
        "show",
    ),
    Operation.OWN: ("token list", "token new", "token revoke", "unlock", "user password"),
    Operation.EXPORT: ("export",),
    Operation.RECORD: (
        "appeal answer",
        "import",
        "join",
        "link",
        "record",
        "retire",
        "revert",
        "review",
    ),
    Operation.EVIDENCE: ("acknowledge", "add", "derive", "transfer"),
    Operation.PLAN: ("packet list", "packet plan"),
    Operation.PACKETS: ("packet acknowledge", "packet build", "packet release"),
    Operation.CHECK: ("authority list", "checkpoint", "doctor", "key list", "timestamp"),
    Operation.WATCH: ("log who",),
    Operation.PEOPLE: (
        "user add",
        "user change",
        "user link",
        "user list",
        "user remove",
        "user sessions",
    ),
    Operation.KEEP: (
        "authority add",
        "backup",
        "migrate",
        "key add",
        "key identity adopt",
        "key identity new",
        "key identity sign",
        "key lock",
        "key revoke",
        "key rotate",
        "key unlock",
        "log export",
        "log fork",
        "reindex",
        "trust",
        "witness accept",
        "witness ask",
        "witness cosign",
        "witness key",
        "witness request",
        "witness trust",
    ),
    Operation.EXCHANGE: ("conflicts", "pull", "push"),
    Operation.ERASE: ("erase",),
}

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {command: operation for operation, commands in _BY_OPERATION.items() for command in commands}
)
"""The operation of each command, by its words after `khronika`."""


def words_of(context: click.Context) -> str:
    """The words by which a command was called, without the name of the program."""
    return context.command_path.partition(" ")[2]
