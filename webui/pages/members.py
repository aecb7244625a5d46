"""Who works with the archive: letting people in, changing their rights, letting them go."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive import people, policy
from archive.accounts import credentials, granting, joining, second_factor, sessions
from archive.accounts.credentials import Kind
from archive.accounts.granting import check_may_give
from archive.people import Person
from archive.policy import Role, Standing
from schemas.access import LEVELS, Level
from webui.desk import desk
from webui.errors import BadField
from webui.telling import words

blueprint = Blueprint("members", __name__, url_prefix="/members")
LONGEST_LIST = 2000
"""Characters of a list of compartments."""
ALL = "*"
"""What stands in the form for all compartments, also those still to come."""


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Everybody, with what they may do and how they sign in."""
    return _page()


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Let somebody in, and show the link by which they set their password."""
    name = request.form.get("name", "").strip()
    with desk().archive.reading() as connection:
        joining.check_ready(connection, desk().archive.person)
    person = granting.let_in(desk().archive, name, _asked())
    return _page(person, joining.invite(desk().archive, person.id))


@blueprint.post("/<person>/rights")
def change(person: str) -> ResponseReturnValue:
    """Give somebody other rights, or let them back in."""
    granting.change_rights(desk().archive, person, _asked())
    return redirect(url_for("members.show"), HTTPStatus.SEE_OTHER)


@blueprint.post("/<person>/remove")
def remove(person: str) -> ResponseReturnValue:
    """Take all rights from somebody."""
    granting.let_go(desk().archive, person)
    return redirect(url_for("members.show"), HTTPStatus.SEE_OTHER)


@blueprint.post("/<person>/link")
def link(person: str) -> ResponseReturnValue:
    """Show a new link by which somebody sets their password."""
    lost = bool(request.form.get("lost_second_factor"))
    secret = joining.invite(desk().archive, person, without_second_factor=lost)
    with desk().archive.reading() as connection:
        return _page(people.load(connection, person), secret)


@blueprint.post("/<person>/sessions/end")
def end_sessions(person: str) -> ResponseReturnValue:
    """End all sessions of somebody at once."""
    archive = desk().archive
    with archive.reading() as connection:
        found = people.load(connection, person)
        check_may_give(connection, archive.person, found.standing)
    sessions.end(archive, found.id)
    return redirect(url_for("members.show"), HTTPStatus.SEE_OTHER)


def _asked() -> Standing:
    """The standing that the form asks for. Raises BadField."""
    role, clearance = request.form.get("role", ""), request.form.get("clearance", "")
    if role not in [one.value for one in Role]:
        raise BadField("role", role[:40], "one of the words that the form offers")
    if clearance not in [one.value for one in LEVELS]:
        raise BadField("clearance", clearance[:40], "one of the words that the form offers")
    listed = request.form.get("compartments", "").strip()
    if len(listed) > LONGEST_LIST or not listed.isprintable():
        raise BadField("compartments", listed[:40], "names of teams or cases between commas")
    names = frozenset(filter(None, (one.strip() for one in listed.split(","))))
    return Standing(Role(role), Level(clearance), None if listed == ALL else names)


def _page(linked: Person | None = None, secret: str = "") -> str:
    archive = desk().archive
    with archive.reading() as connection:
        known = people.everybody(connection)
        rows = [
            {
                "person": one,
                "limited": listed(one.standing),
                "password": bool(credentials.of(connection, one.id, Kind.PASSWORD)),
                "second": second_factor.is_set_up(connection, one.id),
                "sessions": len(sessions.sessions_of(connection, one.id, archive.clock())),
                "open": policy.may_manage(desk().standing or NOTHING, one.standing),
            }
            for one in known
        ]
    join = url_for("sign_in.invitation", secret=secret, _external=True) if secret else ""
    return render_template(
        "members.html",
        rows=rows,
        linked=linked,
        join=join,
        roles=[(role.value, words.label("roles", role)) for role in Role],
        levels=[
            (level.value, words.label("access_levels", level))
            for level in LEVELS
            if level.rank <= desk().audience.rank
        ],
    )


NOTHING = Standing(Role.READER, Level.PUBLIC)


def listed(standing: Standing) -> str:
    """The compartments of a standing as the form takes them."""
    limited = standing.compartments
    return ALL if limited is None else ", ".join(sorted(limited))
