"""The page that is shown while the doors are shut."""

from __future__ import annotations

from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from archive.accounts import shutting
from archive.accounts.errors import TooManyAttempts
from archive.errors import LockedKey
from webui import doors
from webui.desk import desk
from webui.language import _

blueprint = Blueprint("doors", __name__, url_prefix="/locked")


@blueprint.get("")
def form() -> ResponseReturnValue:
    """Say that the doors are shut, and how they are opened."""
    if not current_app.extensions[doors.DOORS].shut:
        return redirect(url_for("find.show"), HTTPStatus.SEE_OTHER)
    return _page("", HTTPStatus.SERVICE_UNAVAILABLE)


@blueprint.post("")
def reopen() -> ResponseReturnValue:
    """Open them with the passphrase, then lead to the sign-in."""
    there = redirect(url_for("find.show"), HTTPStatus.SEE_OTHER)
    if not current_app.extensions[doors.DOORS].shut:
        return there
    if not shutting.takes_words(desk().archive.settings):
        return _page("", HTTPStatus.FORBIDDEN)
    try:
        secret, source = request.form.get("passphrase", ""), request.remote_addr or ""
        doors.reopen(desk().archive, secret, source=source)
    except LockedKey:
        return _page(_("That is not the passphrase. The doors stay shut."), HTTPStatus.FORBIDDEN)
    except TooManyAttempts as error:
        told = _("Too many attempts failed. Wait %(n)s seconds.", n=error.seconds)
        answer = _page(told, HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    return there


def _page(refused: str, status: HTTPStatus) -> Response:
    told = {"refused": refused, "takes": shutting.takes_words(desk().archive.settings)}
    return make_response(render_template("locked.html", **told), status)
