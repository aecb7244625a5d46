"""The guard at the door of every address: who is asking, and may they do this?

The desk of a request is set here and nowhere else. Whoever sits at the machine on which the archive
is served is the person whom `khronika serve` was started for.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, current_app, g, request

from archive import people, policy
from archive.accounts import granting
from archive.errors import NotPermitted
from webui.desk import KEY, Desk, desk
from webui.operations import OPERATIONS


def register(app: Flask) -> None:
    """Let no request pass unseen, and let the templates ask what is open to the reader."""
    app.before_request(check_request)
    app.jinja_env.globals["may"] = may


def check_request() -> None:
    """Set the desk of this request, and see that the policy lets the reader do what is asked.

    Raises:
        NotPermitted: it does not, or the address names no operation.
    """
    g.desk = _desk_of_the_house(current_app.extensions[KEY])
    if request.endpoint is None:
        return  # there is no such address, and that is what will be said
    if request.endpoint not in OPERATIONS:
        expected = "an address that names its operation for the policy"
        raise NotPermitted(what="answer it", expected=expected, found=request.endpoint)
    granting.check(OPERATIONS[request.endpoint], desk().standing, desk().name)


def may(endpoint: str) -> bool:
    """Whether an address is open to the reader."""
    return policy.may(OPERATIONS[endpoint], desk().standing)


def _desk_of_the_house(house: Desk) -> Desk:
    """The desk of whoever the archive is served for, who may want to see less than they could."""
    with house.archive.reading() as connection:
        person = people.at_work(connection, house.archive.person)
    level = min(person.standing.clearance, house.audience.level, key=lambda one: one.rank)
    standing = replace(person.standing, clearance=level)
    audience = granting.audience_of(replace(person, standing=standing))
    return replace(house, audience=audience, standing=standing, name=person.name)
