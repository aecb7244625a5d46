"""One's own account: password, second factor, and where one is signed in."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive.accounts import credentials, joining, second_factor, sessions, totp
from archive.accounts.credentials import Kind
from archive.accounts.errors import WeakPassword, WrongCode, WrongPassword
from archive.accounts.passwords import LONGEST, SHORTEST
from webui import cookies, headers, refusals
from webui.desk import desk
from webui.errors import BadField
from webui.language import _

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """What is known of the reader, and where they are signed in."""
    return _page("")


@blueprint.post("/password")
def password() -> ResponseReturnValue:
    """Another password; every session ends, this one too."""
    new, again = request.form.get("password", ""), request.form.get("again", "")
    if new != again:
        return _page(_("The two passwords are not the same."), HTTPStatus.BAD_REQUEST)
    try:
        joining.change_password(
            desk().archive,
            desk().door.passwords,
            present=request.form.get("present", ""),
            password=new,
        )
    except (WeakPassword, WrongPassword) as error:
        return _page(refusals.said(error), HTTPStatus.BAD_REQUEST)
    there = redirect(url_for("sign_in.form"), HTTPStatus.SEE_OTHER)
    return headers.on_leaving(cookies.drop_session(make_response(there)))


@blueprint.post("/sessions/end")
def end() -> ResponseReturnValue:
    """End one session, or all of them."""
    sessions.end(desk().archive, desk().archive.person, request.form.get("session") or None)
    return redirect(url_for("account.show"), HTTPStatus.SEE_OTHER)


@blueprint.get("/second-factor")
def second_factor_form() -> ResponseReturnValue:
    """A seed for an app. It counts once the app has shown a code."""
    return _seed(second_factor.new_seed(), "")


@blueprint.post("/second-factor")
def set_up() -> ResponseReturnValue:
    """Take the seed into use; the recovery codes are shown now and never again."""
    seed = request.form.get("seed", "")
    if not 16 <= len(seed) <= 64 or not set(seed) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"):
        raise BadField("seed", "another text", "what the page before this one gave")
    archive = desk().archive
    try:
        joining.prove(archive, desk().door.passwords, request.form.get("present", ""))
        codes = second_factor.set_up(archive, archive.person, seed, request.form.get("code", ""))
    except (WrongCode, WrongPassword) as error:
        return _seed(seed, refusals.said(error), HTTPStatus.BAD_REQUEST)
    return render_template("recovery_codes.html", codes=codes)


def _seed(seed: str, refused: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    address = totp.address(
        totp.seed_from_text(seed), archive=desk().archive.settings.name, person=desk().name
    )
    spaced = " ".join(seed[start : start + 4] for start in range(0, len(seed), 4))
    told = {"seed": seed, "spaced": spaced, "address": address, "refused": refused}
    return make_response(render_template("second_factor.html", **told), status)


def _page(refused: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    archive = desk().archive
    with archive.reading() as connection:
        known = sessions.sessions_of(connection, archive.person, archive.clock())
        has_password = bool(credentials.of(connection, archive.person, Kind.PASSWORD))
        codes = len(credentials.of(connection, archive.person, Kind.RECOVERY))
        has_second = second_factor.is_set_up(connection, archive.person)
    return make_response(
        render_template(
            "account.html",
            refused=refused,
            sessions=known,
            has_password=has_password,
            has_second=has_second,
            codes=codes,
            shortest=SHORTEST,
            longest=LONGEST,
        ),
        status,
    )
