"""The commands of tokens, by which programs act for somebody: token new, list, revoke."""

from __future__ import annotations

from typing import Any

import click

from archive.accounts import tokens
from archive.accounts.tokens import LONGEST_DAYS, Scope, Token
from archive.cli.desk import Desk, json_option, show_json


@click.group()
def token() -> None:
    """Tokens, by which a program asks the pages for somebody: Authorization: Bearer TOKEN."""


@token.command("new")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    default=(Scope.READ.value,),
    show_default=True,
    help="What it may be used for; more than one may be given.",
)
@click.option(
    "--days", type=click.IntRange(1, LONGEST_DAYS), default=90, show_default=True, help="Good for."
)
@json_option
@click.pass_obj
def new_token(desk: Desk, name: str, scopes: tuple[str, ...], days: int, *, as_json: bool) -> None:
    """Make a token called NAME of whoever is at work. It is shown once; only its hash is kept.

    \b
    Example: khronika --as "Amina K." token new "weekly table" --scope export --days 30
    """
    with desk.archive() as archive:
        secret, made = tokens.new(archive, name, [Scope(scope) for scope in scopes], days=days)
    if as_json:
        show_json({**to_json(made), "token": secret})
    else:
        click.echo(secret)
        click.echo(f"{_line(made)}; it is not shown again", err=True)


@token.command("list")
@json_option
@click.pass_obj
def list_tokens(desk: Desk, *, as_json: bool) -> None:
    """Show the tokens of whoever is at work, without their secrets.

    \b
    Example: khronika token list
    """
    with desk.archive() as archive, archive.reading() as connection:
        known = tokens.tokens_of(connection, archive.person)
    if as_json:
        show_json([to_json(one) for one in known])
        return
    for one in known:
        click.echo(_line(one))


@token.command("revoke")
@click.argument("name")
@json_option
@click.pass_obj
def revoke_token(desk: Desk, name: str, *, as_json: bool) -> None:
    """End the token NAME (or id) of whoever is at work; the next request with it is refused.

    \b
    Example: khronika token revoke "weekly table"
    """
    with desk.archive() as archive:
        ended = tokens.revoke(archive, name)
    if as_json:
        show_json(to_json(ended))
    else:
        click.echo(f"{ended.name} is good no more")


def _line(one: Token) -> str:
    ends = str(one.credential.facts["ends"])[:10]
    return f"{one.name}: {', '.join(one.scopes)}, until {ends}"


def to_json(one: Token) -> dict[str, Any]:
    """A token as JSON, without its secret."""
    return {
        "id": one.credential.id,
        "name": one.name,
        "scopes": list(one.scopes),
        "made": one.credential.facts["made"],
        "ends": one.credential.facts["ends"],
    }


COMMANDS = (token,)
