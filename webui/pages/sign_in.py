"""Signing in and out, and following the link of an invitation."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from archive.accounts import joining, security_keys, sessions
from archive.accounts.errors import SignInRefused, TooBusyToCheck, TooManyAttempts, WeakPassword
from archive.accounts.passwords import LONGEST, SHORTEST
from archive.accounts.signing_in import Given, sign_in
from webui import cookies, headers, refusals
from webui.desk import desk
from webui.errors import BadField
from webui.language import _
from webui.pages import security_keys as keys

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
def form() -> ResponseReturnValue:
    """Name, password and code; who has signed in already is led on."""
    if desk().standing is not None:
        return redirect(_there(), HTTPStatus.SEE_OTHER)
    return _page("")


@blueprint.get("/sign-in/challenge")
def challenge() -> ResponseReturnValue:
    """What a browser needs to let a security key answer; the same for whoever asks."""
    site = keys.site()
    if site is None:
        raise BadField("Host", request.host[:40], "a name that a security key can answer to")
    return jsonify(security_keys.for_signing_in(desk().archive, site))


@blueprint.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Open a session, or say that it was refused, in one way for whatever was wrong."""
    given = Given(
        name=request.form.get("name", ""),
        password=request.form.get("password", ""),
        code=request.form.get("code", ""),
        answer=request.form.get("answer", ""),
        site=keys.site(),
        source=request.remote_addr or "",
        device=request.headers.get("User-Agent", ""),
        browser=cookies.browser_secret() or None,
    )
    try:
        done = sign_in(desk().archive, desk().door, given)
    except SignInRefused:
        told = _("Name, password and code do not belong together. Nothing was shown.")
        return _page(told, HTTPStatus.FORBIDDEN)
    except TooManyAttempts as error:
        told = _(
            "Too many attempts failed. Wait %(n)s seconds, or use a browser in which you have "
            "signed in before, or ask for a new link.",
            n=error.seconds,
        )
        answer = _page(told, HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    except TooBusyToCheck:
        told = _("Too many sign in at the same moment. Wait a moment, then try again.")
        return _page(told, HTTPStatus.SERVICE_UNAVAILABLE)
    if (before := desk().session) is not None:  # the browser forgets it, and so does the archive
        sessions.end(desk().archive, before.credential.person, before.credential.id)
    answer = make_response(redirect(_there(), HTTPStatus.SEE_OTHER))
    return cookies.carry(answer, session=done.session, browser=done.browser)


@blueprint.post("/sign-out")
def leave() -> ResponseReturnValue:
    """End the session for good, here and in the archive."""
    session = desk().session
    if session is not None:
        sessions.end(desk().archive, session.credential.person, session.credential.id)
    there = url_for("sign_in.form") if session else url_for("find.show")
    left = cookies.drop_session(make_response(redirect(there, HTTPStatus.SEE_OTHER)))
    return headers.on_leaving(left)


@blueprint.get("/join/<secret>")
def invitation(secret: str) -> ResponseReturnValue:
    """A form for the password of whoever the link is for."""
    return _joining(secret, "")


@blueprint.post("/join/<secret>")
def join(secret: str) -> ResponseReturnValue:
    """Set the password, then lead to the sign-in."""
    password, again = request.form.get("password", ""), request.form.get("again", "")
    if password != again:
        return _joining(secret, _("The two passwords are not the same."), HTTPStatus.BAD_REQUEST)
    try:
        joining.accept(desk().archive, desk().door.passwords, secret, password)
    except WeakPassword as error:
        return _joining(secret, refusals.said(error), HTTPStatus.BAD_REQUEST)
    return redirect(url_for("sign_in.form"), HTTPStatus.SEE_OTHER)


def _page(refused: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    there = request.values.get("next", "")
    told = {"refused": refused, "there": there, "keys": keys.offered() is not None}
    return make_response(render_template("sign_in.html", **told), status)


def _joining(secret: str, refused: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    with desk().archive.reading() as connection:
        person = joining.invited(connection, secret, desk().archive)
    told = {"person": person.name, "shortest": SHORTEST, "longest": LONGEST}
    return make_response(render_template("join.html", refused=refused, **told), status)


def _there() -> str:
    """Where somebody wanted to go: an address of these pages and no other."""
    there = request.values.get("next", "")
    try:
        return local_address(there) if there else url_for("find.show")
    except BadField:
        return url_for("find.show")


def local_address(there: str) -> str:
    """An address of these pages, as it is.

    Raises:
        BadField: it leads elsewhere, or a browser could read it so
            (https://url.spec.whatwg.org/#url-parsing: backslashes, tabs and line ends).
    """
    leads_elsewhere = not there.startswith("/") or there.startswith("//") or "\\" in there
    if leads_elsewhere or not there.isprintable() or urlsplit(there).netloc:
        raise BadField("next", there[:40], "an address of these pages")
    return there
