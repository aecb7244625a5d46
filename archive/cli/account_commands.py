"""Commands about how people sign in: user link, password, sessions."""

from __future__ import annotations

import click

from archive import people
from archive.accounts import joining, sessions
from archive.accounts.granting import check_may_give
from archive.accounts.passwords import Passwords
from archive.cli.desk import Desk, json_option, show_json


@click.command("link")
@click.argument("name")
@click.option("--lost-second-factor", is_flag=True, help="Take theirs away; they set up another.")
@json_option
@click.pass_obj
def link(desk: Desk, name: str, *, lost_second_factor: bool, as_json: bool) -> None:
    """Make a link by which NAME sets a password; it is good once, for three days.

    Give it by a way that only they can read. Whoever follows it first is NAME.

    \b
    Example: khronika user link "Amina K."
    """
    with desk.archive() as archive:
        secret = joining.invite(archive, name, without_second_factor=lost_second_factor)
    if as_json:
        show_json({"name": name, "path": f"/join/{secret}"})
    else:
        click.echo(f"/join/{secret}")
        click.echo("put the address of the archive's pages before it; good once, for 3 days")


@click.command("password")
@click.argument("name", required=False)
@click.pass_obj
def password(desk: Desk, name: str | None) -> None:
    """Set the password of NAME, or your own. From then on everybody must sign in to the pages.

    It is asked for at the terminal, or read from standard input, and never an argument.

    \b
    Example: khronika user password
    """
    with desk.archive() as archive:
        given = click.prompt("New password", hide_input=True, confirmation_prompt=True, err=True)
        person = joining.set_password(archive, Passwords(), name or archive.person, given)
    click.echo(f"{person.name} has a new password; whoever was signed in so must sign in again")


@click.command("sessions")
@click.argument("name")
@click.option("--end", "ending", is_flag=True, help="End all of them at once.")
@json_option
@click.pass_obj
def list_sessions(desk: Desk, name: str, *, ending: bool, as_json: bool) -> None:
    """Show where NAME is signed in, or end that.

    \b
    Example: khronika user sessions "Amina K." --end
    """
    with desk.archive() as archive:
        with archive.reading() as connection:
            person = people.load(connection, name)
            check_may_give(connection, archive.person, person.standing)
            known = sessions.sessions_of(connection, person.id, archive.clock())
        if ending:
            sessions.end(archive, person.id)
    if as_json:
        rows = [
            {
                "id": one.credential.id,
                "since": one.credential.facts["made"],
                "source": one.source,
                "device": one.device,
                "ended": ending,
            }
            for one in known
        ]
        show_json(rows)
        return
    for one in known:
        click.echo(f"{one.credential.facts['made'][:19]}Z  {one.source}  {one.device}")
    click.echo(f"{len(known)} sessions{' ended' if ending else ''}")


OF_USER = (link, password, list_sessions)
"""Commands of the group `user`."""
