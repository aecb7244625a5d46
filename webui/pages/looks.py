"""The switch between light and dark pages."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue

from webui import cookies
from webui.errors import BadField
from webui.pages.sign_in import local_address

blueprint = Blueprint("looks", __name__)
LOOKS = ("light", "dark")


@blueprint.get("/look")
def choose() -> ResponseReturnValue:
    """Keep the choice in a cookie, and go back to the page that it was made on."""
    chosen = request.args.get("look", "")
    if chosen not in ("", *LOOKS):
        raise BadField("look", chosen[:40], f"one of {', '.join(LOOKS)}, or nothing")
    there = local_address(request.args.get("next") or "/")
    return cookies.carry_look(make_response(redirect(there, HTTPStatus.SEE_OTHER)), chosen)


def look() -> str:
    """How the reader wants pages to look; empty if as their system has it."""
    kept = cookies.look()
    return kept if kept in LOOKS else ""
