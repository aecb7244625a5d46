"""Guards against a slip of the hand, as both kinds of database write them.

A guard is the name of a trigger, when it fires (`UPDATE ON entries`, with `WHEN …` if not always)
and the quoted words by which it refuses. PostgreSQL knows no REPLACE that deletes in silence, so
guards on INSERT have no task there; but it has TRUNCATE, which tells no trigger on DELETE, so each
of these brings one more.
"""

from __future__ import annotations

from collections.abc import Iterable

from alembic import op

Guard = tuple[str, str, str]
"""Name, event, and why it is refused, in quotes."""

REFUSING = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0];
END
$$"""


def is_server() -> bool:
    """Whether the tables that are being changed are those of a server."""
    return bool(op.get_context().dialect.name == "postgresql")


def literal(digits: str) -> str:
    """Bytes in hexadecimal as a literal of SQL."""
    return f"'\\x{digits}'" if is_server() else f"x'{digits}'"


def make_guards(guards: Iterable[Guard]) -> None:
    """Make these triggers."""
    if not is_server():
        for name, event, why in guards:
            refusal = f"BEGIN SELECT RAISE(ABORT, {why}); END"
            op.execute(f"CREATE TRIGGER {name} BEFORE {event} {refusal}")
        return
    op.execute(REFUSING)
    for name, event, why in guards:
        _make_on_server(name, event, why)


def _make_on_server(name: str, event: str, why: str) -> None:
    what, _, condition = event.partition(" WHEN ")
    kind, _, table = what.partition(" ON ")
    refusal = f"EXECUTE FUNCTION refuse_change({why})"
    if kind == "INSERT":
        return
    only = f"WHEN ({condition}) " if condition else ""
    op.execute(f"CREATE TRIGGER {name} BEFORE {what} FOR EACH ROW {only}{refusal}")
    if kind == "DELETE":
        op.execute(
            f"CREATE TRIGGER {name.replace('_delete', '_truncate')} BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT {refusal}"
        )
