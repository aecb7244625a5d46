"""The switch of the language of the interface."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue

from webui import cookies
from webui.errors import BadField
from webui.language import LANGUAGES
from webui.pages.sign_in import local_address

blueprint = Blueprint("tongue", __name__)


@blueprint.get("/language")
def choose() -> ResponseReturnValue:
    """Keep the choice in a cookie, and go back to the page that it was made on."""
    tag = request.args.get("tag", "")
    if tag not in LANGUAGES:
        raise BadField("tag", tag[:40], f"one of {', '.join(LANGUAGES)}")
    there = local_address(request.args.get("next") or "/")
    return cookies.carry_language(make_response(redirect(there, HTTPStatus.SEE_OTHER)), tag)
