"""`/healthz`: whether this process can answer questions. Open to everybody, and tells nothing else.

200 where database and stored bytes are there, 503 where one is not. An index that is behind is said
and changes nothing: what is not found by words yet, every search says itself.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from webui.monitoring.looking import watched

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def show() -> ResponseReturnValue:
    """How database, stored bytes and index do."""
    health = watched().health.now()
    told = {
        "status": "ok" if health.is_able else "unable",
        "database": health.database,
        "evidence": health.evidence,
        "index": health.index,
    }
    return jsonify(told), HTTPStatus.OK if health.is_able else HTTPStatus.SERVICE_UNAVAILABLE
