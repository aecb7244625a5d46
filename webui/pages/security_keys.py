"""One's security keys: adding one, naming it, taking it away; and what a browser asks for it."""

from __future__ import annotations

import ipaddress
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from archive.accounts import joining, second_factor, security_keys
from archive.accounts.errors import KeyNotTaken, WrongPassword
from archive.accounts.security_keys import Site
from webui import cookies, refusals
from webui.desk import desk
from webui.visitors import host_name

blueprint = Blueprint("keys", __name__, url_prefix="/account/keys")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The reader's keys, and a form for one more."""
    return _page("")


@blueprint.get("/challenge")
def challenge() -> ResponseReturnValue:
    """What the browser needs to make a key for this site."""
    return jsonify(security_keys.for_a_new_one(desk().archive, _this_site()))


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Take a key into use; recovery codes are shown with the first second factor."""
    archive = desk().archive
    try:
        joining.prove(archive, desk().door.passwords, request.form.get("present", ""))
        codes = second_factor.add_key(
            archive,
            _this_site(),
            name=request.form.get("name", "").strip(),
            answer=request.form.get("answer", ""),
        )
    except (KeyNotTaken, WrongPassword) as error:
        return _page(refusals.said(error), HTTPStatus.BAD_REQUEST)
    if codes:
        return make_response(render_template("recovery_codes.html", codes=codes))
    return redirect(url_for("keys.show"), HTTPStatus.SEE_OTHER)


@blueprint.post("/remove")
def remove() -> ResponseReturnValue:
    """Take a key out of use."""
    archive = desk().archive
    try:
        joining.prove(archive, desk().door.passwords, request.form.get("present", ""))
    except WrongPassword as error:
        return _page(refusals.said(error), HTTPStatus.BAD_REQUEST)
    second_factor.remove_key(archive, request.form.get("key", ""))
    return redirect(url_for("keys.show"), HTTPStatus.SEE_OTHER)


def site() -> Site | None:
    """As what the browser knows these pages; None where it has a number, which no key answers to.

    The name is one of those to which the archive answers: `webui.visitors` has seen to that.
    """
    name = host_name(request.host)
    try:
        ipaddress.ip_address(name)
    except ValueError:
        scheme = "https" if current_app.config[cookies.TLS] else request.scheme
        return Site(name, f"{scheme}://{request.host.lower()}")
    return None


def offered() -> Site | None:
    """The site, where a key can answer to it and the library for that is there."""
    return site() if security_keys.is_installed() else None


def _this_site() -> Site:
    found = site()
    if found is None:
        raise KeyNotTaken(f"a site with a name, as localhost, where this is {request.host}")
    return found


def _page(refused: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    archive = desk().archive
    with archive.reading() as connection:
        known = security_keys.keys_of(connection, archive.person)
    return make_response(
        render_template(
            "security_keys.html",
            refused=refused,
            keys=known,
            site=site(),
            installed=security_keys.is_installed(),
            port=request.host.rpartition(":")[2] if request.host.count(":") == 1 else "",
        ),
        status,
    )
